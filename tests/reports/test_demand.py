"""Which products are wanted where: the cells add up to the whole, whoever asks, on both databases."""
import io
import random
from datetime import date, timedelta

import openpyxl
import pandas as pd
import pytest

from crm_core import clock
from crm_core.errors import Forbidden, NotFound
from crm_core.reports.demand import demand
from crm_core.reports.demand_behind import demand_rows, export_wanted
from crm_core.reports.demand_content import from_address
from crm_core.reports.demand_scan import NONE, OTHERS, DemandFilter, coded
from crm_core.run import act, ask
from tests.columnar.build import customer, order, product
from tests.reports.build import NOW

THIS, LAST = date(2026, 11, 3), date(2025, 6, 1)


@pytest.fixture(autouse=True)
def november(db):
    clock.set_now(NOW)


@pytest.fixture
def book(cast):
    """Two of the East's customers and one of the West's, this year and the one before."""
    drill, oil = product("Drill", category="Machines"), product("Oil", category="Supplies")
    mine = {"owner_id": cast.wei.user_id, "team_id": cast.wei.team_id}
    theirs = {"owner_id": cast.omar.user_id, "team_id": cast.omar.team_id}
    big, small = customer("Big", region="Kent", **mine), customer("Small", region="Hunan", **mine)
    west = customer("West", region="", **theirs)
    order("1", big, ordered_on=THIS, lines=((drill, 1, 70_000, 0), (oil, 4, 10_000, 0)), **mine)
    order("2", small, ordered_on=THIS, lines=((oil, 8, 20_000, 0),), **mine)
    order("3", small, ordered_on=THIS, lines=((oil, -2, -5_000, 0),), total=-5_000, state="returned", **mine)
    order("4", big, ordered_on=date(2025, 3, 1), lines=((drill, 1, 40_000, 0),), **mine)
    order("5", west, ordered_on=THIS, lines=((None, 1, 9_000, 0),), **theirs)
    order("6", None, ordered_on=THIS, lines=((oil, 1, 1_000, 0),), **mine)
    order("7", west, ordered_on=LAST, lines=((drill, 1, 12_000, 0),), **theirs)
    order("8", west, ordered_on=date(2025, 12, 24), lines=((drill, 1, 500, 0),), **theirs)
    return {"drill": coded(str(drill)), "oil": coded(str(oil)), "kent": "=Kent", "hunan": "=Hunan"}


def test_cells_have_amount_year_before_growth_and_index(cast, book):
    report = ask(cast.eva, demand, DemandFilter())
    cell = report.cells[book["drill"], "=Kent"]
    assert (cell.now, cell.before, cell.growth) == (70_000, 40_000, 0.75)
    assert cell.index == pytest.approx(70_000 * 105_000 / (70_000 * 80_000))
    assert report.cells[book["oil"], "=Hunan"].now == 15_000, "less what came back"
    assert report.whole.now == 105_000 and report.whole.before == 52_000, "the same days of the year before, not Christmas"
    assert report.rows == {book["drill"]: "Drill", book["oil"]: "Oil", NONE: None}
    assert report.regions == {"=Kent": "Kent", "=Hunan": "Hunan", NONE: None}


def test_without_region_or_customer_is_a_column_of_its_own(cast, book):
    assert ask(cast.eva, demand, DemandFilter()).region_totals[NONE].now == 10_000


def test_quantities_and_categories(cast, book):
    report = ask(cast.eva, demand, DemandFilter(measure="quantity", by="category"))
    assert report.cells["=Supplies", "=Hunan"].now == 6 and report.whole.now == 13 and report.rows[NONE] is None


def test_customers_count_once_in_every_total(cast, book):
    report = ask(cast.eva, demand, DemandFilter(measure="customers"))
    assert report.region_totals["=Kent"].now == 1, "who bought two products"
    assert sum(cell.now for (_row, region), cell in report.cells.items() if region == "=Kent") == 2
    assert (report.whole.now, report.whole.before) == (3, 2)


def test_a_manager_sees_what_the_team_sold(cast, book):
    assert ask(cast.gu, demand, DemandFilter()).whole.now == 96_000
    assert ask(cast.walter, demand, DemandFilter()).whole.now == 9_000
    assert ask(cast.eva, demand, DemandFilter(team_id=cast.walter.team_id)).whole.now == 9_000


def test_a_seller_has_no_such_report(cast, book):
    with pytest.raises(Forbidden):
        ask(cast.wei, demand, DemandFilter())


