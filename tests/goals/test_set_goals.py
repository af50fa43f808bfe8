"""Setting goals."""
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier

import pytest
from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError

from crm_core.access.actor import SYSTEM
from crm_core.errors import Conflict, Forbidden, Invalid, NotFound
from crm_core.goals import commands
from crm_core.goals.commands import copy_goals, spread_year
from crm_core.goals.subjects import COMPANY
from crm_core.run import act
from db.models import Goal
from tests.goals.making import events, person, put, stop_clock, stored, target_of, targets_of, team
from tests.reports.build import write

NOVEMBER, YEAR = date(2026, 11, 1), date(2026, 1, 1)
MONTHS = [date(2026, month, 1) for month in range(1, 13)]


def test_a_goal_is_stored_and_told(db, cast):
    assert put(cast.gu, person(cast.wei), 1_000_000) == 1
    (goal,) = stored()
    assert (goal.user_id, goal.target, goal.starts_on, goal.ends_on, goal.version) == (cast.wei.user_id, 1_000_000, NOVEMBER, date(2026, 11, 30), 1)
    (event,) = events()
    assert event.kind == "goal.set" and event.after["value"] == 1_000_000 and event.after["measure"] == "won_value"


def test_a_goal_is_changed_and_removed(db, cast):
    put(cast.gu, team(cast.gu), 100)
    assert put(cast.gu, team(cast.gu), 200, version=1) == 1
    assert put(cast.gu, team(cast.gu), 200, version=2) == 0
    assert put(cast.gu, team(cast.gu), None, version=2) == 1
    assert stored() == []
    assert [event.kind for event in events()] == ["goal.set", "goal.changed", "goal.removed"]


def test_what_somebody_else_changed_meanwhile_is_not_overwritten(db, cast):
    put(cast.gu, team(cast.gu), 100)
    with pytest.raises(Conflict):
        put(cast.gu, team(cast.gu), 300)
    assert stored()[0].target == 100


def test_a_manager_sets_goals_of_the_own_team_only(db, cast):
    for subject in (person(cast.omar), team(cast.omar), COMPANY):
        with pytest.raises(NotFound):
            put(cast.gu, subject, 100)
    with pytest.raises(Forbidden):
        put(cast.wei, person(cast.wei), 100)
    assert stored() == []


def test_who_may_set_all_goals_sets_those_of_the_company(db, cast):
    with pytest.raises(Forbidden):
        put(cast.eva, COMPANY, 100)
    put(SYSTEM, COMPANY, 100)
    assert (stored()[0].user_id, stored()[0].team_id) == (None, None)


@pytest.mark.parametrize(("measure", "target"), [("won_value", -1), ("win_rate", 101), ("satisfaction", 6), ("won_deals", float("nan"))])
def test_a_target_that_cannot_be_is_refused(db, cast, measure, target):
    with pytest.raises(Invalid):
        put(cast.gu, team(cast.gu), target, measure=measure)


def test_last_years_goals_are_taken_over_where_there_are_none(db, cast):
    for month, target in ((10, 100_00), (11, 200_00)):
        put(cast.gu, person(cast.wei), target, start=date(2025, month, 1))
    put(cast.gu, person(cast.wei), 999_00, start=NOVEMBER)
    assert act(cast.gu, copy_goals, "won_value", "month", 2026, 10) == 1
    assert target_of(cast.gu, "won_value", MONTHS, user_id=cast.wei.user_id) == {date(2026, 10, 1): 110_00, NOVEMBER: 999_00}
    with pytest.raises(Invalid):
        act(cast.gu, copy_goals, "won_value", "month", 2031)


def test_a_year_is_spread_over_its_months_and_adds_up(db, cast):
    assert act(cast.gu, spread_year, "won_value", team(cast.gu), 2026, 1_000_000_00) == 12
    found = target_of(cast.gu, "won_value", MONTHS, team_id=cast.gu.team_id)
    assert sum(found.values()) == 1_000_000_00 and max(found.values()) - min(found.values()) <= 100
    with pytest.raises(Invalid):
        act(cast.gu, spread_year, "win_rate", team(cast.gu), 2026, 50)


def test_a_year_is_spread_as_the_last_one_went(db, cast):
    stop_clock()
    write(lambda book: (book.deal("wei", won="2025-03-05", value=300_00), book.deal("min", won="2025-06-05", value=100_00)))
    act(cast.gu, spread_year, "won_value", team(cast.gu), 2026, 400_00, True)
    found = target_of(cast.gu, "won_value", MONTHS, team_id=cast.gu.team_id)
    assert (found[date(2026, 3, 1)], found[date(2026, 6, 1)], found[date(2026, 1, 1)]) == (300_00, 100_00, 0)


def test_a_month_without_a_goal_has_its_share_of_the_longer_one(db, cast):
    put(cast.gu, team(cast.gu), 1_200, period="year", start=YEAR)
    put(cast.gu, team(cast.gu), 240, start=NOVEMBER)
    put(cast.gu, team(cast.gu), 360, period="quarter", start=date(2026, 10, 1))
    found = target_of(cast.gu, "won_value", MONTHS, team_id=cast.gu.team_id)
    assert found[NOVEMBER] == 240 and found[date(2026, 10, 1)] == 60 and found[date(2026, 2, 1)] == pytest.approx(840 / 9)
    assert sum(found.values()) == pytest.approx(1_200)
    assert targets_of(cast.gu, "won_value", [NOVEMBER], "team") == {cast.gu.team_id: {NOVEMBER: 240}}


def test_a_company_without_goals_of_its_own_aims_for_what_its_teams_do(db, cast):
    put(cast.gu, team(cast.gu), 240)
    put(cast.walter, team(cast.walter), 100)
    put(cast.gu, team(cast.gu), 40, measure="win_rate")
    assert target_of(cast.gu, "won_value", MONTHS) == {NOVEMBER: 340}
    assert target_of(cast.gu, "win_rate", MONTHS) == {}, "shares do not add up"
    put(SYSTEM, COMPANY, 400)
    assert target_of(cast.gu, "won_value", MONTHS) == {NOVEMBER: 400}


def test_the_target_of_a_rate_holds_for_every_month(db, cast):
    put(cast.gu, team(cast.gu), 40, measure="win_rate", period="quarter", start=date(2026, 10, 1))
    assert set(target_of(cast.gu, "win_rate", MONTHS, team_id=cast.gu.team_id).values()) == {40}


def test_the_first_goal_entered_by_two_at_the_same_moment_is_stored_once(db, cast, monkeypatch):
    together = Barrier(2, timeout=20)
    first = commands._first

    def at_once(*args):
        if db.writer.dialect.name == "postgresql":  # SQLite lets one in after the other anyway
            together.wait()
        return first(*args)

    def enter(target: int) -> bool:
        try:
            return put(cast.gu, team(cast.gu), target) == 1
        except Conflict:
            return False

    monkeypatch.setattr(commands, "_first", at_once)
    with ThreadPoolExecutor(2) as pool:
        entered = list(pool.map(enter, (100, 200)))
    assert sorted(entered) == [False, True]
    assert [goal.target for goal in stored()] == [(100, 200)[entered.index(True)]]


def test_no_two_goals_of_the_company_for_one_period(db, cast):
    put(SYSTEM, COMPANY, 100)
    with db.writing() as session, pytest.raises(IntegrityError):
        session.execute(insert(Goal).from_select(
            ("measure", "period", "starts_on", "ends_on", "target", "updated_at", "version"),
            select(Goal.measure, Goal.period, Goal.starts_on, Goal.ends_on, Goal.target, Goal.updated_at, Goal.version)))
