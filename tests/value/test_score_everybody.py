"""The night's figures in `customer_value`, on both databases."""
from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest
from sqlalchemy import insert, select

from crm_core import clock, timed
from crm_core.access.actor import SYSTEM
from crm_core.jobs import runner
from crm_core.jobs.commands import run_again
from crm_core.jobs.schedule import SCHEDULE
from crm_core.run import act
from crm_core.scoring import score_everybody
from crm_core.value.rules import SEGMENT_LABELS
from crm_core.work import Work, command
from db.models import Customer, CustomerValue, Event, JobRun, ModelRun, Order

NOW = datetime(2026, 11, 25, 2, 0, tzinfo=UTC)
TODAY = date(2026, 11, 25)


def sell(db, histories: list[list[int]], revenue: int = 100_000, **values) -> list[int]:
    """Customers with orders so many days ago; returns their ids."""
    clock.set_now(NOW)
    with db.writing() as session:
        first = (session.execute(select(Customer.id).order_by(Customer.id.desc()).limit(1)).scalar() or 0) + 1
        ids = list(range(first, first + len(histories)))
        session.execute(insert(Customer.__table__), [
            {"id": key, "name": f"Customer {key}", "name_key": f"customer{key}", "kind": "company", "lifecycle": "active",
             "created_at": NOW, "updated_at": NOW, "version": 1} for key in ids])
        orders = [(key, ago) for key, days in zip(ids, histories, strict=True) for ago in days]
        session.execute(insert(Order.__table__), [
            {"number": f"{key}-{place}", "customer_id": key, "state": "paid", "ordered_on": TODAY - timedelta(days=ago), "currency": "CNY",
             "rate": 1, "total": revenue, "revenue": revenue, "margin": revenue // 4, "discount": 0, "tax": 0, "source": "form",
             "created_at": NOW, "updated_at": NOW, "version": 1, **values} for place, (key, ago) in enumerate(orders)])
        session.commit()
    return ids


def value_of(db, customer_id: int) -> CustomerValue | None:
    with db.reading() as session:
        return session.get(CustomerValue, customer_id)


def company(number: int = 300, seed: int = 5) -> list[list[int]]:
    """Two years of customers who order at their own pace and leave one day."""
    rng = np.random.default_rng(seed)
    found = []
    for start in rng.integers(30, 700, number):
        day, days, pace = float(start), [], rng.gamma(2, 15) + 5
        while day > 0:
            days.append(int(day))
            if rng.random() < 0.25:
                break
            day -= rng.exponential(pace) + 1
        found.append(days)
    return found


def test_little_history_gives_totals_rhythm_and_no_probability(db):
    weekly, once = sell(db, [[70, 42, 28, 14], [10]])
    assert score_everybody() == 2
    row = value_of(db, weekly)
    assert (row.orders, row.revenue, row.revenue_year, row.margin) == (4, 400_000, 400_000, 100_000)
    assert (row.first_on, row.last_on) == (TODAY - timedelta(days=70), TODAY - timedelta(days=14))
    assert (row.cycle_days, row.silent_ratio) == (14, 1) and (row.risk, row.risk_by, row.at_risk) == (0, "rhythm", 0)
    assert (row.alive, row.orders_next, row.value_next, row.value_low) == (None, None, None, None)
    other = value_of(db, once)
    assert (other.cycle_days, other.silent_ratio, other.risk, other.risk_by, other.at_risk) == (None, None, None, None, 0)
    assert other.recency > row.recency and other.frequency < row.frequency and other.segment in SEGMENT_LABELS
    with db.reading() as session:
        assert [(one.kind, one.enough, one.signal) for one in session.scalars(select(ModelRun).order_by(ModelRun.id))] == [
            ("purchases", False, False), ("spend", False, False)]
        assert session.scalar(select(Event.after).where(Event.kind == "value.scored")) == {"customers": 2}


def test_who_falls_silent_is_at_risk_by_rhythm(db):
    (silent,) = sell(db, [[120, 100, 80, 60]])
    score_everybody()
    row = value_of(db, silent)
    assert row.silent_ratio == 3 and row.risk == pytest.approx(2 / 3) and row.at_risk == round(400_000 * 2 / 3)


