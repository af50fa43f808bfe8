"""The page of sales by everything."""
import io
from datetime import date, timedelta

import pytest
from pypdf import PdfReader
from sqlalchemy import update

from crm_core import clock
from crm_core.printing.pdf import pdf
from crm_core.reports.sales_filter import DIMENSIONS, MEASURES
from crm_core.run import ask
from crm_core.submissions.reading import report_content
from db.engine import database
from db.models import User
from tests.columnar.build import customer, order, product
from tests.pages import open_page, run
from tests.pipeline.counting import of_the_page, statements
from tests.reports.build import NOW
from tests.ui.browserless import data

TURN = date(2026, 6, 1)
EVERYTHING = f"by=category&with=month&measure=margin&against=before&period=this_quarter&turn={TURN}&weeks=8&season=1"


@pytest.fixture(autouse=True)
def november(sqlite_db):
    clock.set_now(NOW)


@pytest.fixture
def some_sales(cast):
    mine = {"owner_id": cast.wei.user_id, "team_id": cast.wei.team_id}
    drill, oil = product("*Drill* <b>", category="Machines"), product("Oil", category="Supplies")
    key = customer("*Big* <b>", grade="vip", region="Kent", **mine)
    for place in range(-80, 24):
        lines = ((drill, 1, 60_000 + 1_000 * (place % 5) + (200_000 if place >= 0 else 0), 30_000), (oil, 2, 10_000, 2_000))
        order(f"S{place}", key, ordered_on=TURN + timedelta(days=7 * place), lines=lines, **mine)
    order("West", None, ordered_on=date(2026, 11, 2), lines=((oil, 1, 900_000, 1_000),), owner_id=cast.omar.user_id, team_id=cast.omar.team_id)


def words(app) -> str:
    return " ".join(element.value for element in [*app.header, *app.subheader, *app.markdown]).replace("\\", "")


def speak_chinese() -> None:
    with database().writing() as session:
        session.execute(update(User).values(locale="zh_Hans"))
        session.commit()


def test_it_answers_on_top_and_every_chart_has_its_rows(cast, monkeypatch, some_sales):
    app = open_page(monkeypatch, cast.gu, "sales", f"by=category&with=month&turn={TURN}")
    assert app.header[0].value.replace("\\", "").startswith("Revenue this year: ¥80.4K, 143% more than on the same days a year before. The most came from Machines: 94%.")
    assert "From 1 Jun on, revenue a day went from ¥103.19 to ¥388.24: +¥285.05 (+276%), with 95% confidence between +¥283.41 and +¥286.70." in words(app)
    assert [metric.label for metric in app.metric] == ["Revenue", "Margin", "Orders", "Average order"]
    parts = ("parts", "growth", "crossed", "weeks", "change")
    assert {button.key for button in app.button if button.key.startswith("rows-")} == {f"rows-{part}" for part in parts}
    assert {button.key for button in app.get("download_button")} == {"report_pdf", "report_xlsx"} | {f"excel-card-{part}" for part in parts}


def test_the_orders_behind_a_chart_open_in_a_dialog(cast, monkeypatch, some_sales):
    app = open_page(monkeypatch, cast.gu, "sales", "by=category")
    app.button(key="rows-parts").click()
    run(app)
    assert "45 orders, ¥80,400" in words(app)
    rows = data(app, "sales-rows")["rows"]
    assert len(rows) == 20 and rows[0]["cells"]["customer"]["text"] == "*Big* <b>" and rows[0]["href"].startswith("/order?id=")


def test_a_choice_changes_the_address_and_the_charts(cast, monkeypatch, some_sales):
    app = open_page(monkeypatch, cast.eva, "sales")
    box = next(one for one in app.selectbox if one.label == "Cut by")
    box.set_value("team")
    run(app)
    assert app.query_params["by"] == "team"
    assert "Revenue by team" in words(app) and "Growth by team" in words(app)


def test_a_day_is_chosen_and_cleared(cast, monkeypatch, some_sales):
    app = open_page(monkeypatch, cast.gu, "sales", "by=product")
    assert "Choose a day" in words(app)
    app.date_input(key="sales-turn-None").set_value(TURN)
    run(app)
    assert app.query_params["turn"] == TURN.isoformat() and "Revenue a day, before and after 1 Jun" in words(app)
    app.toggle(key="sales-season-False").set_value(True)
    run(app)
    assert app.query_params["season"] == "1" and "instead of the" in words(app)
    app.button(key="no_turn").click()
    run(app)
    assert "turn" not in app.query_params and "Choose a day" in words(app)


@pytest.mark.parametrize("by", DIMENSIONS)
def test_every_dimension_is_drawn_and_printed_in_both_languages(cast, monkeypatch, some_sales, by):
    address = {"by": by, "with": "region" if by != "region" else "month", "turn": TURN.isoformat()}
    english = ask(cast.eva, report_content, "sales", address)
    speak_chinese()
    chinese = ask(cast.eva, report_content, "sales", address)
    assert [section.key for section in english.sections] == [section.key for section in chinese.sections]
    assert english.sentence != chinese.sentence and "sales" not in chinese.title.casefold()
    for content in (english, chinese):
        assert content.title in " ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf(content))).pages)
    open_page(monkeypatch, cast.eva, "sales", "&".join(f"{name}={value}" for name, value in address.items()))


@pytest.mark.parametrize("measure", MEASURES)
def test_every_measure_is_drawn(cast, monkeypatch, some_sales, measure):
    app = open_page(monkeypatch, cast.eva, "sales", f"by=product&with=team&measure={measure}&turn={TURN}")
    assert not app.error
    assert {button.key for button in app.button if button.key.startswith("rows-")} >= {"rows-parts", "rows-growth", "rows-crossed", "rows-weeks"}


def test_a_rival_team_is_not_told_of(cast, monkeypatch, some_sales):
    assert "Omar" not in words(open_page(monkeypatch, cast.gu, "sales", f"by=owner&owner={cast.omar.user_id}"))
    app = open_page(monkeypatch, cast.gu, "sales", "by=owner")
    assert "¥80.4K" in words(app) and "Omar" not in words(app)


def test_an_empty_company_is_told_what_the_report_is_for(cast, monkeypatch):
    app = open_page(monkeypatch, cast.gu, "sales")
    assert "Nothing sold yet" in words(app) and "This report shows what was sold" in words(app)


@pytest.mark.parametrize("query", ["", EVERYTHING])
def test_a_look_costs_few_statements(sqlite_db, cast, monkeypatch, some_sales, query):
    open_page(monkeypatch, cast.eva, "sales")
    with statements(sqlite_db) as seen:
        open_page(monkeypatch, cast.eva, "sales", query)
    assert len(of_the_page(seen)) <= 12, "\n\n".join(of_the_page(seen))


def test_it_speaks_chinese(cast, monkeypatch, some_sales):
    speak_chinese()
    assert open_page(monkeypatch, cast.gu, "sales", "by=category").header[0].value.replace("\\", "") == "今年销售收入 ¥8.04 万，比上一年同期增长 143%。占比最高：Machines，94%。下降最多：Supplies，-¥100。"
