"""A new customer."""
import pytest

from crm_core.customers.commands import create_customer, create_customers
from crm_core.customers.schemas import CustomerNew
from crm_core.errors import Forbidden, Invalid
from crm_core.run import act
from tests.customers.making import customer, events, make


def test_belongs_to_whoever_makes_it_and_to_their_team(db, cast):
    made = customer(make(cast.wei))
    assert (made.owner_id, made.team_id) == (cast.wei.user_id, cast.wei.team_id)


def test_is_written_in_one_way(db, cast):
    made = customer(make(cast.wei, "  Acme,   Inc. ", phone="010-62561234转803", email="Info@Acme.CN", website="acme.cn/"))
    assert made.name == "Acme, Inc."
    assert made.name_key == "acme"
    assert made.phone == "+86-10-62561234 x803"
    assert made.email == "info@acme.cn"
    assert made.website == "https://acme.cn"


def test_a_phone_without_country_code_is_of_the_customers_country(db, cast):
    made = customer(make(cast.wei, country="Germany", phone="030 12345678"))
    assert (made.country, made.phone) == ("DE", "+49-30-12345678")


@pytest.mark.parametrize(
    "field, value",
    [
        ("phone", "12"), ("email", "no address"), ("website", "javascript:alert(1)"), ("industry", "magic"),
        ("employees", -1), ("founded_year", 3000), ("notes", "x" * 10_001), ("city", "x" * 201), ("parent_id", 999),
    ],
)
def test_what_cannot_be_right_is_told_beside_its_field(db, cast, field, value):
    with pytest.raises(Invalid) as refused:
        make(cast.wei, **{field: value})
    assert refused.value.field == field


@pytest.mark.parametrize("name", ["", "   ", "\x00", None])
def test_a_name_is_needed(name):
    with pytest.raises(Invalid) as refused:
        CustomerNew(name=name)
    assert refused.value.field == "name"


def test_a_seller_cannot_give_it_to_a_colleague_but_the_manager_can(db, cast):
    with pytest.raises(Invalid) as refused:
        make(cast.wei, owner_id=cast.min.user_id)
    assert refused.value.field == "owner_id"
    assert customer(make(cast.gu, owner_id=cast.min.user_id)).owner_id == cast.min.user_id
    with pytest.raises(Invalid):
        make(cast.gu, owner_id=cast.omar.user_id)


def test_it_can_go_to_the_public_pool(db, cast):
    made = customer(make(cast.wei, owner_id=None))
    assert (made.owner_id, made.team_id) == (None, None)


@pytest.mark.parametrize("who", ["yan", "mia", "eva"])
def test_who_may_not_edit_may_not_make_one(db, cast, who):
    with pytest.raises(Forbidden):
        make(getattr(cast, who))


def test_an_administrator_imports_for_everybody(db, cast):
    first, second = act(
        cast.ada, create_customers,
        [CustomerNew(name="One", owner_id=cast.omar.user_id), CustomerNew(name="Two", owner_id=None, tags=("fair", "fair"))],
    )
    assert customer(first).team_id == cast.omar.team_id
    assert customer(second).owner_id is None


def test_its_event_tells_what_was_entered(db, cast):
    key = make(cast.wei, city="Suzhou")
    (event,) = events(key)
    assert (event.kind, event.user_id) == ("customer.created", cast.wei.user_id)
    assert event.after == {"name": "Suzhou Taihu Foods", "kind": "company", "city": "Suzhou", "owner_id": cast.wei.user_id}


def test_is_a_prospect(db, cast):
    assert customer(act(cast.wei, create_customer, CustomerNew(name="New"))).lifecycle == "prospect"
