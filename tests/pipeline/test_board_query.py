"""What the board shows."""
from datetime import UTC, datetime, timedelta

import pytest

from crm_core import clock
from crm_core.errors import Forbidden
from crm_core.pipeline.board import board
from crm_core.pipeline.bulk import create_deals
from crm_core.pipeline.filtering import DealFilter
from crm_core.pipeline.schemas import DealImport
from crm_core.run import act, ask
from tests.pipeline import helpers as deals
from tests.pipeline.counting import statements

NOW = datetime(2026, 11, 19, 2, tzinfo=UTC)


@pytest.fixture
def many(db, cast):
    """30 deals in Lead and 2 in Proposal for Wei, 1 of Omar, 1 closed."""
    clock.set_now(NOW)
    at = deals.stages(cast.gu)
    rows = [
        DealImport(name=f"Deal {n}", value=100, owner_id=cast.wei.user_id, stage_since=NOW - timedelta(days=n)) for n in range(30)
    ]
    rows += [DealImport(name="Proposed", value=5_000, stage_id=at["Proposal"], owner_id=cast.wei.user_id) for _ in range(2)]
    rows += [DealImport(name="Won", status="won", closed_on=NOW.date(), owner_id=cast.wei.user_id)]
    act(cast.gu, create_deals, rows)
    deals.new(cast.omar, name="Not theirs")


def test_a_column_counts_everything_and_shows_its_newest(many, cast):
    lead, _, proposal, *rest = ask(cast.wei, board, DealFilter()).columns
    assert (lead.count, lead.value, len(lead.cards)) == (30, 3000, 20)
    assert [card.name for card in lead.cards[:2]] == ["Deal 0", "Deal 1"]
    assert (proposal.count, proposal.value) == (2, 10_000)
    assert [column.count for column in rest] == [0, 0]


def test_more_of_a_column_can_be_asked_for(many, cast):
    lead = deals.stages(cast.wei)["Lead"]
    assert len(ask(cast.wei, board, DealFilter(), (lead,)).columns[0].cards) == 30


def test_it_costs_four_statements_whatever_there_is(many, db, cast):
    wei = cast.wei
    with statements(db) as seen:
        ask(wei, board, DealFilter())
    assert len(seen) <= 4


def test_it_has_only_what_one_may_see(many, cast):
    assert ask(cast.wei, board, DealFilter()).count == 32
    assert ask(cast.min, board, DealFilter()).count == 0
    assert ask(cast.gu, board, DealFilter()).count == 32
    assert ask(cast.eva, board, DealFilter()).count == 33
    with pytest.raises(Forbidden):
        ask(cast.yan, board, DealFilter())


def test_only_what_one_may_change_can_be_moved(many, cast):
    assert all(card.movable for column in ask(cast.gu, board, DealFilter()).columns for card in column.cards)
    assert not any(card.movable for column in ask(cast.eva, board, DealFilter()).columns for card in column.cards)


def test_a_filter_narrows_columns_and_totals(many, cast):
    found = ask(cast.gu, board, DealFilter(text="propo", owners=("team",), value_from=1000))
    assert (found.count, found.value) == (2, 10_000)
    assert ask(cast.gu, board, DealFilter(owners=("me",))).count == 0
