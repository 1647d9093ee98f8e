from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from functools import partial
from threading import Barrier

import pytest
from sqlalchemy import delete, func, select

from hotline.core.errors import Conflict, Invalid
from hotline.core.journal import Entry
from hotline.core.store import Store
from hotline.people import operations, queries
from hotline.people.models import DUTY_DESK, ApiToken, Role, Staff
from tests.people.examples import NOW, PASSWORD, colleague, colleagues


def test_a_colleague_signs_in_with_his_own_words_only(store: Store) -> None:
    store.write(
        lambda session: operations.add_staff(
            session, now=NOW, username="lin", name="林", role=Role.AGENT, password=PASSWORD
        )
    )

    def sign_in(username: str, password: str) -> str | None:
        staff = store.read(lambda s: operations.check_sign_in(s, username=username, password=password))
        return staff.name if staff else None

    assert sign_in("lin", PASSWORD) == "林"
    assert sign_in("lin", "four quiet printers!") is None
    assert sign_in("nobody", PASSWORD) is None


def test_the_password_is_kept_as_argon2id_and_the_journal_does_not_know_it(store: Store) -> None:
    staff = store.write(lambda session: colleague(session, "lin", Role.AGENT))

    store.write(
        lambda session: operations.set_password(session, now=NOW, staff_id=staff.id, password=PASSWORD, actor="test")
    )

    kept = store.read(lambda session: session.get_one(Staff, staff.id).password_hash)
    assert kept is not None
    assert kept.startswith("$argon2id$")
    entries = store.read(lambda session: [str(entry.detail) for entry in session.scalars(select(Entry))])
    assert entries
    assert not any(PASSWORD in entry for entry in entries)


@pytest.mark.parametrize(
    "password",
    ["short", "aaaaaaaaaaaaaaaa", "123456789012345", "my name is lin, yes"],
    ids=["short", "same", "row", "name"],
)
def test_a_password_that_is_quickly_guessed_is_refused(store: Store, password: str) -> None:
    with pytest.raises(Invalid) as refused:
        store.write(
            lambda session: operations.add_staff(
                session, now=NOW, username="lin", name="林", role=Role.AGENT, password=password
            )
        )

    assert refused.value.field == "password"
    assert store.read(lambda session: queries.by_username(session, "lin")) is None


def test_who_has_left_cannot_sign_in_and_is_not_on_duty(store: Store) -> None:
    staff = store.write(lambda session: colleague(session, "lin", Role.AGENT))
    store.write(
        lambda session: operations.set_password(session, now=NOW, staff_id=staff.id, password=PASSWORD, actor="test")
    )

    store.write(lambda session: operations.deactivate(session, now=NOW, staff_id=staff.id, actor="test"))

    assert store.read(lambda s: operations.check_sign_in(s, username="lin", password=PASSWORD)) is None
    assert store.read(lambda session: queries.at_consoles(session, Role.AGENT, now=NOW)) == 0
    with pytest.raises(Conflict):
        store.write(
            lambda session: operations.set_duty(session, now=NOW, staff_id=staff.id, on_duty=True, actor="test")
        )


def test_only_who_is_on_duty_and_gave_a_sign_lately_can_take_a_caller(store: Store) -> None:
    staff = store.write(lambda session: colleague(session, "lin", Role.AGENT))

    def can_take(later: timedelta = timedelta()) -> int:
        return store.read(lambda session: queries.at_consoles(session, Role.AGENT, now=NOW + later))

    assert can_take() == 0

    store.write(lambda session: operations.be_at_console(session, now=NOW, staff_id=staff.id))
    assert [can_take(), can_take(operations.AT_CONSOLE)] == [1, 0]

    _put_on_duty(store, staff.id, on_duty=False)
    assert can_take() == 0
    with pytest.raises(Conflict):
        store.write(lambda session: operations.be_at_console(session, now=NOW, staff_id=staff.id))
    _put_on_duty(store, staff.id, on_duty=True)
    assert can_take() == 0

    store.write(lambda session: operations.be_at_console(session, now=NOW, staff_id=staff.id))
    store.write(lambda session: operations.leave_console(session, staff_id=staff.id))
    assert can_take() == 0


