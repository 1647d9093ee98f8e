"""What answers over HTTP: the carrier's door, the JSON API, and how the house is doing."""
