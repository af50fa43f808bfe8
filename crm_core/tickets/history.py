"""The states a ticket went through, written from its events."""
from collections.abc import Sequence

from sqlalchemy import insert, select, update

from crm_core.work import Happening, Work
from db.models import Ticket, TicketStage


def follow(work: Work, happenings: Sequence[Happening]) -> None:
    """Closes the open visit and begins another for every ticket whose state or agent changed."""
    moved = [h.subject_id for h in happenings if h.kind != "ticket.brought" and {"state", "owner_id"} & (h.after or {}).keys()]
    if not moved:
        return
    ids = sorted(set(moved))
    rows = work.session.execute(select(Ticket.id, Ticket.state, Ticket.owner_id).where(Ticket.id.in_(ids))).all()
    work.session.execute(
        update(TicketStage)
        .where(TicketStage.ticket_id.in_(ids), TicketStage.left_at.is_(None))
        .values(left_at=work.now)
        .execution_options(synchronize_session=False)
    )
    work.session.execute(insert(TicketStage), [
        {"ticket_id": key, "state": state, "owner_id": owner_id, "entered_at": work.now, "user_id": work.actor.user_id}
        for key, state, owner_id in rows
    ])
