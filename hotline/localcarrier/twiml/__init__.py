"""TwiML: reading a document and holding it to Twilio's vocabulary."""
