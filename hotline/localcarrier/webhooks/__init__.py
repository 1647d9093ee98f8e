"""Webhooks: asking the application, signed and in time, and telling it what happened."""
