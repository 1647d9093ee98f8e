"""Figures and lists drawn from all contexts: what must always hold, and exports."""
