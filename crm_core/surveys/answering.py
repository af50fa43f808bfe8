"""What comes back: a score, a comment, and a call by the manager where it is low."""
from datetime import timedelta

from sqlalchemy import ColumnElement, select

from crm_core.access.rights import Scope
from crm_core.errors import N_, Conflict, NotFound
from crm_core.i18n import words
from crm_core.notices.tell import tell
from crm_core.surveys import rules
from crm_core.surveys.schemas import SurveyAnswer, SurveyView
from crm_core.tasks.commands import add_task
from crm_core.tasks.rules import whole_day
from crm_core.tasks.schemas import TaskNew
from crm_core.work import Work, command, query
from db.models import Customer, RoleRight, Survey, Ticket, User

TASK = N_("Call about a low rating ({score} of 5): #{number} {subject}")
TITLE_LIMIT = 200


@query("tickets:view")
def survey(work: Work, survey_id: int) -> SurveyView:
    """A survey for its page. Raises NotFound."""
    row = work.session.execute(
        select(Survey, Ticket.subject).join(Ticket, Ticket.id == Survey.ticket_id)
        .where(Survey.id == survey_id, Ticket.deleted_at.is_(None))
    ).one_or_none()
    if row is None:
        raise NotFound()
    found, subject = row
    state = rules.state(found.answered_at, found.expires_at, work.now)
    return SurveyView(found.id, found.ticket_id, subject, found.locale, state, found.score)


@command("tickets:edit")
def answer_survey(work: Work, survey_id: int, data: SurveyAnswer) -> None:
    """Stores the one answer. A low score becomes a task of the manager, who is told.

    Raises NotFound, or Conflict when it was answered already or came too late.
    """
    row = work.one(select(Survey).where(Survey.id == survey_id).with_for_update())
    state = rules.state(row.answered_at, row.expires_at, work.now)
    if state == "answered":
        raise Conflict(N_("You have answered already. Thank you!"))
    if state == "expired":
        raise Conflict(N_("This link has expired."))
    ticket = work.one(select(Ticket).where(Ticket.id == row.ticket_id, Ticket.deleted_at.is_(None)).with_for_update())
    row.answered_at, row.score, row.comment = work.now, data.score, data.comment
    ticket.satisfaction = data.score
    after = {"satisfaction": data.score} | ({"comment": data.comment} if data.comment else {})
    work.record("survey.answered", "ticket", ticket.id, customer_id=ticket.customer_id, after=after)
    if data.score <= work.settings.survey_low:
        _follow_up(work, ticket, data)


def _follow_up(work: Work, ticket: Ticket, data: SurveyAnswer) -> None:
    manager = _manager(work, ticket)
    if manager is None:
        return
    about = {"score": data.score, "number": ticket.id, "subject": ticket.subject}
    title = words(manager.locale or work.settings.locale).gettext(TASK).format(**about)
    day = (work.now + timedelta(days=1)).date()
    add_task(work, TaskNew(
        title=title[:TITLE_LIMIT], kind="call", due_at=whole_day(day, manager.time_zone or work.settings.time_zone), all_day=True,
        customer_id=_customer(work, ticket), owner_id=manager.id,
    ))
    tell(work, [manager.id], "survey.low", subject_type="ticket", subject_id=ticket.id, customer_id=ticket.customer_id, **about)


def _customer(work: Work, ticket: Ticket) -> int | None:
    return work.session.scalar(select(Customer.id).where(Customer.id == ticket.customer_id, Customer.deleted_at.is_(None)))


def _manager(work: Work, ticket: Ticket) -> User | None:
    """Who assigns tickets in the agent's team, else in the customer's team, else in all; the agent only if nobody else does."""
    agents_team = select(User.team_id).where(User.id == ticket.owner_id).scalar_subquery()
    customers_team = select(Customer.team_id).where(Customer.id == ticket.customer_id).scalar_subquery()
    for where in ([User.team_id == agents_team], [User.team_id == customers_team], [RoleRight.scope == Scope.ALL.key]):
        found = work.session.scalars(_managers(ticket, *where)).first()
        if found is not None:
            return found
    return None


def _managers(ticket: Ticket, *where: ColumnElement[bool]):
    assigns = select(User).join(RoleRight, RoleRight.role_id == User.role_id).where(
        User.active, RoleRight.right == "tickets:assign", RoleRight.scope.in_([Scope.TEAM.key, Scope.ALL.key]), *where)
    return assigns.order_by(User.id == (ticket.owner_id or 0), User.id).limit(1)
