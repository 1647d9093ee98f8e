"""Conversations as files: `tests/transcripts/*.yaml` are spoken through signed webhooks and compared word for word.

`scripts/test tests/test_transcripts.py --update` writes down what is said now; read the difference before you keep it.
`given` may name `from` (the calling number), `at` (the time), `at_console` (who can take a caller), and what the call's
record must hold afterwards: each `record.PATH` is compared with the API's answer.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from hotline.calls import queries
from hotline.flows.transcript import Transcript, Turn
from tests.support.houses import TUESDAY_MORNING, hotline_for, take_a_seat
from tests.support.telephone import Telephone

FOLDER = Path(__file__).parent / "transcripts"
FILES = sorted(FOLDER.glob("*.yaml"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_the_conversation_is_as_written(
    path: Path, database_url: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    written = Transcript.load(path)
    app = hotline_for(database_url, tmp_path, at=written.given.get("at", TUESDAY_MORNING))
    if "at_console" in written.given:
        take_a_seat(app, str(written.given["at_console"]))
    phone = Telephone(app)
    played = _play(phone, written)
    if request.config.getoption("--update"):
        played.dump(path)
    assert not written.difference(played) or request.config.getoption("--update")
    record = app.hotline.store.read(lambda session: queries.record(session, phone.sid, settings=app.hotline.settings))
    app.hotline.store.close()
    assert record is not None
    expected = {key.removeprefix("record."): value for key, value in written.given.items() if key.startswith("record.")}
    assert {key: _find(record, key) for key in expected} == expected


def _play(phone: Telephone, written: Transcript) -> Transcript:
    phone.ring(str(written.given.get("from", "+8613800138000")))
    turns: list[Turn] = []
    for turn in written.turns:
        says = tuple(phone.says)
        if turn.hangup:
            phone.hang_up()
            turns.append(Turn(says, hangup=True))
            break
        if phone.is_over:
            turns.append(Turn(says))
            phone.hang_up()
            break
        turns.append(Turn(says, turn.caller, turn.keys, turn.event, turn.silence))
        if turn.caller:
            phone.say(turn.caller)
        elif turn.keys:
            phone.press(turn.keys)
        elif turn.event:
            phone.report(turn.event)
        elif turn.silence:
            phone.stay_silent()
        else:
            break
    else:
        turns.append(Turn(tuple(phone.says)))
        if phone.is_over:
            phone.hang_up()
    return Transcript(tuple(turns), written.about, written.given)


def _find(record: Any, path: str) -> Any:
    for part in path.split("."):
        record = record[int(part)] if part.isdigit() else record[part]
    return str(record)
