"""What is asked again and again becomes an article."""
from datetime import timedelta

import pytest
from sqlalchemy import select

from crm_core import clock
from crm_core.errors import Conflict, Forbidden, NotFound
from crm_core.jobs.schedule import repeated_questions
from crm_core.knowledge.commands import delete_article, restore_article
from crm_core.knowledge.queries import article
from crm_core.knowledge.questions import (
    count_questions,
    dismiss_question,
    draft_article,
    questions,
    reopen_question,
    tickets_behind,
)
from crm_core.run import act, ask
from db.models import Ticket, TicketMessage
from tests.knowledge.helpers import asked
from tests.pipeline.counting import statements

FILTERS = (
    ("How do I replace the filter?", "Hello, I want to replace the filter of my purifier. How is it done?"),
    ("Replacing the filter", "Please tell me how to replace the filter in the purifier"),
    ("Filter replacement", "How can I replace the purifier's filter myself?"),
)
INVOICES = (
    ("发票抬头开错了", "你好，上个月的发票抬头开错了，能重新开吗？"),
    ("发票抬头错误", "我们的发票抬头开错，请重新开一张"),
    ("重开发票", "发票抬头开错了，需要重新开发票"),
)
OTHERS = (
    ("The pump is noisy", "Since Monday the pump makes a grinding noise at night."),
    ("Delivery to Suzhou", "When will order 4711 arrive in Suzhou?"),
    ("E5 on the display", "The display shows E5 and nothing else works."),
    ("安装时间", "请问安装师傅什么时候上门？"),
    ("压力不足", "出水压力不足，水流很小。"),
)


@pytest.fixture
def desk(db):
    """Two questions, asked three times each, among others."""
    for subject, said in FILTERS + INVOICES + OTHERS:
        asked(db, subject, said)
    return db


def test_tickets_that_read_alike_are_one_question_in_both_languages(desk, cast):
    assert repeated_questions() == {"questions": 2, "tickets": 6}
    found = ask(cast.yan, questions)
    assert [(q.count, q.recent, q.locale) for q in found] == [(3, 3, "en"), (3, 3, "zh_Hans")]
    behind = {ticket.subject for ticket in ask(cast.yan, tickets_behind, found[1].id)}
    assert behind == {subject for subject, _said in INVOICES}


def test_a_second_run_finds_nothing_new_and_counts_new_tickets(desk, cast):
    repeated_questions()
    assert repeated_questions() == {"questions": 0, "tickets": 0}
    asked(desk, "replace filter", "how to replace the filter of the purifier")
    assert repeated_questions() == {"questions": 0, "tickets": 1}
    assert ask(cast.yan, questions)[0].count == 4


def test_two_tickets_are_no_question_yet_and_old_ones_do_not_count(db, cast):
    long_ago = clock.now() - timedelta(days=91)
    asked(db, *FILTERS[0], opened_at=long_ago)
    for subject, said in FILTERS[1:]:
        asked(db, subject, said)
    assert repeated_questions()["questions"] == 0


def test_how_often_in_30_days_is_told_apart(db, cast):
    for days, (subject, said) in zip((60, 40, 2), FILTERS, strict=True):
        asked(db, subject, said, opened_at=clock.now() - timedelta(days=days))
    repeated_questions()
    assert [(q.count, q.recent) for q in ask(cast.yan, questions)] == [(3, 1)]


def test_the_draft_is_the_answer_that_pleased_most(desk, cast):
    with desk.writing() as session:
        first, second, third = session.scalars(select(Ticket).where(Ticket.subject.in_([s for s, _t in FILTERS])).order_by(Ticket.id))
        first.satisfaction, second.satisfaction = 2, 5
        for ticket, text in ((first, "No idea, sorry. " * 9), (second, "Close the valve and unscrew the housing."), (third, "Hm.")):
            session.add(TicketMessage(ticket_id=ticket.id, direction="out", channel="email", text=text, at=clock.now()))
        session.commit()
    repeated_questions()
    question = ask(cast.yan, questions)[0]
    made = ask(cast.yan, article, act(cast.yan, draft_article, question.id))
    assert (made.text, made.state, made.locale) == ("Close the valve and unscrew the housing.", "draft", "en")
    assert ask(cast.yan, count_questions, "drafted") == 1
    with pytest.raises(Conflict):
        act(cast.yan, draft_article, question.id)


def test_a_question_without_an_answer_is_quoted_and_the_draft_can_be_taken_back(desk, cast):
    repeated_questions()
    question = ask(cast.yan, questions)[0]
    key = act(cast.yan, draft_article, question.id)
    assert ask(cast.yan, article, key).text.startswith("> ")
    act(cast.yan, reopen_question, question.id)
    with pytest.raises(NotFound):
        ask(cast.yan, article, key)
    assert ask(cast.yan, count_questions) == 2


def test_a_deleted_article_offers_its_question_again(desk, cast):
    repeated_questions()
    key = act(cast.yan, draft_article, ask(cast.yan, questions)[0].id)
    act(cast.yan, delete_article, key)
    assert ask(cast.yan, count_questions) == 2
    act(cast.yan, restore_article, key)
    assert ask(cast.yan, count_questions) == 1


def test_what_was_dismissed_stays_away_until_it_is_taken_back(desk, cast):
    repeated_questions()
    question = ask(cast.yan, questions)[0]
    act(cast.yan, dismiss_question, question.id)
    asked(desk, "replace filter", "how to replace the filter of the purifier")
    repeated_questions()
    assert question.id not in [q.id for q in ask(cast.yan, questions)]
    with pytest.raises(Conflict):
        act(cast.yan, dismiss_question, question.id)
    act(cast.yan, reopen_question, question.id)
    assert ask(cast.yan, questions)[0].count == 4


def test_only_writers_see_what_is_asked(desk, cast):
    for person in (cast.wei, cast.gu, cast.eva):
        with pytest.raises(Forbidden):
            ask(person, questions)


def test_it_costs_the_same_statements_for_many(desk):
    with statements(desk) as few:
        repeated_questions()
    for n in range(8):
        for subject, said in FILTERS:
            asked(desk, f"{subject} {n}", said)
        asked(desk, f"Machine {n}{n} stops", f"Machine {n}{n} stops after {n}{n} minutes")
    with statements(desk) as many:
        repeated_questions()
    assert len(many) <= len(few) + 2