def test_with_history_the_model_says_how_many_orders_and_how_much(db):
    ids = sell(db, company())
    score_everybody()
    with db.reading() as session:
        purchases, spend = session.scalars(select(ModelRun).order_by(ModelRun.id)).all()
        rows = session.scalars(select(CustomerValue)).all()
    assert purchases.enough and purchases.signal and purchases.rows == len(ids) == len(rows)
    assert set(purchases.parameters) == {"r", "alpha", "a", "b", "log_likelihood", "unit"} and spend.parameters["p"] > 0
    assert purchases.check["brier"] < purchases.check["base_brier"] and purchases.check["to"] == "2026-11-25"
    for row in rows:
        assert row.risk_by == "model" and row.risk == pytest.approx(1 - row.alive)
        assert 0 <= row.alive <= 1 and row.orders_next >= 0
        assert row.value_low <= row.value_next <= row.value_high
        assert row.at_risk == pytest.approx(row.revenue_year * row.risk, abs=1)


def test_orders_that_do_not_count_and_returns_are_taken_off(db):
    (buyer,) = sell(db, [[30, 20]])
    sell_to(db, buyer, 25, state="cancelled", revenue=0)
    sell_to(db, buyer, 10, state="returned", total=-40_000, revenue=-40_000, margin=-10_000)
    sell_to(db, buyer, -5)  # of next week
    score_everybody()
    row = value_of(db, buyer)
    assert (row.orders, row.revenue, row.margin, row.last_on) == (2, 160_000, 40_000, TODAY - timedelta(days=20))


def sell_to(db, customer_id: int, ago: int, **values) -> None:
    row = {"number": f"x{ago}", "customer_id": customer_id, "state": "paid", "ordered_on": TODAY - timedelta(days=ago), "currency": "CNY",
           "total": 100_000, "revenue": 100_000, "margin": 25_000, "created_at": NOW, "updated_at": NOW, **values}
    with db.writing() as session:
        session.add(Order(**row))
        session.commit()


def test_who_has_no_order_any_more_loses_the_row(db):
    gone, stays, deleted = sell(db, [[10], [20], [30]])
    score_everybody()
    clock.set_now(NOW + timedelta(hours=1))
    with db.writing() as session:
        order = session.scalars(select(Order).where(Order.customer_id == gone)).one()
        for row in (order, session.get(Customer, deleted)):
            row.deleted_at = row.updated_at = clock.now()
        session.commit()
    score_everybody()
    assert [value_of(db, key) is not None for key in (gone, stays, deleted)] == [False, True, False]


def test_a_company_without_orders_is_scored_too(db):
    clock.set_now(NOW)
    assert score_everybody() == 0


def end_an_import(kind: str) -> None:
    def finish(work: Work) -> None:
        work.record("import.finished", "import_run", 1, after={"what": kind, "file": "f.csv"})

    act(SYSTEM, command("imports:run")(finish))


def asked(db) -> list[tuple[str, str]]:
    with db.reading() as session:
        return session.execute(select(JobRun.name, JobRun.state).order_by(JobRun.id)).all()


def do_what_waits() -> None:
    for job, period in runner.due(SCHEDULE, clock.now()):
        if job.key == "value":
            runner.run(job, period)


def test_imported_orders_are_scored_at_once_and_only_once(db):
    (buyer,) = sell(db, [[10]])
    end_an_import("customers")
    assert asked(db) == []
    end_an_import("orders")
    end_an_import("orders")
    assert asked(db) == [("value", timed.WAITING)]
    do_what_waits()
    assert ("value", "done") in asked(db) and value_of(db, buyer).orders == 1


def test_it_can_be_run_again_and_the_warnings_follow(db, cast):
    sell(db, [[10]])
    with db.writing() as session:
        session.add(JobRun(name="churn", period="2026-11-25", state="done", started_at=NOW))
        session.commit()
    clock.set_now(NOW + timedelta(hours=1))
    act(cast.ada, run_again, "value")
    do_what_waits()
    assert ("churn", timed.WAITING) in asked(db)
