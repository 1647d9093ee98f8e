"""What is asked of the carrier over its REST, through Twilio's own client. So far: where a number's calls go."""

from __future__ import annotations

import json
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from twilio.http.http_client import TwilioHttpClient
from twilio.http.response import Response
from twilio.rest import Client

from hotline.core.config import Settings
from hotline.core.errors import Conflict, NotFound, Unavailable

TIMEOUT_SECONDS = 10.0


class Refused(Conflict):
    """The carrier answered that it will not; the message holds its number and words."""


@dataclass(frozen=True, slots=True)
class Webhooks:
    """The addresses at which a number's owner wants to be asked."""

    voice: str
    fallback: str
    status: str

    @classmethod
    def of(cls, settings: Settings) -> Webhooks:
        """Ours."""
        base = settings.public_base_url
        return cls(voice=f"{base}/voice/incoming", fallback=f"{base}/voice/fallback", status=f"{base}/voice/status")


class Carrier:
    """One account at the carrier.

    Every method raises Refused, NotFound, or Unavailable where no answer came within TIMEOUT_SECONDS; nothing is ever
    asked twice by itself.
    """

    def __init__(self, settings: Settings) -> None:
        client = _HttpClient(settings.twilio_api_base_url)
        self._client = Client(settings.twilio_account_sid, settings.auth_tokens[0], http_client=client)

    def webhooks(self, number: str) -> Webhooks:
        """Where this number's (E.164) calls go now."""
        found = self._number(number)
        return Webhooks(voice=found.voice_url, fallback=found.voice_fallback_url, status=found.status_callback)

    def point(self, number: str, to: Webhooks) -> None:
        """Send this number's calls here, always by POST."""
        self._number(number).update(
            voice_url=to.voice,
            voice_method="POST",
            voice_fallback_url=to.fallback,
            voice_fallback_method="POST",
            status_callback=to.status,
            status_callback_method="POST",
        )

    def _number(self, number: str) -> Any:
        found = self._client.incoming_phone_numbers.list(phone_number=number, limit=1)
        if not found:
            raise NotFound(f"账号下没有号码 {number} (the account has no such number)")
        return found[0]


class _HttpClient(TwilioHttpClient):  # type: ignore[misc]  # the library has no types
    """Asks the carrier's own address instead of Twilio's; what the environment says of regions changes nothing.

    Errors become ours here, where every answer passes: the library tells some of them without the carrier's words.
    """

    def __init__(self, base_url: str) -> None:
        super().__init__(timeout=TIMEOUT_SECONDS)
        self._base = urlsplit(base_url)

    def request(self, method: str, url: str, *args: Any, **more: Any) -> Response:
        asked = urlsplit(url)
        path = self._base.path.rstrip("/") + asked.path
        moved = asked._replace(scheme=self._base.scheme, netloc=self._base.netloc, path=path)
        try:
            answer: Response = super().request(method, urlunsplit(moved), *args, **more)
        except OSError as error:  # what the library's own HTTP client raises
            told = f"{self._base.netloc} 没有应答 (the carrier did not answer): {type(error).__name__}"
            raise Unavailable(told) from error
        if answer.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR:
            raise Unavailable(f"运营商出错 (the carrier failed): {_words(answer)}")
        if answer.status_code >= HTTPStatus.MULTIPLE_CHOICES:
            raise Refused(f"运营商拒绝 (the carrier refused): {_words(answer)}")
        return answer


def _words(answer: Response) -> str:
    """The carrier's number and words for what is wrong, or as much as it told."""
    try:
        told = json.loads(answer.text)
        return f"{told['code']} {told['message']}"
    except (ValueError, TypeError, KeyError):
        return f"HTTP {answer.status_code}"
