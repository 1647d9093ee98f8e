"""What the API answers. These models are the contract: the OpenAPI file is made of them.

They read dicts and database rows alike. Instants are UTC with milliseconds and `Z`, days are ISO dates.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Generic, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, PlainSerializer, WithJsonSchema

from hotline.callbacks import models as callbacks
from hotline.calls import models as calls
from hotline.complaints import models as complaints
from hotline.customers import models as customers
from hotline.tickets import models as tickets
from hotline.tickets.rules import CATEGORIES
from hotline.visits import models as visits

Item = TypeVar("Item")


def _utc(at: datetime) -> str:
    return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")


Instant = Annotated[
    datetime, PlainSerializer(_utc, return_type=str), WithJsonSchema({"type": "string", "format": "date-time"})
]

Answered = Annotated[
    dict[str, Any], Field(description="`heard`, the caller's words, and `value`; empty when not answered")
]


class Shape(BaseModel):
    model_config = ConfigDict(populate_by_name=True, from_attributes=True)


class PageQuery(BaseModel):
    """How to page: `next_cursor` of one answer is `cursor` of the next question."""

    cursor: str = Field("", max_length=300, pattern=r"^[^\x00]*$", description="`next_cursor` of the answer before")
    limit: int = Field(50, ge=1, le=200, description="rows of one answer at the most")

    @property
    def after(self) -> str | None:
        """The cursor; None for the first page."""
        return self.cursor or None


class ListOf(Shape, Generic[Item]):
    items: list[Item]
    next_cursor: str | None = Field(description="null on the last page")


class FlowUsed(Shape):
    name: str
    revision: str


class CallSummary(Shape):
    call_sid: str
    direction: str
    from_: str | None = Field(alias="from", description="E.164; null when withheld")
    to: str | None
    status: calls.Status
    outcome: str | None = Field(description="null while the call speaks")
    arrived_at: Instant
    answered_at: Instant | None
    ended_at: Instant | None
    rings: int
    answered_in_three_rings: bool
    flow: FlowUsed
    language: str
    intent: calls.Intent | None
    urgency: calls.Urgency


class Calls(ListOf[CallSummary]):
    pass


class CompanyHeard(Shape):
    heard: str | None
    name: str | None
    match: Literal["known", "maybe", "unknown"]
    taxpayer_id: str | None


class PhoneHeard(Shape):
    heard: str | None
    e164: str | None
    extension: str | None


class BranchHeard(Shape):
    heard: str | None
    name: str | None
    code: str | None
    match: Literal["known", "unknown"]


class Intake(Shape):
    company: CompanyHeard
    contact_phone: PhoneHeard
    tax_branch: BranchHeard


class Answers(Shape):
    card_reader: Answered
    memory: Answered
    printer: Answered
    card_date: Answered
    tax_start_date: Answered
    accounting_month: Answered


class Diagnosis(Shape):
    answers: Answers
    fault: str | None
    category: str = Field(description=", ".join(CATEGORIES))
    advice: str | None
    resolved: bool


class Visit(Shape):
    status: visits.VisitStatus
    wish: str
    wish_date: date | None
    wish_part: str | None
    agreement_expires_on: date | None = Field(description="as the caller said it")
    agreement_on_record: date | None
    agreement_state: visits.AgreementState


class Complaint(Shape):
    number: str
    status: complaints.Status
    text: str
    target: complaints.Target
    unit: str | None
    aspect: complaints.Aspect
    serious: bool


class TicketRef(Shape):
    number: str
    status: tickets.Status


class CallbackRef(Shape):
    id: str
    kind: callbacks.Kind
    state: callbacks.State
    due_at: Instant


class Turn(Shape):
    number: int
    said: str
    heard: str | None = Field(description="what the caller answered; null while waiting, and for keys and silence")
    digits: str | None
    confidence: float | None
    at: Instant


class Recording(Shape):
    sid: str
    status: str
    seconds: int | None
    at: Instant


class Call(CallSummary):
    intake: Intake
    symptom: str | None
    diagnosis: Diagnosis
    visit: Visit | None
    complaint: Complaint | None
    ticket: TicketRef | None
    callbacks: list[CallbackRef]
    turns: list[Turn]
    recordings: list[Recording]


class Task(Shape):
    kind: tickets.TaskKind
    owner: str
    due_at: Instant
    done_at: Instant | None
    result: str | None


class Ticket(Shape):
    number: str
    kind: tickets.Kind
    category: str
    fault: str | None
    status: tickets.Status
    urgency: tickets.Urgency
    company: str | None
    contact_phone: str | None
    contact_extension: str | None
    tax_branch: str | None
    symptom: str | None
    owner: str
    call_sid: str | None
    opened_at: Instant
    promised_until: Instant | None
    solved_at: Instant | None
    closed_at: Instant | None
    tasks: list[Task]
    callbacks: list[CallbackRef]


class Tickets(ListOf[Ticket]):
    pass


class Attempt(Shape):
    n: int
    state: callbacks.AttemptState
    call_sid: str | None


class LaterCall(Shape):
    call_sid: str
    extension: str | None
    reason: str
    at: Instant


class Callback(CallbackRef):
    subject: str = Field(description="what it is about: ticket, call, visit or complaint")
    subject_id: str
    phone: str | None
    extension: str | None
    not_before: Instant
    handler: callbacks.Handler
    owner: str
    priority: int
    in_line_since: Instant
    reason: str
    trouble: str | None = Field(description="why only a person can go on with it")
    call_sid: str | None
    created_at: Instant
    done_at: Instant | None
    result: str | None
    attempts: list[Attempt]
    later_calls: list[LaterCall] = Field(description="calls of the same number that broke off while it waited")


class Callbacks(ListOf[Callback]):
    pass


class Contact(Shape):
    phone: str
    extension: str | None
    name: str | None


class Customer(Shape):
    id: str
    name: str
    aliases: list[str]
    kind: customers.Kind
    taxpayer_id: str | None
    branch_code: str | None
    agreement_expires_on: date | None
    device: str | None
    contacts: list[Contact]


class Customers(ListOf[Customer]):
    pass


class Branch(Shape):
    code: str
    name: str
    aliases: list[str]
    phone: str | None


class Branches(ListOf[Branch]):
    pass
