"""What the API answers. These models are the contract: the OpenAPI file is made of them."""

from __future__ import annotations

from typing import Any, Generic, TypeVar

from pydantic import BaseModel, ConfigDict, Field

Item = TypeVar("Item")


class Shape(BaseModel):
    model_config = ConfigDict(populate_by_name=True)


class PageQuery(BaseModel):
    """How to page: `next_cursor` of one answer is `cursor` of the next question."""

    cursor: str | None = Field(None, max_length=200)
    limit: int = Field(50, ge=1, le=200)


class ListOf(Shape, Generic[Item]):
    items: list[Item]
    next_cursor: str | None


class FlowUsed(Shape):
    name: str
    revision: str


class CallSummary(Shape):
    call_sid: str
    direction: str
    from_: str | None = Field(alias="from", description="E.164; null when withheld")
    to: str | None
    status: str
    outcome: str | None = Field(description="null while the call speaks")
    arrived_at: str
    answered_at: str | None
    ended_at: str | None
    rings: int
    answered_in_three_rings: bool
    flow: FlowUsed
    language: str
    intent: str | None = Field(description="fault, onsite, complaint, status, install or other")
    urgency: str = Field(description="low, normal or high")


class CompanyHeard(Shape):
    heard: str | None
    name: str | None
    match: str = Field(description="known, maybe or unknown")
    taxpayer_id: str | None


class PhoneHeard(Shape):
    heard: str | None
    e164: str | None
    extension: str | None


class BranchHeard(Shape):
    heard: str | None
    name: str | None
    code: str | None
    match: str = Field(description="known or unknown")


class Intake(Shape):
    company: CompanyHeard
    contact_phone: PhoneHeard
    tax_branch: BranchHeard


class Diagnosis(Shape):
    answers: dict[str, dict[str, Any]] = Field(description="by question: heard and value; empty when not answered")
    fault: str | None
    category: str
    advice: str | None
    resolved: bool


class Visit(Shape):
    status: str
    wish: str
    wish_date: str | None
    wish_part: str | None
    agreement_expires_on: str | None
    agreement_on_record: str | None
    agreement_state: str


class Complaint(Shape):
    number: str
    status: str
    text: str
    target: str
    unit: str | None
    aspect: str
    serious: bool


class TicketRef(Shape):
    number: str
    status: str


class CallbackRef(Shape):
    id: str
    kind: str
    state: str
    due_at: str


class Turn(Shape):
    number: int
    said: str
    heard: str | None
    digits: str | None
    confidence: float | None
    at: str


class Recording(Shape):
    sid: str
    status: str
    seconds: int | None
    at: str


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
    kind: str
    owner: str
    due_at: str
    done_at: str | None
    result: str | None


class Ticket(Shape):
    number: str
    kind: str
    category: str
    fault: str | None
    status: str
    urgency: str
    company: str | None
    contact_phone: str | None
    contact_extension: str | None
    tax_branch: str | None
    symptom: str | None
    owner: str
    call_sid: str | None
    opened_at: str
    promised_until: str | None
    solved_at: str | None
    closed_at: str | None
    tasks: list[Task]
    callbacks: list[CallbackRef]


class Attempt(Shape):
    n: int
    state: str
    call_sid: str | None


class Callback(CallbackRef):
    subject: str
    subject_id: str
    phone: str | None
    extension: str | None
    not_before: str
    handler: str
    owner: str
    priority: int
    in_line_since: str
    reason: str
    call_sid: str | None
    created_at: str
    done_at: str | None
    result: str | None
    attempts: list[Attempt]


class Contact(Shape):
    phone: str
    extension: str | None
    name: str | None


class Customer(Shape):
    id: str
    name: str
    aliases: list[str]
    kind: str
    taxpayer_id: str | None
    branch_code: str | None
    agreement_expires_on: str | None
    device: str | None
    contacts: list[Contact]


class Branch(Shape):
    code: str
    name: str
    aliases: list[str]
    phone: str | None
