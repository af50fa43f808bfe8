"""A report comes by mail, once a period, with the rights of that day."""
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from pypdf import PdfReader
from sqlalchemy import delete, select, update

from crm_core import clock
from crm_core.access.actor import SYSTEM
from crm_core.attachments import store
from crm_core.errors import Forbidden
from crm_core.jobs import reports
from crm_core.run import act, ask
from crm_core.submissions.subscribing import (
    due_subscriptions,
    my_subscription,
    next_day,
    reported,
    subscribe,
    unsubscribe,
)
from db.engine import database
from db.models import Attachment, Mail, ReportSubscription, RoleRight, User
from tests.reports.build import NOW, write

MONDAY = datetime(2026, 11, 23, 1, tzinfo=UTC)  # nine in the morning in Shanghai


@pytest.fixture(autouse=True)
def some_deals(db):
    clock.set_now(NOW)  # a Thursday
    write(lambda book: book.deal("wei", won="2026-11-02", value=1_000_000))


def mails() -> list[Mail]:
    with database().reading() as session:
        return list(session.scalars(select(Mail)))


def test_it_comes_on_the_next_monday_and_again_a_week_later(cast):
    assert act(cast.gu, subscribe, "pipeline", {"period": "this_quarter"}, "week") == date(2026, 11, 23)
    assert reports.send()["mails"] == 0
    clock.set_now(MONDAY)
    assert (reports.send()["mails"], reports.send()["mails"]) == (1, 0)
    clock.set_now(MONDAY + timedelta(days=7))
    assert reports.send()["mails"] == 1
    assert [mail.to_email for mail in mails()] == ["gu@example.com"] * 2


def test_not_before_the_readers_morning(cast):
    act(cast.gu, subscribe, "pipeline", {}, "week")
    clock.set_now(datetime(2026, 11, 22, 22, 30, tzinfo=UTC))  # half past six on Monday in Shanghai
    assert reports.send()["mails"] == 0


def test_the_mail_holds_the_answer_and_the_whole_as_pdf(db, cast):
    act(cast.gu, subscribe, "pipeline", {"period": "this_quarter"}, "week")
    clock.set_now(MONDAY)
    reports.send()
    (mail,) = mails()
    assert "¥10K won this quarter" in mail.text and "¥10K won this quarter" in mail.html
    assert mail.purpose == "report"
    with db.reading() as session:
        kept = session.get(Attachment, mail.attachments[0])
    pages = PdfReader(Path(store.path(kept.stored_as))).pages
    assert "¥10K won this quarter" in " ".join(pages[0].extract_text().split())
    assert (kept.customer_id, kept.deal_id, kept.ticket_id) == (None, None, None)


def test_who_lost_the_right_gets_none_and_is_told(db, cast):
    act(cast.gu, subscribe, "pipeline", {}, "week")
    with database().writing() as session:
        session.execute(delete(RoleRight).where(RoleRight.right == "reports:pipeline"))
        session.commit()
    clock.set_now(MONDAY)
    assert reports.send() == {"mails": 0, "ended": 1}
    with db.reading() as session:
        assert session.scalar(select(ReportSubscription.id)) is None
    assert mails() == []


def test_who_left_gets_none(db, cast):
    act(cast.gu, subscribe, "pipeline", {}, "week")
    with database().writing() as session:
        session.execute(update(User).where(User.email == "gu@example.com").values(active=False))
        session.commit()
    clock.set_now(MONDAY)
    assert reports.send() == {"mails": 0, "ended": 1}


def test_two_processes_send_it_once(cast, monkeypatch):
    act(cast.gu, subscribe, "pipeline", {}, "week")
    clock.set_now(MONDAY)
    waiting = ask(SYSTEM, due_subscriptions)  # both saw it
    monkeypatch.setattr(reports, "ask", lambda actor, query, *args: waiting if query is due_subscriptions else ask(actor, query, *args))
    assert reports.send()["mails"] + reports.send()["mails"] == 1


def test_another_subscription_replaces_the_first_and_one_can_end_it(cast):
    act(cast.gu, subscribe, "pipeline", {}, "week")
    act(cast.gu, subscribe, "pipeline", {"period": "last_month"}, "month")
    found = ask(cast.gu, my_subscription, "pipeline")
    assert (found.every, found.next_on, found.filters) == ("month", date(2026, 12, 1), {"period": "last_month"})
    assert ask(cast.eva, my_subscription, "pipeline") is None
    act(cast.gu, unsubscribe, "pipeline")
    assert ask(cast.gu, my_subscription, "pipeline") is None


def test_nobody_subscribes_to_what_they_may_not_see(cast):
    with pytest.raises(Forbidden):
        act(cast.yan, subscribe, "pipeline", {}, "week")


def test_on_the_day_a_period_begins_the_mail_tells_of_the_one_before():
    assert reported({"period": "this_month", "team": "1"}, date(2026, 12, 1)) == {"period": "last_month", "team": "1"}
    assert reported({}, date(2027, 1, 1)) == {"period": "last_quarter"}
    assert reported({"period": "this_quarter"}, date(2026, 12, 1)) == {"period": "this_quarter"}


def test_the_next_day_is_a_monday_or_a_first():
    assert next_day("week", date(2026, 11, 23)) == date(2026, 11, 30)
    assert next_day("month", date(2026, 12, 31)) == date(2027, 1, 1)
