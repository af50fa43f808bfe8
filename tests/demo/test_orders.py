"""The demo's orders are believable and agree with themselves."""
from collections import Counter
from datetime import date
from statistics import median

import pytest
from sqlalchemy import case, func, select

from crm_core.access.actor import SYSTEM
from crm_core.loyalty.earning import follow_orders
from crm_core.orders.prices import price_for
from crm_core.run import ask
from crm_core.work import Work
from db.demo import parts_en, parts_zh
from db.engine import database
from db.models import (
    Customer,
    Deal,
    Event,
    ExchangeRate,
    Goal,
    LifecycleMove,
    LoyaltyEntry,
    NumberSeries,
    Order,
    OrderLine,
    Product,
)
from tests.demo.test_demo import MOMENT, company, scalar

__all__ = ["company"]

SOLD = Order.state.in_(("confirmed", "delivered", "paid"))


def rows(statement):
    with database().reading() as session:
        return session.execute(statement).all()


def test_two_years_of_orders_in_every_state(company):
    states = dict(rows(select(Order.state, func.count()).group_by(Order.state)))
    assert 3_500 < sum(states.values()) < 5_000
    assert set(states) == {"draft", "confirmed", "delivered", "paid", "cancelled", "returned"}
    assert 0.01 < states["returned"] / sum(states.values()) < 0.05
    first, last = rows(select(func.min(Order.ordered_on), func.max(Order.ordered_on)))[0]
    assert 700 < (last - first).days <= 731 and last <= MOMENT.date()


def test_lines_add_up_to_their_orders(company):
    lines = (
        select(OrderLine.order_id, func.sum(OrderLine.revenue).label("revenue"), func.sum(OrderLine.margin).label("margin"),
               func.sum(OrderLine.amount).label("amount")).group_by(OrderLine.order_id).subquery()
    )
    wrong = select(func.count(Order.id)).outerjoin(lines, lines.c.order_id == Order.id).where(
        (Order.revenue != func.coalesce(lines.c.revenue, 0)) | (Order.margin != func.coalesce(lines.c.margin, 0))
        | (Order.total != lines.c.amount - Order.discount + Order.tax) | lines.c.order_id.is_(None))
    assert scalar(wrong) == 0
    assert scalar(select(func.count(Order.id)).where(~SOLD, Order.state != "returned", Order.revenue != 0)) == 0
    revenue, margin = rows(select(func.sum(Order.revenue), func.sum(Order.margin)))[0]
    assert 0.3 < margin / revenue < 0.6


def test_no_order_is_older_than_its_customer(company):
    early = select(func.count(Order.id)).join(Customer, Customer.id == Order.customer_id).where(
        func.date(Customer.created_at) > Order.ordered_on)
    assert scalar(early) == 0


def test_customers_know_their_orders(company):
    sold = select(
        Order.customer_id, func.sum(case((SOLD, 1), else_=0)).label("count"), func.sum(Order.revenue).label("revenue"),
        func.min(case((SOLD, Order.ordered_on))).label("first"), func.max(case((SOLD, Order.ordered_on))).label("last"),
    ).group_by(Order.customer_id).subquery()
    c = Customer
    wrong = select(func.count(c.id)).outerjoin(sold, sold.c.customer_id == c.id).where(
        (c.order_count != func.coalesce(sold.c.count, 0)) | (c.revenue != func.coalesce(sold.c.revenue, 0))
        | c.first_order_on.is_distinct_from(sold.c.first) | c.last_order_on.is_distinct_from(sold.c.last))
    assert scalar(wrong) == 0
    assert scalar(select(func.count(c.id)).where(c.order_count > 0)) > 400


def test_a_return_names_what_it_takes_back(company):
    back = rows(select(Order.customer_id, Order.returns_id, Order.total).where(Order.state == "returned"))
    whose = dict(rows(select(Order.id, Order.customer_id)))
    assert back and all(total < 0 and whose[returns_id] == customer_id for customer_id, returns_id, total in back)


def test_deals_that_were_won_became_orders(company):
    found = rows(select(Deal.status, Deal.customer_id, Order.customer_id, Deal.value, Order.total - Order.tax + Order.discount)
                 .join(Order, Order.deal_id == Deal.id))
    assert len(found) > 400
    assert all(status == "won" and theirs == ours and value == worth for status, theirs, ours, value, worth in found)


def test_some_customers_buy_in_a_rhythm_and_some_have_gone_silent(company):
    days: dict[int, list] = {}
    for customer_id, day in rows(select(Order.customer_id, Order.ordered_on).where(SOLD, Order.customer_id.is_not(None)).order_by(Order.ordered_on)):
        days.setdefault(customer_id, []).append(day)
    kinds: Counter = Counter()
    for bought in days.values():
        if len(bought) < 5:
            kinds["few"] += 1
            continue
        gaps = [(b - a).days for a, b in zip(bought, bought[1:], strict=False)]
        kinds["silent" if (MOMENT.date() - bought[-1]).days > 3 * max(20, median(gaps)) else "buying"] += 1
    assert kinds["silent"] > 25 and kinds["buying"] > 100 and kinds["few"] > 100


