"""The deals, orders, activities and tickets behind a person's figures."""
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Select, func, literal, null, select

from crm_core.access import scope
from crm_core.errors import N_, NotFound
from crm_core.exporting import Column, File, export
from crm_core.forecast.filters import RIGHT
from crm_core.forecast.performance import (
    CYCLE,
    MEASURES,
    WIN_RATE,
    PerformanceFilter,
    months_before,
    people_within,
    sees,
    span_of,
)
from crm_core.goals.spans import Span
from crm_core.goals.statements import CONTACTS
from crm_core.i18n import words
from crm_core.wording import WORDS
from crm_core.work import Work, command, query
from db.functions import days_between
from db.models import Activity, Customer, Deal, Order, Ticket, User

PAGE = 20
TREND = "trend-"  # before a measure: the months of the one person
DEALS, ORDERS, ACTIVITIES, TICKETS = "deals", "orders", "activities", "tickets"
KIND_OF = {"won_value": DEALS, "won_deals": DEALS, WIN_RATE: DEALS, CYCLE: DEALS, "order_revenue": ORDERS, "activities": ACTIVITIES, "satisfaction": TICKETS}
STATES = {DEALS: "status", ORDERS: "order.state", ACTIVITIES: "kind", TICKETS: "ticket.state"}  # their words
EXPORT = {DEALS: "deals:export", ORDERS: "orders:export", ACTIVITIES: "customers:export", TICKETS: "tickets:export"}


@dataclass(frozen=True)
class PerformanceRow:
    """A record behind a figure. `at` is a day or a moment; `state` of a deal, order or ticket, kind of an activity.

    `number` is what it brings into the figure: minor units of deals and orders, the score of tickets. `days` are a deal's cycle.
    """

    id: int
    name: str
    customer_id: int | None
    customer: str | None
    owner: str
    at: date | datetime
    state: str
    number: int | None
    days: int | None


@dataclass(frozen=True)
class PerformanceRows:
    """One page. `hidden` are counted in the figure but not this reader's to open; `value` sums up `number` of the others."""

    total: int
    value: int
    hidden: int
    rows: tuple[PerformanceRow, ...]


@dataclass(frozen=True)
class _Kind:
    """Where rows of a kind are: the table, whose they are, when, what they bring, and what `rights` let see of them."""

    table: type
    owner: ColumnElement
    at: ColumnElement
    name: ColumnElement
    state: ColumnElement
    seen: Callable[..., ColumnElement[bool]]
    number: ColumnElement | None = None
    days: ColumnElement | None = None


def _seen_activities(work: Work, *rights: str) -> ColumnElement[bool]:
    if rights:
        return Activity.customer_id.in_(select(Customer.id).where(scope.customers(work, *rights)))
    return scope.of_visible_parents(work, Activity)


KINDS = {
    DEALS: _Kind(Deal, Deal.owner_id, Deal.closed_on, Deal.name, Deal.status, scope.deals, Deal.value, days_between(Deal.opened_on, Deal.closed_on)),
    ORDERS: _Kind(Order, Order.owner_id, Order.ordered_on, Order.number, Order.state, scope.orders, Order.revenue),
    ACTIVITIES: _Kind(Activity, Activity.user_id, Activity.at, Activity.text, Activity.kind, _seen_activities),
    TICKETS: _Kind(Ticket, Ticket.owner_id, Ticket.resolved_at, Ticket.subject, Ticket.state, scope.tickets, Ticket.satisfaction),
}


@query(RIGHT)
def performance_rows(work: Work, chosen: PerformanceFilter, part: str, key: str | None = None, page: int = 1) -> PerformanceRows:
    """The records behind the mark `key` of a chart (a person, or a month of the trend), or behind all of it; the newest first.

    Raises NotFound for a chart, a person or a month there is not.
    """
    kind, where = _behind(work, chosen, part, key)
    mine = kind.seen(work)
    value = literal(0) if kind.number is None else func.sum(kind.number).filter(mine)
    counted, total, value = work.session.execute(select(func.count(), func.count().filter(mine), value).select_from(kind.table).where(*where)).one()
    return PerformanceRows(total, int(value or 0), counted - total, _read(work, _rows(kind).where(*where, mine).limit(PAGE).offset((page - 1) * PAGE)))


