"""What a list of customers is filtered by, and what that is in SQL."""
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, false, func, or_, select
from sqlalchemy.sql.elements import UnaryExpression
from sqlalchemy.sql.operators import custom_op
from sqlalchemy.sql.visitors import replacement_traverse

from crm_core import occasions
from crm_core.access import scope
from crm_core.errors import CrmError
from crm_core.work import Work
from db import search
from db.functions import falls_on
from db.models import Contact, Customer, CustomerTag

ME, MY_TEAM, NOBODY = "me", "team", "nobody"
WITHOUT = "-"
_FILTERED = ("owner_id", "team_id", "grade", "lifecycle", "region", "industry", "source")
LIFECYCLES = ("prospect", "lead", "active", "at_risk", "dormant", "lost")


@dataclass(frozen=True)
class CustomerFilter:
    """Conditions that all hold; several values of one field are alternatives.

    `owners` are ids of users, "me", "team" (mine) or "nobody" (the public pool); "-" as a grade, region,
    industry or source stands for "has none". `quiet_days`: no activity for so many days. The
    creation dates are days of the reader's calendar, both included. `segment`: only customers of this segment.
    `contract_days`, `birthday_days`: the contract ends, the customer or a contact has a birthday, within so many days
    from today. `agents` are ids of users or "me".
    """

    text: str = ""
    owners: tuple[str, ...] = ()
    teams: tuple[str, ...] = ()
    grades: tuple[str, ...] = ()
    lifecycles: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    industries: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    quiet_days: int | None = None
    created_from: date | None = None
    created_to: date | None = None
    segment: int | None = None
    contract_days: int | None = None
    birthday_days: int | None = None
    agents: tuple[str, ...] = ()
    ids: tuple[int, ...] | None = None

    def described(self) -> dict[str, object]:
        """The conditions that are set, for the audit trail."""
        found = {name: value for name, value in vars(self).items() if value and name != "ids"}
        return {name: list(v) if isinstance(v, tuple) else str(v) for name, v in found.items()}


_segments: list[Callable[[Work, int], ColumnElement[bool]]] = []


def know_segments(condition: Callable[[Work, int], ColumnElement[bool]]) -> None:
    """Segments stand above customers: this is how the customers of one become a condition here."""
    _segments[:] = [condition]


def matching(work: Work, wanted: CustomerFilter, *rights: str) -> list[ColumnElement[bool]]:
    """The conditions of `wanted` on customers that may be seen, and that `rights` reach where given."""
    reached = [scope.customers(work, *rights)] if rights else []
    return [scope.customers(work), *reached, *chosen(work, wanted)]


def parts(work: Work, wanted: CustomerFilter) -> list[list[ColumnElement[bool]]]:
    """As `matching`, but as alternatives without overlap where that is faster than an OR."""
    if wanted.text.strip() or wanted.ids is not None:
        return [matching(work, wanted)]
    return [[part, *chosen(work, wanted)] for part in scope.customer_parts(work)]


def better_walked(work: Work, wanted: CustomerFilter, total: int, rows: int) -> bool:
    """Whether SQLite does better to walk along the order until `rows` of the `total` matches are met.

    It does not count with LIMIT, and else collects and sorts all matches; Postgres sees that by itself.
    """
    if work.session.get_bind().dialect.name != "sqlite" or wanted.text.strip() or wanted.tags or wanted.ids is not None:
        return False
    everyone = work.session.scalar(select(func.max(Customer.id))) or 0
    return total * total > everyone * rows


def walked(conditions: list[ColumnElement[bool]], names: tuple[str, ...] = _FILTERED) -> list[ColumnElement[bool]]:
    """The same conditions with a plus before these columns, which keeps SQLite from choosing indexes for them."""
    columns = {getattr(Customer, name).expression for name in names}

    def unindexed(element, **_more):
        return UnaryExpression(element, operator=custom_op("+"), type_=element.type) if element in columns else None

    return [replacement_traverse(condition, {}, unindexed) for condition in conditions]


def chosen(work: Work, wanted: CustomerFilter) -> list[ColumnElement[bool]]:
    """The conditions of `wanted` alone, whoever asks."""
    conditions: list[ColumnElement[bool]] = []
    if wanted.ids is not None:
        conditions.append(Customer.id.in_(wanted.ids))
    if wanted.text.strip():
        conditions.append(search.matches(work.session, "customer", wanted.text))
    conditions += _among(wanted) + _times(work, wanted)
    if wanted.owners:
        conditions.append(or_(*_owners(work, wanted.owners)))
    if wanted.segment is not None:
        conditions.append(_in_segment(work, wanted.segment))
    if wanted.agents:
        named = {int(agent) for agent in wanted.agents if _is_id(agent)} | ({work.actor.user_id} if ME in wanted.agents else set())
        conditions.append(Customer.agent_id.in_(sorted(named - {None})))
    if wanted.tags:
        conditions.append(Customer.id.in_(select(CustomerTag.customer_id).where(CustomerTag.tag.in_(wanted.tags))))
    return conditions


def _in_segment(work: Work, segment_id: int) -> ColumnElement[bool]:
    """A segment that is gone, or not this reader's, has no customers."""
    try:
        return _segments[0](work, segment_id)
    except CrmError:
        return false()


def _among(wanted: CustomerFilter) -> list[ColumnElement[bool]]:
    fields = (
        (Customer.grade, wanted.grades),
        (Customer.lifecycle, wanted.lifecycles),
        (Customer.region, wanted.regions),
        (Customer.industry, wanted.industries),
        (Customer.source, wanted.sources),
        (Customer.team_id, tuple(int(team) for team in wanted.teams if _is_id(team))),
    )
    return [_one_of(column, values) for column, values in fields if values]


def _one_of(column, values: tuple) -> ColumnElement[bool]:
    named = [value for value in values if value != WITHOUT]
    if WITHOUT not in values:
        return column.in_(named)
    return or_(column.in_(named), column.is_(None)) if named else column.is_(None)


def _owners(work: Work, owners: tuple[str, ...]) -> list[ColumnElement[bool]]:
    actor = work.actor
    wanted = {int(owner) for owner in owners if _is_id(owner)}
    if ME in owners and actor.user_id is not None:
        wanted.add(actor.user_id)
    found: list[ColumnElement[bool]] = [Customer.owner_id.in_(sorted(wanted))]
    if MY_TEAM in owners and actor.team_id is not None:
        found.append(Customer.team_id == actor.team_id)
    if NOBODY in owners:
        found.append(scope.pool())
    return found


def _times(work: Work, wanted: CustomerFilter) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.quiet_days:
        since = work.now - timedelta(days=wanted.quiet_days)
        found.append(func.coalesce(Customer.last_activity_at, Customer.created_at) < since)
    zone = ZoneInfo(work.actor.time_zone)
    if wanted.created_from:
        found.append(Customer.created_at >= _midnight(wanted.created_from, zone))
    if wanted.created_to:
        found.append(Customer.created_at < _midnight(wanted.created_to + timedelta(days=1), zone))
    today = work.now.astimezone(zone).date()
    if wanted.contract_days is not None:
        found.append(Customer.contract_ends_on.between(today, today + timedelta(days=wanted.contract_days)))
    if wanted.birthday_days is not None:
        days = occasions.month_days(today, wanted.birthday_days)
        contacts = select(Contact.customer_id).where(falls_on(Contact.birthday, days), Contact.deleted_at.is_(None))
        found.append(or_(falls_on(Customer.birthday, days), Customer.id.in_(contacts)))
    return found


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone)


def _is_id(value: str) -> bool:
    return value.isascii() and value.isdigit() and len(value) < 10
