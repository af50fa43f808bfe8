"""From one deal to the next, in the order of the table."""
from datetime import date

import pytest

from crm_core.errors import NotFound
from crm_core.pipeline.filtering import DealFilter
from crm_core.pipeline.listing import SORTS, list_deals, neighbour
from crm_core.run import ask
from tests.pages import open_page, run
from tests.pipeline import helpers as deals


@pytest.fixture
def several(db, cast):
    customer = deals.customer(cast.wei)
    for number in range(5):
        deals.new((cast.wei, cast.min)[number % 2], f"Deal {number % 3}", value=100 * (number % 2),
                  expected_close=date(2027, 1, 1 + number) if number % 2 else None, customer_id=customer if number == 0 else None)
    deals.new(cast.omar, "Of the West")


def walked(actor, sort, start: int, *, forward: bool) -> list[int]:
    found = [start]
    while (key := ask(actor, neighbour, found[-1], DealFilter(), sort, forward=forward)) is not None:
        assert key not in found
        found.append(key)
    return found


@pytest.mark.parametrize("direction", ["asc", "desc"])
@pytest.mark.parametrize("who", ["wei", "gu", "eva"])
def test_it_goes_as_the_table_goes(several, cast, who, direction):
    actor = getattr(cast, who)
    for column in SORTS:
        listed = [row.id for row in ask(actor, list_deals, DealFilter(), (column, direction))]
        assert walked(actor, (column, direction), listed[0], forward=True) == listed, column
        assert walked(actor, (column, direction), listed[-1], forward=False) == listed[::-1], column


def test_from_anothers_deal_nobody_goes_anywhere(several, cast):
    theirs = ask(cast.omar, list_deals, DealFilter())[0].id
    with pytest.raises(NotFound):
        ask(cast.wei, neighbour, theirs, DealFilter(), ("name", "asc"), forward=True)


def test_after_the_board_it_goes_down_the_column(sqlite_db, cast, monkeypatch):
    older, newer = deals.new(cast.wei, "Older"), deals.new(cast.wei, "Newer")
    app = open_page(monkeypatch, cast.wei, "deal", f"id={newer}")
    app.session_state["deals.order"] = (DealFilter(), None)
    app.button(key="walk_on").click()
    run(app)
    assert str(older) in app.query_params["id"]
    app.button(key="walk_back").click()
    run(app)
    assert str(newer) in app.query_params["id"]
