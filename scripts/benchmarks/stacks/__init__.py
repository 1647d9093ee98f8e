"""WSGI applications to compare: each takes the same signed requests."""
