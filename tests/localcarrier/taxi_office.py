"""A taxi office on Twilio, written as Twilio's guides write such things; it knows nothing of the local carrier.

A passenger says where they are and waits in a queue; a driver is called, accepts by key, and the two talk. Whoever
finds no driver leaves a message.
"""

# mypy: disable-error-code="import-untyped"

from __future__ import annotations

from functools import wraps
from typing import Any

from flask import Flask, Response, abort, request
from twilio.request_validator import RequestValidator
from twilio.rest import Client
from twilio.twiml.voice_response import Dial, Gather, VoiceResponse


def create_app(client: Client, token: str, number: str, driver: str) -> Flask:  # noqa: C901, PLR0915 - as guides do it
    """The office. `bookings` in its config are what it knows of each passenger, by CallSid."""
    app = Flask(__name__)
    bookings: dict[str, dict[str, str]] = {}
    app.config["bookings"] = bookings
    validator = RequestValidator(token)

    def twilio_only(view: Any) -> Any:
        @wraps(view)
        def checked() -> Response:
            if not validator.validate(request.url, request.form, request.headers.get("X-Twilio-Signature", "")):
                abort(403)
            return Response(str(view()), mimetype="text/xml")

        return checked

    @app.post("/welcome")
    @twilio_only
    def welcome() -> VoiceResponse:
        answer = VoiceResponse()
        gather = Gather(input="speech dtmf", action="/where", num_digits=1, hints="station,airport")
        gather.say("Where are you? For the station press one.")
        answer.append(gather)
        answer.redirect("/welcome")
        return answer

    @app.post("/where")
    @twilio_only
    def where() -> VoiceResponse:
        place = "station" if request.form.get("Digits") == "1" else request.form["SpeechResult"]
        bookings[request.form["CallSid"]] = {"place": place}
        client.calls.create(
            to=driver,
            from_=number,
            url=f"{request.url_root}driver?passenger={request.form['CallSid']}",
            status_callback=f"{request.url_root}driver-status?passenger={request.form['CallSid']}",
            timeout=20,
        )
        answer = VoiceResponse()
        answer.enqueue("passengers", wait_url="/music", action="/after-queue")
        return answer

    @app.post("/music")
    @twilio_only
    def music() -> VoiceResponse:
        answer = VoiceResponse()
        answer.say(f"You are number {request.form['QueuePosition']}.")
        answer.pause(10)
        return answer

    @app.post("/driver")
    @twilio_only
    def ask_driver() -> VoiceResponse:
        answer = VoiceResponse()
        gather = Gather(num_digits=1, action="/accept")
        gather.say(f"A passenger at {bookings[request.args['passenger']]['place']}. To accept press one.")
        answer.append(gather)
        answer.hangup()
        return answer

    @app.post("/accept")
    @twilio_only
    def accept() -> VoiceResponse:
        answer = VoiceResponse()
        dial = Dial()
        dial.queue("passengers", url="/coming")
        answer.append(dial)
        return answer

    @app.post("/coming")
    @twilio_only
    def coming() -> VoiceResponse:
        answer = VoiceResponse()
        answer.say("Here is your driver.")
        return answer

    @app.post("/driver-status")
    @twilio_only
    def driver_status() -> VoiceResponse:
        passenger = request.args["passenger"]
        bookings[passenger]["driver"] = request.form["CallStatus"]
        if request.form["CallStatus"] != "completed":
            client.calls(passenger).update(url=f"{request.url_root}nobody")
        return VoiceResponse()

    @app.post("/nobody")
    @twilio_only
    def nobody() -> VoiceResponse:
        answer = VoiceResponse()
        answer.say("There is no taxi. Leave a message.")
        answer.record(action="/thanks", max_length=60)
        return answer

    @app.post("/thanks")
    @twilio_only
    def thanks() -> VoiceResponse:
        bookings[request.form["CallSid"]]["message"] = request.form["RecordingUrl"]
        answer = VoiceResponse()
        answer.say("Thank you.")
        return answer

    @app.post("/after-queue")
    @twilio_only
    def after_queue() -> VoiceResponse:
        bookings[request.form["CallSid"]]["queue"] = request.form["QueueResult"]
        answer = VoiceResponse()
        answer.say("Have a good trip.")
        return answer

    return app
