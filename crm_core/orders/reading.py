"""One order with everything its page shows."""
from dataclasses import dataclass, fields, replace
from datetime import date

from sqlalchemy import ColumnElement, case, select
from sqlalchemy.orm import aliased

from crm_core.access import scope
from crm_core.errors import NotFound
from crm_core.happenings import Happened, told
from crm_core.orders import rules
from crm_core.orders.access import sees_margin
from crm_core.orders.returning import what_is_left
from crm_core.orders.schemas import LineRow, OrderRow
from crm_core.work import Work, query
from db.json import rows_of
from db.models import Customer, Deal, Event, Order, OrderLine, Product, Team, User

STEPS = 100


@dataclass(frozen=True)
class Line:
    """A line. Price and amount in the order's currency, the others in the company's; cost and margin None: not to be seen."""

    product_id: int | None
    product: str | None
    unit: str | None
    text: str | None
    quantity: float
    price: int
    discount: float
    amount: int
    cost: int | None
    revenue: int
    margin: int | None


@dataclass(frozen=True)
class Return:
    """A document by which goods of the order came back."""

    id: int
    number: str
    state: str
    ordered_on: date
    total: int


@dataclass(frozen=True)
class OrderView:
    """An order. Money in minor units: total, discount and tax in `currency`, revenue and margin in the company's.

    Margin None: not to be seen. `reaches_…`: the reader may open that page. `left`: what can still come back of each line.
    """

    id: int
    version: int
    number: str
    customer_id: int | None
    customer: str | None
    reaches_customer: bool
    deal_id: int | None
    deal: str | None
    reaches_deal: bool
    returns_id: int | None
    returns: str | None
    owner_id: int | None
    owner: str | None
    team: str | None
    state: str
    ordered_on: date
    delivered_on: date | None
    paid_on: date | None
    currency: str
    rate: float
    discount: int
    tax: int
    total: int
    revenue: int
    margin: int | None
    notes: str | None
    source: str
    external_id: str | None
    lines: tuple[Line, ...]
    came_back: tuple[Return, ...]
    left: tuple[float, ...]
    may_edit: bool

    @property
    def standing_returns(self) -> tuple[Return, ...]:
        return tuple(one for one in self.came_back if one.state != rules.CANCELLED)

    @property
    def open(self) -> bool:
        """Whether it may still be changed."""
        return self.state not in (rules.CANCELLED, rules.RETURNED) and not self.standing_returns


OWN = [field.name for field in fields(OrderView) if field.name in Order.model_fields]


@query("orders:view")
def order(work: Work, order_id: int) -> OrderView:
    """One order with its lines and returns, in two statements. Raises NotFound."""
    original = aliased(Order)
    row = work.session.execute(
        select(
            Order, Customer.name.label("customer"), _true(scope.customers(work)).label("reaches_customer"),
            Deal.name.label("deal"), _true(scope.deals(work)).label("reaches_deal"), original.number.label("returns"),
            User.name.label("owner"), Team.name.label("team"), _true(scope.orders(work, "orders:edit")).label("may_edit"),
            _lines(work),
        )
        .outerjoin(Customer, Customer.id == Order.customer_id)
        .outerjoin(Deal, Deal.id == Order.deal_id)
        .outerjoin(original, original.id == Order.returns_id)
        .outerjoin(User, User.id == Order.owner_id)
        .outerjoin(Team, Team.id == Order.team_id)
        .where(Order.id == order_id, scope.orders(work))
    ).one_or_none()
    if row is None:
        raise NotFound()
    lines = tuple(Line(*values) for _place, *values in sorted(row.lines, key=lambda line: line[0]))
    hidden = not sees_margin(work)
    came_back, taken = _returns(work, order_id)
    sold = OrderRow(ordered_on=row.Order.ordered_on, lines=[_stored(line) for line in lines])
    return OrderView(
        **{name: getattr(row.Order, name) for name in OWN} | ({"margin": None} if hidden else {}), customer=row.customer, deal=row.deal, returns=row.returns,
        owner=row.owner, team=row.team, lines=tuple(replace(line, cost=None, margin=None) for line in lines) if hidden else lines,
        came_back=came_back, left=tuple(what_is_left(sold, taken)),
        reaches_customer=bool(row.reaches_customer and work.actor.may("customers:view")),
        reaches_deal=bool(row.reaches_deal and work.actor.may("deals:view")),
        may_edit=bool(row.may_edit and work.actor.may("orders:edit")),
    )


@query("orders:view")
def order_steps(work: Work, order_id: int) -> tuple[Happened, ...]:
    """What happened to the order, the newest first. Raises NotFound."""
    seen = select(Order.id).where(Order.id == order_id, scope.orders(work))
    events = work.session.scalars(
        select(Event).where(Event.subject_type == "order", Event.subject_id.in_(seen)).order_by(Event.id.desc()).limit(STEPS)
    ).all()
    if not events and work.session.scalar(seen) is None:
        raise NotFound()
    return tuple(told(work, events))


def _true(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    return case((condition, True), else_=False)


def _lines(work: Work) -> ColumnElement:
    line = OrderLine
    joined = select(line.id).outerjoin(Product, Product.id == line.product_id).where(line.order_id == Order.id)
    columns = (line.position, line.product_id, Product.name, Product.unit, line.text, line.quantity, line.price, line.discount,
               line.amount, line.cost, line.revenue, line.margin)
    return rows_of(work.session, joined.correlate(Order), *columns).label("lines")


def _returns(work: Work, order_id: int) -> tuple[tuple[Return, ...], list[OrderRow]]:
    """The documents of what came back, and of those that stand the lines."""
    found = work.session.execute(
        select(Order.id, Order.number, Order.state, Order.ordered_on, Order.total, _lines(work))
        .where(Order.returns_id == order_id, Order.deleted_at.is_(None)).order_by(Order.ordered_on, Order.id)
    ).all()
    taken = [
        OrderRow(ordered_on=row.ordered_on, lines=[_stored(Line(*values)) for _place, *values in row.lines])
        for row in found if row.state != rules.CANCELLED
    ]
    return tuple(Return(*row[:5]) for row in found), taken


def _stored(line: Line) -> LineRow:
    return LineRow(line.product_id, line.text, line.quantity, line.price, line.discount, line.cost)
