"""Which rows a right reaches: one function per table, used by every query and command.

Each gives the conditions; the `visible_…` select whole rows. `rights` are alternatives: the widest
of them counts.
"""
from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, Select, and_, case, false, or_, select, true

from crm_core.access.rights import Scope
from db.models import (
    Activity,
    Attachment,
    Campaign,
    ChurnCase,
    Contact,
    Customer,
    Deal,
    Order,
    RoleRight,
    Task,
    Ticket,
    User,
)

if TYPE_CHECKING:
    from crm_core.work import Work


def customers(work: Work, *rights: str) -> ColumnElement[bool]:
    """Customers within the widest of `rights`; who may view any also sees the public pool."""
    rights = rights or ("customers:view",)
    mine = _owned(work, Customer, rights)
    if "customers:view" in rights and work.scope("customers:view") in (Scope.OWN, Scope.TEAM):
        mine = or_(mine, pool())
    return and_(Customer.deleted_at.is_(None), mine)


def customer_parts(work: Work) -> list[ColumnElement[bool]]:
    """The customers that may be seen as parts without overlap: each has its own index, their OR has none."""
    reach, actor = work.scope("customers:view"), work.actor
    if reach in (Scope.ALL, Scope.NONE):
        return [customers(work)]
    mine = Customer.owner_id == actor.user_id
    parts = [mine, pool()]
    if reach is Scope.TEAM and actor.team_id is not None:
        elsewhere = or_(Customer.team_id.is_(None), Customer.team_id != actor.team_id)
        parts = [Customer.team_id == actor.team_id, and_(mine, elsewhere), pool()]
    return [and_(Customer.deleted_at.is_(None), part) for part in parts]


def pool() -> ColumnElement[bool]:
    """Customers without owner and team: the public pool, from which people claim."""
    return and_(Customer.owner_id.is_(None), Customer.team_id.is_(None))


def deals(work: Work, *rights: str) -> ColumnElement[bool]:
    """Deals within the widest of `rights`."""
    return and_(Deal.deleted_at.is_(None), _owned(work, Deal, rights or ("deals:view",)))


def tasks(work: Work, *rights: str) -> ColumnElement[bool]:
    """Next steps: one's own, the team's, or all."""
    reach = _reach(work, rights or ("activities:log",))
    if reach is Scope.ALL:
        return true()
    if reach is Scope.TEAM and work.actor.team_id is not None:
        return Task.owner_id.in_(select(User.id).where(User.team_id == work.actor.team_id))
    return Task.owner_id == work.actor.user_id


def tickets(work: Work, *rights: str) -> ColumnElement[bool]:
    """Tickets within the widest of `rights`: one's own are those one opened or was given.

    Who may view them also sees those of their own customers, a team those of the team's.
    """
    rights = rights or ("tickets:view",)
    reach, actor = _reach(work, rights), work.actor
    if reach is Scope.ALL:
        return Ticket.deleted_at.is_(None)
    if reach is Scope.NONE:
        return false()
    parts = [Ticket.owner_id == actor.user_id, Ticket.created_by == actor.user_id]
    if reach is Scope.TEAM and actor.team_id is not None:
        team = select(User.id).where(User.team_id == actor.team_id)
        parts += [Ticket.team_id == actor.team_id, Ticket.owner_id.in_(team), Ticket.created_by.in_(team)]
        parts.append(Ticket.customer_id.in_(select(Customer.id).where(Customer.team_id == actor.team_id)))
    elif "tickets:view" in rights:
        parts.append(Ticket.customer_id.in_(select(Customer.id).where(Customer.owner_id == actor.user_id)))
    return and_(Ticket.deleted_at.is_(None), or_(*parts))


def campaigns(work: Work, *rights: str) -> ColumnElement[bool]:
    """Campaigns within the widest of `rights`."""
    return and_(Campaign.deleted_at.is_(None), _owned(work, Campaign, rights or ("campaigns:view",)))


def orders(work: Work, *rights: str) -> ColumnElement[bool]:
    """Orders within the widest of `rights`: they are of who sold them and of who has the customer now."""
    rights = rights or ("orders:view",)
    reach = _reach(work, rights)
    mine = _owned(work, Order, rights)
    if reach in (Scope.OWN, Scope.TEAM):
        mine = or_(mine, Order.customer_id.in_(select(Customer.id).where(_owned(work, Customer, rights))))
    return and_(Order.deleted_at.is_(None), mine)


def churn_cases(work: Work, *rights: str) -> ColumnElement[bool]:
    """Cases of churn of the customers within the widest of `rights`; over ChurnCase joined with Customer."""
    return and_(ChurnCase.customer_id == Customer.id, customers(work, *(rights or ("reports:churn",))))


