"""The sums, tabs and lists of the churn page, each within its reader's reach."""
from datetime import timedelta

import pytest

from crm_core import clock
from crm_core.churn.behind import rows_behind
from crm_core.churn.commands import confirm, defer, warn
from crm_core.churn.filters import ChurnFilter
from crm_core.churn.listing import case_of_customer, cases, my_cases
from crm_core.churn.schemas import ConfirmForm, DeferForm
from crm_core.churn.summary import summary, teams
from crm_core.errors import Forbidden
from crm_core.run import act, ask
from db.engine import database
from tests.churn.making import NOW, TODAY, at_risk, case, customer, days_ago, figures, night, order
from tests.pipeline.counting import statements

ALL = ChurnFilter()


@pytest.fixture
def some(db, cast):
    found = {
        "big": at_risk("wei", "Big", year=9_000, grade="vip", industry="food"),
        "small": at_risk("wei", "Small", year=1_000),
        "watched": at_risk("min", "Watched", silent=50, year=2_000),
        "far": at_risk("omar", "Far", year=20_000),
    }
    night()
    return found


def names(rows) -> list[str]:
    return [row.customer for row in rows]


def test_the_answer_counts_what_is_open_and_who_holds_most_of_it(some, cast):
    found = ask(cast.gu, summary, ALL)
    assert (found.at_risk, found.value, found.holders, dict(found.tabs)) == (3, 12_000, 1, {"decide": 2, "warned": 1, "deferred": 0})
    assert (ask(cast.eva, summary, ALL).at_risk, ask(cast.eva, summary, ALL).value) == (4, 32_000)
    assert ask(cast.wei, summary, ALL).at_risk == 2
    with pytest.raises(Forbidden):
        ask(cast.yan, summary, ALL)


def test_what_is_most_at_risk_comes_first_page_by_page(some, cast):
    assert names(ask(cast.eva, cases, ALL, "decide")) == ["Far", "Big", "Small"]
    assert names(ask(cast.eva, cases, ALL, "decide", 2, 2)) == ["Small"]
    assert names(ask(cast.eva, cases, ALL, "warned")) == ["Watched"]
    assert names(ask(cast.gu, cases, ChurnFilter(grade="vip"), "decide")) == ["Big"]
    assert names(ask(cast.gu, cases, ChurnFilter(industry="food"), "decide")) == ["Big"]
    assert names(ask(cast.eva, cases, ChurnFilter(team_id=cast.omar.team_id), "decide")) == ["Far"]


def test_only_what_is_mine_to_decide_can_be_decided(some, cast):
    assert {row.customer: row.editable for row in ask(cast.gu, cases, ALL, "decide")} == {"Big": True, "Small": True}
    assert not any(row.editable for row in ask(cast.eva, cases, ALL, "decide"))


def test_a_review_that_is_due_is_to_be_decided_again(some, cast):
    found = case(some["big"])
    act(cast.gu, defer, found.id, DeferForm(measure="visit", review_on=TODAY + timedelta(days=3), person_id=cast.wei.user_id), found.version)
    assert dict(ask(cast.gu, summary, ALL).tabs) == {"decide": 1, "warned": 1, "deferred": 1}
    assert "Big" not in names(ask(cast.wei, my_cases))
    clock.set_now(NOW + timedelta(days=3))
    assert dict(ask(cast.gu, summary, ALL).tabs) == {"decide": 2, "warned": 1, "deferred": 0}
    assert names(ask(cast.wei, my_cases)) == ["Big", "Small"]


def test_a_month_ago_counts_what_was_open_then(some, cast):
    clock.set_now(NOW + timedelta(days=40))
    found = case(some["big"])
    act(cast.gu, confirm, found.id, ConfirmForm(reason="price"), found.version)
    then = ask(cast.gu, summary, ALL)
    assert (then.at_risk, then.month_ago, then.value_month_ago) == (2, 3, 12_000)


def test_reasons_and_teams_add_up(some, cast):
    for key, reason in (("big", "price"), ("small", "price"), ("watched", "service")):
        found = case(some[key])
        act(cast.gu, confirm, found.id, ConfirmForm(reason=reason), found.version)
    found = ask(cast.eva, summary, ALL)
    assert dict(zip(found.reasons.reason, found.reasons["count"], strict=True)) == {"price": 2, "service": 1}
    assert list(found.teams.at_risk) == [20_000]
    assert names(ask(cast.gu, rows_behind, ALL, "reasons", "price").rows) == ["Big", "Small"]
    assert names(ask(cast.eva, rows_behind, ALL, "teams", str(cast.omar.team_id)).rows) == ["Far"]
    assert names(ask(cast.gu, rows_behind, ALL, "at_risk").rows) == []
    assert ask(cast.gu, teams).keys() == {cast.gu.team_id}


def test_customers_that_order_lately_are_the_whole(some, cast):
    key = customer("wei", "Buyer")
    order(key, days_ago(20))
    assert ask(cast.gu, summary, ALL).customers == 1


def test_an_order_of_a_day_to_come_is_not_lately(db, cast):
    clock.set_now(NOW)
    early, both = customer("wei", "Early"), customer("wei", "Both")
    for key in (early, both):
        order(key, days_ago(300))
        order(key, days_ago(-20))
    order(both, days_ago(3))
    assert ask(cast.gu, summary, ALL).customers == 1


def test_the_case_of_a_customer_is_seen_by_who_may(some, cast):
    assert ask(cast.wei, case_of_customer, some["big"]).customer == "Big"
    assert ask(cast.min, case_of_customer, some["big"]) is None
    assert ask(cast.walter, case_of_customer, some["big"]) is None
    order(some["big"])
    assert ask(cast.wei, case_of_customer, some["big"]) is None


def test_what_was_marked_by_hand_is_to_be_decided(db, cast):
    clock.set_now(NOW)
    key = customer("wei")
    figures(key, silent=3)
    act(cast.wei, warn, key)
    assert names(ask(cast.wei, cases, ALL, "decide")) == ["Beichen Precision"]


def test_a_look_costs_the_same_however_many_there_are(some, cast):
    eva = cast.eva
    ask(eva, summary, ALL)  # takes the customers over into the copy by columns
    with statements(database()) as seen:
        ask(eva, summary, ALL)
        ask(eva, cases, ALL, "decide")
    assert len(seen) <= 7
