"""Rates of exchange by day, entered one by one or pasted."""
from datetime import date

import pytest
from sqlalchemy import select

from crm_core.errors import Forbidden, Invalid, NotFound
from crm_core.orders.rate_lines import read
from crm_core.orders.rates import RateForm, currencies, put_rates, rate_of_day, rates_of, remove_rate
from crm_core.run import act, ask
from db.models import Event

PASTED = """Currency	Day	Rate
USD	2026-01-01	7.1
2026/2/1, usd, 7.2
EUR;2026年3月1日;8.05
"""


def put(cast, currency: str, day: date, rate: float) -> int:
    return act(cast.ada, put_rates, [RateForm(currency=currency, day=day, rate=rate)])


def test_a_rate_holds_until_the_next_one(db, cast):
    put(cast, "USD", date(2026, 3, 1), 7.2)
    put(cast, "USD", date(2026, 5, 1), 7.0)
    found = [ask(cast.wei, rate_of_day, "USD", date(2026, month, 15)) for month in (1, 3, 4, 5)]
    assert found == [7.2, 7.2, 7.2, 7.0]
    assert ask(cast.wei, rate_of_day, "CNY", date(2026, 1, 1)) == 1
    assert ask(cast.wei, rate_of_day, "EUR", date(2026, 1, 1)) is None


def test_a_rate_of_the_same_day_is_replaced_and_told(db, cast):
    assert (put(cast, "USD", date(2026, 3, 1), 7.2), put(cast, "USD", date(2026, 3, 1), 7.3), put(cast, "USD", date(2026, 3, 1), 7.3)) == (1, 1, 0)
    assert [(rate.day, rate.rate) for rate in ask(cast.ada, rates_of, "USD")] == [(date(2026, 3, 1), 7.3)]
    with db.reading() as session:
        told = session.scalars(select(Event).where(Event.kind == "rate.entered").order_by(Event.id)).all()
    assert [(event.before, event.after["rate"]) for event in told] == [(None, 7.2), ({"rate": 7.2}, 7.3)]


def test_the_current_rate_of_each_currency_is_listed(db, cast):
    put(cast, "USD", date(2020, 3, 1), 6.9)
    put(cast, "USD", date(2090, 3, 1), 9.9)
    put(cast, "EUR", date(2020, 3, 1), 8.0)
    assert [(one.currency, one.rate, one.known) for one in ask(cast.ada, currencies)] == [("EUR", 8.0, 1), ("USD", 6.9, 2)]


def test_a_rate_is_removed_once(db, cast):
    put(cast, "USD", date(2026, 3, 1), 7.2)
    assert act(cast.ada, remove_rate, "USD", date(2026, 3, 1)).rate == 7.2
    with pytest.raises(NotFound):
        act(cast.ada, remove_rate, "USD", date(2026, 3, 1))


@pytest.mark.parametrize(("currency", "rate", "field"), [("CNY", 1.0, "currency"), ("XXQ", 2.0, "currency"), ("USD", 0.0, "rate"),
                                                         ("USD", -1.0, "rate"), ("USD", float("nan"), "rate")])
def test_what_cannot_be_is_refused(sqlite_db, cast, currency, rate, field):
    with pytest.raises(Invalid) as refused:
        put(cast, currency, date(2026, 3, 1), rate)
    assert refused.value.field == field


def test_only_who_manages_settings_changes_rates(sqlite_db, cast):
    with pytest.raises(Forbidden):
        act(cast.gu, put_rates, [RateForm(currency="USD", day=date(2026, 3, 1), rate=7)])


def test_pasted_lines_are_read_in_any_order():
    found = read(PASTED, "CNY")
    assert [(r.currency, r.day, r.rate) for r in found.rates] == [
        ("USD", date(2026, 1, 1), 7.1), ("USD", date(2026, 2, 1), 7.2), ("EUR", date(2026, 3, 1), 8.05)]
    assert found.wrong == ()


def test_lines_that_say_nothing_are_named():
    found = read("USD 2026-01-01 7.1\nUSD 2026-02-30 7\nhello\nUSD 2026-01-01\nCNY 2026-01-01 1\nUSD 2026-01-01 7,x", "CNY")
    assert len(found.rates) == 1 and [number for number, _error in found.wrong] == [2, 3, 4, 5, 6]
