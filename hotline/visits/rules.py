"""Whether the service agreement covers a visit (R24, R34). Pure."""

from __future__ import annotations

from datetime import date

from hotline.visits.models import AgreementState


def agreement_state(heard: date | None, on_record: date | None, today: date) -> AgreementState:
    """The state of the agreement from what the user says and what the file says; its last day still counts.

    Two different dates are a conflict for a person to settle, even where both are past or both are ahead.
    """
    if heard is not None and on_record is not None and heard != on_record:
        return AgreementState.CONFLICT
    expires_on = on_record or heard
    if expires_on is None:
        return AgreementState.UNKNOWN
    return AgreementState.EXPIRED if expires_on < today else AgreementState.IN_FORCE
