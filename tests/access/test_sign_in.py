"""Signing in: who may, and how guessing is slowed down."""
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update

from crm_core import clock
from crm_core.access import sign_in, throttle
from crm_core.errors import TooMany
from db.models import SignInAttempt, User
from tests.cast import PASSWORD

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def wei(database) -> int:
    with database.reading() as session:
        return session.scalar(select(User.id).where(User.email == "wei@example.com"))


def attempt(password: str, at: datetime, name: str = "wei@example.com", address: str = "10.0.0.7") -> int | None:
    clock.set_now(at)
    return sign_in.check(name, password, address)


def test_the_right_words_let_in(db):
    assert sign_in.check("  WEI@example.com ", PASSWORD, "10.0.0.7") == wei(db)


def test_wrong_unknown_passive_and_uninvited_are_all_the_same(db):
    with db.writing() as session:
        session.execute(update(User).where(User.email == "min@example.com").values(active=False))
        session.execute(update(User).where(User.email == "eva@example.com").values(password_hash=None))
        session.commit()
    assert sign_in.check("wei@example.com", "something else", "1") is None
    for name in ("nobody@example.com", "min@example.com", "eva@example.com", ""):
        assert sign_in.check(name, PASSWORD, "1") is None


def test_somebody_without_a_password_cannot_use_the_dummy_one(db):
    with db.writing() as session:
        session.execute(update(User).where(User.email == "eva@example.com").values(password_hash=None))
        session.commit()
    assert sign_in.check("eva@example.com", "nobody has this password", "1") is None


def test_every_failure_works_as_long(db, monkeypatch):
    checked = []
    monkeypatch.setattr(sign_in, "check_password", lambda password, marker: checked.append(marker[:7]) or False)
    for name in ("wei@example.com", "nobody@example.com"):
        sign_in.check(name, "x", "1")
    assert len(checked) == 2 and checked[0] == checked[1]


def test_guessing_gets_slower_and_slower(db):
    at, waits = NOON, []
    for _ in range(12):
        while True:
            try:
                attempt("wrong", at)
                break
            except TooMany as error:
                waits.append(error.seconds)
                at += timedelta(seconds=error.seconds)
    assert len(waits) == 7
    assert waits == sorted(waits) and waits[-1] <= 301


def test_after_the_wait_the_right_password_works(db):
    for _ in range(5):
        attempt("wrong", NOON)
    with pytest.raises(TooMany) as early:
        attempt(PASSWORD, NOON)
    assert attempt(PASSWORD, NOON + timedelta(seconds=early.value.seconds)) == wei(db)
    assert attempt("wrong", NOON + timedelta(seconds=60)) is None  # and all is forgotten


def test_nobody_is_kept_out_by_somebody_elsewhere(db):
    at = NOON
    for _ in range(30):
        try:
            attempt("wrong", at, address="6.6.6.6")
        except TooMany as error:
            at += timedelta(seconds=error.seconds)
    assert attempt(PASSWORD, at, address="10.0.0.7") == wei(db)


def test_trying_many_names_from_one_address_gets_slower_too(db):
    for number in range(30):
        attempt("wrong", NOON, name=f"user{number}@example.com")
    with pytest.raises(TooMany) as early:
        attempt("wrong", NOON, name="user31@example.com")
    assert early.value.seconds <= 31


def test_a_refused_attempt_does_not_make_the_wait_longer(db):
    for _ in range(5):
        attempt("wrong", NOON)
    waits = []
    for _ in range(20):
        with pytest.raises(TooMany) as early:
            attempt("wrong", NOON + timedelta(seconds=1))
        waits.append(early.value.seconds)
    assert set(waits) == {waits[0]}


def test_what_was_typed_as_a_name_is_not_kept(db):
    sign_in.check("my-secret-typed-in-the-wrong-field", "x", "1")
    with db.reading() as session:
        assert "secret" not in session.scalar(select(SignInAttempt.name_key))


def test_attempts_are_forgotten_after_an_hour(db):
    for _ in range(5):
        attempt("wrong", NOON)
    assert attempt("wrong", NOON + throttle.MEMORY + timedelta(seconds=1)) is None
