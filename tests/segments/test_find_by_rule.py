"""A rule finds the customers it describes, and nobody else."""
from datetime import date, timedelta

import pytest

from crm_core import clock
from crm_core.errors import Invalid
from crm_core.orders.schemas import LineRow
from crm_core.segments.fields import FIELDS
from db.models import (
    Activity,
    Campaign,
    CampaignMember,
    Contact,
    CustomerTag,
    Deal,
    MailAddress,
    Segment,
    SegmentMember,
    Ticket,
)
from tests.orders.making import stored
from tests.pipeline.helpers import add, customer, product, stages
from tests.segments.rules import all_of, any_of, found, none_of, store, when

EXAMPLES = {
    "values": ["a"], "text": "steel", "number": 3, "numbers": [1, 5], "days": 30, "percent": 20, "times": [2, 90],
    "dates": ["2026-01-01", "2026-03-31"], "nothing": None,
}


def days_ago(n: int):
    return clock.now() - timedelta(days=n)


@pytest.fixture
def three(db, cast):
    """Acme is a VIP that was silent, Beta an A customer in touch, Gamma nothing yet."""
    acme = customer(cast.wei, "Acme Steel", grade="vip", region="Jiangsu", won_value=5_000_000, won_deals=2,
                    last_activity_at=days_ago(100), email="info@acme.example")
    beta = customer(cast.wei, "Beta Foods", grade="a", region="Zhejiang", won_value=100_000, won_deals=1,
                    last_activity_at=days_ago(3), birthday=date(1980, 5, 4))
    gamma = customer(cast.omar, "Gamma 100%")
    return acme, beta, gamma


def test_own_fields_of_the_customer(three, cast):
    assert found(cast.mia, all_of(when("grade", "is", ["vip", "a"]))) == {"Acme Steel", "Beta Foods"}
    assert found(cast.mia, all_of(when("grade", "is_not", ["vip"]))) == {"Beta Foods", "Gamma 100%"}
    assert found(cast.mia, all_of(when("grade", "empty"))) == {"Gamma 100%"}
    assert found(cast.mia, all_of(when("won_value", "between", [200_000, 9_000_000]))) == {"Acme Steel"}
    assert found(cast.mia, all_of(when("name", "contains", "0%"))) == {"Gamma 100%"}
    assert found(cast.mia, all_of(when("name", "contains_not", "steel"))) == {"Beta Foods", "Gamma 100%"}
    assert found(cast.mia, all_of(when("birthday", "is", ["5"]))) == {"Beta Foods"}


def test_days_ago_count_from_now_and_silence_from_the_beginning(three, cast):
    assert found(cast.mia, all_of(when("last_activity", "older", 60))) == {"Acme Steel"}
    assert found(cast.mia, all_of(when("last_activity", "newer", 60))) == {"Beta Foods"}
    clock.set_now(clock.now() + timedelta(days=70))
    assert found(cast.mia, all_of(when("last_activity", "older", 65))) == {"Acme Steel", "Beta Foods", "Gamma 100%"}


def test_groups_join_by_all_any_and_none(three, cast):
    silent, rich, vip = when("last_activity", "older", 60), when("won_value", "at_least", 100_000), when("grade", "is", ["vip"])
    assert found(cast.mia, all_of(rich, silent)) == {"Acme Steel"}
    assert found(cast.mia, any_of(silent, when("grade", "is", ["a"]))) == {"Acme Steel", "Beta Foods"}
    assert found(cast.mia, none_of(vip, silent)) == {"Beta Foods", "Gamma 100%"}
    assert found(cast.mia, all_of(rich, none_of(all_of(vip, silent)))) == {"Beta Foods"}
    assert found(cast.mia, all_of()) == {"Acme Steel", "Beta Foods", "Gamma 100%"}