@pytest.mark.parametrize("measure", ["revenue", "quantity", "customers"])
@pytest.mark.parametrize("by", ["product", "category"])
def test_random_sales_give_what_pandas_computes_from_the_same_rows(cast, measure, by):
    luck = random.Random(7)
    regions = {customer(f"C{n}", region=region): region or None
               for n in range(30) for region in [luck.choice([None, "", "others", "none", *(f"R{place}:=%" for place in range(9))])]}
    kinds = {product(f"P{n}", category=category): category for n in range(15) for category in [luck.choice(["others", "Machines", "Supplies", None])]}
    sold = []
    for n in range(150):
        day, who = NOW.date() - timedelta(days=luck.randrange(700)), luck.choice([*regions, None])
        lines = [(luck.choice([*kinds, None]), luck.randrange(1, 5), luck.randrange(1, 9000), 0) for _ in range(luck.randrange(1, 4))]
        order(f"R{n}", who, ordered_on=day, lines=lines)
        for what, quantity, revenue, _margin in lines:
            row = (coded(str(what)) if what else NONE) if by == "product" else coded(kinds.get(what))
            sold.append((day, row, coded(regions.get(who)), who, quantity, revenue))
    frame = pd.DataFrame(sold, columns=["day", "row", "region", "customers", "quantity", "revenue"])
    report = ask(cast.eva, demand, DemandFilter("all", measure=measure, by=by))
    frame["row"] = frame["row"].where(frame["row"].isin(report.rows), OTHERS)
    frame["region"] = frame["region"].where(frame["region"].isin(report.regions), OTHERS)
    how = "nunique" if measure == "customers" else "sum"
    for by_what, found in ((["row", "region"], report.cells), (["row"], report.row_totals), (["region"], report.region_totals)):
        wanted = frame.groupby(by_what)[measure].agg(how)
        assert {key: cell.now for key, cell in found.items() if cell.now} == {key if len(by_what) > 1 else key[0] if isinstance(key, tuple) else key: value for key, value in wanted.items() if value}
    assert report.whole.now == frame[measure].agg(how) and report.whole.before is None
    assert len(report.regions) == 8 and (by == "category" or len(report.rows) == 12), "the largest by name, the rest together"


def test_behind_a_cell_are_its_orders_with_their_part(cast, book):
    found = ask(cast.eva, demand_rows, DemandFilter(), "heat", f"{book['oil']}:=Hunan")
    assert [(row.name, row.customer, row.revenue, row.quantity) for row in found.rows] == [("3", "Small", -5_000, -2), ("2", "Small", 20_000, 8)]
    assert (found.total, found.revenue, found.quantity) == (2, 15_000, 6)
    (counter,) = [row for row in ask(cast.eva, demand_rows, DemandFilter(), "heat", f"{book['oil']}:{NONE}").rows]
    assert (counter.name, counter.customer_id) == ("6", None)


def test_behind_a_cell_of_customers_are_customers(cast, book):
    found = ask(cast.gu, demand_rows, DemandFilter(measure="customers"), "heat", f"{book['oil']}:=Hunan")
    assert [(row.name, row.orders, row.revenue) for row in found.rows] == [("Small", 1, 20_000)]


@pytest.mark.parametrize("measure", ["revenue", "customers"])
def test_every_cell_has_as_much_behind_it_as_it_says(cast, measure):
    goods = [product(f"P{n}") for n in range(12)]
    for n in range(24):
        order(f"{n}", customer(f"C{n}", region=f"R{n % 8}"), ordered_on=THIS, lines=[(goods[n % 12], 1, 100 + n, 0)])
    chosen = DemandFilter(measure=measure)
    report = ask(cast.eva, demand, chosen)
    for (row, region), cell in report.cells.items():
        found = ask(cast.eva, demand_rows, chosen, "heat", f"{row}:{region}")
        assert (found.revenue if measure == "revenue" else found.total) == cell.now, (row, region)
    assert (OTHERS, OTHERS) in report.cells


def test_what_is_not_ones_own_is_counted_but_not_named(cast):
    """An order of the team's for a customer who now is another team's."""
    key = customer("Moved", region="Kent", owner_id=cast.omar.user_id, team_id=cast.omar.team_id)
    order("1", key, ordered_on=THIS, lines=((product(), 1, 500, 0),), owner_id=cast.wei.user_id, team_id=cast.wei.team_id)
    (row,) = ask(cast.gu, demand_rows, DemandFilter()).rows
    assert (row.name, row.customer) == ("1", None)
    (row,) = ask(cast.gu, demand_rows, DemandFilter(measure="customers")).rows
    assert row.name is None


@pytest.mark.parametrize("key", ["", "1", "=1:=2:=3", "'; DROP TABLE sale", "=x"])
def test_a_cell_there_is_not_is_not_found(cast, key):
    with pytest.raises(NotFound):
        ask(cast.eva, demand_rows, DemandFilter(), "heat", key)
    assert ask(cast.eva, demand_rows, DemandFilter(), "heat", "='; --:=%27").total == 0


def test_the_orders_behind_a_cell_as_excel_are_those_one_may_export(cast, book):
    file = act(cast.gu, export_wanted, DemandFilter(), "heat", f"{book['oil']}:=Hunan")
    rows = list(openpyxl.load_workbook(io.BytesIO(file.content)).active.iter_rows(values_only=True))
    assert rows[0] == ("Number", "Customer", "Day", "Quantity", "Revenue") and [row[0] for row in rows[1:]] == ["3", "2"]
    assert len(list(openpyxl.load_workbook(io.BytesIO(act(cast.walter, export_wanted, DemandFilter()).content)).active.iter_rows())) == 2
    with pytest.raises(Forbidden):
        act(cast.mia, export_wanted, DemandFilter())


def test_nonsense_in_the_address_is_left_out():
    assert from_address({"measure": "x", "by": "x", "show": "x", "team": "x"}) == DemandFilter()
    assert from_address({"measure": "customers", "show": "index"}).show == "amount"
