"""Many deals at once, as files bring them: a few statements, however many rows."""
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from itertools import groupby

from sqlalchemy import insert, select, update

from crm_core.access import scope
from crm_core.access.rights import Scope
from crm_core.errors import Invalid, NotFound
from crm_core.i18n import N_
from crm_core.pipeline import rules
from crm_core.pipeline.rules import LOST, OPEN, WON
from crm_core.pipeline.schemas import DealImport, DealUpdate
from crm_core.work import Work, command, query
from db.bulk import insert_rows
from db.models import Contact, Customer, Deal, DealContact, DealLine, Pipeline, Product, Stage, StageHistory, User

CHUNK = 1000
RIGHTS = ("deals:edit", "imports:run")
COLUMNS = (
    "name", "customer_id", "pipeline_id", "stage_id", "status", "value", "first_value", "owner_id", "source", "opened_on",
    "expected_close", "closed_on", "close_reason", "competitor", "close_note", "notes", "external_id", "import_id",
)
CHANGEABLE = frozenset(COLUMNS) - {"import_id"} | {"stage_since"}


@command(*RIGHTS)
def create_deals(work: Work, deals: Sequence[DealImport]) -> list[int]:
    """Creates deals, open or closed, and returns their ids in the same order.

    What stages require is not asked of them. A row without owner belongs to the importer's team, to the
    importer who reaches no further, or to nobody yet when the importer reaches everything.
    Raises NotFound when a customer, owner, stage, product or contact is out of reach,
    Invalid for a closed row without a closing day; then nothing is stored.
    """
    references = _References(work, deals)
    rows = [_row(work, deal, references) for deal in deals]
    ids = insert_rows(work.session, Deal, rows)
    _insert(work, StageHistory, [h for key, deal, row in zip(ids, deals, rows, strict=True) for h in _visits(work, key, deal, row)])
    _insert(work, DealContact, [{"deal_id": k, "contact_id": c} for k, deal in zip(ids, deals, strict=True) for c in deal.contact_ids])
    _insert(work, DealLine, [line for key, deal in zip(ids, deals, strict=True) for line in references.lines(key, deal)])
    for key, row in zip(ids, rows, strict=True):
        after = {name: row[name] for name in ("name", "value", "status", "stage_id", "owner_id", "closed_on") if row[name] is not None}
        work.record("deal.created", "deal", key, customer_id=row["customer_id"], deal_id=key, after=after)
    return ids


@command(*RIGHTS)
def update_deals(work: Work, changes: Sequence[DealUpdate]) -> list[int]:
    """Changes existing deals and returns the ids of those that became different.

    A change of stage or status is written into the stage history. Raises NotFound for a deal out of reach
    and for what `create_deals` raises it for.
    """
    known = _fetch(work, [change.id for change in changes])
    references = _References(work, [DealImport(**{"name": "-"} | _references_of(change)) for change in changes])
    changed: list[int] = []
    for change in changes:
        deal = known[change.id]
        before, after = _apply(work, deal, change, references)
        if not after:
            continue
        changed.append(deal.id)
        deal.version += 1
        deal.updated_at = work.now
        work.record("deal.changed", "deal", deal.id, customer_id=deal.customer_id, deal_id=deal.id, before=before, after=after)
        if before.get("customer_id"):
            work.record("deal.changed", "deal", deal.id, customer_id=before["customer_id"],
                        before={"customer_id": before["customer_id"]}, after={"customer_id": deal.customer_id})
        if before.keys() & {"stage_id", "status"}:
            references.moved.append(deal)
    _restep(work, references.moved)
    return changed


@command("deals:delete", "imports:run")
def delete_deals(work: Work, deal_ids: Iterable[int]) -> int:
    """Takes deals out of every list, e.g. those of an undone import; returns how many there were within reach."""
    count = 0
    for chunk in _chunks(deal_ids):
        rows = work.session.execute(
            update(Deal)
            .where(Deal.id.in_(chunk), scope.deals(work, "deals:delete", "imports:run"))
            .values(deleted_at=work.now, updated_at=work.now, version=Deal.version + 1)
            .returning(Deal.id, Deal.customer_id, Deal.name)
            .execution_options(synchronize_session=False)
        ).all()
        count += len(rows)
        for key, customer_id, name in rows:
            work.record("deal.deleted", "deal", key, customer_id=customer_id, deal_id=key, before={"name": name})
    return count


