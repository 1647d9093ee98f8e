"""What the answers say by arithmetic: the dates of the status screen, the size of memory, how urgent it is. Pure.

The reasoning is that of domain.md 1.3: T today, C the card's date, S the date from which copying is due
(抄税起始日期), M the accounting month, D the filing deadline of S's month.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal, TypeAlias

from hotline.diagnosis.deadlines import Deadlines

Urgency: TypeAlias = Literal["low", "normal", "high"]

DateFinding: TypeAlias = Literal["card_clock", "tax_report_due", "lockout", "accounting_month", "network_upload"]

CLOCK_TOLERANCE_DAYS = 1
"""A caller may be reading just after midnight; from two days on the device's clock is wrong."""

BUSY_DAYS = 3
"""Days before a filing deadline in which the load is highest and nothing that hinders filing can wait."""

_SIZE = re.compile(r"(\d+(?:\.\d+)?)\s*(T|G|M|K)", re.IGNORECASE)
_MEGABYTES = {"T": 1024.0 * 1024, "G": 1024.0, "M": 1.0, "K": 1 / 1024}


@dataclass(frozen=True, slots=True)
class StatusScreen:
    """What the caller read off the status screen; None where the caller could not see it.

    The flags are the screen's own words: `copy_due` 已到/未到抄税期, `locked` 已到/未到锁死期; `lock_date` is
    its 锁死日期.
    """

    card_date: date | None = None
    tax_start_date: date | None = None
    accounting_month: date | None = None
    copy_due: bool | None = None
    locked: bool | None = None
    lock_date: date | None = None
    offline: bool | None = None

    @classmethod
    def read(cls, answers: Mapping[str, object]) -> StatusScreen:
        """From the stored answers: ISO dates, YYYY-MM and booleans. Whatever is none of these counts as not seen."""
        return cls(
            card_date=_day(answers.get("card_date")),
            tax_start_date=_day(answers.get("tax_start_date")),
            accounting_month=_month(answers.get("accounting_month")),
            copy_due=_flag(answers.get("copy_due")),
            locked=_flag(answers.get("locked")),
            lock_date=_day(answers.get("lock_date")),
            offline=_flag(answers.get("offline")),
        )


def finding(
    screen: StatusScreen, today: date, deadlines: Deadlines, *, said_locked: bool = False
) -> tuple[DateFinding | None, str]:
    """What the status screen shows and, in Chinese for the ticket, why; (None, why) where its dates are in order.

    The first that applies: a wrong clock makes the rest meaningless, and a due report explains a month that stands
    still. The screen's own flags and its lock date win over the caller's words (`said_locked`: the symptom tells of a
    lock-out), and these over what is computed (domain.md 1.3, point 6). A card date not seen is taken for today.
    """
    card = screen.card_date or today
    off = (card - today).days
    if abs(off) > CLOCK_TOLERANCE_DAYS:
        return "card_clock", f"金税卡日期{card}比今天{today}{'快' if off > 0 else '慢'}{abs(off)}天"
    if screen.locked:
        return "lockout", "状态查询显示已到锁死期"
    if _copy_is_due(screen, card):
        return _due(screen, today, deadlines, said_locked=said_locked)
    month = screen.accounting_month
    if month is not None and month < card.replace(day=1):
        return "accounting_month", f"会计月份{month:%Y-%m}早于当前月份{card:%Y-%m}"
    if screen.offline:
        return "network_upload", "发票处于离线状态，尚未上传"
    return None, "日期正常" if screen.tax_start_date or month or screen.card_date else "没有读到日期"


def _copy_is_due(screen: StatusScreen, card: date) -> bool:
    """S ≤ C: the report has not been copied since it fell due (afterwards S stands on the next period)."""
    if screen.copy_due is not None:
        return screen.copy_due
    return screen.tax_start_date is not None and screen.tax_start_date <= card


def _due(screen: StatusScreen, today: date, deadlines: Deadlines, *, said_locked: bool) -> tuple[DateFinding, str]:
    """A report is due; whether its period has ended too, and the device is locked."""
    since = screen.tax_start_date
    why = f"抄税起始日期{since}已到" if since else "状态查询显示已到抄税期"
    if screen.locked is False:
        return "tax_report_due", f"{why}，未到锁死期"
    if screen.lock_date is not None:
        passed = screen.lock_date <= (screen.card_date or today)
        return "lockout" if passed else "tax_report_due", f"{why}，锁死日期为{screen.lock_date}"
    if said_locked:
        return "lockout", f"{why}，用户反映已锁死"
    if since is not None and since < today.replace(day=1):
        return "lockout", f"{why}，上个征期未抄报"
    deadline = deadlines.of_month(today)
    return "lockout" if today > deadline.day else "tax_report_due", f"{why}，申报期限为{deadline}"


def megabytes(size: str) -> float | None:
    """`8G`, `512M` or `1.5 G` in megabytes; None for words that are no size."""
    found = _SIZE.match(size.strip())
    return float(found[1]) * _MEGABYTES[found[2].upper()] if found else None


def deadline_is_near(today: date, deadlines: Deadlines) -> bool:
    """Whether the month's filing deadline is today or at most BUSY_DAYS days ahead."""
    return 0 <= (deadlines.of_month(today).day - today).days <= BUSY_DAYS


def weigh(fault: Urgency, words: Urgency | None, *, near_deadline: bool) -> Urgency:
    """How urgent a call is: any one reason makes it high; low is for words that say so and nothing against them."""
    if near_deadline or "high" in (fault, words):
        return "high"
    return "low" if words == "low" else "normal"


def _day(value: object) -> date | None:
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None


def _month(value: object) -> date | None:
    return _day(f"{value}-01") if isinstance(value, str) else None


def _flag(value: object) -> bool | None:
    return value if isinstance(value, bool) else None
