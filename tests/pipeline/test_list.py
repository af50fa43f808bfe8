"""The table of deals, its filters, and its export."""
from datetime import UTC, date, datetime, timedelta

import pytest

from crm_core import clock
from crm_core.errors import Forbidden
from crm_core.pipeline import periods
from crm_core.pipeline.bulk import create_deals
from crm_core.pipeline.exports import export_deals
from crm_core.pipeline.filtering import DealFilter
from crm_core.pipeline.listing import SORTS, deal_options, deal_regions, deal_totals, list_deals
from crm_core.pipeline.schemas import DealImport, LineNew
from crm_core.run import act, ask
from tests.pipeline import helpers as deals
from tests.pipeline.counting import statements

NOW = datetime(2026, 11, 19, 2, tzinfo=UTC)
TODAY = date(2026, 11, 19)


@pytest.fixture
def some(db, cast):
    clock.set_now(NOW)
    wei, at = cast.wei, deals.stages(cast.wei)
    north = deals.customer(wei, "苏州太湖食品", region="Jiangsu", industry="food")
    nowhere = deals.customer(wei, "Harbour Light", country="DE")
    product = deals.product()
    act(wei, create_deals, [
        DealImport(name="Cold chain", customer_id=north, value=142, stage_id=at["Proposal"], expected_close=TODAY + timedelta(days=9),
                   stage_since=NOW - timedelta(days=31), lines=(LineNew(product_id=product),), source="exhibition"),
        DealImport(name="Fleet", customer_id=nowhere, value=680, stage_id=at["Negotiation"], expected_close=TODAY - timedelta(days=2)),
        DealImport(name="Solar", value=36, opened_on=TODAY - timedelta(days=400)),
        DealImport(name="Lost one", status="lost", value=10, closed_on=TODAY, close_reason="price"),
    ])
    return product


def names(actor, **wanted) -> set[str]:
    return {row.name for row in ask(actor, list_deals, DealFilter(**wanted))}


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ({"text": "太湖"}, {"Cold chain"}),
        ({"text": "flee"}, {"Fleet"}),
        ({"statuses": ("lost",)}, {"Lost one"}),
        ({"statuses": ("open",), "customers": ("-",)}, {"Solar"}),
        ({"regions": ("Jiangsu",)}, {"Cold chain"}),
        ({"regions": ("DE",)}, {"Fleet"}),
        ({"regions": ("-",)}, {"Solar", "Lost one"}),
        ({"industries": ("food",)}, {"Cold chain"}),
        ({"late": True}, {"Cold chain", "Solar"}),
        ({"expected": "overdue"}, {"Fleet"}),
        ({"expected": "2026-11-20..2026-11-30"}, {"Cold chain"}),
        ({"expected": "-"}, {"Solar", "Lost one"}),
        ({"closed": "this_month"}, {"Lost one"}),
        ({"opened": "..2025-12-31"}, {"Solar"}),
        ({"value_from": 100, "value_to": 200}, {"Cold chain"}),
        ({"sources": ("exhibition",)}, {"Cold chain"}),
        ({"reasons": ("price",)}, {"Lost one"}),
        ({"owners": ("me",)}, {"Cold chain", "Fleet", "Solar", "Lost one"}),
        ({"owners": ("nobody",)}, set()),
        ({"products": ("-",), "statuses": ("open",)}, {"Fleet", "Solar"}),
        ({"stages": ("nonsense",)}, set()),
        ({"closed": "rubbish"}, {"Cold chain", "Fleet", "Solar", "Lost one"}),
    ],
)
def test_a_filter_finds(some, cast, wanted, expected):
    assert names(cast.wei, **wanted) == expected


def test_a_product_finds_its_deals(some, cast):
    assert names(cast.wei, products=(str(some),)) == {"Cold chain"}


def test_the_totals_weigh_what_is_open(some, cast):
    totals = ask(cast.wei, deal_totals, DealFilter())
    assert (totals.count, totals.value, totals.weighted) == (4, 868, round((142 * 50 + 680 * 75 + 36 * 10) / 100))


@pytest.mark.parametrize("column", SORTS)
@pytest.mark.parametrize("direction", ["asc", "desc"])
def test_every_sort_gives_every_row_once(some, cast, column, direction):
    pages = [ask(cast.wei, list_deals, DealFilter(), (column, direction), page, 3) for page in (1, 2)]
    assert len({row.id for page in pages for row in page}) == 4


def test_a_page_and_its_totals_cost_two_statements(some, db, cast):
    wei = cast.wei
    with statements(db) as seen:
        ask(wei, list_deals, DealFilter(text="太湖"))
        ask(wei, deal_totals, DealFilter(text="太湖"))
    assert len(seen) == 2


def test_another_team_sees_nothing_of_it(some, cast):
    for who in (cast.min, cast.omar, cast.walter):
        assert names(who) == set()
        assert ask(who, deal_options).owners == ()
    assert len(names(cast.gu)) == 4


def test_the_options_are_those_of_the_deals(some, cast):
    assert [name for _, name in ask(cast.gu, deal_options).owners] == ["Lin Wei"]
    assert ask(cast.gu, deal_regions) == ("Jiangsu",)
    assert ask(cast.walter, deal_regions) == ()


def test_a_manager_exports_what_the_filter_shows(some, cast):
    file = act(cast.gu, export_deals, DealFilter(statuses=("open",)), ("name", "asc"), "csv")
    lines = file.content.decode("utf-8-sig").splitlines()
    assert file.rows == 3 and lines[0].startswith("Deal,Customer,Pipeline name,Stage,Status,Value")
    assert "Cold chain" in lines[1] and "1.42" in lines[1]


def test_a_seller_may_not_export(some, cast):
    with pytest.raises(Forbidden):
        act(cast.wei, export_deals, DealFilter(), ("name", "asc"))


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("this_quarter", (date(2026, 10, 1), date(2026, 12, 31))),
        ("next_quarter", (date(2027, 1, 1), date(2027, 3, 31))),
        ("last_month", (date(2026, 10, 1), date(2026, 10, 31))),
        ("last_year", (date(2025, 1, 1), date(2025, 12, 31))),
        ("2026-01-01..", (date(2026, 1, 1), None)),
        ("..", None),
        ("soon", None),
    ],
)
def test_spans_of_days(text, span):
    assert periods.span(text, TODAY) == span
