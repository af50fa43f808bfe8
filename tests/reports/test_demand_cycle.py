"""How long deals take by product, how many are won, and how soon customers order the same again."""
from datetime import date, timedelta

import numpy as np
import pytest

from crm_core import clock
from crm_core.errors import NotFound
from crm_core.reports.demand import demand
from crm_core.reports.demand_again import export_rhythm, rhythm_rows
from crm_core.reports.demand_cycle import as_report
from crm_core.reports.demand_scan import NONE, DemandFilter, coded
from crm_core.reports.rows import rows
from crm_core.run import act, ask
from tests.columnar.build import customer, order, product
from tests.reports.build import NOW, write

CHOSEN = DemandFilter("this_year")
TOOK = (4, 9, 11, 20, 40)


@pytest.fixture(autouse=True)
def november(db):
    clock.set_now(NOW)


@pytest.fixture
def book(cast):
    """Five deals about a drill won, two lost, three about oil, by one seller; one of a rival."""
    found = {}

    def make(book) -> None:
        drill, oil = book.product("Drill"), book.product("Oil")
        drill.category = "Machines"
        for number, days in enumerate(TOOK):
            book.deal("wei", opened=str(date(2026, 10, 1) - timedelta(days=days)), won="2026-10-01", lines=[(drill, 1, 5), (drill, 2, 5)] + [(oil, 1, 5)] * (number < 3))
        for days in (1, 2):
            book.deal("wei", opened=str(date(2026, 10, 1) - timedelta(days=days)), lost="2026-10-01", lines=[(drill, 1, 5)])
        book.deal("omar", won="2026-10-09", opened=None, lines=[(drill, 1, 5)])
        book.deal("wei", won="2026-10-09", lines=[])
        found.update(drill=coded(str(drill.id)), oil=coded(str(oil.id)))

    write(make)
    return found


def test_median_and_quartiles_of_the_days_to_win(cast, book):
    (drill,) = [one for one in ask(cast.gu, demand, CHOSEN).cycles.rows if one.key == book["drill"]]
    spread = drill.days_won
    assert (drill.name, drill.won, drill.lost, spread.count) == ("Drill", 5, 2, 5), "two lines of one product are one deal"
    assert (spread.low, spread.median, spread.high) == tuple(np.quantile(TOOK, (0.25, 0.5, 0.75)))
    assert drill.rate == 5 / 7 and drill.interval == pytest.approx((0.3589, 0.9178), abs=1e-4), "Wilson (1927)"


def test_too_few_deals_give_no_figure(cast, book):
    cycles = ask(cast.gu, demand, CHOSEN).cycles
    (oil,) = [one for one in cycles.rows if one.key == book["oil"]]
    assert (oil.won, oil.days_won.count, oil.days_won.median, oil.rate, oil.interval) == (3, 3, None, None, None)
    assert cycles.rows[0].days_lost.median is None


def test_all_of_them_count_each_deal_once(cast, book):
    cycles = ask(cast.eva, demand, CHOSEN).cycles
    assert (cycles.all.won, cycles.all.lost, cycles.undated) == (6, 2, 1)


def test_by_category(cast, book):
    rows = {one.key: one.won for one in ask(cast.gu, demand, DemandFilter("this_year", by="category")).cycles.rows}
    assert rows == {"=Machines": 5, NONE: 3}
    assert ask(cast.gu, demand, DemandFilter("this_year", category="Machines")).cycles.all.won == 5


def test_who_may_not_see_deals_sees_no_cycles(cast, book):
    assert ask(cast.mia, demand, CHOSEN).cycles is None


@pytest.mark.parametrize(("key", "part", "count"), [
    ("drill", "cycle-won", 5), ("drill", "cycle-lost", 2), ("drill", "win-rate", 7), ("oil", "cycle-won", 3),
    ("c=Machines", "cycle-won", 5), ("cnone", "cycle-won", 3), (None, "win-rate", 7),
])
def test_the_deals_behind_a_bar(cast, book, key, part, count):
    assert ask(cast.gu, rows, as_report(CHOSEN), part, book.get(key, key)).total == count


def test_a_bar_there_is_not_is_not_found(cast, book):
    with pytest.raises(NotFound):
        ask(cast.gu, rows, as_report(CHOSEN), "cycle-won", "=x")
    with pytest.raises(NotFound):
        ask(cast.gu, rhythm_rows, CHOSEN, "again", "x")


@pytest.fixture
def rhythms(cast) -> tuple[int, int, int]:
    """Two customers with three gaps each, one who bought only twice; a seller's and a rival's."""
    oil = product("Oil", category="Supplies")
    often = [customer(name, owner_id=who.user_id, team_id=who.team_id) for name, who in (("Often", cast.wei), ("Rival's", cast.omar))]
    twice = customer("Twice", owner_id=cast.wei.user_id, team_id=cast.wei.team_id)
    for key, who, gaps in ((often[0], cast.wei, (10, 20, 30)), (often[1], cast.omar, (40, 50, 60)), (twice, cast.wei, (5,))):
        day = date(2026, 3, 1)
        for number, gap in enumerate((0, *gaps)):
            day += timedelta(days=gap)
            order(f"{key}-{number}", key, ordered_on=day, lines=[(oil, 1, 100, 0), (oil, 1, 100, 0)], owner_id=who.user_id, team_id=who.team_id)
    return oil, *often


def test_days_until_the_same_is_ordered_again(cast, rhythms):
    (oil,) = ask(cast.eva, demand, DemandFilter("all")).rhythm
    assert (oil.name, oil.customers, oil.days.count, oil.days.median) == ("Oil", 2, 6, 35)
    (mine,) = ask(cast.gu, demand, DemandFilter("all")).rhythm
    assert (mine.customers, mine.days.count, mine.days.median) == (1, 3, None), "three gaps are not enough"


def test_who_orders_the_same_again(cast, rhythms):
    total, found = ask(cast.eva, rhythm_rows, CHOSEN, "again", coded(str(rhythms[0])))
    assert [(row.name, row.what, row.days, row.median, row.due_on - row.last_on) for row in found] == [
        ("Rival's", "Oil", 4, 50, timedelta(days=50)), ("Often", "Oil", 4, 20, timedelta(days=20))]
    assert ask(cast.gu, rhythm_rows, DemandFilter(by="category"), "again", "=Supplies")[0] == 1
    assert total == 2 and act(cast.gu, export_rhythm, CHOSEN).content[:2] == b"PK"


def test_what_is_bought_twice_on_a_day_or_the_next_is_one_purchase(cast):
    oil, key = product("Oil"), customer("Often")
    for number, day in enumerate((1, 1, 2, 11, 12, 21)):
        order(f"{number}", key, ordered_on=date(2026, 5, day), lines=[(oil, 1, 100, 0)])
    assert ask(cast.eva, rhythm_rows, CHOSEN)[1][0].median == 9
