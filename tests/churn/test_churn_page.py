"""The churn page, its dialogs and its settings, clicked through."""
from datetime import date, timedelta

from sqlalchemy import select

from crm_core.churn.commands import defer
from crm_core.churn.listing import case_of_customer
from crm_core.churn.rules import Thresholds
from crm_core.churn.schemas import DeferForm
from crm_core.churn.setting import churn_settings
from crm_core.run import act, ask
from db.engine import database
from db.models import ModelRun, User
from tests.churn.making import NOW, TODAY, at_risk, case, customer, days_ago, night, order
from tests.pages import open_page, run
from tests.pipeline.counting import of_the_page, statements


def words(app) -> str:
    return " ".join(element.value for element in [*app.header, *app.subheader, *app.markdown]).replace("\\", "")


def fill(cast) -> int:
    """Two customers at risk in the East, one in the West, and orders of a year."""
    key = at_risk("wei", "Beichen", grade="vip", year=90_000_000)
    at_risk("min", "Huayue", silent=70, year=30_000_000)
    at_risk("omar", "Far away", year=50_000_000)
    for months in range(4, 16):
        order(key, days_ago(months * 30), 7_500_000)
    order(customer("wei", "Calm"), days_ago(10), 100_000)
    night()
    return key


def trusted(signal: bool) -> None:
    bins = [[0.1 * n, 0.1 * n, 40] for n in range(1, 10)]
    with database().writing() as session:
        session.add(ModelRun(kind="purchases", at=NOW, enough=True, signal=signal, check={
            "bins": bins, "brier": 0.149 if not signal else 0.112, "base_brier": 0.147, "base_rate": 0.6}))
        session.commit()




def test_without_a_model_silence_is_told_instead_of_a_probability(sqlite_db, cast, monkeypatch):
    fill(cast)
    app = open_page(monkeypatch, cast.gu, "churn")
    assert app.header[0].value.replace("\\", "") == "2 customers who bought for ¥1.20M a year are silent for unusually long."
    assert "3×" in words(app) and "Usually orders every 31 days, silent for 94." in words(app)
    assert "There is not enough history for a model yet." in words(app)
    assert [metric.label for metric in app.metric] == ["Churn rate, October 2026", "At risk, of 2", "Sales a year of the silent", "Kept by deferring"]
    assert "Far away" not in words(app)


def test_a_model_that_works_shows_probabilities_and_how_well_it_does(sqlite_db, cast, monkeypatch):
    at_risk("wei", "Beichen", risk=0.82, risk_by="model", at_risk=105_000_000)
    night()
    trusted(True)
    app = open_page(monkeypatch, cast.wei, "churn")
    assert app.header[0].value.replace("\\", "") == "1 customer worth ¥1.05M a year is likely to leave."
    assert "82%" in words(app) and "It works" in words(app) and "Brier 0.112, guessing the average 0.147" in words(app)


def test_a_model_without_signal_says_so(sqlite_db, cast, monkeypatch):
    fill(cast)
    trusted(False)
    app = open_page(monkeypatch, cast.eva, "churn")
    assert "The model does no better than guessing the average (Brier 0.149 against 0.147)." in words(app)
    assert "Far away" in words(app)


def test_chinese_reads_as_a_chinese_product(sqlite_db, cast, monkeypatch):
    fill(cast)
    with database().writing() as session:
        session.scalars(select(User).where(User.id == cast.gu.user_id)).one().locale = "zh_Hans"
        session.commit()
    app = open_page(monkeypatch, cast.gu, "churn")
    assert app.header[0].value.replace("\\", "") == "有 2 家客户异常沉默，年采购额合计 ¥120 万。"
    assert "通常每 31 天下单一次，已 94 天未下单" in words(app)


def test_filters_and_tabs_stand_in_the_address(sqlite_db, cast, monkeypatch):
    fill(cast)
    app = open_page(monkeypatch, cast.gu, "churn", "grade=vip&tab=decide")
    assert app.header[0].value.startswith("1 customer")
    app = open_page(monkeypatch, cast.gu, "churn", "tab=deferred")
    assert "Nobody is deferred." in words(app)


