"""A telephone in a box: a carrier on this machine that speaks Twilio's language.

It carries calls between lines (a terminal, scripted callers) and any application that answers Twilio's webhooks
with TwiML. It knows that application by its URLs alone and imports nothing of it, so it could serve another one
unchanged. Start with `network.Network` (what is connected), `carrier.Carrier` (place a call) and
`docs/localcarrier.md`.
"""
