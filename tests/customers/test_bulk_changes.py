"""Changing many customers at once, and taking it back."""
import pytest
from sqlalchemy import select

from crm_core.access.actor import SYSTEM
from crm_core.access.rights import Scope
from crm_core.customers.bulk import (
    AddTag,
    GiveTo,
    Preview,
    RemoveTag,
    SetGrade,
    change_customers,
    claim_customers,
    preview,
)
from crm_core.customers.commands import assign_customer, update_customer
from crm_core.customers.contacts import create_contact, update_contact
from crm_core.customers.filtering import CustomerFilter
from crm_core.customers.listing import list_customers
from crm_core.customers.schemas import ContactEdit, ContactNew, CustomerEdit
from crm_core.errors import Conflict, Forbidden, Invalid, NotFound
from crm_core.people.roles import change_rights
from crm_core.people.schemas import RightChange
from crm_core.run import act, ask
from crm_core.undo import Undone, undo_batch
from db.engine import database
from db.models import Role
from tests.customers.listed import Statements
from tests.customers.making import customer, events, make

EVERYTHING = CustomerFilter()


def tags_of(actor, key: int) -> tuple[str, ...]:
    return ask(actor, list_customers, CustomerFilter(ids=(key,)))[0].tags


def test_the_preview_says_what_will_change_and_what_is_not_yours(db, cast):
    first, second = make(cast.wei, "A", grade="a"), make(cast.wei, "B")
    make(SYSTEM, "Pool", owner_id=None)
    assert ask(cast.wei, preview, EVERYTHING, SetGrade("a", "key")) == Preview(chosen=3, changing=1, same=1, not_yours=1)
    assert act(cast.wei, change_customers, EVERYTHING, SetGrade("a", "big order")) == Preview(3, 1, 1, 1)
    assert (customer(first).grade_reason, customer(second).grade_reason) == (None, "big order")
    assert customer(second).version == 2


def test_a_new_owner_brings_the_team_along(db, cast):
    gu, wei, min_ = cast.gu, cast.wei, cast.min
    key = make(wei)
    act(gu, change_customers, CustomerFilter(ids=(key,)), GiveTo(min_.user_id), batch="b1")
    assert (customer(key).owner_id, customer(key).team_id) == (min_.user_id, min_.team_id)
    last = events(key)[-1]
    assert (last.kind, last.batch, last.user_id) == ("customer.assigned", "b1", gu.user_id)
    assert last.before == {"owner_id": wei.user_id, "team_id": wei.team_id}
    assert last.after == {"owner_id": min_.user_id, "team_id": min_.team_id}


def test_the_public_pool_is_an_owner_too(db, cast):
    key = make(cast.wei)
    act(cast.gu, change_customers, EVERYTHING, GiveTo(None))
    assert (customer(key).owner_id, customer(key).team_id) == (None, None)


def test_nobody_gives_to_another_team_without_the_right(db, cast):
    make(cast.wei)
    with pytest.raises(Invalid):
        act(cast.gu, change_customers, EVERYTHING, GiveTo(cast.omar.user_id))


def test_a_seller_may_not_assign_and_an_executive_not_change(db, cast):
    make(cast.wei)
    with pytest.raises(Forbidden):
        act(cast.wei, change_customers, EVERYTHING, GiveTo(cast.min.user_id))
    with pytest.raises(Forbidden):
        act(cast.eva, change_customers, EVERYTHING, AddTag("x"))
    with pytest.raises(Forbidden):
        ask(cast.eva, preview, EVERYTHING, AddTag("x"))


def test_ids_of_others_are_passed_over_in_silence(db, cast):
    theirs = make(cast.omar)
    assert act(cast.gu, change_customers, CustomerFilter(ids=(theirs,)), AddTag("mine")) == Preview(0, 0, 0, 0)
    assert tags_of(cast.omar, theirs) == ()


def test_tags_are_added_and_removed(db, cast):
    first, second = make(cast.wei, "A", tags=("fair",)), make(cast.wei, "B", tags=("old", "key"))
    act(cast.wei, change_customers, EVERYTHING, AddTag("  key   account "))
    assert tags_of(cast.wei, first) == ("fair", "key account")
    assert events(first)[-1].before == {"tags": ["fair"]}
    assert events(first)[-1].after == {"tags": ["fair", "key account"]}
    assert act(cast.wei, change_customers, EVERYTHING, RemoveTag("old")).changing == 1
    assert tags_of(cast.wei, second) == ("key", "key account")
    assert sorted(events(second)[-1].after["tags"]) == ["key", "key account"]


@pytest.mark.parametrize(
    "change, field",
    [(SetGrade("zzz", "why"), "grade"), (SetGrade("a", " "), "reason"), (AddTag("  "), "tag"), (AddTag("x" * 41), "tags"), (RemoveTag(""), "tag")],
)
def test_what_cannot_be_is_refused(db, cast, change, field):
    with pytest.raises(Invalid) as error:
        act(cast.wei, change_customers, EVERYTHING, change)
    assert error.value.field == field


def test_a_thousand_customers_cost_as_many_statements_as_one(db, cast):
    gu, target = cast.gu, cast.min.user_id
    for n in range(3):
        make(cast.wei, f"A {n}")
    with Statements() as few:
        act(gu, change_customers, CustomerFilter(text="A 1"), GiveTo(target))
    with Statements() as many:
        assert act(gu, change_customers, EVERYTHING, GiveTo(target)).changing == 2
    assert len(many) == len(few) < 10


