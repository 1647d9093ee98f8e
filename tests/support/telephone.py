"""A caller for tests: rings the application through its WSGI door with requests signed as Twilio signs them.

phone = Telephone(app)
phone.ring("+8613800138000")
phone.say("开不了票")
assert "企业全称" in phone.said
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode, urljoin
from xml.etree import ElementTree as ET

from twilio.request_validator import RequestValidator
from werkzeug.test import Client, TestResponse

from hotline.app import Application
from hotline.core.store import new_id

FORM = "application/x-www-form-urlencoded; charset=utf-8"


class Telephone:
    """One call at a time. `said` is what the last answer says, `answer` its XML."""

    def __init__(self, app: Application) -> None:
        settings = app.hotline.settings
        self.client = Client(app)
        self.base = settings.public_base_url
        self.to = settings.twilio_phone_number
        self.account = settings.twilio_account_sid
        self.validator = RequestValidator(settings.auth_tokens[0])
        self.sid = ""
        self.caller = ""
        self.says: list[str] = []
        self.answer = ""
        self.path = ""
        self.sequence = 0

    def ring(self, caller: str = "+8613800138000", sid: str | None = None) -> str:
        """Dial the hotline; gives what it says."""
        self.sid = sid or f"CA{new_id()}"
        self.caller = caller
        self.sequence = 0
        return self._take(self.post("/voice/incoming", CallStatus="ringing"))

    def say(self, words: str, confidence: str = "0.92") -> str:
        return self._take(self.post(self.path, SpeechResult=words, Confidence=confidence))

    def press(self, keys: str) -> str:
        return self._take(self.post(self.path, Digits=keys))

    def stay_silent(self) -> str:
        return self._take(self.post(self.path))

    def report(self, event: str) -> str:
        """How a queue or a recording ended."""
        result = {"left": "leave", "full": "queue-full", "served": "bridged", "failed": "error"}.get(event)
        more = {"QueueResult": result} if result else {"RecordingSid": event, "RecordingDuration": "7"}
        return self._take(self.post(self.path, **more))

    def hang_up(self, duration: int = 30, **more: str) -> TestResponse:
        self.sequence += 1
        return self.post(
            "/voice/status",
            CallStatus="completed",
            CallDuration=str(duration),
            SequenceNumber=str(self.sequence),
            CallbackSource="call-progress-events",
            **more,
        )

    @property
    def said(self) -> str:
        return "".join(self.says)

    @property
    def is_over(self) -> bool:
        return "<Hangup" in self.answer

    def form(self, **more: str) -> dict[str, str]:
        """The parameters that come with every request."""
        return {
            "CallSid": self.sid,
            "AccountSid": self.account,
            "From": self.caller,
            "To": self.to,
            "Caller": self.caller,
            "Called": self.to,
            "CallStatus": "in-progress",
            "Direction": "inbound",
            "ApiVersion": "2010-04-01",
            **more,
        }

    def post(self, path: str, **more: str) -> TestResponse:
        """A signed request to the application."""
        form = self.form(**more)
        signature = self.validator.compute_signature(urljoin(self.base, path), form)
        return self.send(path, form, {"X-Twilio-Signature": signature})

    def send(self, path: str, form: Any, headers: dict[str, str]) -> TestResponse:
        body = form if isinstance(form, str | bytes) else urlencode(form)
        return self.client.post(path, data=body, content_type=FORM, headers=headers)

    def _take(self, response: TestResponse) -> str:
        assert response.status_code == 200, (response.status_code, response.text)
        self.answer = response.text
        root = ET.fromstring(self.answer)
        self.says = [say.text or "" for say in root.iter("Say")]
        waits = [element for element in root.iter() if element.get("action")]
        redirects = [element.text or "" for element in root.iter("Redirect")]
        self.path = waits[0].get("action") or "" if waits else redirects[0] if redirects else ""
        return self.said
