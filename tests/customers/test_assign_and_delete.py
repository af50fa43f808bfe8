"""Giving customers away, claiming them, deleting them."""
import pytest

from crm_core.customers.commands import assign_customer, claim_customer, delete_customer, restore_customer
from crm_core.errors import Conflict, Forbidden, Invalid, NotFound
from crm_core.run import act
from tests.customers.making import customer, events, make


def test_the_manager_assigns_within_the_team(db, cast):
    key = make(cast.wei)
    act(cast.gu, assign_customer, key, cast.min.user_id)
    assert customer(key).owner_id == cast.min.user_id
    with pytest.raises(Invalid):
        act(cast.gu, assign_customer, key, cast.omar.user_id)
    with pytest.raises(NotFound):
        act(cast.walter, assign_customer, key, cast.omar.user_id)


def test_a_seller_returns_to_the_pool_and_a_colleague_claims(db, cast):
    key = make(cast.wei)
    act(cast.wei, assign_customer, key, None)
    assert customer(key).owner_id is None
    act(cast.omar, claim_customer, key)
    assert (customer(key).owner_id, customer(key).team_id) == (cast.omar.user_id, cast.omar.team_id)
    assert events(key)[-1].kind == "customer.claimed"


def test_the_second_to_claim_is_told(db, cast):
    key = make(cast.wei, owner_id=None)
    act(cast.gu, claim_customer, key)
    with pytest.raises(NotFound):
        act(cast.omar, claim_customer, key)
    with pytest.raises(Conflict):
        act(cast.gu, claim_customer, key)


def test_who_only_reads_cannot_claim(db, cast):
    with pytest.raises(Forbidden):
        act(cast.eva, claim_customer, make(cast.wei, owner_id=None))


def test_a_seller_cannot_assign(db, cast):
    with pytest.raises(NotFound):
        act(cast.wei, assign_customer, make(cast.wei), cast.min.user_id)


def test_a_deleted_customer_is_gone_until_restored(db, cast):
    key = make(cast.wei)
    act(cast.gu, delete_customer, key)
    with pytest.raises(NotFound):
        act(cast.wei, assign_customer, key, None)
    with pytest.raises(NotFound):
        act(cast.walter, restore_customer, key)
    act(cast.gu, restore_customer, key)
    assert customer(key).deleted_at is None


def test_a_seller_cannot_delete(db, cast):
    with pytest.raises(Forbidden):
        act(cast.wei, delete_customer, make(cast.wei))
