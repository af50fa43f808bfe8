"""Customers and deals ranked by what is at stake, by a formula that is told, with reasons."""
from datetime import timedelta

import pytest

from crm_core import clock
from crm_core.errors import Forbidden
from crm_core.home.priorities import customers_worth, deals_worth
from crm_core.run import ask
from db.models import CustomerValue
from tests.pages import open_page
from tests.pipeline.counting import statements
from tests.pipeline.helpers import customer, new, row
from tests.segments.rules import store
from tests.ui.browserless import data


def valued(key: int, revenue: int, **more) -> None:
    day = clock.now().date()
    store(CustomerValue(customer_id=key, at=clock.now(), orders=5, revenue=revenue, revenue_year=revenue, margin=0, first_on=day, last_on=day, recency=5,
                        frequency=5, monetary=5, segment="champions", **more))


def test_most_at_stake_comes_first(db, cast):
    calm, silent, elsewhere = customer(cast.wei, "Calm", last_activity_at=clock.now()), customer(cast.wei, "Silent"), customer(cast.omar, "Elsewhere")
    valued(calm, 1_000_000)
    valued(silent, 500_000, risk=0.8, silent_ratio=2.7)
    valued(elsewhere, 9_000_000)
    found = ask(cast.wei, customers_worth)
    assert [(one.name, one.stake) for one in found] == [("Silent", 450_000), ("Calm", 200_000)]
    assert (found[0].quiet, found[1].quiet, found[0].silent) == (True, False, 2.7)
    assert [one.name for one in ask(cast.eva, customers_worth)][0] == "Elsewhere"


def test_a_customer_that_did_not_order_is_none(db, cast):
    valued(customer(cast.wei, "Asleep"), 0)
    assert ask(cast.wei, customers_worth) == ()


def test_most_potential_comes_first(db, cast):
    today = clock.now().date()
    plain, soon = new(cast.wei, "Plain", value=1_000_000, expected_close=today + timedelta(days=90)), new(cast.wei, "Soon", value=900_000, expected_close=today)
    new(cast.omar, "Elsewhere", value=9_000_000)
    found = ask(cast.wei, deals_worth)
    assert [one.name for one in found] == ["Soon", "Plain"]
    chance = found[0].probability / 100
    assert found[0].potential == round(900_000 * chance * 1.8) and found[1].potential == round(1_000_000 * chance * 1.3)
    assert found[0].closing and not found[1].closing and row(soon).status == "open" and plain


def test_each_costs_one_statement(db, cast):
    wei = cast.wei
    for query in (customers_worth, deals_worth):
        with statements(db) as seen:
            ask(wei, query)
        assert len(seen) == 1


@pytest.mark.parametrize("who", ["ada", "yan"])
def test_who_neither_sells_nor_reads_reports_is_refused(db, cast, who):
    with pytest.raises(Forbidden):
        ask(getattr(cast, who), customers_worth)


def test_the_page_says_why(sqlite_db, cast, monkeypatch):
    key = customer(cast.wei, "Silent", grade="vip")
    valued(key, 500_000, risk=0.8, silent_ratio=2.7)
    new(cast.wei, "Robots", value=1_000_000)
    app = open_page(monkeypatch, cast.wei, "priorities")
    (person,), (deal,) = data(app, "worth_customers")["rows"], data(app, "worth_deals")["rows"]
    assert person["cells"]["why"].pop("phone").startswith("silent 2.7× its rhythm · 80% risk of losing it · nobody was")
    assert person["cells"]["why"] == {"text": "silent 2.7× its rhythm · 80% risk of losing it", "sub": "nobody was in touch yet · no next step · grade VIP"}
    assert "no next step" in deal["cells"]["why"]["text"] and person["href"] == f"/customer?id={key}"