@query(*RIGHTS)
def deals_by_key(work: Work, key: str, values: Iterable[str]) -> dict[str, tuple[int, ...]]:
    """Deals this person may change, by their `external_id` or `name` exactly as stored; several may share a name."""
    column = {"external_id": Deal.external_id, "name": Deal.name}[key]
    found: dict[str, list[int]] = {}
    for chunk in _chunks(values):
        for value, deal_id in work.session.execute(
            select(column, Deal.id).where(column.in_(chunk), scope.deals(work, *RIGHTS)).order_by(Deal.id)
        ):
            found.setdefault(value, []).append(deal_id)
    return {value: tuple(ids) for value, ids in found.items()}


class _References:
    """Everything that a batch of deals points at, checked with one statement for each kind."""

    def __init__(self, work: Work, deals: Sequence[DealImport]) -> None:
        self.moved: list[Deal] = []
        reach = max(work.scope(right) for right in RIGHTS)
        self.nobody = {
            "owner_id": work.actor.user_id if reach is Scope.OWN else None,
            "team_id": None if reach is Scope.ALL else work.actor.team_id,
        }
        self.teams = _reachable(work, User.id, User.team_id, {d.owner_id for d in deals}, _people(work))
        _reachable(work, Customer.id, Customer.id, {d.customer_id for d in deals},
                   scope.customers(work, "customers:view", "imports:run"))
        contacts = {c for d in deals for c in d.contact_ids}
        _reachable(work, Contact.id, Contact.id, contacts, Contact.deleted_at.is_(None))
        products = {line.product_id for d in deals for line in d.lines}
        self.prices = _reachable(work, Product.id, Product.price, products)
        stages = work.session.execute(
            select(Stage.id, Stage.pipeline_id)
            .join(Pipeline, Pipeline.id == Stage.pipeline_id)
            .order_by(~Stage.active, Pipeline.position, Pipeline.id, Stage.position, Stage.id)
        ).all()
        self.pipeline_of = {stage: pipeline for stage, pipeline in stages}
        self.stages_of: dict[int, list[int]] = {}
        for stage, pipeline in stages:
            self.stages_of.setdefault(pipeline, []).append(stage)

    def stage(self, deal: DealImport) -> int:
        """The stage the row names, else the first of its pipeline for an open deal, the last for a closed one."""
        if deal.stage_id is not None:
            if deal.stage_id not in self.pipeline_of:
                raise NotFound()
            return deal.stage_id
        stages = self.stages_of.get(deal.pipeline_id or next(iter(self.stages_of), 0))
        if not stages:
            raise NotFound()
        return stages[0] if deal.status == OPEN else stages[-1]

    def ownership(self, owner_id: int | None) -> dict:
        return self.nobody if owner_id is None else {"owner_id": owner_id, "team_id": self.teams[owner_id]}

    def lines(self, deal_id: int, deal: DealImport) -> list[dict]:
        return [
            {
                "deal_id": deal_id, "product_id": line.product_id, "quantity": line.quantity, "discount": line.discount,
                "price": line.price if line.price is not None else self.prices[line.product_id] or 0, "position": position,
            }
            for position, line in enumerate(deal.lines)
        ]


def _people(work: Work):
    reach = max(work.scope(right) for right in ("deals:assign", "imports:run"))
    if reach is Scope.ALL:
        return User.id.is_not(None)
    if reach is Scope.TEAM and work.actor.team_id is not None:
        return (User.team_id == work.actor.team_id) | (User.id == work.actor.user_id)
    return User.id == work.actor.user_id


def _reachable(work: Work, key, value, wanted: set, condition=None) -> dict:
    """key → value for every wanted row; raises NotFound when one is missing."""
    wanted = wanted - {None}
    found: dict = {}
    for chunk in _chunks(wanted):
        statement = select(key, value).where(key.in_(chunk))
        found.update(work.session.execute(statement if condition is None else statement.where(condition)).all())
    if len(found) != len(wanted):
        raise NotFound()
    return found


def _row(work: Work, deal: DealImport, references: _References) -> dict:
    if deal.status != OPEN and deal.closed_on is None:
        raise Invalid(N_("A closed deal needs the day it was closed."), field="closed_on")
    stage_id = references.stage(deal)
    created_at = deal.created_at or work.now
    return {name: getattr(deal, name) for name in COLUMNS} | {
        "stage_id": stage_id,
        "pipeline_id": references.pipeline_of[stage_id],
        "stage_since": _since(work, deal, created_at),
        "first_value": deal.value or None if deal.first_value is None else deal.first_value,
        "closed_on": deal.closed_on if deal.status != OPEN else None,
        **references.ownership(deal.owner_id),
        "created_by": work.actor.user_id,
        "created_at": created_at,
        "updated_at": work.now,
        "version": 1,
    }


