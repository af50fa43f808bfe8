"""How each person did."""
import pytest

from crm_core.errors import Forbidden
from crm_core.forecast.performance import performance
from crm_core.run import ask
from tests.goals.making import person, put, stop_clock
from tests.pages import open_page
from tests.pipeline.counting import statements
from tests.reports.build import write


@pytest.fixture(autouse=True)
def november():
    stop_clock()


def made(book) -> None:
    book.deal("wei", opened="2026-10-01", won="2026-11-05", value=700_00)
    book.deal("wei", opened="2026-10-01", lost="2026-11-05")
    book.deal("min", opened="2026-10-15", won="2026-11-04", value=300_00)
    book.deal("gu", opened="2026-10-15", won="2026-11-04", value=100_00)
    book.deal("omar", opened="2026-10-15", won="2026-11-04", value=900_00)


def test_people_stand_beside_target_and_median(db, cast):
    write(made)
    put(cast.gu, person(cast.wei), 1_400_00)
    found = ask(cast.gu, performance, "month")
    assert [one.name for one in found.people] == ["Lin Wei", "Zhao Min", "Gu Lan"]
    wei = found.people[0]
    assert (wei.values["won_value"], wei.values["win_rate"], wei.values["cycle"], wei.target) == (700_00, 50, 35, 1_400_00)
    assert found.medians[cast.gu.team_id]["won_value"] == 300_00
    assert ask(cast.gu, performance, "month", 1).people[0].values == {}


def test_a_seller_sees_the_own_figures_and_the_median_only(db, cast):
    write(made)
    found = ask(cast.wei, performance, "month")
    assert [one.name for one in found.people] == ["Lin Wei"]
    assert set(found.medians) == {cast.wei.team_id} and found.medians[cast.wei.team_id]["won_value"] == 300_00
    assert ask(cast.omar, performance, "month").medians[cast.omar.team_id] == {}  # of two the median would tell on the other
    with pytest.raises(Forbidden):
        ask(cast.mia, performance)


def test_it_costs_few_statements(db, cast):
    write(made)
    eva = cast.eva
    with statements(db) as seen:
        assert "Omar Haddad" in [one.name for one in ask(eva, performance, "year").people]
    assert len(seen) <= 5


def test_the_page_names_the_best(sqlite_db, cast, monkeypatch):
    write(made)
    app = open_page(monkeypatch, cast.eva, "performance", "period=month")
    assert not app.exception and "Omar Haddad won most" in app.header[0].value
    app = open_page(monkeypatch, cast.eva, "performance", "period=month&back=2")
    assert not app.exception and not app.header
