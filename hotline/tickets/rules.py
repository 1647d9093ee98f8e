"""The words for a ticket: what a caller may hear of it, and what a list may call it. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from hotline.people.models import Role
from hotline.tickets.models import Kind, Status, Ticket

INCIDENT_FAULTS = 10
INCIDENT_WITHIN = timedelta(minutes=30)

WORKER_OF_KIND: Mapping[Kind, Role] = {
    Kind.FAULT: Role.AGENT,
    Kind.VISIT: Role.AGENT,
    Kind.COMPLAINT: Role.SUPERVISOR,
    Kind.INSTALL: Role.AGENT,
    Kind.ENQUIRY: Role.AGENT,
}
"""Who owns a new ticket of this kind."""

CATEGORIES: Mapping[str, str] = {
    "card_reader": "读卡器",
    "device_not_found": "找不到设备",
    "memory": "内存",
    "printer": "打印机",
    "card_clock": "金税卡时钟",
    "tax_report_due": "抄税",
    "lockout": "锁死",
    "accounting_month": "会计月份",
    "password": "口令",
    "network_upload": "网络上传",
    "invoice_stock": "发票库存",
    "software": "软件",
    "unknown": "未分类",
    "none": "无故障",
}

_STATUS_WORDS: Mapping[str, Mapping[Status, str]] = {
    "zh": {
        Status.OPEN: "您反映的问题已经登记，我们正在安排处理。",
        Status.IN_PROGRESS: "您反映的问题正在处理。",
        Status.WAITING_CUSTOMER: "我们还需要和您核对一些情况。",
        Status.SOLVED: "您反映的问题已经处理好。",
        Status.CLOSED: "您反映的问题已经办结。如果还有问题，请您告诉我们。",
    },
    "en": {
        Status.OPEN: "Your request is registered and we are arranging for it.",
        Status.IN_PROGRESS: "We are working on your request.",
        Status.WAITING_CUSTOMER: "There are a few things that we need to check with you.",
        Status.SOLVED: "Your request has been dealt with.",
        Status.CLOSED: "Your request is completed. If anything is still wrong, please tell us.",
    },
}

# The same where a call is promised already (R131): only a row may be spoken of.
_PROMISED_WORDS: Mapping[str, Mapping[Status, str]] = {
    "zh": {
        Status.IN_PROGRESS: "您反映的问题正在处理，等我们有了确切结果后会尽快和您联系。",
        Status.WAITING_CUSTOMER: "我们需要再和您核对一些情况，会给您打电话，也请您留意来电。",
        Status.SOLVED: "您反映的问题已经处理好，我们会打电话向您确认使用情况。",
    },
    "en": {
        Status.IN_PROGRESS: "We are working on your request and will call you as soon as we have a definite result.",
        Status.WAITING_CUSTOMER: "We need to check a few things with you and will call you. Please expect our call.",
        Status.SOLVED: "Your request has been dealt with. We will call you to make sure that all is well.",
    },
}

_COMPLAINT_WORDS: Mapping[str, Mapping[Status, str]] = {
    "zh": {
        Status.OPEN: "您的投诉已经登记，我们正在核实。",
        Status.IN_PROGRESS: "您的投诉正在核实。",
        Status.SOLVED: "您的投诉已经处理，结果已经告诉您。",
    },
    "en": {
        Status.OPEN: "Your complaint is registered and we are looking into it.",
        Status.IN_PROGRESS: "We are looking into your complaint.",
        Status.SOLVED: "Your complaint has been dealt with, and you were told the result.",
    },
}

_PROMISED_COMPLAINT_WORDS: Mapping[str, Mapping[Status, str]] = {
    "zh": {
        Status.OPEN: "您的投诉已经登记，我们正在核实，会给您答复。",
        Status.IN_PROGRESS: "您的投诉正在核实，会给您答复。",
    },
    "en": {
        Status.OPEN: "Your complaint is registered. We are looking into it and will give you an answer.",
        Status.IN_PROGRESS: "We are looking into your complaint and will give you an answer.",
    },
}

_PARTS_ZH = ((12, "上午"), (24, "下午"))


def caller_safe_status(ticket: Ticket, language: str, tz: ZoneInfo, *, promised: bool) -> str:
    """How a ticket stands, for the caller's ear: no notes, no names, no departments, no causes (R70).

    A call is spoken of only where one is `promised` (R131). A visit's time is told, because it was agreed with this
    customer; `tz` says in which local time.
    """
    tongue = "zh" if language.startswith(("zh", "cmn")) else "en"
    words = _words(ticket, tongue, promised=promised)
    unsettled = ticket.status not in (Status.SOLVED, Status.CLOSED)
    if unsettled and ticket.visit_time is not None:
        words += _visit_words(ticket.visit_time.astimezone(tz), tongue)
    return words


def _words(ticket: Ticket, tongue: str, *, promised: bool) -> str:
    layers = [_STATUS_WORDS, _PROMISED_WORDS] if promised else [_STATUS_WORDS]
    if ticket.kind is Kind.COMPLAINT:
        layers += [_COMPLAINT_WORDS, _PROMISED_COMPLAINT_WORDS] if promised else [_COMPLAINT_WORDS]
    return next(layer[tongue][ticket.status] for layer in reversed(layers) if ticket.status in layer[tongue])


def _visit_words(local: datetime, tongue: str) -> str:
    if tongue == "en":
        return f" Our engineer's visit is arranged for {local:%B} {local.day} at {local:%H:%M}."
    part = next(word for until, word in _PARTS_ZH if local.hour < until)
    hour = local.hour if local.hour <= 12 else local.hour - 12  # noqa: PLR2004 - a clock face
    minute = f"{local.minute}分" if local.minute else ""
    return f"上门时间约在{local.month}月{local.day}日{part}{hour}点{minute}。"
