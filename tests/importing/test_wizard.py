"""The wizard, step by step, without a browser."""
import pytest
from sqlalchemy import func, select

from crm_core import jobs
from crm_core.importing import runs, worker
from crm_core.importing.queries import import_run
from crm_core.run import ask
from db.models import Customer, User
from tests.importing.steps import done, opened
from tests.importing.test_import_customers import LIST
from tests.pages import open_page, run

TITLE = "Import customers"


@pytest.fixture(autouse=True)
def at_once(monkeypatch):
    """The worker does its work before the page goes on."""
    monkeypatch.setattr(jobs, "wake", lambda _key: worker.run_waiting())


def page(monkeypatch, actor, run_id: int, step: str = ""):
    return open_page(monkeypatch, actor, "import", f"run={run_id}" + (f"&step={step}" if step else ""))


def said(app) -> str:
    return " ".join(element.value for element in [*app.markdown, *app.header, *app.subheader]).replace("\\", "")


def test_a_file_becomes_an_import(sqlite_db, cast, monkeypatch):
    app = open_page(monkeypatch, cast.ada, "import")
    app.file_uploader(key="import_file").upload("list.csv", LIST.encode("gb18030"), "text/csv")
    run(app)
    app.button(key="import_open").click()
    run(app)
    assert TITLE in said(app) and "GB18030" in said(app)
    assert app.query_params["run"] in ("1", ["1"])


def test_what_is_no_table_gets_one_sentence(sqlite_db, cast, monkeypatch):
    app = open_page(monkeypatch, cast.ada, "import")
    app.file_uploader(key="import_file").upload("list.csv", b"%PDF-1.7", "text/csv")
    run(app)
    app.button(key="import_open").click()
    run(app)
    assert [error.value for error in app.error] == ["This is a PDF. Ask for the list as CSV or XLSX."]


def test_headings_can_be_changed(sqlite_db, cast, monkeypatch):
    run_id = opened(cast.ada, LIST)
    app = page(monkeypatch, cast.ada, run_id)
    assert "7 of 7 columns are matched." in said(app)
    app.selectbox(key=f"import_field_{run_id}_2").set_value("region")
    run(app)
    assert ask(cast.ada, import_run, run_id).mapping.columns["城市"] == "region"
    app.selectbox(key=f"import_field_{run_id}_0").set_value("")
    run(app)
    assert app.button(key="import_next").disabled
    assert "One is missing" in said(app)


def test_from_values_to_the_result_and_back(sqlite_db, cast, monkeypatch):
    run_id = opened(cast.ada, LIST)
    app = page(monkeypatch, cast.ada, run_id, "values")
    app.selectbox(key=f"import_value_{run_id}_grade_重点").set_value("vip")
    run(app)
    app.button(key="import_next").click()
    run(app)
    assert "3 of 5 rows can be imported: 3 new, 0 to update; 2 need you." in said(app)
    frame = app.dataframe[0].value
    assert list(frame["row"]) == [2, 3, 4, 5, 6]
    assert app.button(key="import_begin").label == "Import 3 rows"
    app.button(key="import_begin").click()
    run(app)
    assert "3 customers are in" in said(app)
    assert [metric.value for metric in app.metric] == ["3", "0", "0", "2"]
    with sqlite_db.reading() as session:
        assert session.scalar(select(func.count()).select_from(Customer)) == 3


def test_a_question_nobody_else_can_answer_is_asked(sqlite_db, cast, monkeypatch):
    run_id = opened(cast.ada, "opportunity name,stage,close date\nA,Won,01/02/2019\n", kind="opportunities")
    app = page(monkeypatch, cast.ada, run_id)
    assert "Day or month first?" in said(app)
    next(group for group in app.get("button_group") if group.key == f"import_ask_{run_id}_2").set_value("dmy")
    run(app)
    assert ask(cast.ada, import_run, run_id).mapping.dates == {"close date": "dmy"}
    assert "read day first" in said(app)


def test_a_chinese_manager_reads_chinese(sqlite_db, cast, monkeypatch):
    with sqlite_db.writing() as session:
        session.scalars(select(User).where(User.email == "gu@example.com")).one().locale = "zh_Hans"
        session.commit()
    run_id = opened(cast.gu, LIST)
    done(cast.gu, run_id, runs.CHECK)
    app = page(monkeypatch, cast.gu, run_id, "preview")
    assert "导入客户" in said(app) and "5 行中 2 行可导入" in said(app)
    assert "电话只有 7 位，缺区号。" in list(app.dataframe[0].value["why"])


def test_somebody_elses_import_is_not_found(sqlite_db, cast, monkeypatch):
    run_id = opened(cast.wei, "name\nAcme\n")
    app = page(monkeypatch, cast.min, run_id)
    assert len(app.warning) == 1 and "Acme" not in said(app)


def test_hostile_headings_and_cells_stay_text(sqlite_db, cast, monkeypatch):
    run_id = opened(cast.ada, "name,**bold** <b>x</b> [a](http://x)\n![i](http://y) :red[x],<script>\n")
    app = page(monkeypatch, cast.ada, run_id)
    shown = [element.value for element in app.markdown]
    assert not any("](http" in text or "**bold** <b>" in text for text in shown)
