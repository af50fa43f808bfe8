"""What the forms of a deal, and of a ticket, offer to choose from."""
from dataclasses import dataclass

from sqlalchemy import func, or_, select

from crm_core.access import scope
from crm_core.access.rights import Scope
from crm_core.work import Work, query
from db.models import Contact, Deal, User

MOST = 50


@dataclass(frozen=True)
class Person:
    """Somebody to choose; `note` tells people of one name apart."""

    id: int
    name: str
    note: str | None


@query("deals:view", "tickets:edit")
def possible_contacts(work: Work, customer_id: int) -> tuple[Person, ...]:
    """The contacts of a customer this person sees, the primary one first."""
    found = scope.visible_contacts(work).where(Contact.customer_id == customer_id)
    rows = work.session.execute(
        found.with_only_columns(Contact.id, Contact.name, Contact.title).order_by(Contact.is_primary.desc(), Contact.name)
    )
    return tuple(Person(*row) for row in rows)


@query("deals:edit", "deals:assign")
def possible_owners(work: Work) -> tuple[Person, ...]:
    """Active users a deal may be given to, oneself first."""
    actor, reach = work.actor, work.scope("deals:assign")
    found = select(User.id, User.name, User.email).where(User.active)
    if reach is Scope.TEAM and actor.team_id is not None:
        found = found.where(or_(User.team_id == actor.team_id, User.id == actor.user_id))
    elif reach is not Scope.ALL:
        found = found.where(User.id == actor.user_id)
    rows = work.session.execute(found.order_by(User.id != actor.user_id, User.name_key, User.id))
    return tuple(Person(*row) for row in rows)


@query("deals:view")
def competitors(work: Work) -> tuple[str, ...]:
    """Who took deals before, the most frequent first (at most 50)."""
    named = (
        select(Deal.competitor)
        .where(scope.deals(work), Deal.competitor.is_not(None))
        .group_by(Deal.competitor)
        .order_by(func.count().desc(), Deal.competitor)
    )
    return tuple(work.session.scalars(named.limit(MOST)))
