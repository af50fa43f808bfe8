"""The page of goals, and the own goals on the first page."""
from datetime import date

import pytest

from tests.goals.making import person, put, stop_clock, stored, team
from tests.pages import open_page
from tests.reports.build import write


@pytest.fixture(autouse=True)
def november():
    stop_clock()


def said(app) -> str:
    kinds = (app.header, app.markdown, app.subheader)
    return " ".join(str(one.value) for kind in kinds for one in kind).replace("\\", "")


def clean(app):
    assert not app.exception, [one.value for one in app.exception]
    return app


def test_how_far_a_goal_is_stands_in_a_sentence(sqlite_db, cast, monkeypatch):
    write(lambda book: book.deal("wei", won="2026-11-05", value=710_000_00))
    put(cast.gu, team(cast.gu), 1_000_000_00)
    put(cast.gu, person(cast.min), 500_000_00)
    app = clean(open_page(monkeypatch, cast.gu, "goals"))
    assert "East: ¥710K of ¥1.00M in November 2026, 71% of target, 67% of the month gone. 1 goal is behind." in said(app)


def test_a_year_is_spread_in_a_dialog(sqlite_db, cast, monkeypatch):
    app = clean(open_page(monkeypatch, cast.gu, "goals"))
    clean(app.button(key="goals-spread-open").click().run())
    app.number_input(key="goals_spread.total").set_value(1_200_000.0)
    clean(app.button(key="goals_spread.save").click().run())
    assert [goal.target for goal in stored()] == [100_000_00] * 12
    assert {goal.team_id for goal in stored()} == {cast.gu.team_id}


def test_a_number_that_cannot_be_is_refused_in_the_dialog(sqlite_db, cast, monkeypatch):
    app = clean(open_page(monkeypatch, cast.gu, "goals"))
    clean(app.button(key="goals-copy-open").click().run())
    clean(app.button(key="goals_copy.save").click().run())
    assert "There are no goals of the year before" in " ".join(str(e.value) for e in app.error).replace("\\", "") + said(app)


def test_a_seller_sees_the_own_goal_and_no_grid(sqlite_db, cast, monkeypatch):
    put(cast.gu, person(cast.wei), 1_000_00)
    put(cast.gu, person(cast.min), 77_777_00)
    app = clean(open_page(monkeypatch, cast.wei, "goals"))
    assert "Lin Wei" in said(app) and "77" not in app.header[0].value
    assert [button.key for button in app.button if button.key and button.key.startswith("goals-")] == []


def test_the_first_page_shows_the_own_pace(sqlite_db, cast, monkeypatch):
    write(lambda book: book.deal("wei", won="2026-11-05", value=710_00))
    put(cast.gu, person(cast.wei), 1_000_00, start=date(2026, 11, 1))
    app = clean(open_page(monkeypatch, cast.wei))
    assert "My goals" in said(app) and "¥710 of ¥1,000" in said(app)
    assert "My goals" not in said(clean(open_page(monkeypatch, cast.min)))
