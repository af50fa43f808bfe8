"""Members as their mails see them: everything a message may show, in one statement for many."""
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from crm_core.campaigns.fields import Recipient
from crm_core.work import Work
from db.models import CampaignMember, Contact, Customer, User


@dataclass(frozen=True)
class Addressed:
    """A member with its address and what its mail shows."""

    member_id: int
    email: str | None
    variant: str
    customer_id: int | None
    contact_id: int | None
    to: Recipient


def addressed(work: Work, member_ids: Sequence[int]) -> dict[int, Addressed]:
    """These members by id; the caller has checked that they may be seen."""
    m, c = CampaignMember, Customer
    rows = work.session.execute(
        select(m.id, m.email, m.variant, m.customer_id, m.contact_id, m.locale, m.name, c.name.label("customer"), c.city,
               Contact.title, User.name.label("owner"), User.email.label("owner_email"))
        .outerjoin(c, c.id == m.customer_id).outerjoin(Contact, Contact.id == m.contact_id).outerjoin(User, User.id == c.owner_id)
        .where(m.id.in_(member_ids))
    )
    return {
        row.id: Addressed(
            row.id, row.email, row.variant or "a", row.customer_id, row.contact_id,
            Recipient(row.locale or work.settings.locale, row.customer or row.name, row.city, row.name, row.title, row.owner, row.owner_email),
        )
        for row in rows
    }
