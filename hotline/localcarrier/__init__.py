"""A telephone in a box: a carrier on this machine that speaks Twilio's language.

It carries calls between lines (people at a terminal or in a browser, scripted people) and any application that answers
Twilio's webhooks with TwiML. It knows that application by its URLs alone and imports nothing of it, so that it serves
another one unchanged. Start with `network.Network` (what is connected), `carrier.Carrier` (place a call) and
`docs/localcarrier.md`.

- `calls`: what a call is, how it rings, how its documents are carried out
- `lines`: the telephones that people are on
- `twiml` and `verbs`: what a document says, and what each of its verbs does
- `meetings`: rooms, queues and conferences, where people on several calls come together
- `webhooks`: asking the application, and telling it what happened
- `service`: Twilio's REST, the carrier's own addresses, and its pages
"""
