"""The carrier's door: every request to `/voice/` comes through here, and is refused unless it is signed (S1).

A plain WSGI callable: a caller waits on each answer, so nothing stands between the socket and the turn. There is no
table of views to forget a guard in: the signature is checked before anything is looked up. Whatever goes wrong after
that, the caller hears a kind sentence, never a 5xx, and what was said is kept (F10-F13).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, quote, urlsplit

from sqlalchemy.orm import Session

from hotline.calls import progress, turns
from hotline.calls.house import House
from hotline.calls.spool import Spool
from hotline.calls.turns import Known, Thought
from hotline.core.clock import Clock
from hotline.core.errors import Invalid, NotFound, Unavailable
from hotline.core.logs import get_logger
from hotline.core.store import Store
from hotline.telephony import twiml, webhook
from hotline.telephony.webhook import Signatures

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

log = get_logger(__name__)

PREFIX = "/voice/"

LARGEST_FORM = 1024 * 1024
"""Bytes of a form; words of 64 KB are nine times as long when they are percent-encoded Chinese."""

MOST_FIELDS = 200

MOST_RETRIES = 5
"""How often a caller is asked for a moment before a person takes over."""

MOST_AGAIN = 2
"""How often the fallback sends a caller back to a turn whose answer was lost."""

MOST_ASKED = 2
"""How often the fallback asks for a number; then the one that called must do."""

_SID = re.compile(r"[A-Za-z0-9:_.-]{1,128}")
"""What may name a call: it stands in the action's path, so nothing that would have to be quoted there."""

_TURN = re.compile(rf"/voice/calls/({_SID.pattern})/turns/([0-9]{{1,4}})")
_WAIT = re.compile(rf"/voice/calls/{_SID.pattern}/wait(?:/({'|'.join(twiml.VOICES)}))?")
_LENGTH = re.compile("[0-9]{1,9}")

Params = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Answer:
    """What the carrier is told."""

    status: str
    body: str
    kind: str = "text/xml; charset=utf-8"


REFUSED = Answer("403 Forbidden", "unsigned\n", "text/plain; charset=utf-8")
NOT_A_FORM = Answer("415 Unsupported Media Type", "form expected\n", "text/plain; charset=utf-8")
TOO_LARGE = Answer("413 Content Too Large", "too large\n", "text/plain; charset=utf-8")
NOT_HERE = Answer("404 Not Found", "no such webhook\n", "text/plain; charset=utf-8")
ONLY_POST = Answer("405 Method Not Allowed", "POST only\n", "text/plain; charset=utf-8")
NOTED = Answer("200 OK", twiml.NOTHING)


