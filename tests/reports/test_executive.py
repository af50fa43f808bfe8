"""The executive dashboard: the few figures of every report, each as far as the reader may see it."""
from datetime import date

import pytest

from crm_core import clock
from crm_core.errors import Forbidden
from crm_core.reports.executive import ExecutiveFilter, executive, executive_teams
from crm_core.run import ask
from crm_core.submissions.reading import report_content
from db.models import ChurnCase, ForecastSnapshot, Goal
from tests.columnar.build import customer, order, store
from tests.pages import open_page
from tests.pipeline.counting import of_the_page, statements
from tests.reports.build import NOW, write
from tests.submissions.making import submit
from tests.ui.browserless import data


@pytest.fixture
def business(db, cast):
    clock.set_now(NOW)
    _fill(cast)


def _fill(cast) -> None:
    east, west = ({"owner_id": who.user_id, "team_id": who.team_id} for who in (cast.wei, cast.omar))
    order("1", customer("Big", lifecycle="active", **east), ordered_on=date(2026, 11, 3), lines=((None, 1, 60_000, 20_000),), **east)
    order("2", customer("West", lifecycle="lost", **west), ordered_on=date(2026, 10, 3), lines=((None, 1, 30_000, 20_000),), **west)
    write(lambda book: book.deal("wei", value=1_000_000, expected_close=date(2026, 12, 1)))
    goal = {"measure": "order_revenue", "period": "quarter", "starts_on": date(2026, 10, 1), "ends_on": date(2026, 12, 31), "updated_at": NOW}
    store(Goal(target=300_000, **goal), Goal(target=60_000, team_id=cast.gu.team_id, **goal))
    first, second = (customer(f"Risky {n}", **east) for n in (1, 2))
    case = {"risk": 0.5, "risk_by": "rhythm", "updated_at": NOW, "team_id": cast.gu.team_id}
    store(ChurnCase(customer_id=first, warned_on=date(2026, 11, 10), at_risk=400, **case),
          ChurnCase(customer_id=second, warned_on=date(2026, 10, 1), at_risk=300, state="recovered", ended_on=date(2026, 11, 1), **case))
    for team_id, middle in ((None, 900_000), (cast.gu.team_id, 500_000)):
        store(ForecastSnapshot(taken_on=date(2026, 11, 16), team_id=team_id, month=date(2026, 12, 1), low=100_000, middle=middle, high=1_000_000))


def test_an_executive_sees_the_company_against_its_target(cast, business):
    board = ask(cast.eva, executive, ExecutiveFilter())
    assert (board.sales.revenue, board.sales.target) == (90_000, 300_000)
    assert board.sales.gone == pytest.approx(50 / 92)
    assert sum(revenue for _month, revenue, _target in board.sales.months) == 90_000
    assert (board.open.value, board.customers.count, board.forecast.months[0][2]) == (1_000_000, 4, 900_000)
    assert (board.churn.at_risk, board.churn.value, board.churn.month_ago) == (1, 400, 1)


def test_a_manager_sees_the_team(cast, business):
    board = ask(cast.gu, executive, ExecutiveFilter())
    assert (board.sales.revenue, board.sales.target, board.customers.count, board.forecast.months[0][2]) == (60_000, 60_000, 3, 500_000)
    assert ask(cast.walter, executive, ExecutiveFilter()).sales.target is None
    assert ask(cast.walter, executive, ExecutiveFilter(team_id=cast.gu.team_id)).sales.revenue == 0


def test_nobody_sees_what_they_have_no_right_to(cast, business):
    board = ask(cast.yan, executive, ExecutiveFilter())
    assert board.service is not None and (board.sales, board.open, board.customers, board.churn, board.forecast) == (None,) * 5
    with pytest.raises(Forbidden):
        ask(cast.yan, report_content, "executive", {})
    with pytest.raises(Forbidden):
        ask(cast.ada, executive, ExecutiveFilter())


def test_the_sentence_says_when_the_target_is_missed(cast, business):
    assert ask(cast.eva, report_content, "executive", {}).sentence == "¥900 sold this quarter, \x0130% of the target\x02 with 54% of the time gone. 1 customer is in danger of leaving."
    assert ask(cast.gu, report_content, "executive", {}).sentence == "¥600 sold this quarter, 100% of the target with 54% of the time gone. 1 customer is in danger of leaving."


def test_it_can_be_submitted_by_who_may_see_all_of_it(cast, business):
    assert submit(cast.gu, "executive", {}, None)


def test_the_teams_one_may_choose(cast, business):
    assert set(ask(cast.eva, executive_teams).values()) == {"East", "West"}
    assert list(ask(cast.gu, executive_teams).values()) == ["East"]


@pytest.fixture
def november(sqlite_db, cast):
    clock.set_now(NOW)
    _fill(cast)


def test_every_tile_leads_to_its_report_with_the_same_filters(cast, monkeypatch, november):
    app = open_page(monkeypatch, cast.eva, "executive", "period=this_year")
    assert app.header[0].value.replace("\\", "").startswith("¥900 sold this year")
    labels = [metric.label for metric in app.metric]
    assert labels[:3] == ["Sales", "Open, weighted", "Forecast for Dec"]
    links = [(link.proto.page, link.proto.query_string) for link in app.get("page_link") if link.proto.query_string]
    assert {("contribution", "period=this_year"), ("sales", "period=this_year")} <= set(links) and ("pipeline-report", "period=this_year") in links


@pytest.mark.parametrize(("rows", "part", "key", "told"), [
    ("executive-sales", "sold", "2026-10-01", {"West"}), ("executive-sales", "sold", "2026-11-01", {"Big"}), ("composition", "lifecycle", "lost", {"West"}),
    ("churn", "teams", "1", {"Risky 1"}), ("forecast", "forecast", None, {"Deal"}),
])
def test_a_mark_shows_the_rows_behind_it(cast, monkeypatch, november, rows, part, key, told):
    app = open_page(monkeypatch, cast.eva, "executive")
    key = str(cast.gu.team_id) if part == "teams" else key
    app.session_state[f"{rows}.rows"] = (part, "Chart", key, "Mark" if key else None)
    app.run()
    first = "customer" if part == "teams" else "deal" if part == "forecast" else "name"
    cells = [row["cells"][first] for row in data(app, f"{rows}-rows")["rows"]]
    assert not app.exception and {cell["text"] if isinstance(cell, dict) else cell for cell in cells} == told


def test_a_service_agent_sees_only_service(cast, monkeypatch, november):
    app = open_page(monkeypatch, cast.yan, "executive")
    assert "report_submit" not in [button.key for button in app.button]
    assert not app.get("plotly_chart")


def test_a_look_costs_few_statements(sqlite_db, cast, monkeypatch, november):
    open_page(monkeypatch, cast.eva, "executive")
    with statements(sqlite_db) as seen:
        open_page(monkeypatch, cast.eva, "executive", "period=this_year")
    assert len(of_the_page(seen)) <= 12, "\n\n".join(of_the_page(seen))
