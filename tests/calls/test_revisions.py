"""A call ends with the flows that it began with, also when their files have changed meanwhile."""

from __future__ import annotations

import shutil
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from threading import Barrier

import pytest
from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from hotline.app import Application, create_app
from hotline.calls.models import Call, FlowRevision
from tests.calls.lines import call_of, found, line, line_on
from tests.support.houses import TUESDAY_MORNING, settings_for
from tests.support.telephone import Telephone

FLOWS = Path(__file__).parents[2] / "ivr_flows"
QUESTION = "请问有什么可以帮您？"
NEW_QUESTION = "请问您今天遇到什么问题？"
AGAIN = "请您直接说遇到的问题，例如：开不了票，或者：查工单进度。"
NEW_AGAIN = "请您说一说问题。"


def released(folder: Path, *changes: tuple[str, str]) -> Path:
    """The flows of a release, with these words instead of those."""
    shutil.copytree(FLOWS, folder)
    inbound = folder / "inbound.yaml"
    text = inbound.read_text("utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    inbound.write_text(text, "utf-8")
    return folder


def opened(database_url: str, var: Path, flows: Path) -> Application:
    app = create_app(settings_for(database_url, var, HOTLINE_FLOWS=str(flows)))
    app.hotline.clock.set(TUESDAY_MORNING)
    return app


def handed_over(phone: Telephone, app: Application) -> Telephone:
    """The same call, now answered by another process."""
    other = Telephone(app)
    other.sid, other.caller, other.path = phone.sid, phone.caller, phone.path
    return other


def test_a_call_goes_on_with_the_words_it_began_with(database_url: str, tmp_path: Path) -> None:
    before = opened(database_url, tmp_path / "var", released(tmp_path / "before"))
    phone = Telephone(before)
    assert phone.ring().endswith(QUESTION)
    before.hotline.store.close()

    after = opened(
        database_url, tmp_path / "var", released(tmp_path / "after", (QUESTION, NEW_QUESTION), (AGAIN, NEW_AGAIN))
    )
    old, new = handed_over(phone, after), Telephone(after)
    assert new.ring().endswith(NEW_QUESTION)
    assert old.stay_silent().endswith(AGAIN)
    assert new.stay_silent().endswith(NEW_AGAIN)

    assert call_of(after, old.sid).revision != call_of(after, new.sid).revision
    assert {row.revision for row in found(after, FlowRevision)} == {
        call_of(after, old.sid).revision,
        call_of(after, new.sid).revision,
    }
    after.hotline.store.close()


def test_the_same_flows_are_filed_once_however_often_they_are_opened(database_url: str, tmp_path: Path) -> None:
    for name in ("first", "second"):
        app = opened(database_url, tmp_path / "var", released(tmp_path / name))
        rows = found(app, FlowRevision)
        app.hotline.store.close()

    assert len(rows) == 1


def test_of_processes_that_start_at_once_one_files_the_flows_and_none_stumbles(
    database_url: str, tmp_path: Path
) -> None:
    ready = Barrier(6)

    def start(app: Application) -> None:
        ready.wait()
        app.hotline.store.write(partial(app.hotline.house.library.keep, now=app.hotline.clock.now()))
        app.hotline.store.close()

    with line(database_url, tmp_path) as app:
        others = [line_on(database_url, tmp_path) for _ in range(6)]
        app.hotline.store.write(lambda session: session.execute(delete(FlowRevision)))
        with ThreadPoolExecutor(6) as pool:
            list(pool.map(start, others))
        assert len(found(app, FlowRevision)) == 1


@pytest.mark.parametrize("sources", [None, {"common": "no: flow of this release"}])
def test_a_call_whose_flows_nobody_can_read_any_more_comes_to_a_safe_end(
    database_url: str, tmp_path: Path, sources: dict[str, str] | None
) -> None:
    app = opened(database_url, tmp_path / "var", FLOWS)
    phone = Telephone(app)
    phone.ring()

    def forget(session: Session) -> None:
        if sources is not None:
            session.add(FlowRevision(revision="forgotten", sources=sources, first_used_at=app.hotline.clock.now()))
        session.execute(update(Call).values(revision="forgotten"))

    app.hotline.store.write(forget)

    phone.say("我要投诉")
    assert "您请讲" in phone.said
    phone.hang_up()
    assert call_of(app, phone.sid).outcome == "abandoned"
    app.hotline.store.close()
