"""The page of the pipeline report."""
import pytest
from sqlalchemy import event

from crm_core import clock
from db.engine import database
from tests.pages import open_page, run
from tests.reports.build import NOW, write


@pytest.fixture(autouse=True)
def november(sqlite_db):
    clock.set_now(NOW)


@pytest.fixture
def some_deals():
    def make(book):
        customer = book.customer("Harbour & Sons", region="Kent")
        book.deal("wei", won="2026-11-02", value=1_000_000, customer_id=customer.id)
        book.deal("min", won="2026-08-02", opened="2026-07-02", value=500_000)
        book.deal("omar", lost="2026-11-03")

    write(make)


def words(app) -> str:
    return " ".join(element.value for element in [*app.header, *app.subheader, *app.markdown])


def test_the_answer_stands_on_top(cast, monkeypatch, some_deals):
    app = open_page(monkeypatch, cast.gu, "pipeline-report")
    assert app.header[0].value.startswith("¥10K won this quarter, 100% more than on the same days of last quarter")
    assert [metric.label for metric in app.metric] == ["Won", "Win rate", "Median cycle", "Open, weighted"]
    assert app.metric[0].delta == "+100%"


def test_every_chart_has_its_rows_and_a_manager_the_excel(cast, monkeypatch, some_deals):
    app = open_page(monkeypatch, cast.gu, "pipeline-report")
    shown = [button.key for button in app.button if button.key.startswith("rows-")]
    assert shown == ["rows-funnel", "rows-months", "rows-owners", "rows-cycle", "rows-regions"]
    assert len(app.get("download_button")) == 5 + 2
    assert len(app.get("plotly_chart")) == 5


def test_rows_open_in_a_dialog(cast, monkeypatch, some_deals):
    app = open_page(monkeypatch, cast.gu, "pipeline-report")
    app.button(key="rows-owners").click()
    run(app)
    assert "1 deal, ¥10,000" in words(app).replace("\\", "")


def test_the_address_holds_the_filter(cast, monkeypatch, some_deals):
    app = open_page(monkeypatch, cast.eva, "pipeline-report", f"period=all&owner={cast.min.user_id}")
    assert app.header[0].value.replace("\\", "") == "Zhao Min: ¥5,000 won so far."


def test_an_empty_report_says_what_to_do(cast, monkeypatch):
    app = open_page(monkeypatch, cast.gu, "pipeline-report")
    assert "No deals here yet" in words(app)
    assert "Show all time" in [button.label for button in app.button]


def test_it_is_not_there_for_a_seller(cast, monkeypatch):
    app = open_page(monkeypatch, cast.wei, "pipeline-report")
    assert "report_filters" not in str(app.main) and not app.get("plotly_chart")


def test_names_of_users_are_never_markup(cast, monkeypatch):
    write(lambda book: setattr(book.user("min"), "name", ":red[*x*]<b>"))
    write(lambda book: book.deal("min", won="2026-11-02"))
    app = open_page(monkeypatch, cast.eva, "pipeline-report", f"owner={cast.min.user_id}")
    assert "\\:red\\[\\*x\\*\\]\\<b\\>" in app.header[0].value


def test_it_takes_no_more_than_twelve_statements(cast, monkeypatch, some_deals):
    eva = cast.eva
    open_page(monkeypatch, eva, "pipeline-report", f"owner={cast.min.user_id}")
    asked = []
    event.listen(database().reader, "before_cursor_execute", lambda *args: asked.append(args[2]))
    open_page(monkeypatch, eva, "pipeline-report")
    statements = [sql for sql in asked if not sql.startswith("BEGIN")]
    assert len(statements) <= 11, "\n\n".join(statements)  # and one for the session of a real browser


def test_it_speaks_chinese(cast, monkeypatch, some_deals):
    write(lambda book: setattr(book.user("gu"), "locale", "zh_Hans"))
    app = open_page(monkeypatch, cast.gu, "pipeline-report")
    assert app.header[0].value.replace("\\", "") == "本季度赢单 ¥1 万，比上季度同期多 100%。"
