"""The forecast of the company, a team, a person."""
from datetime import date

import pytest
from sqlalchemy import select, update

from crm_core.access.actor import SYSTEM
from crm_core.errors import Forbidden
from crm_core.forecast import snapshots
from crm_core.forecast.exports import export_forecast, export_open_deals
from crm_core.forecast.filters import DEALS, ForecastFilter, WhatIf
from crm_core.forecast.outlook import forecast, open_deals
from crm_core.forecast.past import past_forecasts
from crm_core.goals.subjects import COMPANY
from crm_core.jobs.forecast import nightly
from crm_core.run import act, ask
from db.engine import database
from db.models import Deal, ForecastSnapshot, Order
from tests.forecast.making import NOW, fill, stop_clock
from tests.goals.making import put, team
from tests.pipeline.counting import statements

ALL = ForecastFilter()
MONTHS = [date(2026, 11, 1), date(2026, 12, 1), date(2027, 1, 1), date(2027, 2, 1)]


@pytest.fixture(autouse=True)
def november():
    stop_clock()


def open_ids(**where) -> list[int]:
    with database().reading() as session:
        return list(session.scalars(select(Deal.id).where(Deal.status == "open").order_by(Deal.id)))


def order(day: str, revenue: int, **more) -> None:
    with database().writing() as session:
        session.add(Order(number=f"{day}-{revenue}-{more.get('deal_id')}", ordered_on=date.fromisoformat(day), currency="CNY", revenue=revenue, margin=0, state="paid",
                          created_at=NOW, updated_at=NOW, **more))
        session.commit()


def test_months_have_their_range_and_the_past_what_came_in(db, cast):
    fill()
    found = ask(cast.eva, forecast, ALL)
    assert list(found.ahead.month) == MONTHS and found.enough
    assert (found.ahead.low <= found.ahead.middle).all() and (found.ahead.middle <= found.ahead.high).all()
    with db.reading() as session:
        won = session.execute(select(Deal.value, Deal.closed_on).where(Deal.status == "won")).all()
    of_october = sum(value for value, day in won if (day.year, day.month) == (2026, 10))
    assert int(found.past.set_index("month").actual[date(2026, 10, 1)]) == of_october > 0
    assert found.answer.low <= found.answer.middle <= found.answer.high and found.answer.reach is None


def test_a_page_of_it_costs_few_statements(db, cast):
    fill(120)
    eva = cast.eva
    ask(eva, forecast, ALL)
    with statements(db) as seen:
        ask(eva, forecast, ALL, WhatIf(10, 2))
    assert len(seen) <= 9, seen


def test_nobody_sees_the_deals_of_others(db, cast):
    fill()
    everything, east, own = (ask(person, forecast, ALL) for person in (cast.eva, cast.gu, cast.wei))
    assert everything.open_count > east.open_count > own.open_count > 0
    assert ask(cast.wei, forecast, ForecastFilter(owner_id=cast.omar.user_id)).open_count == 0
    assert ask(cast.gu, forecast, ForecastFilter(team_id=cast.omar.team_id)).open_count == 0
    with db.reading() as session:
        mine = set(session.scalars(select(Deal.id).where(Deal.owner_id == cast.wei.user_id)))
    assert {row.id for row in ask(cast.wei, open_deals, ALL).rows} <= mine and set(own.choices) <= mine
    with pytest.raises(Forbidden):
        ask(cast.mia, forecast, ALL)


def test_leaving_deals_out_being_late_and_losing_more_bring_less(db, cast):
    fill()
    found = ask(cast.eva, forecast, ALL)
    for question in (WhatIf(without=tuple(open_ids()[:5])), WhatIf(weeks=4), WhatIf(win=-20)):
        asked = ask(cast.eva, forecast, ALL, question)
        assert asked.answer == found.answer and asked.changed.middle < found.answer.middle, question
    assert ask(cast.eva, forecast, ALL, WhatIf(win=20)).changed.middle > found.answer.middle


