"""The page of the forecast."""
import pytest

from crm_core.access.actor import SYSTEM
from crm_core.forecast import snapshots, winning
from crm_core.run import act, ask
from tests.forecast.making import fill, stop_clock
from tests.forecast.test_forecast import open_ids
from tests.pages import open_page


@pytest.fixture(autouse=True)
def november():
    stop_clock()


def everything(app) -> str:
    return " ".join(str(one.value) for kind in (app.markdown, app.header, app.subheader) for one in kind)


def clean(app) -> None:
    assert not app.exception, [one.value for one in app.exception]


def test_it_answers_in_a_sentence_and_asks_what_if(sqlite_db, cast, monkeypatch):
    fill(200)
    app = open_page(monkeypatch, cast.eva, "forecast")
    assert "November 2026 to February 2027" in app.header[0].value
    assert "Then about" not in everything(app)
    clean(app.slider(key="forecast.win").set_value(-20).run())
    assert "Then about" in everything(app)
    clean(app.button(key="what-if-reset").click().run())
    assert "Then about" not in everything(app) and app.slider(key="forecast.win").value == 0


def test_the_filter_stays_in_the_address(sqlite_db, cast, monkeypatch):
    fill(100)
    app = open_page(monkeypatch, cast.eva, "forecast", f"team={cast.gu.team_id}&months=3")
    assert "East" in app.header[0].value and "January 2027" in app.header[0].value


def test_the_deals_behind_it_open(sqlite_db, cast, monkeypatch):
    fill(100)
    app = open_page(monkeypatch, cast.gu, "forecast")
    clean(app.button(key="forecast-deals-open").click().run())
    assert "win model is tried at night" in everything(app).replace("\\", "")


def test_looking_back_is_offered_and_done(sqlite_db, cast, monkeypatch):
    fill(300, days=700)
    app = open_page(monkeypatch, cast.wei, "forecast")
    assert "Nothing to judge" in everything(app)
    clean(app.button(key="look-back").click().run())
    assert "lay inside the range" in everything(app)


def test_what_the_night_worked_out_is_shown(sqlite_db, cast, monkeypatch):
    fill(300, days=700)
    act(SYSTEM, snapshots.keep_look_back, None, ask(SYSTEM, snapshots.looked_back, None))
    app = open_page(monkeypatch, cast.eva, "forecast")
    assert "lay inside the range" in everything(app)


def test_with_nothing_to_go_by_it_says_so(sqlite_db, cast, monkeypatch):
    app = open_page(monkeypatch, cast.eva, "forecast")
    assert "Nothing to forecast from yet" in everything(app)


def test_the_page_of_a_deal_shows_its_win_probability(sqlite_db, cast, monkeypatch):
    fill(300, sellers=("wei",))
    key = open_ids()[0]
    assert "Win probability" not in everything(open_page(monkeypatch, cast.wei, "deal", f"id={key}"))
    act(SYSTEM, winning.keep, ask(SYSTEM, winning.learned))
    said = everything(open_page(monkeypatch, cast.wei, "deal", f"id={key}")).replace("\\", "")
    assert "Win probability" in said and "No signal" in said
