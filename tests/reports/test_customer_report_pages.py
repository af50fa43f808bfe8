"""The pages of the contribution and the composition report."""
from datetime import date

import pytest
from sqlalchemy import delete, update

from crm_core import clock
from crm_core.reports.contribution import PARTS
from db.engine import database
from db.models import RoleRight, User
from tests.columnar.build import customer, order, product
from tests.pages import open_page, run
from tests.pipeline.counting import of_the_page, statements
from tests.reports.build import NOW
from tests.ui.browserless import data


@pytest.fixture(autouse=True)
def november(sqlite_db):
    clock.set_now(NOW)


@pytest.fixture
def some_sales(cast):
    mine = {"owner_id": cast.wei.user_id, "team_id": cast.wei.team_id}
    drill = product("Drill", category="Machines")
    for name, amount in (("*Big* <b>", 800_000), ("Small", 100_000)):
        key = customer(name, grade="vip", region="Kent", lifecycle="active", **mine)
        order(name, key, ordered_on=date(2026, 11, 2), lines=((drill, 1, amount, amount // 2),), **mine)


def words(app) -> str:
    return " ".join(element.value for element in [*app.header, *app.subheader, *app.markdown]).replace("\\", "")


def test_contribution_answers_on_top_and_every_chart_has_its_rows(cast, monkeypatch, some_sales):
    app = open_page(monkeypatch, cast.gu, "contribution")
    assert app.header[0].value.replace("\\", "") == "Customers brought ¥9,000 this year. :orange[One customer alone brings 89%]."
    assert [metric.label for metric in app.metric] == ["Revenue", "Margin", "Customers who bought", "Bring 80% of the revenue"]
    assert {button.key for button in app.button if button.key.startswith("rows-")} == {f"rows-{part}" for part in PARTS}
    assert {button.key for button in app.get("download_button")} == {"report_pdf", "report_xlsx"} | {f"excel-card-{part}" for part in PARTS}


def test_who_may_not_export_sees_the_rows_without_their_excel(cast, monkeypatch, some_sales):
    with database().writing() as session:
        session.execute(delete(RoleRight).where(RoleRight.right == "customers:export"))
        session.commit()
    app = open_page(monkeypatch, cast.gu, "contribution")
    assert {button.key for button in app.get("download_button")} == {"report_pdf", "report_xlsx"}
    app.button(key="rows-grade").click()
    run(app)
    assert len(data(app, "contribution-rows")["rows"]) == 2
    assert {button.key for button in app.get("download_button")} == {"report_pdf", "report_xlsx"}


def test_the_rows_of_contribution_open_in_a_dialog(cast, monkeypatch, some_sales):
    app = open_page(monkeypatch, cast.gu, "contribution")
    app.button(key="rows-grade").click()
    run(app)
    assert "2 customers" in words(app)
    assert [row["cells"]["name"] for row in data(app, "contribution-rows")["rows"]] == ["*Big* <b>", "Small"]


def test_the_address_holds_the_filter(cast, monkeypatch, some_sales):
    app = open_page(monkeypatch, cast.eva, "contribution", f"period=all&owner={cast.wei.user_id}&category=Machines&region=Kent")
    assert app.header[0].value.replace("\\", "").startswith("Lin Wei: Customers brought ¥9,000 so far.")
    assert "Nothing sold yet" in words(open_page(monkeypatch, cast.eva, "contribution", "region=Hunan"))


def test_composition_answers_on_top_and_opens_its_rows(cast, monkeypatch, some_sales):
    app = open_page(monkeypatch, cast.gu, "composition")
    assert app.header[0].value.replace("\\", "").startswith("2 customers, 2 of them active; 2 came this year, 0 were lost.")
    app.button(key="rows-missing").click()
    run(app)
    assert [row["cells"]["name"]["text"] for row in data(app, "composition-rows")["rows"]] == ["*Big* <b>", "Small"]


def test_an_empty_company_is_told_what_the_reports_are_for(cast, monkeypatch):
    assert "Nothing sold yet" in words(open_page(monkeypatch, cast.gu, "contribution"))
    assert "No customers here yet" in words(open_page(monkeypatch, cast.gu, "composition"))


@pytest.mark.parametrize("url", ["contribution", "composition"])
def test_a_look_costs_few_statements(sqlite_db, cast, monkeypatch, some_sales, url):
    open_page(monkeypatch, cast.eva, url)
    with statements(sqlite_db) as seen:
        open_page(monkeypatch, cast.eva, url, "period=all")
    assert len(of_the_page(seen)) <= 12, "\n\n".join(of_the_page(seen))


def test_they_speak_chinese(cast, monkeypatch, some_sales):
    with database().writing() as session:
        session.execute(update(User).values(locale="zh_Hans"))
        session.commit()
    assert open_page(monkeypatch, cast.gu, "contribution").header[0].value.replace("\\", "") == "今年客户贡献收入 ¥9,000。:orange[单一客户贡献了 89%]。"
    assert open_page(monkeypatch, cast.gu, "composition").header[0].value.replace("\\", "").startswith("共有客户 2 家，其中活跃 2 家；今年新增 2 家，流失 0 家。")
