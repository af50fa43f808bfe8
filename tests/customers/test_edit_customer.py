"""Changing a customer."""
import pytest

from crm_core.customers.commands import update_customer, update_customers
from crm_core.customers.schemas import CustomerEdit
from crm_core.errors import Conflict, Forbidden, Invalid, NotFound
from crm_core.run import act
from crm_core.undo import undo_batch
from tests.customers.making import customer, events, make


def edit(actor, key, version=1, **fields) -> int:
    return act(actor, update_customer, key, CustomerEdit(**fields), version)


def test_only_what_was_entered_changes(db, cast):
    key = make(cast.wei, city="Suzhou", phone="13806132277")
    assert edit(cast.wei, key, city="Wuxi") == 2
    assert (customer(key).city, customer(key).phone) == ("Wuxi", "+86-13806132277")
    event = events(key)[-1]
    assert (event.kind, event.before, event.after) == ("customer.changed", {"city": "Suzhou"}, {"city": "Wuxi"})


def test_nothing_changed_is_no_change(db, cast):
    key = make(cast.wei, city="Suzhou")
    assert edit(cast.wei, key, city="Suzhou ") == 1
    assert len(events(key)) == 1


def test_a_field_can_be_emptied_but_not_the_name(db, cast):
    key = make(cast.wei, city="Suzhou")
    edit(cast.wei, key, city="")
    assert customer(key).city is None
    with pytest.raises(Invalid) as refused:
        edit(cast.wei, key, 2, name=" ")
    assert refused.value.field == "name"


def test_somebody_was_faster(db, cast):
    key = make(cast.wei, city="Suzhou")
    edit(cast.gu, key, city="Wuxi")
    with pytest.raises(Conflict) as conflict:
        edit(cast.wei, key, city="Nanjing")
    assert conflict.value.current == 2
    assert customer(key).city == "Wuxi"


@pytest.mark.parametrize("who", ["min", "omar", "walter"])
def test_anothers_customer_is_not_there(db, cast, who):
    key = make(cast.wei)
    with pytest.raises(NotFound):
        edit(getattr(cast, who), key, city="Wuxi")
    with pytest.raises(NotFound):
        edit(getattr(cast, who), 99_999, city="Wuxi")


@pytest.mark.parametrize("who", ["yan", "eva", "mia"])
def test_who_only_reads_cannot_change(db, cast, who):
    key = make(cast.wei)
    with pytest.raises(Forbidden):
        edit(getattr(cast, who), key, city="Wuxi")


def test_a_customer_of_the_pool_must_be_claimed_first(db, cast):
    with pytest.raises(NotFound):
        edit(cast.wei, make(cast.wei, owner_id=None), city="Wuxi")


def test_a_new_owner_is_told_apart_from_other_changes(db, cast):
    key = make(cast.wei)
    edit(cast.gu, key, city="Wuxi", owner_id=cast.min.user_id)
    changed, assigned = events(key)[-2:]
    assert (changed.kind, changed.after) == ("customer.changed", {"city": "Wuxi"})
    assert (assigned.kind, assigned.before["owner_id"], assigned.after["owner_id"]) == (
        "customer.assigned", cast.wei.user_id, cast.min.user_id)


def test_a_seller_cannot_give_it_to_a_colleague_by_editing(db, cast):
    key = make(cast.wei)
    with pytest.raises(Invalid) as refused:
        edit(cast.wei, key, owner_id=cast.min.user_id)
    assert refused.value.field == "owner_id"


def test_an_old_phone_that_could_not_be_entered_today_does_not_stop_other_changes(db, cast):
    from sqlalchemy import update

    from db.models import Customer

    key = make(cast.wei)
    with db.writing() as session:
        session.execute(update(Customer).values(phone="12"))
        session.commit()
    edit(cast.wei, key, phone="12", city="Wuxi")
    assert customer(key).city == "Wuxi"


def test_tags_are_replaced(db, cast):
    key = make(cast.wei, tags=("fair", "old"))
    edit(cast.wei, key, tags=("fair", "new"))
    event = events(key)[-1]
    assert (event.kind, event.before, event.after) == (
        "customer.tagged", {"tags": ["fair", "old"]}, {"tags": ["fair", "new"]})


def test_many_are_changed_in_one_step(db, cast):
    keys = [make(cast.wei, f"Customer {n}") for n in range(3)]
    versions = act(cast.wei, update_customers, [(key, CustomerEdit(city=f"City {key}")) for key in keys])
    assert versions == dict.fromkeys(keys, 2)
    assert [customer(key).city for key in keys] == [f"City {key}" for key in keys]


def test_a_name_that_is_taken_back_is_found_and_sorted_as_before(db, cast):
    key = make(cast.wei, "Acme, Inc.")
    act(cast.wei, update_customer, key, CustomerEdit(name="Zenith"), 1, batch="rename")
    act(cast.wei, undo_batch, "rename")
    assert (customer(key).name, customer(key).name_key) == ("Acme, Inc.", "acme")