class VoiceDoor:
    """WSGI callable for everything under `/voice/`."""

    def __init__(self, *, house: House, store: Store, clock: Clock, signatures: Signatures, spool: Spool) -> None:
        self._house = house
        self._store = store
        self._clock = clock
        self._signatures = signatures
        self._spool = spool
        self._routes: Mapping[str, Callable[[Params], str]] = {
            "/voice/incoming": self._incoming,
            "/voice/fallback": self._fallback,
            "/voice/status": self._status,
            "/voice/recording": self._recording,
        }

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        answer = self._answer(environ)
        body = answer.body.encode()
        headers = [
            ("Content-Type", answer.kind),
            ("Content-Length", str(len(body))),
            ("Cache-Control", "no-store"),
        ]
        start_response(answer.status, headers)
        return [body]

    def _answer(self, environ: WSGIEnvironment) -> Answer:
        if environ["REQUEST_METHOD"] != "POST":
            return ONLY_POST
        if not environ.get("CONTENT_TYPE", "").startswith("application/x-www-form-urlencoded"):
            return NOT_A_FORM
        length = environ.get("CONTENT_LENGTH") or "0"
        if not _LENGTH.fullmatch(length) or int(length) > LARGEST_FORM:
            return TOO_LARGE
        path = _path(environ)
        pairs = self._signed_pairs(environ, path, int(length))
        if pairs is None:
            log.warning("refused: not signed by a known key", path=path)
            return REFUSED
        return self._dispatch(path, webhook.params(pairs))

    def _signed_pairs(self, environ: WSGIEnvironment, path: str, length: int) -> webhook.Pairs | None:
        """The form, if a known key has signed it. Who brings no signature is not listened to: reading may take long."""
        signature = environ.get(webhook.SIGNATURE, "")
        if not signature:
            return None
        pairs = _pairs(environ["wsgi.input"].read(length))
        query = environ.get("QUERY_STRING", "")
        if pairs is None or not self._signatures.hold(path=path, query=query, pairs=pairs, signature=signature):
            return None
        return pairs

    def _dispatch(self, path: str, params: Params) -> Answer:
        route = self._routes.get(path)
        if route is not None:
            return self._spoken(route, params)
        turn = _TURN.fullmatch(path)
        if turn:
            sid, number = turn[1], int(turn[2])
            return self._spoken(lambda params: self._turn(sid, number, params), params)
        wait = _WAIT.fullmatch(path)
        if wait:
            language = wait[1] or turns.LANGUAGE  # who has waited since before the upgrade
            return self._spoken(lambda params: twiml.waiting_room(params, path, language), params)
        return NOT_HERE

    def _spoken(self, route: Callable[[Params], str], params: Params) -> Answer:
        """The route's document; where the route fails, an apology with the promise, for a person to keep (R18)."""
        try:
            return Answer("200 OK", route(params))
        except Exception:
            sid = params.get("CallSid", "")
            log.exception("turn failed", call_sid=sid)
            kept = self._spool.put("failed", sid, 0, params, self._clock.now())
            return Answer("200 OK", _apology() if kept else _call_again())

    # -- routes --

    def _incoming(self, params: Params) -> str:
        sid = params["CallSid"]
        if not _SID.fullmatch(sid):
            raise Invalid("CallSid", f"{sid!r} cannot stand in a path")
        spooled = self._spool.take("incoming", sid, 0)
        arrived_at = self._clock.now()

        def think(session: Session) -> Thought | Known:
            return turns.think_of_ring(session, house=self._house, params=params, now=arrived_at)

        def keep(session: Session, thought: Thought | Known) -> str:
            return turns.keep(session, house=self._house, thought=thought, now=self._clock.now())

        try:
            document = self._store.write_after(think, keep)
        except Unavailable:
            return self._one_moment("incoming", sid, 0, params, "/voice/incoming")
        if spooled:
            self._spool.remove(spooled)
        return document

    def _turn(self, sid: str, number: int, params: Params) -> str:
        spooled = self._spool.take("turn", sid, number)
        said = {**spooled.params, **{key: value for key, value in params.items() if value}} if spooled else params
        now = self._clock.now()

        def think(session: Session) -> Thought | Known:
            return turns.think_of_turn(
                session,
                house=self._house,
                sid=sid,
                number=number,
                heard=webhook.heard(said),
                now=now,
            )

        def keep(session: Session, thought: Thought | Known) -> str:
            return turns.keep(session, house=self._house, thought=thought, now=now)

        try:
            answer = self._store.write_after(think, keep)
        except Unavailable:
            return self._one_moment("turn", sid, number, params, twiml.turn_path(sid, number))
        except NotFound:
            # The ring itself could not be written down: begin the call now, with its greeting.
            return self._incoming({**params, "CallSid": sid})
        if spooled:
            self._spool.remove(spooled)
        return answer or twiml.document(twiml.HANGUP)

    def _one_moment(self, kind: str, sid: str, number: int, params: Params, path: str) -> str:
        """The database is busy: ask for a moment and come back to the same turn, with the words kept (F13)."""
        tries = self._spool.put(kind, sid, number, params, self._clock.now())
        log.warning("database busy, caller asked to wait", call_sid=sid, turn=number, tries=tries)
        if tries == 0:
            return _call_again()
        if tries > MOST_RETRIES:
            return _apology()
        greeting = f"您好,{self._house.settings.company_name}。" if number == 0 else ""
        return _come_back(path, greeting)

    def _status(self, params: Params) -> str:
        return self._note("status", ("CallSid", "CallStatus", "SequenceNumber"), params, progress.note_status)

    def _recording(self, params: Params) -> str:
        return self._note("recording", ("RecordingSid", "RecordingStatus"), params, progress.note_recording)

    def _note(self, kind: str, names: Iterable[str], params: Params, note: Callable[..., None]) -> str:
        """Write an event down; until that can be done it waits under what `names` it among others of its kind."""
        now = self._clock.now()
        try:
            self._store.write(lambda session: note(session, house=self._house, params=params, now=now))
        except Unavailable as error:
            log.warning("event kept aside, database busy", kind=kind, error=str(error))
        except Exception:
            log.exception("event kept aside", kind=kind, call_sid=params.get("CallSid", ""))
        else:
            return twiml.NOTHING
        self._spool.put(kind, ".".join(params.get(name, "") for name in names), 0, params, now)
        return twiml.NOTHING

    def _fallback(self, params: Params) -> str:
        """The call's own URL did not answer. Needs no database: what was said goes to the spool (F10, F12).

        A turn is tried again, for its answer may just have been lost on the way; else a number is asked for.
        """
        turn = _TURN.fullmatch(urlsplit(params.get("ErrorUrl", "")).path)
        if turn and turn[1] == params.get("CallSid"):
            tries = self._spool.put("turn", turn[1], int(turn[2]), params, self._clock.now())
            if 0 < tries <= MOST_AGAIN:
                return _come_back(turn[0])
        tries = self._spool.put("fallback", params.get("CallSid", ""), 0, params, self._clock.now())
        if tries == 0:
            return _call_again()
        if params.get("Digits") or params.get("SpeechResult") or tries > MOST_ASKED:
            return _apology()
        company = self._house.settings.company_name
        return twiml.document(
            _both(f"您好,{company}。非常抱歉，系统暂时有点问题。", "We are sorry, our system has a problem."),
            '<Gather input="dtmf speech" action="/voice/fallback" method="POST" language="cmn-Hans-CN" '
            'timeout="8" speechTimeout="3" finishOnKey="#" actionOnEmptyResult="true">',
            _both(
                "请说出或者按键输入您的联系电话，按井号键结束，我们马上给您回电话。",
                "Please key in your phone number and press hash, and we will call you back.",
            ),
            "</Gather>",
            twiml.redirect("/voice/fallback"),
        )


