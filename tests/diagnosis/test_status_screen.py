"""The arithmetic of the status screen's dates (domain.md 1.3; R14-R17)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pytest

from hotline.diagnosis.deadlines import Deadlines
from hotline.diagnosis.guide import Guide, Verdict, urgency

TODAY = date(2026, 3, 10)
AFTER_THE_DEADLINE = date(2026, 3, 17)
IN_ORDER: dict[str, object] = {
    "card_date": "2026-03-10",
    "tax_start_date": "2026-04-01",
    "accounting_month": "2026-03",
}


def fault(guide: Guide, deadlines: Deadlines, answers: Mapping[str, object], today: date = TODAY) -> str | None:
    return guide.verdict(answers, None, today, deadlines).fault


def test_dates_in_order_are_no_fault(guide: Guide, deadlines: Deadlines) -> None:
    assert fault(guide, deadlines, IN_ORDER) is None


@pytest.mark.parametrize("card", ["2026-03-09", "2026-03-11"])
def test_one_day_apart_may_be_a_reading_after_midnight(guide: Guide, deadlines: Deadlines, card: str) -> None:
    assert fault(guide, deadlines, IN_ORDER | {"card_date": card}) is None


@pytest.mark.parametrize("card", ["2026-03-08", "2026-03-12", "2026-01-10", "1980-01-01", "2000-01-01"])
def test_two_days_apart_or_more_the_clock_is_wrong(guide: Guide, deadlines: Deadlines, card: str) -> None:
    assert fault(guide, deadlines, IN_ORDER | {"card_date": card}) == "card_clock"


def test_a_wrong_clock_goes_before_a_due_report(guide: Guide, deadlines: Deadlines) -> None:
    slow = {"card_date": "2026-01-10", "tax_start_date": "2026-01-01", "accounting_month": "2025-12"}
    assert fault(guide, deadlines, slow) == "card_clock"


def test_a_wrong_clock_is_sent_to_the_tax_office_and_not_to_the_computers_clock(
    guide: Guide, deadlines: Deadlines
) -> None:
    verdict = guide.verdict({"card_date": "2026-01-10"}, None, TODAY, deadlines)
    assert verdict.conclusive
    assert "不用改电脑的时间" in verdict.advice[0]["zh-CN"]
    assert "税务局或服务点" in verdict.advice[-1]["zh-CN"]
    assert verdict.evidence == "金税卡日期2026-01-10比今天2026-03-10慢59天"


def test_a_start_date_that_has_come_means_the_report_is_due(guide: Guide, deadlines: Deadlines) -> None:
    due = IN_ORDER | {"tax_start_date": "2026-03-01"}
    assert fault(guide, deadlines, due) == "tax_report_due"
    assert fault(guide, deadlines, IN_ORDER | {"tax_start_date": "2026-03-10"}) == "tax_report_due"
    assert fault(guide, deadlines, IN_ORDER | {"tax_start_date": "2026-03-11"}) is None


def test_a_due_report_explains_a_month_that_stands_still(guide: Guide, deadlines: Deadlines) -> None:
    due = {"card_date": "2026-03-10", "tax_start_date": "2026-03-01", "accounting_month": "2026-02"}
    assert fault(guide, deadlines, due) == "tax_report_due"


def test_after_the_months_deadline_a_report_still_due_is_a_lock_out(guide: Guide, deadlines: Deadlines) -> None:
    due = {"card_date": "2026-03-16", "tax_start_date": "2026-03-01"}
    assert fault(guide, deadlines, due, date(2026, 3, 16)) == "tax_report_due"
    assert fault(guide, deadlines, due, AFTER_THE_DEADLINE) == "lockout"


def test_a_report_left_from_an_earlier_month_is_a_lock_out(guide: Guide, deadlines: Deadlines) -> None:
    assert fault(guide, deadlines, IN_ORDER | {"tax_start_date": "2026-02-01"}) == "lockout"


def test_after_the_deadline_a_company_that_has_reported_is_not_locked(guide: Guide, deadlines: Deadlines) -> None:
    assert fault(guide, deadlines, IN_ORDER | {"card_date": "2026-03-17"}, AFTER_THE_DEADLINE) is None


@pytest.mark.parametrize(
    ("flags", "expected"),
    [
        ({"locked": True}, "lockout"),
        ({"locked": False, "tax_start_date": "2026-02-01"}, "tax_report_due"),
        ({"copy_due": True}, "tax_report_due"),
        ({"copy_due": False, "tax_start_date": "2026-03-01"}, None),
        ({"tax_start_date": "2026-03-01", "lock_date": "2026-03-10"}, "lockout"),
        ({"tax_start_date": "2026-02-01", "lock_date": "2026-03-15"}, "tax_report_due"),
    ],
)
def test_what_the_screen_says_wins_over_what_is_computed(
    guide: Guide, deadlines: Deadlines, flags: dict[str, object], expected: str | None
) -> None:
    assert fault(guide, deadlines, IN_ORDER | flags) == expected


def test_a_caller_who_reads_of_a_lock_out_is_believed_while_the_report_is_due(
    guide: Guide, deadlines: Deadlines
) -> None:
    locked = {"category": "lockout"}
    due = IN_ORDER | {"tax_start_date": "2026-03-01"}
    assert guide.verdict(due, locked, TODAY, deadlines).fault == "lockout"
    assert guide.verdict(due | {"locked": False}, locked, TODAY, deadlines).fault == "tax_report_due"


def test_a_month_behind_the_cards_month_has_not_rolled(guide: Guide, deadlines: Deadlines) -> None:
    verdict = guide.verdict(IN_ORDER | {"accounting_month": "2026-02"}, None, TODAY, deadlines)
    assert verdict.fault == "accounting_month"
    assert any("抄税" in step["zh-CN"] for step in verdict.advice)
    assert fault(guide, deadlines, IN_ORDER | {"accounting_month": "2025-12"}) == "accounting_month"


def test_invoices_kept_offline_are_to_be_uploaded(guide: Guide, deadlines: Deadlines) -> None:
    assert fault(guide, deadlines, IN_ORDER | {"offline": True}) == "network_upload"


def test_a_card_date_that_nobody_could_see_is_taken_for_today(guide: Guide, deadlines: Deadlines) -> None:
    unseen = {"card_date": None, "tax_start_date": "2026-03-01", "accounting_month": None}
    assert fault(guide, deadlines, unseen) == "tax_report_due"


@pytest.mark.parametrize("nonsense", ["", "看不到", "2026-02-30", "2026-13", 20260310, None, ["2026-03-10"], True])
def test_a_value_that_is_no_date_counts_as_not_seen(guide: Guide, deadlines: Deadlines, nonsense: object) -> None:
    unread = dict.fromkeys(["card_date", "tax_start_date", "accounting_month", "lock_date"], nonsense)
    assert fault(guide, deadlines, unread) is None


def weighed(guide: Guide, deadlines: Deadlines, words: str | None, today: date, **answers: object) -> str:
    verdict: Verdict = guide.verdict(answers, None, today, deadlines)
    return urgency(verdict, words, today, deadlines)  # type: ignore[arg-type]  # the words as a slot gives them


def test_who_is_locked_out_is_urgent_whatever_the_words_say(guide: Guide, deadlines: Deadlines) -> None:
    assert weighed(guide, deadlines, "low", TODAY, locked=True) == "high"


@pytest.mark.parametrize(
    ("day", "expected"), [(12, "normal"), (13, "high"), (15, "high"), (16, "high"), (17, "normal")]
)
def test_near_the_deadline_a_standstill_is_urgent(guide: Guide, deadlines: Deadlines, day: int, expected: str) -> None:
    verdict = guide.verdict({"printer": "misaligned"}, None, date(2026, 3, day), deadlines)
    assert urgency(verdict, None, date(2026, 3, day), deadlines, cannot_invoice=True) == expected


def test_near_the_deadline_what_hinders_filing_is_urgent(guide: Guide, deadlines: Deadlines) -> None:
    day = date(2026, 3, 14)
    assert weighed(guide, deadlines, None, day, card_date="2026-03-14", tax_start_date="2026-03-01") == "high"


def test_near_the_deadline_a_misaligned_printer_can_wait(guide: Guide, deadlines: Deadlines) -> None:
    assert weighed(guide, deadlines, None, date(2026, 3, 15), printer="misaligned") == "normal"


@pytest.mark.parametrize("words", ["low", "normal", "high"])
def test_with_no_other_reason_the_words_decide(guide: Guide, deadlines: Deadlines, words: str) -> None:
    assert weighed(guide, deadlines, words, TODAY, printer="misaligned") == words


def test_without_any_words_a_fault_is_of_normal_urgency(guide: Guide, deadlines: Deadlines) -> None:
    assert weighed(guide, deadlines, None, TODAY, printer="misaligned") == "normal"
