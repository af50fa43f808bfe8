"""The page of the demand report: answer, heat map with its rows, cycles, file and paper, both languages."""
from datetime import date

import pytest
from sqlalchemy import update

from crm_core import clock
from crm_core.reports.demand_scan import coded
from crm_core.run import ask
from crm_core.submissions.reading import report_content
from db.engine import database
from db.models import Product, User
from pages.charts.content import figure
from tests.columnar.build import customer, order, product
from tests.pages import open_page, run
from tests.pipeline.counting import of_the_page, statements
from tests.reports.build import NOW, write
from tests.ui.browserless import data


@pytest.fixture(autouse=True)
def november(sqlite_db):
    clock.set_now(NOW)


@pytest.fixture
def some_sales(cast):
    mine = {"owner_id": cast.wei.user_id, "team_id": cast.wei.team_id}
    drill, oil = product("*Drill* <b>", category="Machines"), product("Oil", category="Supplies")
    kent, hunan = customer("Big", region="Kent", **mine), customer("Small", region="Hunan", **mine)
    order("S-1", kent, ordered_on=date(2026, 11, 2), lines=((drill, 1, 800_000, 0), (oil, 3, 50_000, 0)), **mine)
    order("S-2", hunan, ordered_on=date(2026, 11, 2), lines=((oil, 1, 150_000, 0),), **mine)
    order("S-3", hunan, ordered_on=date(2025, 5, 2), lines=((oil, 1, 450_000, 0),), **mine)
    write(lambda book: [book.deal("wei", won="2026-11-01", lines=[(book.session.get(Product, drill), 1, 5)]) for _ in range(5)])
    return drill, oil





def words(app) -> str:
    return " ".join(element.value for element in [*app.header, *app.subheader, *app.markdown]).replace("\\", "")


def test_it_answers_on_top_and_every_chart_has_its_rows(cast, monkeypatch, some_sales):
    app = open_page(monkeypatch, cast.gu, "demand")
    assert app.header[0].value.replace("\\", "") == (
        "*Drill* <b> in Kent is wanted most this year: ¥8,000, 80% of the whole. :orange[Oil in Hunan lost most on the year before: ¥3,000 less].")
    assert [metric.label for metric in app.metric] == ["Revenue", "Strongest product", "Strongest region", "Median time to win"]
    parts = {"heat", "cycle-won", "win-rate"}
    assert {button.key for button in app.button if button.key.startswith("rows-")} == {f"rows-{part}" for part in parts}
    assert {button.key for button in app.get("download_button")} == {"report_pdf", "report_xlsx"} | {f"excel-card-{part}" for part in parts}


def test_a_click_on_a_cell_opens_its_orders(cast, monkeypatch, some_sales):
    app = open_page(monkeypatch, cast.gu, "demand")
    app.session_state["demand.rows"] = ("heat", "Product by region", f"{coded(str(some_sales[1]))}:=Hunan", "Oil, Hunan")
    app.session_state["demand-rows-page"] = 1
    run(app)
    assert "1 order, ¥1,500, quantity 1" in words(app)
    assert [row["cells"]["name"] for row in data(app, "demand-rows")["rows"]] == [{"text": "S-2", "sub": "Small"}]


def test_the_whole_heat_map_opens_everything_behind_it(cast, monkeypatch, some_sales):
    app = open_page(monkeypatch, cast.gu, "demand", "measure=customers")
    app.button(key="rows-heat").click()
    run(app)
    assert [row["cells"]["name"]["text"] for row in data(app, "demand-customers-rows")["rows"]] == ["Big", "Small"]


def test_a_bar_of_the_cycles_opens_its_deals(cast, monkeypatch, some_sales):
    app = open_page(monkeypatch, cast.gu, "demand", "category=Machines")
    app.button(key="rows-cycle-won").click()
    run(app)
    assert len(data(app, "report-rows")["rows"]) == 5


def test_the_address_holds_the_filter(cast, monkeypatch, some_sales):
    app = open_page(monkeypatch, cast.eva, "demand", f"owner={cast.wei.user_id}&category=Supplies&measure=quantity&by=category&show=growth")
    assert app.header[0].value.replace("\\", "").startswith("Lin Wei: Supplies in Kent is wanted most this year: 3")
    assert "Nothing sold yet" in words(open_page(monkeypatch, cast.eva, "demand", f"owner={cast.omar.user_id}"))


def test_a_marketer_sees_no_deals_and_hands_nothing_in(cast, monkeypatch, some_sales):
    app = open_page(monkeypatch, cast.mia, "demand")
    assert {button.key for button in app.button if button.key.startswith("rows-")} == {"rows-heat"} and not app.get("download_button")


def test_growth_and_index_are_told_with_their_sign(cast, some_sales):
    def heat(**address):
        return ask(cast.gu, report_content, "demand", address).section("heat").chart

    _drill, oil = heat(show="growth").series
    assert oil.texts == ("new", "-67%") and heat(show="growth").centred
    drill, oil = heat(show="index").series
    assert (drill.texts[0], oil.texts) == ("118", ("29", "500"))
    assert ask(cast.gu, report_content, "demand", {"period": "all", "show": "growth"}).section("heat").table.rows[0][2] == 800_000


def test_a_heat_map_of_changes_runs_from_loss_over_nothing_to_gain(cast, some_sales):
    chart = ask(cast.gu, report_content, "demand", {"show": "growth"}).section("heat").chart
    for dark in (False, True):
        drawn = figure(chart, dark=dark)
        assert drawn.data[0].zmin == -drawn.data[0].zmax
        assert list(drawn.data[1].customdata) == [f"{one.key}:{key}" for one in chart.series for key, value in zip(chart.keys, one.values, strict=True) if value is not None]


def test_an_empty_company_is_told_what_the_report_is_for(cast, monkeypatch):
    assert "Nothing sold yet" in words(open_page(monkeypatch, cast.gu, "demand"))


@pytest.mark.parametrize("measure", ["revenue", "customers"])
def test_a_look_costs_few_statements(sqlite_db, cast, monkeypatch, some_sales, measure):
    open_page(monkeypatch, cast.eva, "demand")
    with statements(sqlite_db) as seen:
        open_page(monkeypatch, cast.eva, "demand", f"period=all&measure={measure}")
    assert len(of_the_page(seen)) <= 12, "\n\n".join(of_the_page(seen))


def test_it_speaks_chinese(cast, monkeypatch, some_sales):
    with database().writing() as session:
        session.execute(update(User).values(locale="zh_Hans"))
        session.commit()
    assert open_page(monkeypatch, cast.gu, "demand").header[0].value.replace("\\", "") == (
        "今年需求最大的是Kent的*Drill* <b>：¥8,000，占总计 80%。:orange[与上年同期相比，Hunan的Oil降幅最大，减少 ¥3,000]。")
