"""Which orders may be seen and changed by whom, and what an order may point at."""
from collections.abc import Iterable

from sqlalchemy import ColumnElement, Select, and_, or_, select, true

from crm_core.access import scope
from crm_core.access.rights import Scope
from crm_core.errors import NotFound
from crm_core.orders.schemas import OrderRow
from crm_core.work import Work
from db.models import Customer, Deal, Order, Product, User

CHUNK = 1000


def changeable(work: Work, right: str = "orders:edit") -> Select[tuple[Order]]:
    """Orders that this person sees and that `right` reaches."""
    return select(Order).where(scope.orders(work), scope.orders(work, right))


def sees_margin(work: Work) -> bool:
    """Whether this person may know what things cost and what is earned with them."""
    return work.actor.may("reports:value", "products:edit")


def check_reach(work: Work, rows: Iterable[OrderRow], *rights: str) -> None:
    """Raises NotFound when an order points at a customer, deal, product, order or person out of reach.

    `rights` (default orders:edit) say to whom orders may be given; customers and deals must be visible, or
    reached by imports:run where that is among them.
    """
    rows, rights = list(rows), rights or ("orders:edit",)
    imports = ("imports:run",) if "imports:run" in rights else ()
    _all_there(work, Customer, {row.customer_id for row in rows}, scope.customers(work, "customers:view", *imports))
    _all_there(work, Deal, {row.deal_id for row in rows}, scope.deals(work, "deals:view", *imports))
    _all_there(work, Product, {line.product_id for row in rows for line in row.lines or ()}, true())
    _all_there(work, Order, {row.returns_id for row in rows}, scope.orders(work, "orders:view", *imports))
    _all_there(work, User, {row.owner_id for row in rows}, sellers(work, *rights))


def sellers(work: Work, *rights: str) -> ColumnElement[bool]:
    """The people whose orders `rights` reach: oneself, the team, or all."""
    reach, actor = max(work.scope(right) for right in rights), work.actor
    if reach is Scope.ALL:
        return true()
    if reach is Scope.TEAM and actor.team_id is not None:
        return or_(User.team_id == actor.team_id, User.id == actor.user_id)
    return User.id == actor.user_id


def _all_there(work: Work, table, wanted: set[int | None], condition: ColumnElement[bool]) -> None:
    ids = sorted(wanted - {None})
    for start in range(0, len(ids), CHUNK):
        chunk = ids[start : start + CHUNK]
        found = work.session.scalars(select(table.id).where(and_(table.id.in_(chunk), condition))).all()
        if len(found) != len(chunk):
            raise NotFound()
