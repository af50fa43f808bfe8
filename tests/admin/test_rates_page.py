"""Rates of exchange on their page."""
from datetime import date

from crm_core.orders.rates import RateForm, put_rates, rates_of
from crm_core.run import act, ask
from tests.pages import open_page, run


def known(cast) -> list[tuple[str, float]]:
    return [(rate.day.isoformat(), rate.rate) for rate in ask(cast.ada, rates_of, "USD")]


def press(app, label: str) -> None:
    next(button for button in app.button if button.label == label).click()
    run(app)


def test_a_rate_is_entered(sqlite_db, cast, monkeypatch):
    app = open_page(monkeypatch, cast.ada, "rates")
    assert "No rates yet" in " ".join(found.value for found in app.markdown)
    app.query_params["open"] = "new"
    run(app)
    app.selectbox(key="rate.currency").set_value("USD")
    app.number_input(key="rate.rate").set_value(7.1325)
    app.date_input(key="rate.day").set_value(date(2026, 3, 1))
    press(app, "Save")
    assert known(cast) == [("2026-03-01", 7.1325)]
    assert "1 USD = **7.1325** CNY" in [found.value for found in app.markdown]


def test_lines_that_are_wrong_are_named_and_nothing_is_lost(sqlite_db, cast, monkeypatch):
    app = open_page(monkeypatch, cast.ada, "rates", "open=paste")
    app.text_area(key="rates.text").set_value("USD 2026-03-01 7.2\nUSD 2026-13-01 7.3")
    press(app, "Save")
    assert known(cast) == [] and app.error[0].value.startswith("Line 2")
    app.text_area(key="rates.text").set_value("USD 2026-03-01 7.2\nUSD 2026-12-01 7.3")
    press(app, "Save")
    assert known(cast) == [("2026-12-01", 7.3), ("2026-03-01", 7.2)]


def test_a_rate_is_deleted_and_put_back(sqlite_db, cast, monkeypatch):
    act(cast.ada, put_rates, [RateForm(currency="USD", day=date(2026, 3, 1), rate=7.2)])
    app = open_page(monkeypatch, cast.ada, "rates")
    app.button(key="drop_2026-03-01").click()
    run(app)
    assert known(cast) == []
    app.button(key="undo").click()
    run(app)
    assert known(cast) == [("2026-03-01", 7.2)]
