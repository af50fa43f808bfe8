"""Many deals at once."""
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import event

from crm_core.errors import Invalid, NotFound
from crm_core.pipeline.bulk import create_deals, deals_by_key, delete_deals, update_deals
from crm_core.pipeline.schemas import DealImport, DealUpdate, LineNew
from crm_core.run import act, ask
from tests.pipeline import helpers as deals


def test_closed_deals_come_with_the_history_the_file_tells(db, cast):
    stage = deals.stages(cast.gu)["Proposal"]
    [won, lost, early, open_] = act(cast.gu, create_deals, [
        DealImport(name="A", status="won", value=1054, opened_on=date(2016, 10, 20), closed_on=date(2017, 3, 1), stage_id=stage),
        DealImport(name="B", status="lost", opened_on=date(2016, 10, 25), closed_on=date(2017, 3, 11)),
        DealImport(name="C"),
        DealImport(name="D", stage_id=stage, opened_on=date(2017, 1, 2), owner_id=cast.min.user_id),
    ])
    visit, close = deals.visits(won)
    assert (visit.entered_at, visit.left_at) == (datetime(2016, 10, 19, 16, tzinfo=UTC), datetime(2017, 2, 28, 16, tzinfo=UTC))
    assert (close.status, close.stage_id, close.entered_at) == ("won", None, visit.left_at)
    assert [v.status for v in deals.visits(lost)] == ["lost"]
    assert deals.row(early).stage_id == deals.stages(cast.gu)["Lead"] and (deals.row(early).owner_id, deals.row(early).team_id) == (None, cast.gu.team_id)
    assert deals.row(open_).stage_since == datetime(2017, 1, 1, 16, tzinfo=UTC)
    assert deals.row(open_).team_id == cast.min.team_id


def test_a_closed_row_needs_its_day(db, cast):
    with pytest.raises(Invalid):
        act(cast.gu, create_deals, [DealImport(name="A", status="won")])


def test_a_seller_imports_for_nobody_else(db, cast):
    with pytest.raises(NotFound):
        act(cast.wei, create_deals, [DealImport(name="A", owner_id=cast.min.user_id)])


def test_an_administrator_imports_for_everybody(db, cast):
    customer = deals.customer(cast.omar)
    product = deals.product()
    rows = [DealImport(name="A", owner_id=cast.omar.user_id, customer_id=customer, lines=(LineNew(product_id=product),))]
    assert deals.row(act(cast.ada, create_deals, rows)[0]).customer_id == customer


def test_a_thousand_rows_cost_a_few_statements(db, cast):
    statements = []
    count = lambda *args: statements.append(args[2])  # noqa: E731
    gu, rows = cast.gu, [DealImport(name=f"Deal {n}", value=n) for n in range(1000)]
    event.listen(db.writer, "before_cursor_execute", count)
    ids = act(gu, create_deals, rows)
    event.remove(db.writer, "before_cursor_execute", count)
    assert len(ids) == 1000 and deals.row(ids[7]).name == "Deal 7"
    assert len([s for s in statements if not s.startswith("INSERT INTO deal ")]) < 30  # SQLite numbers rows one by one


def test_updates_change_what_differs_and_write_history(db, cast):
    ids = act(cast.gu, create_deals, [DealImport(name=f"Deal {n}", external_id=f"X{n}") for n in range(3)])
    found = ask(cast.gu, deals_by_key, "external_id", ["X1", "X2", "X9"])
    assert found == {"X1": (ids[1],), "X2": (ids[2],)}
    changed = act(cast.gu, update_deals, [
        DealUpdate(id=ids[1], values={"status": "won", "closed_on": date(2026, 1, 5), "value": 900}),
        DealUpdate(id=ids[2], values={"name": "Deal 2"}),
    ])
    assert changed == [ids[1]]
    assert (deals.row(ids[1]).status, deals.row(ids[1]).value, deals.row(ids[1]).version) == ("won", 900, 2)
    assert [v.status for v in deals.visits(ids[1])] == ["open", "won"]


def test_updates_do_not_reach_another_team(db, cast):
    key = deals.new(cast.omar)
    with pytest.raises(NotFound):
        act(cast.gu, update_deals, [DealUpdate(id=key, values={"value": 1})])


def test_an_import_is_taken_back_at_once(db, cast):
    ids = act(cast.gu, create_deals, [DealImport(name=f"Deal {n}", owner_id=cast.wei.user_id) for n in range(3)])
    assert act(cast.gu, delete_deals, ids) == 3
    assert deals.row(ids[0]).deleted_at is not None
