"""The figures of the value report, counted once more in Python, on both databases."""
import random
from collections import Counter, defaultdict
from datetime import UTC, date, datetime, timedelta
from statistics import median

import numpy as np
import pytest

from crm_core import clock
from crm_core.errors import Forbidden, NotFound
from crm_core.run import act, ask
from crm_core.value import rfm, rules
from crm_core.value.buyers import ValueFilter
from crm_core.value.report import customer_value
from crm_core.value.rows import export_value_rows, value_rows
from db.models import LifecycleMove
from tests.columnar.build import customer, order, store

TODAY = date(2026, 11, 19)


@pytest.fixture(autouse=True)
def november():
    clock.set_now(datetime(2026, 11, 19, 9, tzinfo=UTC))


@pytest.fixture
def sales(db, cast) -> list[tuple]:
    """(customer, day, revenue, margin) of 40 customers at random; a return is below zero."""
    chance, rows = random.Random(3), []
    owners = [cast.wei, cast.min, cast.omar]
    for n in range(40):
        owner = chance.choice(owners)
        key = customer(f"Firm {n}", owner_id=owner.user_id, team_id=owner.team_id, industry=chance.choice(["food", "retail"]))
        for m in range(chance.choice([1, 1, 2, 3, 6])):
            day, revenue = TODAY - timedelta(chance.randint(0, 700)), chance.randint(1, 90) * 1_000
            if m and chance.random() < 0.1:
                revenue = -chance.randint(1, 5) * 100
            margin = revenue // 4
            order(f"{n}-{m}", key, lines=((None, 1.0, revenue, margin),), ordered_on=day, state="returned" if revenue < 0 else "paid")
            rows.append((key, day, revenue, margin))
    return rows


def of_customers(sales) -> dict[int, tuple]:
    """Customer → (orders, revenue, margin, first day, last day, median gap)."""
    by = defaultdict(list)
    for key, day, revenue, margin in sales:
        by[key].append((day, revenue, margin))
    found = {}
    for key, rows in by.items():
        days = sorted(day for day, revenue, _margin in rows if revenue > 0)
        gaps = [(b - a).days for a, b in zip(sorted(set(days)), sorted(set(days))[1:], strict=False)]
        found[key] = (len(days), sum(r for _d, r, _m in rows), sum(m for _d, _r, m in rows), days[0], days[-1],
                      median(gaps) if len(gaps) >= 2 else None)  # fmt: skip
    return found


def test_sums_and_rhythms_are_those_of_the_orders(sales, cast):
    report, own = ask(cast.eva, customer_value, ValueFilter()), of_customers(sales)
    assert (report.customers, report.revenue) == (len(own), sum(one[1] for one in own.values()))
    assert report.again == sum(one[0] > 1 for one in own.values())
    assert report.cycle == median(one[5] for one in own.values() if one[5] is not None)
    best = sorted((one[1] for one in own.values()), reverse=True)
    assert report.revenue_share == pytest.approx(sum(best[:8]) / sum(best))


def test_scores_and_segments_are_those_of_the_rules(sales, cast):
    report, own = ask(cast.eva, customer_value, ValueFilter()), of_customers(sales)
    last = np.array([one[4].toordinal() for one in own.values()])
    scores = rfm.scores(last, [one[0] for one in own.values()], [one[1] for one in own.values()])
    frame = report.charts["rfm"].frame
    assert dict(zip(frame.key, frame["count"], strict=True)) == Counter(f"{r}:{f}" for r, f in zip(*scores[:2], strict=True))
    frame = report.charts["segments"].frame
    wanted = Counter(map(str, rules.segments(*scores)))
    assert {key: n for key, n in zip(frame.key, frame["count"], strict=True) if n} == wanted


def test_every_cut_adds_up_to_the_whole(sales, cast):
    report = ask(cast.eva, customer_value, ValueFilter())
    for part in ("rfm", "segments", "silence", "firsts"):
        frame = report.charts[part].frame
        assert (frame["count"].sum(), frame.revenue.sum()) == (report.customers, report.revenue), part
    teams = [ask(cast.eva, customer_value, ValueFilter(team_id=team)).revenue for team in (cast.wei.team_id, cast.omar.team_id)]
    assert sum(teams) == report.revenue
    assert ask(cast.gu, customer_value, ValueFilter()).revenue == teams[0]


def test_behind_every_mark_stand_as_many_customers_as_it_says(sales, cast):
    store(*(LifecycleMove(customer_id=sales[n][0], day=TODAY - timedelta(9), before="lead", after="active") for n in (0, 5)))
    report = ask(cast.eva, customer_value, ValueFilter())
    for part, chart in report.charts.items():
        keys = chart.frame.after + ":" + chart.frame.month if part == "moves" else chart.frame.key
        assert len(keys), part
        for key, count in list(zip(keys, chart.frame["count"], strict=True))[:6]:
            found = ask(cast.eva, value_rows, ValueFilter(), part, key)
            assert found.total + found.hidden == count, (part, key)


def test_retention_counts_who_came_back(db, cast):
    stays, leaves = customer("Stays"), customer("Leaves")
    for n, (key, day) in enumerate([(stays, "2026-01-05"), (stays, "2026-05-01"), (stays, "2026-05-09"), (leaves, "2026-02-01")]):
        order(f"N{n}", key, ordered_on=date.fromisoformat(day))
    frame = ask(cast.eva, customer_value, ValueFilter()).charts["cohorts"].frame
    assert list(zip(frame.key, frame["count"], frame["size"], strict=True)) == [("2026-01-01:0", 2, 2), ("2026-01-01:1", 1, 2)]


def test_the_period_chooses_orders(sales, cast):
    found = ask(cast.eva, customer_value, ValueFilter(period="this_year"))
    own = of_customers([row for row in sales if row[1].year == 2026 and row[2] > 0])
    back = sum(row[2] for row in sales if row[1].year == 2026 and row[2] < 0 and row[0] in own)
    assert found.revenue == sum(one[1] for one in own.values()) + back


def test_a_manager_opens_only_what_is_the_teams(sales, cast):
    mine = {row.id for row in ask(cast.gu, value_rows, ValueFilter(), "segments").rows}
    theirs = {row.id for row in ask(cast.walter, value_rows, ValueFilter(), "segments").rows}
    assert mine and theirs and not mine & theirs


def test_the_excel_holds_them_all_and_is_noted(sales, cast):
    made = act(cast.gu, export_value_rows, ValueFilter(), "rfm")
    assert made.rows == ask(cast.gu, customer_value, ValueFilter()).customers


def test_bad_charts_are_not_found_and_sellers_are_refused(sales, cast):
    for part, key in (("nonsense", None), ("rfm", "x"), ("segments", "'; DROP"), ("cohorts", "2026"), ("silence", "7"), ("firsts", "week:2026-01-01")):
        with pytest.raises(NotFound):
            ask(cast.eva, value_rows, ValueFilter(), part, key)
    with pytest.raises(Forbidden):
        ask(cast.wei, customer_value, ValueFilter())
