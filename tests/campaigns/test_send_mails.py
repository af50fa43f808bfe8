"""Mails go out once, to who agreed, and stop when somebody says so."""
import os
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from crm_core import clock
from crm_core.access.actor import SYSTEM
from crm_core.campaigns import sending
from crm_core.campaigns.messages import set_message
from crm_core.campaigns.queries import campaign_page
from crm_core.campaigns.readiness import warnings
from crm_core.campaigns.running import (
    cancel_campaign,
    pause_campaign,
    resume_campaign,
    schedule_campaign,
    start_campaign,
)
from crm_core.campaigns.schemas import StepNew, Version
from crm_core.campaigns.steps import add_step
from crm_core.consents.commands import answer_from_page
from crm_core.errors import Conflict, Invalid
from crm_core.jobs.campaigns import send
from crm_core.run import act, ask
from db.models import CampaignSend, Customer, Mail, MailAddress
from tests.campaigns import making


def test_everybody_gets_one_mail_in_their_language_and_the_held_out_none(db, cast):
    customers = making.customers(20, country="CN")
    with db.writing() as session:
        session.get(Customer, customers[0]).country = "DE"
        session.commit()
    key, _step = making.mail_campaign(cast.mia, customers, holdout_percent=30)
    act(cast.mia, start_campaign, key)
    assert send() == {"mails": 20 - held(key), "begun": 0, "ended": 0}
    assert send() is None
    mails = making.mails()
    assert {mail.to_email for mail in mails} == {m.email for m in making.members(key) if not m.held_out}
    by_address = {mail.to_email: mail for mail in mails}
    for member in making.members(key):
        if not member.held_out:
            german = member.customer_id == customers[0]
            assert by_address[member.email].subject == ("News from Qilu Machinery" if german else "Qilu Machinery的消息")
    assert all("List-Unsubscribe" in mail.headers and mail.send_id for mail in mails)


def test_what_became_of_a_mail_is_kept_on_the_member(db, cast):
    key, step = making.mail_campaign(cast.mia, making.customers(3))
    act(cast.mia, start_campaign, key)
    send()
    first, second, third = [mail.id for mail in making.mails()]
    making.sent("sent", first)
    making.sent("bounced", second)
    making.sent("unknown", third)
    send()
    assert [s.state for s in making.sends()] == ["sent", "bounced", "unknown"]
    got, back, perhaps = making.members(key)
    assert got.reached_at and got.state == "reached" and not got.bounced_at
    assert back.bounced_at and perhaps.reached_at
    page = ask(cast.mia, campaign_page, key)
    assert (page.steps[0].sent, page.steps[0].failed, page.steps[0].state) == (1, 2, "done")


def test_pausing_takes_back_what_waits_and_resuming_posts_it_again(db, cast):
    key, _step = making.mail_campaign(cast.mia, making.customers(6))
    act(cast.mia, start_campaign, key)
    send()
    making.sent("sent", *[mail.id for mail in making.mails()[:2]])
    act(cast.mia, pause_campaign, key)
    assert [mail.state for mail in making.mails()] == ["sent", "sent"]
    send()
    assert len(making.mails()) == 2
    act(cast.mia, resume_campaign, key)
    send()
    assert Counter(mail.to_email for mail in making.mails()) == {f"c{n}@example.com": 1 for n in range(1, 7)}


def test_cancelling_sends_nothing_more(db, cast):
    key, _step = making.mail_campaign(cast.mia, making.customers(3))
    act(cast.mia, start_campaign, key)
    act(cast.mia, cancel_campaign, key)
    send()
    assert making.mails() == [] and making.row(key).state == "cancelled"
    with pytest.raises(Conflict):
        act(cast.mia, resume_campaign, key)


def test_a_scheduled_campaign_begins_by_itself(db, cast):
    key, _step = making.mail_campaign(cast.mia, making.customers(2))
    act(cast.mia, schedule_campaign, key, clock.now() + timedelta(hours=2))
    send()
    assert making.mails() == [] and making.row(key).state == "scheduled"
    clock.set_now(clock.now() + timedelta(hours=3))
    assert send() == {"mails": 2, "begun": 1, "ended": 0}


def test_who_said_no_meanwhile_gets_nothing(db, cast):
    key, _step = making.mail_campaign(cast.mia, making.customers(3))
    act(cast.mia, start_campaign, key)
    with db.writing() as session:
        session.get(MailAddress, "c2@example.com").marketing = False
        session.commit()
    send()
    assert [mail.to_email for mail in making.mails()] == ["c1@example.com", "c3@example.com"]
    assert [m.skipped for m in making.members(key)] == [None, "unsubscribed", None]


def test_who_says_no_while_the_mail_waits_is_skipped(db, cast):
    key, _step = making.mail_campaign(cast.mia, making.customers(2))
    act(cast.mia, start_campaign, key)
    send()
    act(SYSTEM, answer_from_page, "c1@example.com", making.sends()[0].id, False, "127.0.0.1", None)
    send()
    assert [mail.state for mail in making.mails()] == ["cancelled", "waiting"]
    assert [m.skipped for m in making.members(key)] == ["unsubscribed", None]


