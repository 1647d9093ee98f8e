"""The carrier as a service: Twilio's REST, the carrier's own addresses, and its pages."""