def _put_on_duty(store: Store, staff_id: str, *, on_duty: bool) -> None:
    store.write(lambda session: operations.set_duty(session, now=NOW, staff_id=staff_id, on_duty=on_duty, actor="test"))


def test_two_people_cannot_have_one_user_name(store: Store) -> None:
    store.write(lambda session: colleague(session, "lin", Role.AGENT))

    with pytest.raises(Conflict):
        store.write(lambda session: colleague(session, "lin", Role.ENGINEER))


def test_a_token_speaks_for_its_role_until_it_is_revoked(store: Store) -> None:
    plain = store.write(lambda session: operations.create_token(session, now=NOW, role=Role.AUDITOR, label="report"))

    assert store.read(lambda session: queries.token_role(session, plain)) is Role.AUDITOR
    assert store.read(lambda session: queries.token_role(session, plain + "x")) is None

    token = store.read(lambda session: queries.tokens(session)[0])
    store.write(lambda session: operations.revoke(session, now=NOW, token_id=token.id, actor="test"))
    assert store.read(lambda session: queries.token_role(session, plain)) is None


def test_the_plain_token_is_kept_nowhere(store: Store) -> None:
    plain = store.write(lambda session: operations.create_token(session, now=NOW, role=Role.AGENT, label="desk"))

    token = store.read(lambda session: session.scalars(select(ApiToken)).one())
    assert plain not in {token.hash, token.label, token.id}
    assert len(token.hash) == 64


def given_to(store: Store, role: Role, *, at: datetime = NOW) -> str:
    """The user name of who gets the next piece of work of this role."""
    owner = store.write(partial(operations.owner_for, now=at, role=role))
    return store.read(lambda session: session.get_one(Staff, owner)).username


def test_work_goes_to_who_was_given_work_least_recently(store: Store) -> None:
    colleagues(store, Role.AGENT, "an", "bo", "cheng")

    given = [given_to(store, Role.AGENT, at=NOW + timedelta(minutes=minute)) for minute in range(6)]

    assert sorted(given[:3]) == ["an", "bo", "cheng"]
    assert given[3:] == given[:3]


def test_nobody_of_the_role_on_duty_gives_the_work_to_a_supervisor(store: Store) -> None:
    store.write(lambda session: colleague(session, "an", Role.ENGINEER, on_duty=False))
    store.write(lambda session: colleague(session, "su", Role.SUPERVISOR))

    assert given_to(store, Role.ENGINEER) == "su"


def test_nobody_at_all_gives_the_work_to_the_duty_desk(store: Store) -> None:
    assert store.write(partial(operations.owner_for, now=NOW, role=Role.AGENT)) == DUTY_DESK
    assert store.read(lambda session: session.get_one(Staff, DUTY_DESK)).name == "值班负责人"


def test_eight_who_make_the_duty_desk_at_once_make_one(store: Store) -> None:
    everybody_ready = Barrier(8)
    row = {"id": DUTY_DESK, "name": "值班负责人", "role": Role.SUPERVISOR, "now": NOW}

    def make_it(_: int) -> None:
        everybody_ready.wait()
        # What `ensure_duty_desk` does after it has seen no row: eight have seen none.
        store.write(lambda session: session.execute(operations._MAKE_DUTY_DESK, row))

    with ThreadPoolExecutor(8) as pool:
        for _ in range(60):
            store.write(lambda session: session.execute(delete(Staff)))
            list(pool.map(make_it, range(8)))
            assert store.read(lambda s: s.scalar(select(func.count()).select_from(Staff))) == 1


def test_the_duty_desk_never_signs_in(store: Store) -> None:
    store.write(partial(operations.ensure_duty_desk, now=NOW))

    with pytest.raises(Conflict):
        store.write(partial(operations.set_password, now=NOW, staff_id=DUTY_DESK, password=PASSWORD, actor="test"))


def test_parallel_calls_share_the_people_and_never_wait_for_each_other(store: Store) -> None:
    colleagues(store, Role.AGENT, "an", "bo")

    with ThreadPoolExecutor(8) as pool:
        owners = list(pool.map(lambda _: given_to(store, Role.AGENT), range(40)))

    assert set(owners) <= {"an", "bo"}
    assert len(owners) == 40
