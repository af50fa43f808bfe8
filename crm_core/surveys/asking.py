"""Asking how it was: once per ticket when it is resolved, and once more when nobody answers."""
from collections.abc import Collection
from datetime import timedelta

from sqlalchemy import select, update

from crm_core.mail.outbox import post_all
from crm_core.surveys.letters import letter
from crm_core.work import Work, command
from db.bulk import insert_rows
from db.models import Survey, Ticket

DONE = ("resolved", "archived")
JUST_NOW = timedelta(days=1)  # what an import brings was resolved long ago


def ask_how_it_was(work: Work, ticket_ids: Collection[int]) -> None:
    """Sends the survey of tickets that were just resolved: those with an address that were not asked before.

    None goes out when surveys are switched off, or nobody told under which address the program is reached from outside.
    """
    if not (work.settings.survey_active and work.settings.public_url):
        return
    asked = select(Survey.ticket_id).where(Survey.ticket_id.in_(ticket_ids))
    tickets = work.session.scalars(select(Ticket).where(
        Ticket.id.in_(ticket_ids), Ticket.state.in_(DONE), Ticket.requester_email.is_not(None),
        Ticket.resolved_at > work.now - JUST_NOW, Ticket.merged_into_id.is_(None), Ticket.deleted_at.is_(None), Ticket.id.not_in(asked),
    ).order_by(Ticket.id)).all()
    if not tickets:
        return
    expires = work.now + timedelta(days=work.settings.survey_days)
    ids = insert_rows(work.session, Survey, [{
        "ticket_id": ticket.id, "user_id": ticket.owner_id, "customer_id": ticket.customer_id,
        "locale": ticket.locale or work.settings.locale, "sent_at": work.now, "expires_at": expires,
    } for ticket in tickets])
    surveys = {survey.id: survey for survey in work.session.scalars(select(Survey).where(Survey.id.in_(ids)))}
    letters = [letter(work, surveys[key], ticket) for key, ticket in zip(ids, tickets, strict=True)]
    mails = post_all(work, letters)
    work.session.execute(update(Survey), [{"id": key, "mail_id": mail} for key, mail in zip(ids, mails, strict=True)])


@command("tickets:manage")
def remind(work: Work, most: int = 500) -> int:
    """Asks those once more who did not answer for some days; returns how many. The link stays the same."""
    if not (work.settings.survey_active and work.settings.public_url):
        return 0
    due = work.now - timedelta(days=work.settings.survey_reminder_days)
    rows = work.session.execute(
        select(Survey, Ticket).join(Ticket, Ticket.id == Survey.ticket_id)
        .where(Survey.answered_at.is_(None), Survey.reminded_at.is_(None), Survey.sent_at <= due, Survey.expires_at > work.now,
               Ticket.state.in_(DONE), Ticket.requester_email.is_not(None), Ticket.deleted_at.is_(None))
        .order_by(Survey.id).limit(most).with_for_update(of=Survey)
    ).all()
    post_all(work, [letter(work, survey, ticket, reminder=True) for survey, ticket in rows])
    for survey, _ticket in rows:
        survey.reminded_at = work.now
    return len(rows)