def test_undo_puts_everything_back(db, cast):
    gu, wei = cast.gu, cast.wei
    first, second = make(wei, "A", tags=("fair",)), make(cast.min, "B")
    act(gu, change_customers, EVERYTHING, GiveTo(gu.user_id), batch="owners")
    act(gu, change_customers, EVERYTHING, AddTag("key"), batch="tags")
    act(gu, change_customers, EVERYTHING, SetGrade("vip", "why"), batch="grades")
    for batch in ("tags", "owners", "grades"):
        assert act(gu, undo_batch, batch) == Undone(2, 0)
    assert (customer(first).owner_id, customer(first).team_id, customer(first).grade) == (wei.user_id, wei.team_id, None)
    assert customer(second).owner_id == cast.min.user_id
    assert tags_of(gu, first) == ("fair",)


def test_undo_keeps_what_somebody_changed_since(db, cast):
    first, second = make(cast.wei, "A"), make(cast.wei, "B")
    act(cast.gu, change_customers, EVERYTHING, SetGrade("c", "small"), batch="b1")
    act(cast.wei, update_customer, first, CustomerEdit(grade="vip"), customer(first).version)
    act(cast.wei, update_customer, second, CustomerEdit(city="Suzhou"), customer(second).version)
    assert act(cast.gu, undo_batch, "b1") == Undone(reverted=1, kept=1)
    assert (customer(first).grade, customer(second).grade, customer(second).city) == ("vip", None, "Suzhou")


def test_undo_works_once_and_can_be_undone_itself(db, cast):
    key = make(cast.wei)
    act(cast.gu, change_customers, EVERYTHING, SetGrade("c", "small"), batch="b1")
    act(cast.gu, undo_batch, "b1")
    with pytest.raises(Conflict):
        act(cast.gu, undo_batch, "b1")
    act(cast.gu, undo_batch, "undo-b1")
    assert customer(key).grade == "c"


def test_nobody_undoes_what_another_did(db, cast):
    make(cast.wei)
    act(cast.gu, change_customers, EVERYTHING, AddTag("key"), batch="b1")
    for batch in ("b1", "unknown", ""):
        with pytest.raises(NotFound):
            act(cast.wei, undo_batch, batch)


def test_what_has_gone_to_another_team_since_is_not_found_and_nothing_is_undone(db, cast):
    stays, gone = make(cast.wei, "A"), make(cast.wei, "B")
    act(cast.gu, change_customers, EVERYTHING, SetGrade("c", "small"), batch="b1")
    act(SYSTEM, assign_customer, gone, cast.omar.user_id)
    with pytest.raises(NotFound):
        act(cast.gu, undo_batch, "b1")
    assert (customer(stays).grade, customer(gone).grade) == ("c", "c")
    assert [event.batch for event in events(stays)].count("undo-b1") == 0
    act(SYSTEM, assign_customer, gone, cast.min.user_id)
    assert act(cast.gu, undo_batch, "b1") == Undone(2, 0)


def test_contacts_of_a_customer_that_has_gone_are_not_found_either(db, cast):
    key = make(cast.wei)
    contact = act(cast.wei, create_contact, ContactNew(customer_id=key, name="Old Name"))
    act(cast.wei, update_contact, contact, ContactEdit(name="New Name"), 1, batch="b1")
    act(SYSTEM, assign_customer, key, cast.omar.user_id)
    with pytest.raises(NotFound):
        act(cast.wei, undo_batch, "b1")


def test_what_the_change_itself_gave_to_another_team_comes_back(db, cast):
    key = make(cast.wei)
    act(SYSTEM, change_rights, [RightChange(_role("sales_manager"), "customers:assign", Scope.TEAM, Scope.ALL)])
    act(cast.gu, change_customers, EVERYTHING, GiveTo(cast.omar.user_id), batch="b1")
    assert act(cast.gu, undo_batch, "b1") == Undone(1, 0)
    assert (customer(key).owner_id, customer(key).team_id) == (cast.wei.user_id, cast.wei.team_id)


def _role(key: str) -> int:
    with database().reading() as session:
        return session.scalar(select(Role.id).where(Role.key == key))


def test_a_change_that_gives_customers_away_can_still_be_undone(db, cast):
    key = make(cast.gu)
    act(cast.gu, change_customers, EVERYTHING, GiveTo(None), batch="b1")
    act(cast.omar, claim_customers, [key])
    assert act(cast.gu, undo_batch, "b1") == Undone(0, 1)
    assert customer(key).owner_id == cast.omar.user_id


def test_the_pool_can_be_claimed_from(db, cast):
    wei = cast.wei
    keys = [make(SYSTEM, name, owner_id=None) for name in "AB"]
    assert act(wei, claim_customers, keys) == 2
    assert {(customer(k).owner_id, customer(k).team_id) for k in keys} == {(wei.user_id, wei.team_id)}
    assert events(keys[0])[-1].kind == "customer.claimed"


def test_claiming_what_is_taken_claims_nothing(db, cast):
    free, taken = make(SYSTEM, "A", owner_id=None), make(cast.omar, "B")
    with pytest.raises(Conflict):
        act(cast.wei, claim_customers, [free, taken])
    assert customer(free).owner_id is None
    with pytest.raises(Forbidden):
        act(cast.yan, claim_customers, [free])
