"""Calls: what a call is, how it rings, how its documents are carried out."""