def test_parts_are_on_stock_and_services_are_not(company):
    known = dict(rows(select(Product.category, func.count(Product.stock)).group_by(Product.category)))
    assert known["配件耗材"] == len(parts_zh.PARTS) and known["服务"] == 0


@pytest.mark.parametrize(("zh", "en"), list(zip(parts_zh.PARTS, parts_en.PARTS, strict=True)))
def test_both_languages_sell_the_same(zh, en):
    assert zh[2:] == en[2:]


def test_the_next_order_takes_the_next_number(company):
    last = dict(rows(select(NumberSeries.name, NumberSeries.last)))
    numbers = Counter(number.rpartition("-")[0] for number, in rows(select(Order.number)))
    assert last == numbers and {"SO-2026", "RT-2026"} <= numbers.keys()


def test_what_was_sold_abroad_counts_at_the_rate_of_its_day(company):
    rates = dict(rows(select(ExchangeRate.day, ExchangeRate.rate)))
    sold = rows(select(Order.ordered_on, Order.rate, Order.total - Order.tax, Order.revenue).where(SOLD, Order.currency == "USD"))
    assert len(sold) > 50
    for day, rate, net, revenue in sold:
        assert rate == rates[max(known for known in rates if known <= day)] and abs(net * rate - revenue) <= 1


def test_lifecycles_moved_all_the_time_and_lead_to_where_customers_stand(company):
    today = scalar(select(func.count()).where(LifecycleMove.day >= MOMENT.date()))
    assert today < 20 < 2_000 < scalar(select(func.count(LifecycleMove.id)))
    stood: dict[int, str] = {}
    for customer_id, before, after in rows(select(LifecycleMove.customer_id, LifecycleMove.before, LifecycleMove.after).order_by(LifecycleMove.id)):
        assert stood.get(customer_id, "prospect") == before
        stood[customer_id] = after
    assert all(stood.get(key, "prospect") == lifecycle for key, lifecycle in rows(select(Customer.id, Customer.lifecycle)))


def test_every_order_says_how_it_came_about(company):
    kinds = dict(rows(select(Event.kind, func.count()).where(Event.subject_type == "order").group_by(Event.kind)))
    states = dict(rows(select(Order.state, func.count()).group_by(Order.state)))
    assert kinds["order.created"] + kinds["order.returned"] == sum(states.values())
    assert kinds["order.paid"] == states["paid"] and kinds["order.delivered"] == states["paid"] + states["delivered"]


def test_points_are_what_the_rules_give_and_some_are_spent(company):
    before = scalar(select(func.count(LoyaltyEntry.id)))
    with database().writing() as session:
        follow_orders(Work(session, SYSTEM, MOMENT), session.scalars(select(Order.id)).all())
        again = session.scalar(select(func.count(LoyaltyEntry.id)))
        assert 2_000 < before <= again <= before + 3  # a return may take what there was not enough of before
        balances = session.execute(select(func.sum(LoyaltyEntry.points)).group_by(LoyaltyEntry.customer_id)).all()
        assert min(balance for balance, in balances) >= 0
        assert session.scalar(select(func.count()).where(LoyaltyEntry.kind == "reward")) > 20
        assert session.scalar(select(func.count(func.distinct(func.date(LoyaltyEntry.at))))) > 300


def test_goals_of_people_add_up_to_those_of_teams_and_company(company):
    found = rows(select(Goal.starts_on, Goal.user_id.is_not(None), Goal.team_id.is_not(None), func.sum(Goal.target)).where(
        Goal.measure == "won_value", Goal.period == "month").group_by(Goal.starts_on, Goal.user_id.is_not(None), Goal.team_id.is_not(None)))
    sums: dict = {}
    for first, _person, _team, target in found:
        sums.setdefault(first, set()).add(target)
    assert len(sums) == 36 and all(len(targets) == 1 for targets in sums.values())
    sold = scalar(select(func.sum(Deal.value)).where(Deal.status == "won", Deal.closed_on.between(date(2026, 1, 1), date(2026, 10, 31))))
    asked = scalar(select(func.sum(Goal.target)).where(Goal.measure == "won_value", Goal.user_id.is_(None), Goal.team_id.is_(None),
                                                       Goal.starts_on.between(date(2026, 1, 1), date(2026, 10, 31))))
    assert 0.7 < sold / asked < 1.4


def test_price_lists_give_the_best_customers_their_prices(company):
    part, price = rows(select(Product.id, Product.price).where(Product.sku == "HP-001"))[0]
    best = scalar(select(Customer.id).where(Customer.grade == "vip"))
    assert ask(SYSTEM, price_for, best, [part], MOMENT.date())[part].amount == pytest.approx(price * 0.92, rel=0.01)