def test_rows_of_other_tables(three, cast, db):
    acme, beta, gamma = three
    now, stage = clock.now(), next(iter(stages(cast.gu).values()))
    deal = dict(pipeline_id=1, stage_id=stage, stage_since=now, created_at=now, updated_at=now)
    store(
        CustomerTag(customer_id=acme, tag="Expo 2026"),
        Contact(customer_id=beta, name="Chen", title="Head of Purchasing", email="chen@beta.example", created_at=now, updated_at=now),
        Deal(name="Line 2", customer_id=acme, **deal),
        Deal(name="Line 1", customer_id=acme, status="lost", close_reason="price", closed_on=now.date(), **deal),
        Activity(kind="call", text="Hello", at=days_ago(5), customer_id=beta, created_at=now),
        Activity(kind="call", text="Again", at=days_ago(4), customer_id=beta, created_at=now),
        Ticket(subject="Broken", kind="complaint", state="processing", state_since=now, customer_id=acme, opened_at=now, updated_at=now),
        Ticket(subject="Old", kind="complaint", state="archived", state_since=now, customer_id=beta, opened_at=now, updated_at=now,
               satisfaction=2),
    )
    assert found(cast.mia, all_of(when("tag", "is", ["Expo 2026"]))) == {"Acme Steel"}
    assert found(cast.mia, all_of(when("tag", "is_not", ["Expo 2026"]))) == {"Beta Foods", "Gamma 100%"}
    assert found(cast.mia, all_of(when("contact.title", "contains", "purchas"))) == {"Beta Foods"}
    assert found(cast.mia, all_of(when("contact.email", "exists"))) == {"Beta Foods"}
    assert found(cast.mia, all_of(when("deal.stage", "is", [stage]))) == {"Acme Steel"}
    assert found(cast.mia, all_of(when("lost_reason", "is", ["price"]))) == {"Acme Steel"}
    assert found(cast.mia, all_of(when("deal.lost", "newer", 7))) == {"Acme Steel"}
    assert found(cast.mia, all_of(when("activity.call", "times", [2, 30]))) == {"Beta Foods"}
    assert found(cast.mia, all_of(when("activity.call", "fewer", [1, 30]))) == {"Acme Steel", "Gamma 100%"}
    assert found(cast.mia, all_of(when("ticket.open_complaint", "exists"))) == {"Acme Steel"}
    assert found(cast.mia, all_of(when("ticket.open_complaint", "not_exists"))) == {"Beta Foods", "Gamma 100%"}
    assert found(cast.mia, all_of(when("ticket.satisfaction", "at_most", 3))) == {"Beta Foods"}


def test_consent_and_campaigns(three, cast):
    acme, beta, _gamma = three
    now = clock.now()
    store(
        MailAddress(email="info@acme.example", marketing=True),
        MailAddress(email="chen@beta.example", marketing=True, bounced_at=now),
        Contact(customer_id=beta, name="Chen", email="chen@beta.example", created_at=now, updated_at=now),
    )
    campaign, = add(Campaign(name="Autumn", created_at=now, updated_at=now))
    store(
        CampaignMember(campaign_id=campaign, customer_id=acme, reached_at=now, updated_at=now),
        CampaignMember(campaign_id=campaign, customer_id=beta, reached_at=now, clicked_at=now, updated_at=now),
    )
    assert found(cast.mia, all_of(when("mail.allowed", "yes"))) == {"Acme Steel"}
    assert found(cast.mia, all_of(when("mail.bounced", "yes"))) == {"Beta Foods"}
    assert found(cast.mia, all_of(when("campaign.in", "is", [campaign]))) == {"Acme Steel", "Beta Foods"}
    assert found(cast.mia, all_of(when("campaign.clicked", "is", [campaign]))) == {"Beta Foods"}
    assert found(cast.mia, all_of(when("campaign.silent", "is", [campaign]))) == {"Acme Steel"}


def test_frozen_members(three, cast):
    acme, _beta, _gamma = three
    segment, = add(Segment(name="Then", live=False, created_at=clock.now(), updated_at=clock.now()))
    store(SegmentMember(segment_id=segment, customer_id=acme))
    assert found(cast.mia, all_of(when("segment", "is", [segment]))) == {"Acme Steel"}


def test_a_seller_finds_only_what_he_may_see(three, cast):
    assert found(cast.omar, all_of()) == {"Gamma 100%"}
    assert found(cast.wei, none_of(when("grade", "is", ["vip"]))) == {"Beta Foods"}


@pytest.mark.parametrize("field", FIELDS.values(), ids=lambda field: field.key)
def test_every_field_works_with_every_operator(sqlite_db, cast, field):
    _try_all(cast.mia, field)


def test_every_field_works_with_every_operator_on_postgres_too(db, cast):
    for field in FIELDS.values():
        _try_all(cast.mia, field)


