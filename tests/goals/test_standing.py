"""How goals stand."""
from datetime import UTC, date, datetime, timedelta

import pytest

from crm_core.errors import Forbidden, NotFound
from crm_core.goals.measures import MEASURES
from crm_core.goals.queries import goal_table, own_goals
from crm_core.goals.spans import span
from crm_core.goals.subjects import COMPANY
from crm_core.run import ask
from db.models import Activity, Campaign, CampaignMember, Customer, Order, Ticket
from tests.goals.making import NOW, person, put, stop_clock, team
from tests.pipeline.counting import statements
from tests.reports.build import write

NOVEMBER, YEAR = span("month", date(2026, 11, 1)), span("year", date(2026, 1, 1))


@pytest.fixture(autouse=True)
def november():
    stop_clock()


def reached(actor, measure, period="month"):
    return ask(actor, goal_table, measure, period, 2026).actual


def test_what_is_won_counts_for_the_person_the_team_and_the_company(db, cast):
    write(lambda book: (book.deal("wei", won="2026-11-05", value=700), book.deal("min", won="2026-11-06", value=200),
                        book.deal("omar", won="2026-11-07", value=50), book.deal("wei", won="2026-10-31", value=9)))
    found = reached(cast.eva, "won_value")
    assert [found[who, NOVEMBER] for who in (person(cast.wei), team(cast.wei), COMPANY)] == [700, 900, 950]
    assert reached(cast.eva, "won_value", "year")[person(cast.wei), YEAR] == 709


def test_nobody_sees_what_others_reached_beyond_their_right(db, cast):
    write(lambda book: (book.deal("wei", won="2026-11-05", value=700), book.deal("min", won="2026-11-06", value=200),
                        book.deal("omar", won="2026-11-07", value=50)))
    put(cast.walter, person(cast.omar), 100)
    table = ask(cast.wei, goal_table, "won_value", "month", 2026)
    assert [one.subject for one in table.subjects] == [person(cast.wei)] and table.editable == frozenset()
    assert table.actual == {(person(cast.wei), NOVEMBER): 700} and table.cells == {}
    of_team = ask(cast.gu, goal_table, "won_value", "month", 2026)
    assert of_team.cells == {} and person(cast.omar) not in of_team.editable and person(cast.wei) in of_team.editable
    with pytest.raises(Forbidden):
        ask(cast.mia, goal_table, "won_value", "month", 2026)
    with pytest.raises(NotFound):
        ask(cast.gu, goal_table, "no_such", "month", 2026)


def test_the_pace_says_how_far_it_should_be(db, cast):
    write(lambda book: book.deal("wei", won="2026-11-05", value=730))
    put(cast.gu, person(cast.wei), 1000)
    pace = ask(cast.gu, goal_table, "won_value", "month", 2026).pace[person(cast.wei), NOVEMBER]
    assert (pace.reached, pace.state) == (0.73, "ahead")
    assert pace.gone == pytest.approx(14 / 21)  # working days to Thursday, the 19th
    (own,) = ask(cast.wei, own_goals)
    assert own.pace == pace
    assert ask(cast.min, own_goals) == ()


def test_every_measure_is_one_statement_on_any_database(db, cast):
    for key in MEASURES:
        for period in ("month", "quarter", "year"):
            with statements(db) as seen:
                assert ask(cast.gu, goal_table, key, period, 2026).measure == key
            assert len(seen) <= 6, key


def test_the_other_measures_count_what_they_say(db, cast):
    day = datetime(2026, 11, 4, 4, tzinfo=UTC)

    def made(book):
        wei = book.user("wei")
        mine = {"owner_id": wei.id, "team_id": wei.team_id}
        old = book.add(Customer(name="Old", phone="+86-1", created_at=NOW - timedelta(days=900), updated_at=NOW, **mine))
        left = book.add(Customer(name="Left", created_at=NOW - timedelta(days=900), updated_at=NOW, **mine))
        book.add(Customer(name="New", created_at=day, updated_at=NOW, **mine))
        for customer, ordered, revenue in ((old, "2025-11-10", 100), (old, "2026-11-04", 150), (left, "2025-11-05", 40)):
            book.add(Order(number=f"{customer.id}-{ordered}", customer_id=customer.id, ordered_on=date.fromisoformat(ordered), currency="CNY",
                           revenue=revenue, margin=revenue // 2, state="paid", created_at=NOW, updated_at=NOW, **mine))
        book.add(Activity(kind="call", text="x", at=day, user_id=wei.id, created_at=day))
        book.add(Activity(kind="note", text="x", at=day, user_id=wei.id, created_at=day))
        for score, met in ((5, True), (2, False)):
            book.add(Ticket(subject="x", state_since=day, opened_at=day, first_response_at=day, response_met=met, resolved_at=day,
                            resolve_minutes=60 * score, satisfaction=score, updated_at=day, **mine))
        campaign = book.add(Campaign(name="x", created_at=day, updated_at=day, **mine))
        for place, clicked in enumerate((day, None, None, None)):
            book.add(CampaignMember(campaign_id=campaign.id, external_id=str(place), reached_at=day, clicked_at=clicked, updated_at=day))
        book.deal("wei", won="2026-11-05")
        book.deal("wei", lost="2026-11-05")

    write(made)
    expected = {
        "won_deals": 1, "win_rate": 50, "order_revenue": 150, "order_margin": 75, "order_growth": (150 - 140) / 140 * 100,
        "new_customers": 1, "activities": 1, "satisfaction": 3.5, "response_in_time": 50, "resolve_hours": 3.5, "response_rate": 25,
        "retention": 50, "completeness": (1 + 3) / 24 * 100,
    }
    found = {key: reached(cast.gu, key).get((person(cast.wei), NOVEMBER)) for key in expected}
    assert found == pytest.approx(expected)