@command(RIGHT)
def export_performance(work: Work, chosen: PerformanceFilter, part: str, key: str | None = None) -> File:
    """All records behind a mark that this reader may export, as XLSX. Raises NotFound."""
    kind, where = _behind(work, chosen, part, key)
    what = KIND_OF[part.removeprefix(TREND)]
    work.require(EXPORT[what])
    rows = _read(work, _rows(kind).where(*where, kind.seen(work), kind.seen(work, EXPORT[what])))
    say = words(work.actor.locale).gettext
    labels, values = _layout(what)
    told = {code: say(word) for code, word in WORDS[STATES[what]].items()}
    lines = ([told.get(row.state, row.state) if name == "state" else getattr(row, name) for name in values] for row in rows)
    about = {"report": "performance", "chart": part} | ({"bar": key} if key else {})
    return export(work, what, [Column(say(label), sort) for label, sort in labels], lines, "xlsx", about=about)


def _layout(what: str) -> tuple[list[tuple[str, str]], list[str]]:
    """The headings of a file, and the fields below them."""
    names = {DEALS: N_("Deal"), ORDERS: N_("Order number"), ACTIVITIES: N_("Activity"), TICKETS: N_("Ticket")}
    days = {DEALS: (N_("Closed on"), "date"), ORDERS: (N_("Ordered on"), "date"), ACTIVITIES: (N_("Time"), "moment"), TICKETS: (N_("Resolved on"), "moment")}
    labels = [(names[what], "text"), (N_("Customer"), "text"), (N_("Person"), "text"), days[what], (N_("Kind") if what == ACTIVITIES else N_("State"), "text")]
    fields = ["name", "customer", "owner", "at", "state"]
    brings = {DEALS: (N_("Value"), "money"), ORDERS: (N_("Revenue"), "money"), TICKETS: (N_("Satisfaction"), "number")}
    if what in brings:
        labels, fields = [*labels, brings[what]], [*fields, "number"]
    if what == DEALS:
        labels, fields = [*labels, (N_("Cycle, days"), "number")], [*fields, "days"]
    return labels, fields


def _behind(work: Work, chosen: PerformanceFilter, part: str, key: str | None) -> tuple[_Kind, list[ColumnElement[bool]]]:
    measure = part.removeprefix(TREND)
    if measure not in MEASURES:
        raise NotFound()
    kind = KINDS[KIND_OF[measure]]
    people = [row for row in people_within(work) if sees(work, row.id)]
    shown = {row.id for row in people if chosen.person_id in (None, row.id) and chosen.team_id in (None, row.team_id)}
    within = span_of(work, chosen)
    if part.startswith(TREND):
        months = {month.start.isoformat(): month for month in months_before(work, within)}
        if len(shown) != 1 or (key is not None and key not in months):
            raise NotFound()
        within = months[key] if key else Span(min(months.values()).start, max(months.values()).end)
    elif key is not None:
        shown = shown & {int(key)} if key.isdecimal() else set()
        if not shown:
            raise NotFound()
    return kind, [kind.table.deleted_at.is_(None), kind.owner.in_(shown), *_when(work, kind, within), *_which(measure)]


def _when(work: Work, kind: _Kind, within: Span) -> list[ColumnElement[bool]]:
    if kind.table in (Deal, Order):
        return [kind.at.between(within.start, within.end)]
    zone = ZoneInfo(work.settings.time_zone)
    first, end = (datetime.combine(day, time(), zone) for day in (within.start, within.end + timedelta(days=1)))
    return [kind.at >= first, kind.at < end]


def _which(measure: str) -> list[ColumnElement[bool]]:
    """What counts into a figure."""
    won = [Deal.status == "won"]
    return {
        "won_value": won, "won_deals": won, WIN_RATE: [Deal.status.in_(("won", "lost"))], CYCLE: [*won, days_between(Deal.opened_on, Deal.closed_on) >= 0],
        "order_revenue": [Order.revenue != 0], "activities": [Activity.kind.in_(CONTACTS)], "satisfaction": [Ticket.satisfaction.is_not(None)],
    }[measure]


def _rows(kind: _Kind) -> Select:
    number, days = (null() if column is None else column for column in (kind.number, kind.days))
    return (
        select(kind.table.id, kind.name, Customer.id, Customer.name, User.name, kind.at, kind.state, number, days)
        .outerjoin(Customer, Customer.id == kind.table.customer_id).join(User, User.id == kind.owner)
        .order_by(kind.at.desc(), kind.table.id.desc())
    )


def _read(work: Work, statement: Select) -> tuple[PerformanceRow, ...]:
    return tuple(PerformanceRow(*row) for row in work.session.execute(statement))
