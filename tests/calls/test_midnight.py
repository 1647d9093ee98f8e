"""A hundred callers at once, some before midnight and some after it: numbers without gap or double (R161, run 13)."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor, as_completed
from datetime import timedelta
from pathlib import Path

from hotline.app import Application
from hotline.callbacks.models import Callback, Kind
from hotline.complaints.models import Complaint
from hotline.tickets.models import Ticket
from tests.calls.lines import found, line, record_of
from tests.support.telephone import Telephone

CALLERS = 100
JUST_BEFORE_MIDNIGHT = "2026-03-10T23:50:00+08:00"
COMPLAINT = ["我要投诉", "你们的师傅态度很差", "对", "珠海市海狸电子有限公司", "可以", "拱北分局"]


def complain(app: Application, number: int) -> str:
    """One whole call; gives its sid."""
    phone = Telephone(app)
    phone.ring(f"+861380000{number:04d}")
    for words in COMPLAINT:
        phone.say(words)
        while "系统有一点忙" in phone.said:
            phone.stay_silent()  # as the carrier does: it comes back to the same turn, where the words were kept (F13)
    assert phone.is_over
    phone.hang_up()
    return phone.sid


def test_a_hundred_calls_across_midnight_get_numbers_without_gap_or_double(database_url: str, tmp_path: Path) -> None:
    with line(database_url, tmp_path, at=JUST_BEFORE_MIDNIGHT) as app:
        with ThreadPoolExecutor(12) as pool:
            calls = [pool.submit(complain, app, number) for number in range(CALLERS)]
            for done, _ in enumerate(as_completed(calls), 1):
                if done == CALLERS // 2:
                    app.hotline.clock.advance(timedelta(minutes=20))
        sids = [call.result() for call in calls]
        numbers = sorted(ticket.number for ticket in found(app, Ticket))
        last_before = sum(number.startswith("260310") for number in numbers)

        assert CALLERS // 2 <= last_before < CALLERS
        before = [f"260310{serial:03d}" for serial in range(1, last_before + 1)]
        after = [f"260311{serial:03d}" for serial in range(1, CALLERS - last_before + 1)]
        assert numbers == before + after
        told = sorted(record_of(app, sid)["complaint"]["number"] for sid in sids)
        assert told == numbers
        assert len(found(app, Complaint)) == CALLERS
        assert len(found(app, Callback, Callback.kind == Kind.COMPLAINT_FOLLOW_UP)) == CALLERS
