"""The customers behind a mark of the value report."""
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date

import pandas as pd
from sqlalchemy import select

from crm_core.access.rights import Scope
from crm_core.columnar.copy import visible
from crm_core.errors import N_, NotFound
from crm_core.exporting import Column, File, export
from crm_core.i18n import words
from crm_core.value import moves, parts
from crm_core.value.buyers import RIGHT, Buyers, ValueFilter, buyers
from crm_core.value.rules import SEGMENT_LABELS
from crm_core.work import Work, command, query
from db.models import User

PAGE = 20
COLUMNS = (
    (N_("Customer"), "text"), (N_("Owner"), "text"), (N_("Segment"), "text"), (N_("Orders"), "number"), (N_("Revenue"), "money"),
    (N_("Margin"), "money"), (N_("First order"), "date"), (N_("Last order"), "date"), (N_("Days of silence"), "number"),
    (N_("Usual days between orders"), "number"), (N_("Recency score"), "number"), (N_("Frequency score"), "number"),
    (N_("Monetary score"), "number"), (N_("Room to grow"), "money"),
)  # fmt: skip


@dataclass(frozen=True)
class Buyer:
    """A customer in a list; money in minor units. Who has not bought in the period has no figures."""

    id: int
    name: str
    owner: str | None
    segment: str | None
    orders: int | None
    revenue: int | None
    margin: int | None
    first_ever: date | None
    last_ever: date | None
    silent_days: int | None
    cycle_days: float | None
    recency: int | None
    frequency: int | None
    monetary: int | None
    room: int | None


@dataclass(frozen=True)
class BuyerRows:
    """One page of the customers behind a mark. `hidden` are counted in the chart but not this reader's to open."""

    total: int
    revenue: int
    hidden: int
    rows: tuple[Buyer, ...]


@query(RIGHT)
def value_rows(
    work: Work, chosen: ValueFilter, part: str, key: str | None = None, grain: str = "quarter", page: int = 1
) -> BuyerRows:
    """The customers behind the mark `key` of the chart `part` (all of it when None), the biggest first.

    Raises NotFound for a chart there is not.
    """
    with _behind(work, chosen, part, key, grain, "customers:view") as found:
        whole = found.frame("SELECT count(*) AS n, count(*) FILTER (mine) AS mine, sum(revenue) FILTER (mine) AS revenue FROM behind").iloc[0]
        shown = found.frame(f"SELECT * FROM behind WHERE mine ORDER BY revenue DESC NULLS LAST, id LIMIT {PAGE} OFFSET {(max(page, 1) - 1) * PAGE}")
        revenue = 0 if pd.isna(whole.revenue) else int(whole.revenue)
        return BuyerRows(int(whole.mine), revenue, int(whole.n) - int(whole.mine), _read(work, shown))


@command("customers:export")
def export_value_rows(work: Work, chosen: ValueFilter, part: str, key: str | None = None, grain: str = "quarter") -> File:
    """All customers behind a mark that this reader may export, as XLSX, and the note that they were exported.

    Raises NotFound for a chart there is not, Invalid when they are too many for a sheet.
    """
    work.require(RIGHT)
    with _behind(work, chosen, part, key, grain, "customers:export") as found:
        rows = _read(work, found.frame("SELECT * FROM behind WHERE mine ORDER BY revenue DESC NULLS LAST, id"))
    translate = words(work.actor.locale).gettext
    lines = (
        (r.name, r.owner, r.segment and translate(SEGMENT_LABELS[r.segment]), r.orders, r.revenue, r.margin, r.first_ever, r.last_ever,
         r.silent_days, r.cycle_days, r.recency, r.frequency, r.monetary, r.room)
        for r in rows
    )  # fmt: skip
    about = {"report": "value", "chart": part} | ({"bar": key} if key else {})
    return export(work, "customer-value", [Column(translate(label), kind) for label, kind in COLUMNS], lines, "xlsx", about=about)


@contextmanager
def _behind(work: Work, chosen: ValueFilter, part: str, key: str | None, grain: str, right: str):
    """The bench with a table `behind`; `mine` tells whose rows the reader may see by `right` too."""
    mine = f"({visible(work, right)} OR (customer.owner_id IS NULL AND customer.team_id IS NULL))"
    if work.scope(right) is Scope.NONE:
        mine = "FALSE"
    with buyers(work, chosen) as found:
        which, more = _which(work, chosen, found, part, key, grain)
        figures = "b.segment, b.orders, b.revenue, b.margin, b.first_ever, b.last_ever, b.silent_days, b.cycle_days, b.recency, b.frequency, b.monetary"
        room = f"LEFT JOIN ({parts.ROOM.format(peers=parts.PEERS)}) r ON r.id = customer.id" if part == "room" else ""
        found.bench.make(
            "behind",
            f"SELECT customer.id, customer.name, customer.owner_id, {figures}, {'r.room' if room else 'NULL::BIGINT'} AS room, "
            f"{mine} AS mine FROM customer LEFT JOIN buyer b ON b.id = customer.id {room} WHERE {which}",
            {**found.params, **more},
        )
        yield found


def _which(work: Work, chosen: ValueFilter, found: Buyers, part: str, key: str | None, grain: str) -> tuple[str, dict]:
    if part == "moves":
        return "customer.id IN (SELECT unnest($ids::BIGINT[]))", {"ids": moves.moved(work, chosen, key)}
    if part == "firsts" and key:
        grain, _colon, key = key.partition(":")
    try:
        which = parts.behind(part, key, grain)
    except (KeyError, ValueError):
        raise NotFound() from None
    since = parts.first_cohort(found.params["today"], grain if grain in parts.GRAINS else "quarter")
    return f"customer.id IN (SELECT id FROM buyer WHERE {which})", {"key": key, "since": since}


def _read(work: Work, frame: pd.DataFrame) -> tuple[Buyer, ...]:
    owners = dict(work.session.execute(select(User.id, User.name)).all())
    whole = frame.drop(columns="mine").astype(object)
    whole = whole.where(whole.notna(), None)
    return tuple(_buyer(row, owners) for row in whole.itertuples(index=False))


def _buyer(row, owners: dict[int, str]) -> Buyer:
    def number(value) -> int | None:
        return None if value is None else int(value)

    def day(value) -> date | None:
        return None if value is None else value.date()

    return Buyer(
        int(row.id), row.name, owners.get(row.owner_id), row.segment, number(row.orders), number(row.revenue), number(row.margin),
        day(row.first_ever), day(row.last_ever), number(row.silent_days), None if row.cycle_days is None else float(row.cycle_days),
        number(row.recency), number(row.frequency), number(row.monetary), number(row.room),
    )
