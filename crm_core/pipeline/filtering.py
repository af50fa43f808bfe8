"""What a list of deals is filtered by, and what that is in SQL."""
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import ColumnElement, and_, case, func, or_, select

from crm_core import clock
from crm_core.access import scope
from crm_core.pipeline import periods
from crm_core.work import Work
from db import search
from db.models import Customer, Deal, DealLine, Stage

ME, MY_TEAM, NOBODY = "me", "team", "nobody"
WITHOUT = "-"
STATUSES = ("open", "won", "lost")
NEXT_STEPS = ("overdue", "none")


@dataclass(frozen=True)
class DealFilter:
    """Conditions that all hold; several values of one field are alternatives.

    `owners` are ids of users, "me", "team" (mine) or "nobody"; "-" as a product, customer, region, industry,
    source or reason stands for "has none". Periods are read by `crm_core.pipeline.periods`, "-" is "no date". `late`: longer in
    its stage than the stage allows. Values in minor units, both ends included.
    """

    text: str = ""
    pipelines: tuple[str, ...] = ()
    stages: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    owners: tuple[str, ...] = ()
    teams: tuple[str, ...] = ()
    products: tuple[str, ...] = ()
    customers: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    industries: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()
    value_from: int | None = None
    value_to: int | None = None
    expected: str = ""
    opened: str = ""
    closed: str = ""
    late: bool = False
    next_step: str = ""
    ids: tuple[int, ...] | None = None

    def described(self) -> dict[str, object]:
        """The conditions that are set, for the audit trail."""
        found = {name: value for name, value in vars(self).items() if value and name != "ids"}
        return {name: list(v) if isinstance(v, tuple) else str(v) for name, v in found.items()}


def matching(work: Work, wanted: DealFilter, *rights: str) -> list[ColumnElement[bool]]:
    """The conditions of `wanted` on deals that may be seen, and that `rights` reach where given."""
    conditions = [scope.deals(work)]
    if rights:
        conditions.append(scope.deals(work, *rights))
    if wanted.ids is not None:
        conditions.append(Deal.id.in_(wanted.ids))
    if wanted.text.strip():
        conditions.append(search.matches(work.session, "deal", wanted.text))
    if wanted.owners:
        conditions.append(or_(*_owners(work, wanted.owners)))
    return conditions + _among(wanted) + _of_customer(wanted) + _figures(wanted) + _times(work, wanted)


def is_late(work: Work) -> ColumnElement[bool]:
    """The deal is open and longer in its stage than the stage allows."""
    limits = select(Stage.id, Stage.limit_days).where(Stage.limit_days.is_not(None))
    known = work.session.execute(limits).all()
    if not known:
        return Deal.id.is_(None)
    latest = case({stage: work.now - timedelta(days=days + 1) for stage, days in known}, value=Deal.stage_id)
    return and_(Deal.status == "open", Deal.stage_id.in_([stage for stage, _ in known]), Deal.stage_since <= latest)


def _among(wanted: DealFilter) -> list[ColumnElement[bool]]:
    chosen = (
        (Deal.pipeline_id, _ids(wanted.pipelines), wanted.pipelines),
        (Deal.stage_id, _ids(wanted.stages), wanted.stages),
        (Deal.team_id, _ids(wanted.teams), wanted.teams),
        (Deal.status, wanted.statuses, wanted.statuses),
        (Deal.source, wanted.sources, wanted.sources),
        (Deal.close_reason, wanted.reasons, wanted.reasons),
        (Deal.customer_id, _ids(wanted.customers), wanted.customers),
    )
    found = [_one_of(column, values, WITHOUT in given) for column, values, given in chosen if given]
    if wanted.products:
        found.append(_with_products(wanted.products))
    return found


def _one_of(column, values: tuple, or_none: bool) -> ColumnElement[bool]:
    named = [value for value in values if value != WITHOUT]
    if not or_none:
        return column.in_(named)
    return or_(column.in_(named), column.is_(None)) if named else column.is_(None)


def _with_products(products: tuple[str, ...]) -> ColumnElement[bool]:
    parts = [Deal.id.in_(select(DealLine.deal_id).where(DealLine.product_id.in_(_ids(products))))]
    if WITHOUT in products:
        parts.append(~select(DealLine.id).where(DealLine.deal_id == Deal.id).exists())
    return or_(*parts)


def _of_customer(wanted: DealFilter) -> list[ColumnElement[bool]]:
    """Region (the country where none is known, as on the charts) and industry of the customer."""
    region = func.coalesce(func.nullif(Customer.region, ""), func.nullif(Customer.country, ""))
    found = []
    for column, values in ((region, wanted.regions), (Customer.industry, wanted.industries)):
        if not values:
            continue
        part = Deal.customer_id.in_(select(Customer.id).where(_one_of(column, values, WITHOUT in values)))
        found.append(or_(part, Deal.customer_id.is_(None)) if WITHOUT in values else part)
    return found


def _owners(work: Work, owners: tuple[str, ...]) -> list[ColumnElement[bool]]:
    actor = work.actor
    wanted = set(_ids(owners))
    if ME in owners and actor.user_id is not None:
        wanted.add(actor.user_id)
    found: list[ColumnElement[bool]] = [Deal.owner_id.in_(sorted(wanted))]
    if MY_TEAM in owners and actor.team_id is not None:
        found.append(Deal.team_id == actor.team_id)
    if NOBODY in owners:
        found.append(Deal.owner_id.is_(None))
    return found


def _figures(wanted: DealFilter) -> list[ColumnElement[bool]]:
    found = []
    if wanted.value_from is not None:
        found.append(Deal.value >= wanted.value_from)
    if wanted.value_to is not None:
        found.append(Deal.value <= wanted.value_to)
    return found


def _times(work: Work, wanted: DealFilter) -> list[ColumnElement[bool]]:
    today = clock.today(work.actor.time_zone)
    found = []
    for column, text in ((Deal.expected_close, wanted.expected), (Deal.opened_on, wanted.opened), (Deal.closed_on, wanted.closed)):
        if text == periods.NEVER:
            found.append(column.is_(None))
        elif named := periods.span(text, today):
            first, last = named
            found += [column >= first] if first else []
            found += [column <= last] if last else []
    if wanted.late:
        found.append(is_late(work))
    if wanted.next_step == "overdue":
        found.append(Deal.next_step_at < work.now)
    elif wanted.next_step == "none":
        found.append(Deal.next_step_at.is_(None))
    return found


def _ids(values: tuple[str, ...]) -> tuple[int, ...]:
    return tuple(int(value) for value in values if value.isascii() and value.isdigit() and len(value) < 10)
