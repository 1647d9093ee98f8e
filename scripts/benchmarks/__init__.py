"""Measures what a caller waits for, beside its limit and beside what guides show. Started by scripts/bench."""