def _since(work: Work, deal: DealImport, otherwise: datetime) -> datetime:
    """Since when the deal is in the state it has."""
    if deal.status != OPEN:
        return _day(work, deal.closed_on)
    return deal.stage_since or (_day(work, deal.opened_on) if deal.opened_on else otherwise)


def _day(work: Work, day: date) -> datetime:
    return rules.day_start(day, work.settings.time_zone)


def _visits(work: Work, deal_id: int, deal: DealImport, row: dict) -> list[dict]:
    """The history a file tells of: the visit to the stage where it is known, and the close."""
    common = {"deal_id": deal_id, "pipeline_id": row["pipeline_id"], "user_id": None, "left_at": None}
    if deal.status == OPEN:
        return [common | {"stage_id": row["stage_id"], "status": OPEN, "entered_at": row["stage_since"]}]
    closed = common | {"stage_id": None, "status": deal.status, "entered_at": row["stage_since"]}
    entered_at = deal.stage_since or (_day(work, deal.opened_on) if deal.opened_on else None)
    if deal.stage_id is None or entered_at is None or entered_at > row["stage_since"]:
        return [closed]
    visit = {"stage_id": row["stage_id"], "status": OPEN, "entered_at": entered_at, "left_at": row["stage_since"]}
    return [common | visit, closed]


def _fetch(work: Work, ids: list[int]) -> dict[int, Deal]:
    known: dict[int, Deal] = {}
    for chunk in _chunks(ids):
        rows = work.session.scalars(scope.visible_deals(work, *RIGHTS).where(Deal.id.in_(chunk)).with_for_update())
        known |= {deal.id: deal for deal in rows}
    if len(known) != len(set(ids)):
        raise NotFound()
    return known


def _references_of(change: DealUpdate) -> dict:
    names = ("customer_id", "owner_id", "stage_id", "pipeline_id")
    return {name: change.values[name] for name in names if change.values.get(name) is not None}


def _apply(work: Work, deal: Deal, change: DealUpdate, references: _References) -> tuple[dict, dict]:
    """Sets the new values on the row; returns what was different before and after."""
    values = DealImport(**{"name": deal.name} | change.values).model_dump(include=set(change.values) & CHANGEABLE)
    if values.get("stage_id") is not None:
        values["pipeline_id"] = references.pipeline_of[values["stage_id"]]
    else:
        values.pop("pipeline_id", None), values.pop("stage_id", None)
    if "owner_id" in values:
        values |= references.ownership(values["owner_id"])
    status = values.get("status", deal.status)
    if status == OPEN:
        values |= {"closed_on": None, "close_reason": None} if deal.status != OPEN else {}
    elif values.get("closed_on", deal.closed_on) is None:
        raise Invalid(N_("A closed deal needs the day it was closed."), field="closed_on")
    before = {name: getattr(deal, name) for name, value in values.items() if getattr(deal, name) != value}
    for name in before:
        setattr(deal, name, values[name])
    if before.keys() & {"stage_id", "status"}:
        deal.stage_since = _day(work, deal.closed_on) if deal.status in (WON, LOST) else values.get("stage_since") or work.now
    before.pop("team_id", None), before.pop("stage_since", None)
    return before, {name: values[name] for name in before}


def _restep(work: Work, deals: list[Deal]) -> None:
    """Ends the visits under way of these deals and begins new ones."""
    since = {deal.id: deal.stage_since for deal in deals}
    for chunk in _chunks(since):
        for visit in work.session.scalars(
            select(StageHistory).where(StageHistory.deal_id.in_(chunk), StageHistory.left_at.is_(None))
        ):
            visit.left_at = max(since[visit.deal_id], visit.entered_at)
    _insert(work, StageHistory, [
        {
            "deal_id": deal.id, "pipeline_id": deal.pipeline_id, "status": deal.status, "entered_at": deal.stage_since,
            "stage_id": deal.stage_id if deal.status == OPEN else None, "left_at": None, "user_id": work.actor.user_id,
        }
        for deal in deals
    ])


def _insert(work: Work, table: type, rows: list[dict]) -> None:
    if rows:
        work.session.execute(insert(table.__table__), rows)


def _chunks(values: Iterable) -> Iterable[list]:
    for _, chunk in groupby(enumerate(dict.fromkeys(values)), key=lambda pair: pair[0] // CHUNK):
        yield [value for _, value in chunk]