def test_a_manager_defers_in_the_dialog(sqlite_db, cast, monkeypatch):
    key = fill(cast)
    app = open_page(monkeypatch, cast.gu, "churn")
    app.session_state["_dialog"] = ("churn-defer", {"row": listed(cast.gu, key)})
    run(app)
    form = f"churn-defer-{case(key).id}"
    app.selectbox(key=f"{form}.measure").select("visit")
    app.selectbox(key=f"{form}.person_id").select(cast.wei.user_id)
    app.date_input(key=f"{form}.review_on").set_value(date.today() + timedelta(days=20))
    app.text_area(key=f"{form}.note").input("With the engineer")
    app.button(key=f"{form}.save").click()
    run(app)
    found = case(key)
    assert (found.state, found.measure, found.person_id, found.note) == ("deferred", "visit", cast.wei.user_id, "With the engineer")
    app.button(key="undo").click()
    run(app)
    assert case(key).state == "warned"


def test_confirming_without_a_reason_says_what_is_missing(sqlite_db, cast, monkeypatch):
    key = fill(cast)
    app = open_page(monkeypatch, cast.gu, "churn")
    app.session_state["_dialog"] = ("churn-confirm", {"row": listed(cast.gu, key)})
    run(app)
    form = f"churn-confirm-{case(key).id}"
    app.button(key=f"{form}.save").click()
    run(app)
    assert case(key).state == "warned"
    app.selectbox(key=f"{form}.reason").select("price")
    app.button(key=f"{form}.save").click()
    run(app)
    assert (case(key).state, case(key).reason) == ("confirmed", "price")


def test_every_chart_has_its_rows(sqlite_db, cast, monkeypatch):
    fill(cast)
    app = open_page(monkeypatch, cast.eva, "churn")
    assert {button.key for button in app.button if (button.key or "").startswith("rows-")} >= {"rows-cohorts", "rows-months", "rows-teams"}
    for part in ("cohorts", "months", "teams"):
        app.button(key=f"rows-{part}").click()
        run(app)
    assert "3 customers" in words(app)


def test_a_deferred_customer_shows_measure_person_and_review(sqlite_db, cast, monkeypatch):
    key = fill(cast)
    found = case(key)
    act(cast.gu, defer, found.id, DeferForm(measure="visit", person_id=cast.wei.user_id, review_on=TODAY + timedelta(days=9)), found.version)
    app = open_page(monkeypatch, cast.gu, "churn", "tab=deferred")
    assert "Visit by Lin Wei, review 29 Nov (in 9 days)" in words(app)


def test_an_empty_page_says_what_it_needs(sqlite_db, cast, monkeypatch):
    app = open_page(monkeypatch, cast.gu, "churn")
    assert "No orders to judge by yet" in words(app)


def test_a_page_of_orders_long_ago_says_so(sqlite_db, cast, monkeypatch):
    for n in range(10):
        order(customer("wei", f"Old {n}"), date(2020, 3, 1))
    app = open_page(monkeypatch, cast.gu, "churn")
    assert "Nobody has ordered lately" in words(app)


def test_a_look_at_the_page_costs_few_statements(sqlite_db, cast, monkeypatch):
    fill(cast)
    open_page(monkeypatch, cast.gu, "churn")
    with statements(sqlite_db) as seen:
        open_page(monkeypatch, cast.gu, "churn", "tab=warned")
    assert len(of_the_page(seen)) <= 12, of_the_page(seen)


def test_settings_show_at_once_what_they_would_do(sqlite_db, cast, monkeypatch):
    fill(cast)
    app = open_page(monkeypatch, cast.ada, "churn-settings")
    assert "3 customers would be warned of" in words(app)
    app.number_input(key="churn-settings.decide_ratio").set_value(2.5)
    app.number_input(key="churn-settings.warn_ratio").set_value(2.5)
    run(app)
    assert "2 customers would be warned of" in words(app)
    assert ask(cast.ada, churn_settings) == Thresholds()
    app.button(key="churn-settings.save").click()
    run(app)
    assert ask(cast.ada, churn_settings).warn_ratio == 2.5


def test_settings_that_cannot_be_are_told_beside_their_field(sqlite_db, cast, monkeypatch):
    app = open_page(monkeypatch, cast.gu, "churn-settings")
    app.number_input(key="churn-settings.decide_ratio").set_value(1.0)
    app.button(key="churn-settings.save").click()
    run(app)
    assert "This must not be less than where the warning begins." in words(app)
    assert ask(cast.gu, churn_settings) == Thresholds()



def listed(actor, customer_id: int):
    return ask(actor, case_of_customer, customer_id)
