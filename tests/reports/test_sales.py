"""Sales by everything: the parts add up to the whole, whatever it is cut by and whoever asks, on both databases."""
import random
from datetime import date, timedelta

import pandas as pd
import pytest

from crm_core import clock
from crm_core.errors import Forbidden
from crm_core.reports.sales import sales
from crm_core.reports.sales_filter import ADDING, DIMENSIONS, MEASURES, SalesFilter, crossable, from_address
from crm_core.run import ask
from crm_core.submissions.reading import report_content
from tests.columnar.build import customer, order, product
from tests.reports.build import NOW
from tests.reports.orders import THIS, two_years_of_sales


@pytest.fixture(autouse=True)
def november(db):
    clock.set_now(NOW)


@pytest.fixture
def book(cast):
    return two_years_of_sales(cast)


def parts(report, column="revenue") -> dict:
    return dict(zip(report.parts.key, report.parts[column], strict=True))


def test_the_whole_of_the_period_and_of_the_year_before(cast, book):
    whole = ask(cast.eva, sales, SalesFilter()).whole
    assert (whole.revenue, whole.margin, whole.orders, whole.customers) == (105_000, 43_500, 4, 3)
    assert (whole.revenue_before, whole.orders_before, whole.average) == (52_000, 2, 26_250)


def test_a_manager_sees_the_teams_sales_and_a_seller_no_such_report(cast, book):
    assert ask(cast.gu, sales, SalesFilter()).whole.revenue == 96_000
    assert parts(ask(cast.walter, sales, SalesFilter(by="owner"))) == {str(cast.omar.user_id): 9_000}
    with pytest.raises(Forbidden):
        ask(cast.wei, sales, SalesFilter())


def test_each_line_counts_at_its_product_and_an_order_at_each_of_them(cast, book):
    report = ask(cast.gu, sales, SalesFilter(by="product"))
    assert parts(report) == {str(book["drill"]): 70_000, str(book["oil"]): 26_000}
    assert parts(report, "orders") == {str(book["drill"]): 1, str(book["oil"]): 3}
    assert parts(report, "quantity") == {str(book["drill"]): 1, str(book["oil"]): 3}
    assert report.names["product"] == {str(book["drill"]): "Drill", str(book["oil"]): "Oil"}


def test_customers_are_new_where_their_first_order_lies_in_the_days(cast, book):
    report = ask(cast.eva, sales, SalesFilter(by="newness"))
    assert parts(report) == {"existing": 89_000, "new": 15_000, "none": 1_000}
    assert parts(report, "revenue_before") == {"existing": 0, "new": 52_000, "none": 0}


def test_months_lie_beside_those_of_the_year_before(cast, book):
    report = ask(cast.eva, sales, SalesFilter())
    assert list(report.parts.key) == [f"2026-{month:02d}-01" for month in range(1, 12)]
    assert parts(report, "revenue_before") | {"2026-03-01": 0, "2026-06-01": 0} == dict.fromkeys(report.parts.key, 0)
    assert (parts(report, "revenue_before")["2026-03-01"], parts(report)["2026-11-01"]) == (40_000, 105_000)


def test_the_span_before_lies_beside_the_period(cast, book):
    order("8", book["big"], ordered_on=date(2026, 8, 5), lines=((None, 1, 7_000, 1_000),), owner_id=cast.wei.user_id, team_id=cast.wei.team_id)
    report = ask(cast.gu, sales, SalesFilter(period="this_quarter", against="before"))
    assert parts(report, "revenue_before") == {"2026-10-01": 0, "2026-11-01": 7_000}


def test_a_span_of_two_years_overlaps_the_one_a_year_before(cast, book):
    report = ask(cast.eva, sales, SalesFilter(period="custom", start=date(2025, 1, 1), end=date(2026, 12, 31)))
    assert (report.whole.revenue, report.whole.revenue_before) == (157_000, 52_000)
    assert parts(report, "revenue_before")["2026-03-01"] == 40_000 == parts(report)["2025-03-01"]


@pytest.mark.parametrize("by", DIMENSIONS)
@pytest.mark.parametrize("who", ["eva", "gu"])
def test_the_parts_add_up_to_the_whole(cast, book, who, by):
    for address in ({"by": by}, {"by": by, "period": "all"}, {"by": by, "against": "before", "category": "Supplies"}, {"by": by, "region": "Kent", "measure": "quantity"}):
        report = ask(getattr(cast, who), sales, from_address(address))
        for measure in ADDING if report.quantities else ADDING[:2]:
            for column in (measure, f"{measure}_before"):
                assert report.parts[column].sum() == report.whole[column], (address, column)


@pytest.mark.parametrize("by", DIMENSIONS)
def test_crossed_parts_add_up_to_each_of_both(cast, book, by):
    for crossed in crossable(by):
        report = ask(cast.eva, sales, SalesFilter(by=by, crossed=crossed))
        assert report.cells.value.sum() == report.whole.revenue, crossed
        rows = report.cells.groupby("a").value.sum()
        assert {key: value for key, value in parts(report).items() if value} == {key: value for key, value in rows.items() if value}