def sold(work: Work, *rights: str) -> ColumnElement[bool]:
    """Of the orders within `rights` those that the person or the team sold: lists read them along their days.

    As a case, because for an OR of two columns SQLite would collect and sort all of the team's orders for one page.
    """
    mine, actor = _owned(work, Order, rights or ("orders:view",)), work.actor
    if _reach(work, rights or ("orders:view",)) is Scope.TEAM and actor.team_id is not None:
        mine = case((Order.team_id == actor.team_id, True), (Order.owner_id == actor.user_id, True), else_=False)
    return and_(Order.deleted_at.is_(None), mine)


def visible_tickets(work: Work, *rights: str) -> Select[tuple[Ticket]]:
    return select(Ticket).where(tickets(work, *rights))


def visible_campaigns(work: Work, *rights: str) -> Select[tuple[Campaign]]:
    return select(Campaign).where(campaigns(work, *rights))


def visible_customers(work: Work, *rights: str) -> Select[tuple[Customer]]:
    return select(Customer).where(customers(work, *rights))


def visible_deals(work: Work, *rights: str) -> Select[tuple[Deal]]:
    return select(Deal).where(deals(work, *rights))


def deleted_customers(work: Work, *rights: str) -> Select[tuple[Customer]]:
    """Customers within `rights` that were deleted and can be brought back."""
    return select(Customer).where(Customer.deleted_at.is_not(None), _owned(work, Customer, rights))


def deleted_deals(work: Work, *rights: str) -> Select[tuple[Deal]]:
    """Deals within `rights` that were deleted and can be brought back."""
    return select(Deal).where(Deal.deleted_at.is_not(None), _owned(work, Deal, rights))


def deleted_campaigns(work: Work, *rights: str) -> Select[tuple[Campaign]]:
    """Campaigns within `rights` that were deleted and can be brought back."""
    return select(Campaign).where(Campaign.deleted_at.is_not(None), _owned(work, Campaign, rights))


def visible_contacts(work: Work, *rights: str) -> Select[tuple[Contact]]:
    """Contacts of the customers within `rights`."""
    return (
        select(Contact)
        .join(Customer, Customer.id == Contact.customer_id)
        .where(Contact.deleted_at.is_(None), customers(work, *rights))
    )


def visible_tasks(work: Work, *rights: str) -> Select[tuple[Task]]:
    return select(Task).where(tasks(work, *rights))


def visible_activities(work: Work) -> Select[tuple[Activity]]:
    """What was done with customers or on deals that this person may see."""
    return select(Activity).where(Activity.deleted_at.is_(None), of_visible_parents(work, Activity))


def visible_attachments(work: Work) -> Select[tuple[Attachment]]:
    """Files of customers, deals or tickets that this person may see."""
    of_tickets = Attachment.ticket_id.in_(select(Ticket.id).where(tickets(work)))
    return select(Attachment).where(Attachment.deleted_at.is_(None), or_(of_visible_parents(work, Attachment), of_tickets))


def of_visible_parents(work: Work, table) -> ColumnElement[bool]:
    """Rows of `table` whose customer or deal this person may see."""
    return or_(
        table.customer_id.in_(select(Customer.id).where(customers(work))),
        table.deal_id.in_(select(Deal.id).where(deals(work))),
    )


def of_reader(table, right: str) -> ColumnElement[bool]:
    """Rows of `table` that `right` reaches for the user in the same row of a statement: for many readers at once."""
    held = select(RoleRight.role_id).where(RoleRight.role_id == User.role_id, RoleRight.right == right)
    reached = [
        RoleRight.scope == Scope.ALL.key, table.owner_id == User.id,
        and_(RoleRight.scope == Scope.TEAM.key, User.team_id == table.team_id),
    ]
    if right == "customers:view":
        reached.append(pool())
    return and_(table.deleted_at.is_(None), held.where(or_(*reached)).correlate(User, table).exists())


def _reach(work: Work, rights: tuple[str, ...]) -> Scope:
    return max(work.scope(right) for right in rights)


def _owned(work: Work, table, rights: tuple[str, ...]) -> ColumnElement[bool]:
    reach, actor = _reach(work, rights), work.actor
    if reach is Scope.ALL:
        return true()
    if reach is Scope.TEAM and actor.team_id is not None:
        return or_(table.team_id == actor.team_id, table.owner_id == actor.user_id)
    if reach is Scope.NONE:
        return false()
    return table.owner_id == actor.user_id
