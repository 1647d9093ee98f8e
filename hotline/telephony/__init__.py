"""The carrier's edge, and the only place that imports `twilio`.

webhook   is it signed, and what does it say
twiml     a step of a conversation as the document that the carrier executes
carrier   what is asked of the carrier: calls, recordings, numbers
"""
