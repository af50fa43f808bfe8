"""Warning before a limit and escalating after it, each once. Run every minute by the timer."""
from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, func, select, update

from crm_core.notices.tell import Notice, tell_each
from crm_core.tickets import agents
from crm_core.tickets.rules import OPEN
from crm_core.work import Work, command
from db.models import Ticket

MOST = 500


@command("tickets:manage")
def watch_limits(work: Work) -> tuple[int, int]:
    """Warns and escalates what is due now, up to 500 each; returns how many of both.

    The agent is told; of what is late, or has no agent, also those who may assign the team's tickets, or all tickets where
    the team has nobody.
    What several processes find at once only one of them takes. `warn_at` is when to look at a ticket next: before its
    limit, then at it.
    """
    late = _take(work, Ticket.due_at <= work.now, escalated_at=work.now, warned_at=func.coalesce(Ticket.warned_at, work.now), warn_at=None)
    near = _take(work, Ticket.due_at > work.now, warned_at=work.now, warn_at=Ticket.due_at)
    managers = agents.managers(work, {row.team_id for row in (*late, *near)}) if late or near else {}
    tell_each(work, [
        *(_notice(row, user, "ticket.escalated") for row in late for user in {row.owner_id, *managers[row.team_id]} if user),
        *(_notice(row, user, "ticket.warned") for row in near for user in ([row.owner_id] if row.owner_id else managers[row.team_id])),
    ])
    for kind, rows in (("ticket.escalated", late), ("ticket.warned", near)):
        for row in rows:
            work.record(kind, "ticket", row.id, customer_id=row.customer_id)
    return len(near), len(late)


def _take(work: Work, which: ColumnElement[bool], **values: Any) -> Sequence[Any]:
    due = Ticket.warn_at <= work.now, which
    wanted = select(Ticket.id).where(*due, Ticket.state.in_(OPEN), Ticket.deleted_at.is_(None)).order_by(Ticket.warn_at).limit(MOST)
    taken = (
        update(Ticket)
        .where(Ticket.id.in_(wanted), *due)
        .values(**values)
        .returning(Ticket.id, Ticket.subject, Ticket.customer_id, Ticket.owner_id, Ticket.team_id)
        .execution_options(synchronize_session=False)
    )
    return work.session.execute(taken).all()


def _notice(row: Any, user_id: int, kind: str) -> Notice:
    return Notice(user_id, kind, "ticket", row.id, row.customer_id, {"number": row.id, "subject": row.subject})
