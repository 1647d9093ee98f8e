"""Every document that the carrier is given: Twilio could have built it, and nothing in it is forbidden (run 14)."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from hotline.app import Application
from hotline.calls.spool import Spool
from hotline.flows.transcript import Transcript
from hotline.speech.screen import Lexicon
from hotline.telephony import twiml
from hotline.web.voice import MOST_RETRIES
from tests.calls.lines import line
from tests.support.databases import fresh_sqlite
from tests.support.houses import TUESDAY_MORNING, hotline_for
from tests.support.telephone import Telephone
from tests.support.twiml_types import violations

TRANSCRIPTS = sorted((Path(__file__).parents[1] / "transcripts").glob("*.yaml"))
LARGEST = 64 * 1000
WAYS_ON = {("Gather", "Redirect"), ("Record", "Redirect"), ("Enqueue",), ("Hangup",), ("Leave",)}
WAYS_ON_WITHOUT_WORDS = {("Gather", "Pause"), ("Pause", "Redirect")}
"""A waiting room is asked again by the carrier itself; a busy house asks for the same turn again."""


@pytest.fixture(scope="module")
def sown(run_directory: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database file with the demo's companies, tickets and staff in it, to be copied."""
    directory = tmp_path_factory.mktemp("sown")
    hotline_for(fresh_sqlite(run_directory, directory), directory).hotline.store.close()
    return directory / "hotline.db"


@pytest.fixture
def app(sown: Path, tmp_path: Path) -> Iterator[Application]:
    shutil.copyfile(sown, tmp_path / "hotline.db")
    with line(f"sqlite:///{tmp_path / 'hotline.db'}", tmp_path) as opened:
        yield opened


@pytest.fixture
def phone(app: Application) -> Telephone:
    return Telephone(app)


def faults(document: str, lexicon: Lexicon) -> list[str]:
    """Everything that is wrong with a document; each line begins with the rule that it breaks."""
    found = [f"type: {fault}" for fault in violations(document)]
    if len(document.encode()) >= LARGEST:
        found.append("size: Twilio takes less than 64 kB")
    root = ET.fromstring(document)
    for say in root.iter("Say"):
        found += [f"forbidden: {hit}" for hit in lexicon.violations(say.text or "")]
        if not (say.get("voice") and say.get("language")):
            found.append("say: without voice or language the carrier speaks its own English")
    for gather in root.iter("Gather"):
        found += gather_faults(gather)
    way_on = tuple(element.tag for element in root if element.tag != "Say")
    if way_on not in WAYS_ON | WAYS_ON_WITHOUT_WORDS:
        found.append(f"way on: {way_on} leaves the caller in silence")
    return found


def gather_faults(gather: ET.Element) -> Iterator[str]:
    if "speech" not in gather.get("input", ""):
        return
    english = all(say.get("language") == "en-US" for say in gather)
    if gather.get("language") != ("en-US" if english else "cmn-Hans-CN"):
        yield f"gather: listens for {gather.get('language')}"
    if not gather.get("speechTimeout", "").isdigit():
        yield "gather: speechTimeout is no number"
    if gather.get("speechModel") is not None:
        yield "gather: the best model may not know the language"
    if gather.get("actionOnEmptyResult") != "true":
        yield "gather: silence comes back to nobody"


def documents_of(phone: Telephone, written: Transcript) -> Iterator[str]:
    """What the hotline answers to the caller of a transcript."""
    phone.ring(str(written.given.get("from", "+8613800138000")))
    yield phone.answer
    for turn in written.turns:
        if phone.is_over or turn.hangup:
            return
        if turn.caller:
            phone.say(turn.caller)
        elif turn.keys:
            phone.press(turn.keys)
        elif turn.event:
            phone.report(turn.event)
        else:
            phone.stay_silent()
        yield phone.answer


@pytest.mark.parametrize("path", TRANSCRIPTS, ids=lambda path: path.stem)
def test_every_answer_of_a_conversation_is_in_order(app: Application, phone: Telephone, path: Path) -> None:
    written = Transcript.load(path)
    app.hotline.clock.set(written.given.get("at", TUESDAY_MORNING))
    documents = list(documents_of(phone, written))

    assert len(documents) > 1
    assert [fault for document in documents for fault in faults(document, app.hotline.house.lexicon)] == []


