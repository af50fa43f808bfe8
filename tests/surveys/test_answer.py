"""Answering a survey from outside."""
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import select

from crm_core import clock
from crm_core.access.actor import SYSTEM
from crm_core.access.signing import signed
from crm_core.errors import Conflict
from crm_core.run import act
from crm_core.surveys.answering import answer_survey
from crm_core.surveys.schemas import SurveyAnswer
from db.models import Event, Notification
from tests.outside import visitor
from tests.surveys.helpers import link, reachable, resolved, surveys, tasks, ticket

XSS = "<script>alert(1)</script><img src=x onerror=alert(2)>"


@pytest.fixture
def asked(db, cast):
    reachable(db)
    resolved(db, cast.yan)
    return db


def test_looking_asks_and_only_sending_stores(asked):
    browser = visitor()
    for _scanner in range(3):
        page = browser.get(link(asked), params={"score": "5"})
        assert page.status_code == 200 and "How satisfied are you" in page.text
        assert "set-cookie" not in page.headers
    assert surveys(asked)[0].answered_at is None
    page = browser.post(link(asked), data={"score": "5", "comment": "Quick help"})
    assert page.status_code == 200 and "Thank you" in page.text
    (survey,) = surveys(asked)
    assert (survey.score, survey.comment, ticket(asked, 1).satisfaction) == (5, "Quick help", 5)
    assert tasks(asked) == []


def test_what_the_mail_suggests_is_chosen_already(asked):
    assert 'value="4" required checked' in visitor().get(link(asked) + "?score=4").text


def test_the_page_speaks_the_ticket_s_language_and_the_one_asked_for(db, cast):
    reachable(db)
    resolved(db, cast.yan, locale="zh_Hans", subject="漏水")
    assert "您对我们的服务满意吗" in visitor().get(link(db)).text
    assert "How satisfied" in visitor().get(link(db) + "?lang=en").text


def test_a_second_answer_changes_nothing(asked):
    visitor().post(link(asked), data={"score": "4"})
    page = visitor().post(link(asked), data={"score": "1", "comment": "no!"})
    assert "answered already" in page.text
    assert (surveys(asked)[0].score, surveys(asked)[0].comment) == (4, None)


def test_of_two_answers_at_once_one_is_stored(asked):
    def answer(score: int) -> bool:
        try:
            act(SYSTEM, answer_survey, 1, SurveyAnswer(score=score))
        except Conflict:
            return False
        return True

    with ThreadPoolExecutor(4) as pool:
        stored = list(pool.map(answer, (5, 4, 3, 5)))
    assert sum(stored) == 1 and surveys(asked)[0].score == (5, 4, 3, 5)[stored.index(True)]
    clock.set_now(clock.now() + timedelta(days=15))
    assert not answer(5)


def test_an_expired_link_says_so_and_stores_nothing(asked):
    clock.set_now(clock.now() + timedelta(days=14, minutes=1))
    for page in (visitor().get(link(asked)), visitor().post(link(asked), data={"score": "5"})):
        assert page.status_code == 410 and "expired" in page.text
    assert surveys(asked)[0].answered_at is None


def test_forged_links_are_all_the_same_to_us(asked):
    good = link(asked)
    other = "/p/survey/" + signed("unsubscribe", 1)
    nobody = "/p/survey/" + signed("survey", 4711)
    changed = good[:-9] + ("a" if good[-9] != "a" else "b") + good[-8:]
    for path in (changed, other, nobody, "/p/survey/1", "/p/survey/" + signed("survey", "1 OR 1=1")):
        for page in (visitor().get(path), visitor().post(path, data={"score": "1"})):
            assert page.status_code == 404 and "not valid" in page.text
    assert surveys(asked)[0].answered_at is None


@pytest.mark.parametrize("score", ["", "0", "6", "five", "-1", "99", "５"])
def test_another_score_is_refused_and_the_comment_kept(asked, score):
    page = visitor().post(link(asked), data={"score": score, "comment": "Keep <b>me</b>"})
    assert page.status_code == 422 and "Please choose one of the five" in page.text
    assert "Keep &lt;b&gt;me&lt;/b&gt;" in page.text
    assert surveys(asked)[0].answered_at is None


def test_html_is_inert_everywhere(db, cast):
    reachable(db)
    resolved(db, cast.yan, subject=XSS, requester_name=XSS)
    page = visitor().get(link(db))
    assert "<script>alert" not in page.text and "<img src=x" not in page.text
    assert "default-src 'none'" in page.headers["content-security-policy"]
    visitor().post(link(db), data={"score": "3", "comment": XSS})
    assert surveys(db)[0].comment == XSS


def test_a_low_score_becomes_a_task_of_the_agent_s_manager(db, cast):
    reachable(db)
    resolved(db, cast.gu, owner_id=cast.gu.user_id)
    visitor().post(link(db), data={"score": "2", "comment": "Slow"})
    (task,) = tasks(db)
    assert task.owner_id == cast.gu.user_id and "2 of 5" in task.title and task.due_at > clock.now()
    with db.reading() as session:
        notice = session.scalars(select(Notification).where(Notification.kind == "survey.low")).one()
        assert (notice.user_id, notice.params["score"]) == (cast.gu.user_id, 2)
        told = session.scalars(select(Event).where(Event.kind == "survey.answered")).one()
    assert (told.subject_type, told.subject_id, told.user_id) == ("ticket", 1, None)


def test_without_a_manager_in_the_team_it_is_whoever_assigns_all(asked, cast):
    visitor().post(link(asked), data={"score": "1"})
    (task,) = tasks(asked)
    assert task.owner_id == cast.yan.user_id  # He Yan has no team and is the only one who assigns all


def test_the_limit_of_low_is_a_setting(db, cast):
    reachable(db, survey_low=3)
    resolved(db, cast.yan)
    visitor().post(link(db), data={"score": "3"})
    assert len(tasks(db)) == 1


def test_a_large_post_is_refused_before_it_is_read(asked):
    page = visitor().post(link(asked), data={"score": "5", "comment": "x" * 100_000})
    assert page.status_code == 413 and surveys(asked)[0].answered_at is None


def test_a_flood_is_slowed_down(asked):
    browser = visitor()
    codes = [browser.post(link(asked), data={"score": "9"}).status_code for _n in range(22)]
    assert codes[:20] == [422] * 20 and codes[20:] == [429] * 2
    assert visitor("203.0.113.8").post(link(asked), data={"score": "5"}).status_code == 200