def test_a_reminder_goes_to_the_silent_only(db, cast):
    key, _step = making.mail_campaign(cast.mia, making.customers(3))
    again = act(cast.mia, add_step, key, StepNew(name="Reminder", only="silent", at=clock.now() + timedelta(days=3)))
    act(cast.mia, set_message, again, "a", "en", Version(subject="Again", html="<p>{{ greeting }}</p>"))
    act(cast.mia, start_campaign, key)
    send()
    making.sent()
    send()
    with db.writing() as session:
        from db.models import CampaignMember

        session.get(CampaignMember, making.members(key)[0].id).clicked_at = clock.now()
        session.commit()
    clock.set_now(clock.now() + timedelta(days=4))
    send()
    assert [mail.to_email for mail in making.mails() if mail.subject == "Again"] == ["c2@example.com", "c3@example.com"]


def test_halves_get_different_subjects_and_the_same_text(db, cast):
    key, step = making.mail_campaign(cast.mia, making.customers(40), step={"split": "subject"})
    with pytest.raises(Invalid):
        act(cast.mia, start_campaign, key)
    for locale in ("en", "zh_Hans"):
        act(cast.mia, set_message, step, "b", locale, Version(subject="Save {{ contact.name }}"))
    act(cast.mia, start_campaign, key)
    send()
    members = {m.email: m for m in making.members(key)}
    for mail in making.mails():
        assert mail.subject.startswith("Save") == (members[mail.to_email].variant == "b")
        assert "Dear Customer" in mail.text


def test_a_field_that_is_empty_skips_the_member_and_is_told_before(db, cast):
    customers = making.customers(2, country="DE")
    with db.writing() as session:
        session.get(Customer, customers[0]).city = "Berlin"
        session.commit()
    key, step = making.mail_campaign(cast.mia, customers)
    act(cast.mia, set_message, step, "a", "en", Version(subject="Hi", html="<p>You in {{ customer.city }}</p>"))
    act(cast.mia, start_campaign, key)
    assert ("customer.city", 1) in [(w.params.get("name"), w.params.get("n")) for w in ask(cast.mia, warnings, key)]
    send()
    assert len(making.mails()) == 1
    assert [m.skipped for m in making.members(key)] == [None, "empty_field"]


def test_nothing_starts_without_text_or_without_the_address_for_unsubscribing(db, cast):
    customers = making.customers(1)
    key = making.campaign(cast.mia, segment_id=making.segment(customers))
    with pytest.raises(Invalid) as problem:
        act(cast.mia, start_campaign, key)
    assert problem.value.field == "steps"
    step = act(cast.mia, add_step, key, StepNew(name="First mail"))
    with pytest.raises(Invalid) as problem:
        act(cast.mia, start_campaign, key)
    assert problem.value.field == "message"
    act(cast.mia, set_message, step, "a", "en", Version(**making.WORDS))
    with pytest.raises(Invalid) as problem:
        act(cast.mia, start_campaign, key)
    assert problem.value.field == "public_url"


def test_it_posts_only_as_far_ahead_as_the_outbox_drains(db, cast, monkeypatch):
    monkeypatch.setattr(sending, "AHEAD", 5)
    key, _step = making.mail_campaign(cast.mia, making.customers(12))
    act(cast.mia, start_campaign, key)
    send()
    assert len(making.mails()) == 5
    making.sent()
    send()
    assert len(making.mails()) == 10


def test_two_workers_lose_nobody_and_mail_nobody_twice(db, cast, monkeypatch):
    monkeypatch.setattr(sending, "CHUNK", 7)
    key, step = making.mail_campaign(cast.mia, making.customers(150))
    act(cast.mia, start_campaign, key)
    workers = [threading.Thread(target=send) for _worker in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    send()
    assert Counter(mail.to_email for mail in making.mails()) == {f"c{n}@example.com": 1 for n in range(1, 151)}


def test_a_second_mail_of_a_step_is_refused_by_the_database(db, cast):
    key, step = making.mail_campaign(cast.mia, making.customers(1))
    act(cast.mia, start_campaign, key)
    send()
    with pytest.raises(Exception, match="(?i)unique"):
        making.store(CampaignSend(campaign_id=key, step_id=step, member_id=making.members(key)[0].id))


KILLED = """
from crm_core.campaigns import sending
sending.CHUNK = 1
from crm_core.jobs.campaigns import send
print("ready", flush=True)
send()
"""


def test_three_kills_in_the_middle_lose_nobody_and_mail_nobody_twice(db, cast):
    key, _step = making.mail_campaign(cast.mia, making.customers(800))
    act(cast.mia, start_campaign, key)
    for kill in range(3):
        worker = subprocess.Popen([sys.executable, "-c", KILLED], env={**os.environ, "CRM_DATABASE_URL": db.url},
                                  stdout=subprocess.PIPE)
        worker.stdout.readline()
        wait_for_mails(db, (kill + 1) * 40)
        os.kill(worker.pid, signal.SIGKILL)
        worker.wait()
    assert 40 <= len(making.mails()) < 800
    send()
    assert Counter(mail.to_email for mail in making.mails()) == {f"c{n}@example.com": 1 for n in range(1, 801)}
    assert {mail.send_id for mail in making.mails()} == {s.id for s in making.sends()}


def wait_for_mails(db, count: int) -> None:
    for _try in range(3_000):
        with db.reading() as session:
            if session.scalar(select(func.count(Mail.id))) >= count:
                return
        time.sleep(0.02)
    raise AssertionError("no mails were posted")


def test_a_hundred_mails_cost_few_statements(db, cast):
    from tests.pipeline.counting import statements

    key, step = making.mail_campaign(cast.mia, making.customers(100))
    act(cast.mia, start_campaign, key)
    with statements(db) as seen:
        act(SYSTEM, sending.post_chunk, step)
    assert len(seen) <= 20 and len(making.mails()) == 100


def held(key: int) -> int:
    return sum(m.held_out for m in making.members(key))
