"""Lines: the telephones that people are on, scripted, at a terminal or in a browser."""
