"""Noting what was done."""
from datetime import UTC, datetime, timedelta

import pytest

from crm_core import clock
from crm_core.activities.commands import delete_activity, log_activity, restore_activity
from crm_core.activities.schemas import ActivityNew
from crm_core.customers.contacts import create_contact
from crm_core.customers.schemas import ContactNew
from crm_core.errors import Forbidden, Invalid, NotFound
from crm_core.run import act
from db.models import Activity
from tests.customers.making import customer, events, make, row

NOON = datetime(2026, 11, 19, 4, tzinfo=UTC)


def log(actor, key, text="Wants delivery before May", **fields) -> int:
    return act(actor, log_activity, ActivityNew(kind=fields.pop("kind", "call"), text=text, customer_id=key, **fields))


def test_the_list_shows_it_as_the_last_contact(db, cast):
    clock.set_now(NOON)
    key = make(cast.wei)
    log(cast.wei, key)
    assert (customer(key).last_activity_at, customer(key).last_activity_kind) == (NOON, "call")
    assert events(key)[-1].kind == "activity.logged"


def test_it_may_have_happened_earlier_but_not_later(db, cast):
    clock.set_now(NOON)
    key = make(cast.wei)
    assert row(Activity, log(cast.wei, key, at=NOON - timedelta(days=2))).at == NOON - timedelta(days=2)
    with pytest.raises(Invalid) as refused:
        log(cast.wei, key, at=NOON + timedelta(days=1))
    assert refused.value.field == "at"


@pytest.mark.parametrize("who", ["min", "omar", "walter"])
def test_another_sellers_customer_is_not_there(db, cast, who):
    with pytest.raises(NotFound):
        log(getattr(cast, who), make(cast.wei))


def test_who_only_reads_cannot_log(db, cast):
    with pytest.raises(Forbidden):
        log(cast.yan, make(cast.wei))


def test_the_manager_logs_on_customers_of_the_team(db, cast):
    assert row(Activity, log(cast.gu, make(cast.wei))).user_id == cast.gu.user_id


def test_the_contact_must_be_the_customers(db, cast):
    key, other = make(cast.wei), make(cast.wei, "Other")
    theirs = act(cast.wei, create_contact, ContactNew(customer_id=key, name="Gu Lan"))
    assert row(Activity, log(cast.wei, key, contact_id=theirs)).contact_id == theirs
    with pytest.raises(Invalid):
        log(cast.wei, other, contact_id=theirs)


def test_a_mistake_can_be_taken_out_and_back(db, cast):
    key = make(cast.wei)
    made = log(cast.wei, key)
    act(cast.wei, delete_activity, made)
    assert customer(key).last_activity_at is None
    act(cast.wei, restore_activity, made)
    assert customer(key).last_activity_at is not None


def test_nobody_takes_out_what_a_colleague_logged(db, cast):
    made = log(cast.gu, make(cast.wei))
    with pytest.raises(NotFound):
        act(cast.wei, delete_activity, made)
    act(cast.gu, delete_activity, made)


def test_it_needs_a_customer_and_words(db, cast):
    with pytest.raises(Invalid):
        log(cast.wei, None)
    with pytest.raises(Invalid):
        log(cast.wei, make(cast.wei), "  ")
