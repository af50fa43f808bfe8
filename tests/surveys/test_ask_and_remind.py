"""Who is asked how it was, when, and how often."""
import re
from datetime import timedelta

from crm_core import clock
from crm_core.access.actor import SYSTEM
from crm_core.access.signing import read
from crm_core.jobs.schedule import survey_reminders
from crm_core.run import act
from crm_core.surveys.answering import answer_survey
from crm_core.surveys.schemas import SurveyAnswer
from crm_core.tickets.moving import reopen_ticket, resolve_ticket
from tests.pipeline.counting import statements
from tests.surveys.helpers import URL, mails, reachable, resolved, surveys


def test_whoever_asked_gets_one_mail_with_a_link_when_it_is_resolved(db, cast):
    reachable(db)
    key = resolved(db, cast.yan)
    (mail,) = mails(db)
    assert (mail.to_email, mail.ticket_id, mail.state) == ("zoe@example.org", key, "waiting")
    token = re.search(re.escape(URL) + r"/p/survey/(\S+)", mail.text).group(1)
    assert read("survey", token) == [1]
    (survey,) = surveys(db)
    assert (survey.user_id, survey.mail_id) == (cast.yan.user_id, mail.id)
    assert survey.expires_at - survey.sent_at == timedelta(days=14)


def test_the_mail_speaks_the_language_of_the_ticket(db, cast):
    reachable(db)
    resolved(db, cast.yan, locale="zh_Hans", subject="滤芯漏水")
    (mail,) = mails(db)
    assert "您对我们的服务满意吗" in mail.subject and "滤芯漏水" in mail.text


def test_nobody_is_asked_without_an_address_or_when_it_is_off(db, cast):
    resolved(db, cast.yan)  # nobody told the program's own address
    reachable(db)
    resolved(db, cast.yan, requester_email=None)
    reachable(db, survey_active=False)
    resolved(db, cast.yan)
    assert (surveys(db), mails(db)) == ([], [])


def test_a_ticket_that_was_reopened_is_not_asked_about_twice(db, cast):
    reachable(db)
    key = resolved(db, cast.yan)
    act(cast.yan, reopen_ticket, key)
    act(cast.yan, resolve_ticket, key, "Again")
    assert len(mails(db)) == 1


def test_there_is_one_reminder_for_those_who_did_not_answer(db, cast):
    reachable(db)
    resolved(db, cast.yan)
    resolved(db, cast.yan)
    act(SYSTEM, answer_survey, surveys(db)[0].id, SurveyAnswer(score=4))
    assert survey_reminders() == {"mails": 0}
    clock.set_now(clock.now() + timedelta(days=4, minutes=1))
    assert survey_reminders() == {"mails": 1}
    assert survey_reminders() == {"mails": 0}
    assert [mail.ticket_id for mail in mails(db)] == [1, 2, 2]
    assert mails(db)[2].subject.startswith("A reminder")


def test_nobody_is_reminded_of_a_link_that_expired_or_a_ticket_that_is_open_again(db, cast):
    reachable(db)
    key = resolved(db, cast.yan)
    act(cast.yan, reopen_ticket, key)
    clock.set_now(clock.now() + timedelta(days=5))
    assert survey_reminders() == {"mails": 0}
    clock.set_now(clock.now() + timedelta(days=15))
    assert survey_reminders() == {"mails": 0}


def test_a_subject_with_line_breaks_adds_no_header(db, cast):
    reachable(db)
    resolved(db, cast.yan, subject="Hi\r\nBcc: all@example.org")
    assert "\n" not in mails(db)[0].subject and "\r" not in mails(db)[0].subject


def test_reminding_many_costs_a_few_statements(db, cast):
    reachable(db)
    for _n in range(6):
        resolved(db, cast.yan)
    clock.set_now(clock.now() + timedelta(days=5))
    with statements(db) as seen:
        assert survey_reminders() == {"mails": 6}
    assert len(seen) < 12
