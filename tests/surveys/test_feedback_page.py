"""What was answered, on screen."""
from datetime import timedelta

import pytest

from crm_core import clock
from crm_core.access.actor import SYSTEM
from crm_core.errors import Forbidden
from crm_core.run import act, ask
from crm_core.surveys.answering import answer_survey
from crm_core.surveys.exports import export_feedback
from crm_core.surveys.feedback import feedback, feedback_agents, feedback_summary
from crm_core.surveys.schemas import FeedbackFilter, SurveyAnswer
from tests.pages import open_page
from tests.pipeline.counting import of_the_page, statements
from tests.surveys.helpers import reachable, resolved, surveys
from tests.ui.browserless import data


def answered(db, cast, *scores: int | None) -> None:
    """A survey each; None does not answer."""
    reachable(db)
    for score in scores:
        resolved(db, cast.yan)
        if score:
            act(SYSTEM, answer_survey, surveys(db)[-1].id, SurveyAnswer(score=score, comment=f"<b>{score}</b>"))


def test_the_figures_are_those_of_the_answers(db, cast):
    answered(db, cast, 5, 4, 1, None)
    found = ask(cast.eva, feedback_summary, FeedbackFilter())
    assert (found.asked, found.answered, found.waiting, found.scores) == (4, 3, 1, (1, 0, 0, 1, 1))
    assert abs(found.average - 10 / 3) < 1e-9
    clock.set_now(clock.now() + timedelta(days=15))
    assert ask(cast.eva, feedback_summary, FeedbackFilter()).waiting == 0
    assert [row.expired for row in ask(cast.eva, feedback, FeedbackFilter(states=("expired",)))] == [True]


def test_the_list_is_filtered_and_begins_with_the_last_answer(db, cast):
    answered(db, cast, 5, None, 2)
    assert {row.score for row in ask(cast.eva, feedback, FeedbackFilter())[:2]} == {2, 5}
    assert [row.score for row in ask(cast.eva, feedback, FeedbackFilter(scores=(2,)))] == [2]
    assert [row.score for row in ask(cast.eva, feedback, FeedbackFilter(states=("waiting",)))] == [None]
    assert ask(cast.eva, feedback_agents) == {cast.yan.user_id: "He Yan"}
    assert ask(cast.eva, feedback, FeedbackFilter(agents=(cast.wei.user_id,))) == ()
    today = clock.now().date()
    assert ask(cast.eva, feedback, FeedbackFilter(sent_from=today + timedelta(days=2))) == ()
    assert len(ask(cast.eva, feedback, FeedbackFilter(sent_from=today - timedelta(days=1), sent_to=today + timedelta(days=1)))) == 3


def test_a_team_sees_only_its_own(db, cast):
    answered(db, cast, 5)
    assert ask(cast.walter, feedback, FeedbackFilter()) == ()
    assert ask(cast.walter, feedback_summary, FeedbackFilter()).asked == 0


def test_the_page_tells_the_answer_and_shows_comments_letter_by_letter(sqlite_db, cast, monkeypatch):
    answered(sqlite_db, cast, 5, 1)
    app = open_page(monkeypatch, cast.eva, "feedback")
    assert [h.value for h in app.header] == ["50% of 2 who answered are satisfied"]
    rows = data(app, "feedback_table")["rows"]
    assert {row["cells"]["comment"]["text"] for row in rows} == {"<b>5</b>", "<b>1</b>"}
    app = open_page(monkeypatch, cast.eva, "feedback", "score=1&sent_from=2999-01-01")
    assert any("No survey matches" in m.value for m in app.markdown)


def test_the_list_is_taken_out_by_who_may_export(db, cast):
    answered(db, cast, 5, 1)
    made = act(cast.eva, export_feedback, FeedbackFilter(scores=(1,)), ("number", "score", "comment"), "csv")
    assert made.rows == 1 and "<b>1</b>" in made.content.decode("utf-8-sig")
    assert act(cast.gu, export_feedback, FeedbackFilter()).rows == 0
    with pytest.raises(Forbidden):
        act(cast.yan, export_feedback, FeedbackFilter())


def test_before_anybody_was_asked_it_says_when_that_is(sqlite_db, cast, monkeypatch):
    app = open_page(monkeypatch, cast.eva, "feedback")
    assert any("Nobody was asked yet" in m.value for m in app.markdown)


def test_the_page_takes_at_most_twelve_statements(sqlite_db, cast, monkeypatch):
    answered(sqlite_db, cast, 5, 1, None)
    with statements(sqlite_db) as seen:
        open_page(monkeypatch, cast.eva, "feedback")
    assert len(of_the_page(seen)) <= 12
