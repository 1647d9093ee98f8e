"""Puts the house together: settings in, one WSGI application out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, get_args

import yaml
from sqlalchemy.orm import Session

from hotline import migrations
from hotline.calls import verbs
from hotline.calls.house import House, Library
from hotline.calls.spool import Spool
from hotline.core.calendar import WorkingCalendar
from hotline.core.clock import Clock
from hotline.core.config import Settings
from hotline.core.errors import HotlineError
from hotline.core.store import Store, open_store
from hotline.customers import queries as customers
from hotline.diagnosis.deadlines import Deadlines
from hotline.diagnosis.guide import Guide
from hotline.flows import checks, loader
from hotline.flows.definition import Flows
from hotline.people import operations as people
from hotline.speech import asides, screen, slots
from hotline.telephony.twiml import Renderer
from hotline.telephony.webhook import Key, Signatures
from hotline.web import api, voice
from hotline.web.voice import VoiceDoor

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment


RELEASE_WITHIN = 30.0
"""Seconds that a starting process waits for the release command to bring the schema up."""


class BrokenFlows(HotlineError):
    """The flows cannot answer a call. One line for each mistake, with file, node and field."""


@dataclass(frozen=True)
class Hotline:
    """The running parts of one process."""

    settings: Settings
    house: House
    store: Store
    clock: Clock
    spool: Spool


def open_hotline(settings: Settings) -> Hotline:
    """Everything that answers calls and keeps promises. Raises BadSetting, BrokenFlows, or that the schema is old."""
    migrations.require_head(settings.database_url, patience=RELEASE_WITHIN)
    clock = Clock(settings.clock_file)
    store = open_store(settings.database_url)
    house = build_house(settings)
    store.write(lambda session: _first_rows(session, house, clock.now()))
    store.read(customers.warm)
    return Hotline(settings, house, store, clock, Spool(settings.var_dir / "spool"))


def _first_rows(session: Session, house: House, now: datetime) -> None:
    """What must be there before the first call: these flows on file, and a desk that owns what nobody else can."""
    house.library.keep(session, now)
    people.ensure_duty_desk(session, now=now)


def build_house(settings: Settings) -> House:
    """What calls need besides the database. Raises BrokenFlows and BrokenFile, naming file and line."""
    flows = load_flows(settings)
    calendar = WorkingCalendar(settings.tz, settings.office_hours)
    return House(
        settings=settings,
        library=Library(flows),
        guide=Guide.load(settings.flows_dir / "diagnosis.yaml"),
        # Filing deadlines go by the State's working days, whatever our own office hours are.
        deadlines=Deadlines.load(settings.flows_dir / "deadlines.yaml", WorkingCalendar(settings.tz).is_working_day),
        lexicon=load_lexicon(settings),
        calendar=calendar,
        render=Renderer(hints=flows.common.hints, digits=(name for name, slot in slots.SLOTS.items() if slot.keyed)),
    )


def load_flows(settings: Settings) -> Flows:
    """The flows, checked. Raises BrokenFlows."""
    try:
        flows = loader.load(settings.flows_dir)
    except loader.BrokenFlow as error:
        raise BrokenFlows(str(error)) from error
    mistakes = checks.check(flows, vocabulary(settings))
    if mistakes:
        raise BrokenFlows("\n".join(str(mistake) for mistake in mistakes))
    return flows


def load_lexicon(settings: Settings) -> screen.Lexicon:
    """The phrases that are never said. Raises BrokenFlows."""
    path = settings.flows_dir / "lexicon.yaml"
    try:
        return screen.Lexicon.from_mapping(yaml.safe_load(path.read_text("utf-8")))
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise BrokenFlows(f"{path.name}:{line}: {error.problem}") from error
    except (OSError, ValueError, TypeError, AttributeError) as error:
        raise BrokenFlows(f"{path.name}:1: this is no lexicon: {error}") from error


def vocabulary(settings: Settings) -> checks.Vocabulary:
    """What `flows check` may take for granted: the slots that we hear, the verbs that we do, what we never say."""
    lexicon = load_lexicon(settings)
    return checks.Vocabulary(
        slots={
            name: checks.SlotType(frozenset(slot.keys), slot.keyed is not None) for name, slot in slots.SLOTS.items()
        },
        verbs=verbs.vocabulary(),
        asides=frozenset(get_args(asides.Aside)),
        forbidden=lambda text: [str(found) for found in lexicon.violations(text)],
    )


def signatures(settings: Settings) -> Signatures:
    """The keys that may sign: all tokens of TWILIO_AUTH_TOKEN, so that one can replace another (S4)."""
    keys = [Key(token.encode()) for token in settings.auth_tokens]
    return Signatures(public_base_url=settings.public_base_url, keys=keys)


class Application:
    """WSGI: the carrier's door for `/voice/`, Flask for everything that people and programs look at."""

    def __init__(self, hotline: Hotline) -> None:
        self.hotline = hotline
        self.door = VoiceDoor(
            house=hotline.house,
            store=hotline.store,
            clock=hotline.clock,
            signatures=signatures(hotline.settings),
            spool=hotline.spool,
        )
        self.pages = api.create(settings=hotline.settings, store=hotline.store, clock=hotline.clock)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if environ["PATH_INFO"].startswith(voice.PREFIX):
            return self.door(environ, start_response)
        return self.pages(environ, start_response)


def create_app(settings: Settings) -> Application:
    return Application(open_hotline(settings))
