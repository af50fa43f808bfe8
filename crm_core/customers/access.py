"""Whose customers may be changed by whom, and to whom they may be given."""
from collections.abc import Collection

from sqlalchemy import ColumnElement, Select, and_, false, or_, select

from crm_core.access import scope
from crm_core.access.holders import holders
from crm_core.access.rights import Scope
from crm_core.errors import N_, Invalid
from crm_core.work import Work
from db.models import Contact, Customer, User

EDIT = ("customers:edit", "imports:run")


def within(work: Work, *rights: str) -> ColumnElement[bool]:
    """Customers that are seen and reached by any of `rights`; an import also writes what is not seen."""
    seen = [right for right in rights if right != "imports:run"]
    found = and_(scope.customers(work), scope.customers(work, *seen)) if seen else false()
    return or_(found, scope.customers(work, "imports:run")) if "imports:run" in rights else found


def editable(work: Work) -> Select[tuple[Customer]]:
    """Customers this person may change."""
    return select(Customer).where(within(work, *EDIT))


def editable_contacts(work: Work) -> Select[tuple[Contact]]:
    """Contacts of customers this person may change."""
    customer = Customer.id == Contact.customer_id
    return select(Contact).join(Customer, customer).where(Contact.deleted_at.is_(None), within(work, *EDIT))


def teams_of_owners(work: Work, owner_ids: Collection[int | None]) -> dict[int | None, int | None]:
    """The team of each new owner.

    Raises Invalid when one is not an active user to whom this person may assign: oneself always,
    the team or everybody as far as the right to assign (or to import) reaches.
    """
    wanted = {owner for owner in owner_ids if owner is not None}
    reach = max(work.scope("customers:assign"), work.scope("imports:run"))
    statement = select(User.id, User.team_id).where(User.active, User.id.in_(wanted))
    if reach is not Scope.ALL:
        mine = User.id == work.actor.user_id
        team = reach is Scope.TEAM and work.actor.team_id is not None
        statement = statement.where(or_(mine, User.team_id == work.actor.team_id) if team else mine)
    teams: dict[int | None, int | None] = {None: None}
    if wanted:
        teams |= {user: team for user, team in work.session.execute(statement)}
    if not wanted <= teams.keys():
        raise Invalid(N_("You cannot assign customers to this person."), field="owner_id")
    return teams


def check_agents(work: Work, agent_ids: Collection[int | None]) -> None:
    """Raises Invalid when one of these is not an active user who may edit tickets."""
    wanted = {agent for agent in agent_ids if agent is not None}
    if wanted and set(work.session.scalars(holders("tickets:edit", User.id).where(User.id.in_(wanted)))) != wanted:
        raise Invalid(N_("This person cannot answer tickets."), field="agent_id")


def check_parents(work: Work, parent_ids: Collection[int | None]) -> None:
    """Raises Invalid when one of these customers is not there, or not to be seen."""
    wanted = {parent for parent in parent_ids if parent is not None}
    if not wanted:
        return
    seen = select(Customer.id).where(Customer.id.in_(wanted), or_(scope.customers(work), within(work, *EDIT)))
    if set(work.session.scalars(seen)) != wanted:
        raise Invalid(N_("This customer does not exist, or is not yours to see."), field="parent_id")