def _try_all(actor, field):
    customer(actor, "Solo Ltd")
    for operator in field.operators.values():
        value = EXAMPLES[operator.shape]
        if operator.shape == "values":
            value = [1] if field.ids else list(field.fixed[:1] or ["a"])
        found(actor, none_of(all_of(when(field.key, operator.key, value))))


HOSTILE = [
    {"match": "all", "parts": [{"field": "password_hash", "op": "is", "value": ["x"]}]},
    {"match": "all", "parts": [{"field": "name", "op": "; DROP TABLE customer", "value": "x"}]},
    {"match": "all", "parts": [{"field": "name", "op": "contains", "value": "\x00"}]},
    {"match": "all", "parts": [{"field": "won_value", "op": "at_least", "value": "1 OR 1=1"}]},
    {"match": "all", "parts": [{"field": "won_value", "op": "at_least", "value": True}]},
    {"match": "all", "parts": [{"field": "won_value", "op": "between", "value": [1]}]},
    {"match": "all", "parts": [{"field": "owner", "op": "is", "value": [2**40]}]},
    {"match": "all", "parts": [{"field": "last_activity", "op": "older", "value": 10**9}]},
    {"match": "all", "parts": [{"field": "last_activity", "op": "dates", "value": ["yesterday", "today"]}]},
    {"match": "all", "parts": [{"field": "lifecycle", "op": "is", "value": ["divine"]}]},
    {"match": "all", "parts": [{"field": "grade", "op": "is", "value": []}]},
    {"match": "all", "parts": [{"field": "grade", "op": "empty", "value": {"$ne": 1}}]},
    {"match": "xor", "parts": []},
    {"match": "all", "parts": "everything"},
    {"match": "all", "parts": [7]},
    {"match": "all", "parts": [], "sql": "1=1"},
    ["all"],
    "everything",
]


@pytest.mark.parametrize("rule", HOSTILE, ids=range(len(HOSTILE)))
def test_what_is_no_rule_is_refused(sqlite_db, cast, rule):
    with pytest.raises(Invalid):
        found(cast.mia, rule)


def test_a_bad_condition_is_named_by_its_place(sqlite_db, cast):
    with pytest.raises(Invalid) as refused:
        found(cast.mia, all_of(when("grade", "filled"), any_of(when("grade", "filled"), when("colour", "is", ["red"]))))
    assert refused.value.field == "2.2" and "colour" in str(refused.value)


def test_rules_of_any_depth_or_length_are_refused_before_they_are_walked(sqlite_db, cast):
    deep: dict = all_of()
    for _level in range(10_000):
        deep = all_of(deep)
    with pytest.raises(Invalid):
        found(cast.mia, deep)
    with pytest.raises(Invalid):
        found(cast.mia, all_of(*[when("grade", "filled")] * 61))


def test_the_language_is_that_of_the_country_where_none_is_set(db, cast):
    customer(cast.wei, "Jinan", country="CN"), customer(cast.wei, "Leeds", country="GB"), customer(cast.wei, "Own", country="GB", locale="zh_Hans")
    assert found(cast.mia, all_of(when("language", "is", ["zh_Hans"]))) == {"Jinan", "Own"}


def test_what_was_ordered(db, cast):
    often, once, pump = customer(cast.wei, "Often"), customer(cast.wei, "Once"), product("Pump")
    customer(cast.wei, "Never")
    today = clock.today("Asia/Shanghai")
    stored(cast.wei, once, LineRow(product_id=pump, price=5_000), ordered_on=today - timedelta(days=200))
    for days in (10, 20):
        stored(cast.wei, often, ordered_on=today - timedelta(days=days))
    stored(cast.wei, often, LineRow(product_id=pump, price=5_000), state="draft", ordered_on=today)
    assert found(cast.mia, all_of(when("order.revenue", "at_least", 10_000))) == {"Often"}
    assert found(cast.mia, all_of(when("order.count", "at_least", 1))) == {"Often", "Once"}
    assert found(cast.mia, all_of(when("order.last", "older", 100))) == {"Once"}
    assert found(cast.mia, all_of(when("order.product", "is", [pump]))) == {"Once"}
    assert found(cast.mia, all_of(when("order", "newer", 15))) == {"Often"}
