"""Meetings: rooms, bridges, queues and conferences, where people on several calls come together."""