def test_the_target_and_the_chance_of_reaching_it(db, cast):
    fill()
    middle = ask(cast.eva, forecast, ALL).answer.middle
    put(SYSTEM, COMPANY, float(middle), period="year", start=date(2026, 1, 1))
    assert ask(cast.eva, forecast, ALL).answer.target is None  # next year has none
    put(SYSTEM, COMPANY, 0.0, period="year", start=date(2027, 1, 1))
    for share, low, high in ((0.0, 0.99, 1.0), (6.0, 0.4, 0.6), (100.0, 0.0, 0.01)):
        with database().writing() as session:
            from db.models import Goal
            session.execute(update(Goal).where(Goal.starts_on == date(2026, 1, 1)).values(target=share * middle))
            session.commit()
        answer = ask(cast.eva, forecast, ALL).answer
        assert low <= answer.reach <= high


def test_orders_without_a_deal_count_and_those_of_deals_do_not(db, cast):
    fill(60)
    won = next(iter(ask(cast.eva, forecast, ALL).choices))
    before = int(ask(cast.eva, forecast, ALL).past.actual.sum())
    order("2026-10-05", 777, team_id=cast.gu.team_id)
    order("2026-10-06", 999, deal_id=won)
    assert int(ask(cast.eva, forecast, ALL).past.actual.sum()) == before + 777
    assert int(ask(cast.eva, forecast, ForecastFilter(basis=DEALS)).past.actual.sum()) == before
    assert int(ask(cast.walter, forecast, ALL).past.actual.sum()) < before


def test_without_anything_it_says_so(db, cast):
    found = ask(cast.eva, forecast, ALL)
    assert not found.enough and found.answer.middle == 0 and ask(cast.eva, open_deals, ALL).total == 0


def test_files_hold_what_the_page_shows(db, cast):
    fill(90)
    assert act(cast.eva, export_forecast, ALL).rows == 13 + 4
    assert act(cast.eva, export_open_deals, ALL).rows == len(open_ids())
    with pytest.raises(Forbidden):
        act(cast.wei, export_open_deals, ALL)


def test_snapshots_are_kept_once_a_week_for_the_company_and_its_teams(db, cast):
    fill(200)
    put(cast.gu, team(cast.gu), 500.0)
    assert nightly()["snapshots"] == 6 * 3
    assert nightly()["snapshots"] == 0
    with db.reading() as session:
        rows = list(session.scalars(select(ForecastSnapshot)))
    assert {row.team_id for row in rows} == {None, cast.gu.team_id, cast.omar.team_id}
    assert all(row.low <= row.middle <= row.high for row in rows)
    assert [row.target for row in rows if row.team_id == cast.gu.team_id and row.month == MONTHS[0]] == [500]


def test_before_there_are_snapshots_it_looks_back(db, cast):
    fill(400, days=800)
    assert ask(cast.eva, past_forecasts, ALL) is None
    act_rows = ask_look_back(None)
    found = ask(cast.eva, past_forecasts, ALL)
    assert found.source == "looked_back" and len(found.frame) == 12 and len(act_rows) == 23 and 0 <= found.coverage <= 1
    assert (found.frame.low <= found.frame.high).all() and found.frame.month.max() == date(2026, 10, 1)
    own = ask(cast.wei, past_forecasts, ALL, 1, True)
    assert own.source == "looked_back" and own.frame.actual.sum() < found.frame.actual.sum()


def ask_look_back(team_id) -> list:

    rows = ask(SYSTEM, snapshots.looked_back, team_id)
    act(SYSTEM, snapshots.keep_look_back, team_id, rows)
    return rows


def test_kept_forecasts_are_judged_by_what_came_in(db, cast):
    fill(200)
    actual = ask(cast.eva, forecast, ALL).past.set_index("month").actual
    with database().writing() as session:
        for place in range(1, 9):
            month = date(2026, 11 - place, 1)
            inside = place > 2
            taken = date(2026, 10 - place, 20) if place < 10 else None
            real = int(actual[month])
            session.add(ForecastSnapshot(taken_on=taken, month=month, low=real - 10 if inside else real + 1, middle=real, high=real + 10))
        session.commit()
    found = ask(cast.eva, past_forecasts, ALL)
    assert (found.source, len(found.frame), found.coverage, found.bias, found.verdict) == ("kept", 8, 0.75, 0.0, "good")
