"""The page that says whether the models can be trusted, in each of its states."""
import pytest
from sqlalchemy import insert

from crm_core.errors import Forbidden
from crm_core.run import ask
from crm_core.scoring import score_everybody
from crm_core.value import calibration
from crm_core.value.trust import quality
from crm_core.value.trust_content import MINIMUM
from db.models import ModelRun
from tests.pages import open_page
from tests.submissions.making import submit
from tests.value.test_score_everybody import NOW, company, sell

CHECK = {"from": "2026-05-28", "to": "2026-11-25", "customers": 300, "brier": 0.149, "base_brier": 0.147, "base_rate": 0.18,
         "bins": [[0.1, 0.2, 150], [0.3, 0.16, 150]], "by_orders": [[0, 200, 0.3, 0.4], [7, 100, 2.0, 1.8]], "expected": 260.0, "actual": 260}


def texts(app) -> str:
    return " ".join(one.value for one in (*app.markdown, *app.header))


def test_before_the_first_night_it_says_when_there_will_be_something(sqlite_db, cast, monkeypatch):
    assert ask(cast.eva, quality).purchases is None
    assert "Nothing was computed yet" in texts(open_page(monkeypatch, cast.eva, "model-quality"))


def test_little_history_is_called_little_history(sqlite_db, cast, monkeypatch):
    sell(sqlite_db, [[10], [20]])
    score_everybody()
    shown = texts(open_page(monkeypatch, cast.gu, "model-quality"))
    assert "Not enough data" in shown and "100 customers who ordered" in shown and "Brier" not in shown
    assert not ask(cast.gu, quality).stands


def test_with_signal_it_shows_scores_plot_and_parameters(sqlite_db, cast, monkeypatch):
    sell(sqlite_db, company())
    score_everybody()
    app = open_page(monkeypatch, cast.eva, "model-quality")
    assert "The model knows who orders again" in texts(app) and ask(cast.eva, quality).stands
    assert [one.label for one in app.metric][:3] == ["Brier score", "Orders expected", "Customers checked"]
    assert len(app.get("plotly_chart")) == 2 and "weeks" in " ".join(one.value for one in app.subheader)


def test_without_signal_it_says_so_and_what_happens_instead(sqlite_db, cast, monkeypatch):
    parameters = {"r": 0.3, "alpha": 4.0, "a": 0.8, "b": 2.4, "log_likelihood": -100.0}
    with sqlite_db.writing() as session:
        session.execute(insert(ModelRun), [{"kind": "purchases", "at": NOW, "enough": True, "signal": False, "rows": 300,
                                            "parameters": parameters, "check": CHECK}])
        session.commit()
    shown = texts(open_page(monkeypatch, cast.wei, "model-quality"))
    assert "No signal" in shown and "rhythm of orders" in shown
    assert not ask(cast.wei, quality).stands


def test_the_report_is_handed_in_and_only_the_right_opens_it(db, cast):
    sell(db, company(200))
    score_everybody()
    assert submit(cast.gu, "model-quality", {}, "for the meeting") > 0
    with pytest.raises(Forbidden):
        ask(cast.yan, quality)


def test_the_words_name_the_limits_that_count():
    assert {"customers": calibration.MINIMUM_CUSTOMERS, "repeaters": calibration.MINIMUM_REPEATERS,
            "days": calibration.MINIMUM_DAYS} == MINIMUM
