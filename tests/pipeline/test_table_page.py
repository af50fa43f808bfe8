"""The table of deals as people use it."""
from datetime import date

from crm_core.pipeline.bulk import create_deals
from crm_core.pipeline.schemas import DealImport
from crm_core.run import act
from tests.pages import open_page
from tests.pipeline import helpers as deals
from tests.pipeline.counting import of_the_page, statements
from tests.ui.browserless import data, fire


def titles(app) -> list[str]:
    return [row["cells"]["name"]["text"] for row in data(app, "deals")["rows"]]


def test_it_lists_every_status_unless_asked(sqlite_db, cast, monkeypatch):
    act(cast.gu, create_deals, [DealImport(name="Gone", status="lost", closed_on=date(2026, 1, 2), owner_id=cast.wei.user_id)])
    deals.new(cast.wei, name="Open one")
    assert set(titles(open_page(monkeypatch, cast.wei, "pipeline", "view=table"))) == {"Gone", "Open one"}
    app = open_page(monkeypatch, cast.wei, "pipeline", "view=table&status=lost")
    assert titles(app) == ["Gone"]
    assert data(app, "deals")["rows"][0]["cells"]["stage"]["badges"][0]["text"] == "Lost"


def test_sorting_is_kept_in_the_address(sqlite_db, cast, monkeypatch):
    deals.new(cast.wei, name="Small", value=100)
    deals.new(cast.wei, name="Large", value=900)
    app = open_page(monkeypatch, cast.wei, "pipeline", "view=table")
    fire(app, "deals", "sort", {"column": "value", "direction": "asc"})
    assert titles(app) == ["Small", "Large"] and app.query_params["sort"] in ("value", ["value"])


def test_the_sums_stand_below(sqlite_db, cast, monkeypatch):
    deals.new(cast.wei, value=100_000)
    app = open_page(monkeypatch, cast.wei, "pipeline", "view=table&status=open")
    assert any("1 deal, ¥1,000" in text.value and "¥100" in text.value for text in app.markdown)


def test_turning_pages_keeps_the_filters(sqlite_db, cast, monkeypatch):
    act(cast.gu, create_deals, [DealImport(name=f"Deal {n:03}", owner_id=cast.wei.user_id) for n in range(120)])
    app = open_page(monkeypatch, cast.wei, "pipeline", "view=table&status=open&sort=name&page=3")
    assert titles(app)[0] == "Deal 100" and len(titles(app)) == 20


def test_only_who_may_export_is_offered_it(sqlite_db, cast, monkeypatch):
    deals.new(cast.wei)
    def offered(actor):
        app = open_page(monkeypatch, actor, "pipeline", "view=table")
        return bool(app.get("download_button"))
    assert offered(cast.gu) and not offered(cast.wei)


def test_it_costs_few_statements(sqlite_db, cast, monkeypatch):
    act(cast.gu, create_deals, [DealImport(name=f"Deal {n}", owner_id=cast.wei.user_id) for n in range(100)])
    gu = cast.gu
    with statements(sqlite_db) as seen:
        open_page(monkeypatch, gu, "pipeline", "view=table")
    assert len(of_the_page(seen)) <= 6, seen