# Documents outside of any flow

Ask = Callable[[Telephone, Path], None]


def a_ring_without_a_name(phone: Telephone, _: Path) -> None:
    phone._take(phone.post("/voice/incoming", CallSid=""))


def a_ring_without_a_database(phone: Telephone, var: Path) -> None:
    phone.sid = "CA1"
    (var / "hotline.db").rename(var / "away.db")
    phone._take(phone.post("/voice/incoming"))


def a_turn_without_a_database(phone: Telephone, var: Path) -> None:
    phone.ring()
    (var / "hotline.db").rename(var / "away.db")
    phone.say("开不了票")


def a_turn_without_a_database_for_too_long(phone: Telephone, var: Path) -> None:
    a_turn_without_a_database(phone, var)
    for _ in range(MOST_RETRIES):
        phone.stay_silent()


def a_turn_that_nobody_can_keep(phone: Telephone, var: Path) -> None:
    phone.ring()
    (var / "spool").write_text("a file where a folder should be")
    (var / "hotline.db").rename(var / "away.db")
    phone.say("开不了票")


def the_fallback(phone: Telephone, _: Path) -> None:
    phone.sid = "CA1"
    phone._take(phone.post("/voice/fallback", ErrorCode="11200", ErrorUrl="https://hotline.example/voice/incoming"))


def the_fallback_with_a_number(phone: Telephone, var: Path) -> None:
    the_fallback(phone, var)
    phone.press("13900139000")


def the_waiting_room(phone: Telephone, _: Path) -> None:
    phone.sid = "CA1"
    phone._take(phone.post("/voice/calls/CA1/wait/zh-CN", QueuePosition="3", QueueTime="7"))


def the_waiting_room_left(phone: Telephone, _: Path) -> None:
    phone.sid = "CA1"
    phone._take(phone.post("/voice/calls/CA1/wait/zh-CN", QueuePosition="3", Digits="1"))


OUTSIDE: dict[Ask, str] = {
    a_ring_without_a_name: "等我们有了确切结果后会尽快和您联系",
    a_ring_without_a_database: "您好,金穗公司",
    a_turn_without_a_database: "请您稍等",
    a_turn_without_a_database_for_too_long: "等我们有了确切结果后会尽快和您联系",
    a_turn_that_nobody_can_keep: "请您过几分钟再打过来",
    the_fallback: "联系电话",
    the_fallback_with_a_number: "您说的我们都记下了",
    the_waiting_room: "前面还有2位",
    the_waiting_room_left: "",
}


@pytest.mark.parametrize("ask", OUTSIDE, ids=lambda ask: ask.__name__)
def test_every_answer_outside_of_a_flow_is_in_order(
    app: Application, phone: Telephone, tmp_path: Path, ask: Ask
) -> None:
    ask(phone, tmp_path)

    assert OUTSIDE[ask] in phone.said
    assert faults(phone.answer, app.hotline.house.lexicon) == []


def test_nothing_is_promised_where_nothing_could_be_kept(phone: Telephone, tmp_path: Path) -> None:
    a_turn_that_nobody_can_keep(phone, tmp_path)

    assert "记下了" not in phone.said
    assert "联系" not in phone.said
    assert list(Spool(tmp_path / "spool").waiting()) == []


def test_these_tests_see_what_is_wrong_with_a_document(app: Application) -> None:
    document = twiml.document(
        "<Say>这个我们不清楚</Say>",
        '<Gather input="dtmf speech" language="zh-CN" speechTimeout="auto" speechModel="default"/>',
    )
    rules = {fault.split(":")[0] for fault in faults(document, app.hotline.house.lexicon)}
    assert rules == {"type", "forbidden", "say", "gather", "way on"}
    assert faults(twiml.document(twiml.say("好" * LARGEST), twiml.HANGUP), app.hotline.house.lexicon)[0].startswith(
        "size"
    )