@pytest.mark.parametrize("measure", MEASURES)
def test_every_measure_is_told_of_every_cell(cast, book, measure):
    report = ask(cast.eva, sales, SalesFilter(by="team", crossed="category", measure=measure))
    cells = {(row.a, row.b): row.value for row in report.cells.itertuples()}
    told = {"revenue": 26_000, "margin": 12_500, "orders": 3, "customers": 2, "average": 26_000 / 3, "quantity": 3}
    assert cells[str(cast.wei.team_id), "Supplies"] == pytest.approx(told[measure])


@pytest.mark.parametrize("seed", range(2))
def test_random_sales_give_what_pandas_computes_from_the_same_lines(cast, seed):
    luck = random.Random(seed)
    people = {customer(f"C{n}", grade=luck.choice([None, "a", "b"]), region=luck.choice([None, "", "Kent", "Hunan"]), source=luck.choice([None, "web"])): n for n in range(12)}
    goods = {product(f"P{n}", category=category): category for n, category in enumerate(["Machines", "Supplies", None, "Machines"])}
    sellers = [(cast.wei.user_id, cast.wei.team_id), (cast.omar.user_id, cast.omar.team_id), (None, None)]
    sold = []
    for n in range(90):
        day, who, (owner, team) = NOW.date() - timedelta(days=luck.randrange(760)), luck.choice([*people, None]), luck.choice(sellers)
        lines = [(luck.choice([*goods, None]), luck.randrange(-2, 6), luck.randrange(-900, 9000), luck.randrange(-90, 900)) for _ in range(luck.randrange(1, 4))]
        order(f"R{n}", who, ordered_on=day, lines=lines, owner_id=owner, team_id=team)
        back = sum(line[2] for line in lines) < 0
        sold += [(n, day, who, owner, team, line[0], goods.get(line[0]), *line[1:], back) for line in lines]
    frame = pd.DataFrame(sold, columns=["order", "day", "customer", "owner", "team", "product", "category", "quantity", "revenue", "margin", "back"])
    frame["quarter"] = [f"{day.year}-{(day.month - 1) // 3 * 3 + 1:02d}-01" for day in frame.day]
    now, before = frame[frame.day >= date(2026, 1, 1)], frame[(frame.day >= date(2025, 1, 1)) & (frame.day <= date(2025, 11, 19))]
    for by in ("owner", "team", "product", "category", "quarter"):
        report = ask(cast.eva, sales, SalesFilter(by=by, measure="quantity"))
        for days, suffix in ((now, ""), (before, "_before")):
            keys = days[by].astype(object).where(days[by].notna(), "none").map(lambda key: str(int(key)) if isinstance(key, float) else str(key))
            if by == "quarter" and suffix:
                keys = keys.str.replace("2025", "2026")
            grouped = days.groupby(keys)
            for measure in ADDING:
                assert {k: v for k, v in parts(report, measure + suffix).items() if v} == {k: v for k, v in grouped[measure].sum().items() if v}, (by, measure + suffix)
            orders = days[~days.back].groupby(keys)["order"].nunique()
            assert {k: v for k, v in parts(report, "orders" + suffix).items() if v} == orders.to_dict(), by
            assert {k: v for k, v in parts(report, "customers" + suffix).items() if v} == {k: v for k, v in grouped.customer.nunique().items() if v}, by


def test_hostile_values_in_the_address_are_only_values(cast, book):
    for text in ("'; DROP TABLE sale; --", "$first0", "%"):
        assert ask(cast.eva, sales, from_address({"region": text, "category": text, "by": text, "with": text, "measure": text, "turn": text, "weeks": text})).is_empty


@pytest.mark.parametrize(("by", "crossed"), [("category", "month"), ("month", "team"), ("product", "region")])
def test_the_tables_tell_the_whole_in_every_row(cast, book, by, crossed):
    content = ask(cast.eva, report_content, "sales", {"by": by, "with": crossed, "period": "all"})
    table = content.section("crossed").table
    assert [column.label for column in table.columns][1] == "Total"
    assert sum(row[1] for row in table.rows) == 157_000
    assert all(row[1] == sum(value or 0 for value in row[2:]) for row in table.rows)
    parts = content.section("parts").table
    assert len({len(parts.columns), len(parts.total), *map(len, parts.rows)}) == 1
    assert (parts.total[1], sum(row[1] for row in parts.rows)) == (157_000, 157_000)


def test_of_very_many_products_the_small_ones_are_summed_up(cast, monkeypatch):
    monkeypatch.setattr("crm_core.reports.sales.MOST", 3)
    monkeypatch.setattr("crm_core.reports.sales_sections.MOST", 3)
    order("Many", ordered_on=THIS, lines=[(product(f"P{n}"), 1, 1_000 * (n + 1), 100) for n in range(8)])
    content = ask(cast.eva, report_content, "sales", {"by": "product", "with": "month"})
    table = content.section("parts").table
    assert [(row[0], row[1]) for row in table.rows] == [("P7", 8_000), ("P6", 7_000), ("P5", 6_000), ("All others", 15_000)]
    assert table.total[1] == 36_000
    assert "5 small ones are “All others” in the table." in content.section("parts").notes
    crossed = ask(cast.eva, report_content, "sales", {"by": "product", "with": "category"}).section("crossed").table
    assert [(row[0], row[1]) for row in crossed.rows][-1] == ("All others", 15_000)