def _apology() -> str:
    return twiml.document(
        _both(
            "非常抱歉，系统暂时有点问题，您说的我们都记下了。等我们有了确切结果后会尽快和您联系。再见。",
            "We are sorry, our system has a problem. What you said is noted, and we will call you. Goodbye.",
        ),
        twiml.HANGUP,
    )


def _come_back(path: str, greeting: str = "") -> str:
    return twiml.document(
        _both(f"{greeting}系统有一点忙，请您稍等。", "One moment, please."),
        '<Pause length="1"/>',
        twiml.redirect(path),
    )


def _call_again() -> str:
    """Where nothing can be kept, nothing may be promised."""
    return twiml.document(
        _both(
            "非常抱歉，系统暂时有点问题，请您过几分钟再打过来。再见。",
            "We are sorry, our system has a problem. Please call again in a few minutes. Goodbye.",
        ),
        twiml.HANGUP,
    )


def _both(chinese: str, english: str) -> str:
    """In both languages: which one the caller speaks is known to the call's row alone, and that is out of reach."""
    return twiml.say(chinese) + twiml.say(english, "en-US")


def _path(environ: WSGIEnvironment) -> str:
    """The path as it stood on the wire: the server's own record where it keeps one, else quoted again."""
    raw = environ.get("RAW_URI") or environ.get("REQUEST_URI")
    if raw:
        return str(raw).partition("?")[0]
    return quote(environ["PATH_INFO"].encode("latin-1"), safe="/:@!$&'()*+,;=~")


def _pairs(body: bytes) -> webhook.Pairs | None:
    """The form's fields in their order; None where it is none, or has too many."""
    try:
        fields = body.decode("ascii").split("&", MOST_FIELDS)
    except UnicodeDecodeError:
        return None
    return None if len(fields) > MOST_FIELDS else list(chain.from_iterable(map(_fields, fields)))


@lru_cache(maxsize=1024)
def _fields(text: str) -> webhook.Pairs:
    # Of the thirty fields of a request most are the same in the next one.
    return parse_qsl(text, keep_blank_values=True)
