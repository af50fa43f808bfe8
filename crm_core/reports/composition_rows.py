"""The customers behind a bar of the composition report, as rows and as a file."""
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, String, and_, cast, func, or_, select

from crm_core.access import scope
from crm_core.content.period import add_months
from crm_core.errors import N_, NotFound
from crm_core.exporting import Column, File, export
from crm_core.goals.statements import FILLED
from crm_core.i18n import words
from crm_core.reports.composition import CUTS, NONE, RIGHT, CompositionFilter, customers, has, months_of, names_of
from crm_core.wording import WORDS
from crm_core.work import Work, command, query
from db.models import Customer, CustomerValue, LifecycleMove, User

PARTS = (*CUTS, "segment", "new", "lost", "missing")
PAGE = 20


@dataclass(frozen=True)
class MemberRow:
    """A customer behind a bar."""

    id: int
    name: str
    grade: str | None
    lifecycle: str
    owner: str | None
    revenue: int
    since: date


@query(RIGHT)
def composition_rows(work: Work, chosen: CompositionFilter, part: str, key: str | None = None, page: int = 1) -> tuple[int, tuple[MemberRow, ...]]:
    """How many customers stand behind the bar `key` of `part`, and a page of those the reader may open. Raises NotFound."""
    where = _behind(work, chosen, part, key), scope.customers(work, "customers:view")
    total = work.session.scalar(_from(select(func.count()), part).where(*where)) or 0
    return total, tuple(_rows(work, part, where, page))


COLUMNS = ((N_("Customer"), "text"), (N_("Grade"), "text"), (N_("Lifecycle"), "text"), (N_("Owner"), "text"), (N_("Revenue"), "money"), (N_("Customer since"), "date"))


@command("customers:export")
def export_members(work: Work, chosen: CompositionFilter, part: str, key: str | None = None) -> File:
    """The customers behind a bar that this reader may export, as XLSX. Raises NotFound."""
    work.require(RIGHT)
    say, grades = words(work.actor.locale).gettext, names_of(work)["grade"]
    where = _behind(work, chosen, part, key), scope.customers(work, "customers:export")
    lines = ((row.name, grades.get(row.grade, row.grade), say(WORDS["lifecycle"].get(row.lifecycle, row.lifecycle)), row.owner, row.revenue, row.since)
             for row in _rows(work, part, where, None))
    about = {"report": "composition", "chart": part} | ({"bar": key} if key else {})
    return export(work, "composition", [Column(say(text), kind) for text, kind in COLUMNS], lines, "xlsx", about=about)


def _behind(work: Work, chosen: CompositionFilter, part: str, key: str | None) -> ColumnElement[bool]:
    if part not in PARTS:
        raise NotFound()
    mine = customers(work, chosen)
    if part in ("new", "lost"):
        return and_(mine, _in_month(work, chosen, part, key))
    if key is None:
        return and_(mine, CustomerValue.customer_id.is_not(None)) if part == "segment" else mine
    if part == "missing":
        if key not in FILLED:
            raise NotFound()
        return and_(mine, ~has(key))
    column = CustomerValue.segment if part == "segment" else getattr(Customer, part)
    return and_(mine, or_(column.is_(None), cast(column, String) == "") if key == NONE else column == key)


def _in_month(work: Work, chosen: CompositionFilter, part: str, key: str | None) -> ColumnElement[bool]:
    bars = months_of(work, chosen)
    try:
        if part == "new":
            return bars.within(Customer.created_at, key)
        first = date.fromisoformat(key) if key else None
    except ValueError:
        raise NotFound() from None
    start, end = (first, add_months(first, 1)) if first else (bars.starts[0], bars.ends[-1])
    moved = select(LifecycleMove.customer_id).where(LifecycleMove.after == "lost", LifecycleMove.day >= start, LifecycleMove.day < end)
    return Customer.id.in_(moved)


def _from(statement, part: str):
    """`statement` over customers, with their scores where the part is told by them."""
    joined = statement.select_from(Customer)
    return joined.join(CustomerValue, CustomerValue.customer_id == Customer.id) if part == "segment" else joined


def _rows(work: Work, part: str, where: tuple, page: int | None):
    order = Customer.revenue.desc(), Customer.name_key, Customer.id
    found = _from(select(Customer.id, Customer.name, Customer.grade, Customer.lifecycle, User.name, Customer.revenue, Customer.created_at), part)
    found = found.outerjoin(User, User.id == Customer.owner_id).where(*where).order_by(*order)
    if page is not None:
        found = found.limit(PAGE).offset((max(1, page) - 1) * PAGE)
    for row in work.session.execute(found):
        yield MemberRow(*row[:-1], since=row[-1].date())
