"""The customers behind every figure and every cell of the churn page."""
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import ColumnElement, and_, func, select, true

from crm_core.access import scope
from crm_core.churn import filters
from crm_core.churn.achieved import achieved
from crm_core.churn.commands import day
from crm_core.churn.filters import RIGHT, ChurnFilter
from crm_core.churn.history import MONTH, SPANS, times
from crm_core.churn.rules import CONFIRMED, OPEN, Thresholds
from crm_core.columnar.copy import columns
from crm_core.dictionary import label
from crm_core.errors import N_, NotFound
from crm_core.exporting import Column, File, export
from crm_core.i18n import words
from crm_core.wording import WORDS
from crm_core.work import Work, command, query
from db.models import ChurnCase, Customer, DictionaryEntry, User

PAGE, CHUNK = 20, 500

# part → statement of the copy: customer, the day that counts, and what became of it
LOST = "SELECT customer_id, lost_on AS day, 'lost' AS what FROM span WHERE lost_on >= $from AND lost_on < $to"
COHORT = """
SELECT t.customer_id, max(b.day) AS day, CASE WHEN bool_or(b.day >= $from AND b.day < $to) THEN 'bought' ELSE 'silent' END AS what
FROM tenure t JOIN span b USING (customer_id) WHERE t.first >= $cohort AND t.first < $cohort_end GROUP BY t.customer_id
"""
TENURE = f"""
SELECT customer_id, coalesce(lost_on, $today) AS day, CASE WHEN lost_on IS NULL THEN 'stayed' ELSE 'lost' END AS what FROM tenure
WHERE coalesce(grade, '') IN (SELECT unnest(string_split($curve, '+'))) AND ($month < 0 OR (lost_on IS NOT NULL AND floor((lost_on - first) / {MONTH}) = $month))
"""
EVERYBODY = """
SELECT customer_id, coalesce(lost_on, $today) AS day, CASE WHEN lost_on IS NULL THEN 'stayed' ELSE 'lost' END AS what FROM tenure
WHERE first >= $first
"""
IN_ORDER = SPANS + "SELECT *, count(*) OVER () AS total FROM ({{body}}) ORDER BY what, day DESC, customer_id LIMIT $limit OFFSET $offset"
ALL_OF_THEM = 10**7


@dataclass(frozen=True)
class Behind:
    """A customer behind a figure: `what` became of it (bought, silent, lost, stayed, or a case's state) on `day`."""

    customer_id: int
    customer: str
    grade: str | None
    owner: str | None
    day: date | None
    what: str
    amount: int


@dataclass(frozen=True)
class BehindRows:
    """One page. `hidden` are counted in the figure but not this reader's to open."""

    total: int
    hidden: int
    rows: tuple[Behind, ...]


@query(RIGHT)
def rows_behind(work: Work, chosen: ChurnFilter, part: str, key: str | None = None, page: int = 1) -> BehindRows:
    """The customers behind the figure or cell `key` of the chart `part` (of all of it when None). Raises NotFound for what there is not."""
    if part in CASES:
        return _of_cases(work, _cases(work, chosen, part, key), page)
    total, some = _columnar(work, chosen, part, key, PAGE, (max(page, 1) - 1) * PAGE)
    rows = _with_names(work, some)
    return BehindRows(total, len(some) - len(rows), rows)


COLUMNS = (
    (N_("Customer"), "text"), (N_("Grade"), "text"), (N_("Owner"), "text"), (N_("What happened"), "text"), (N_("Day"), "date"),
)  # fmt: skip
TOLD = {"bought": N_("Bought"), "silent": N_("Did not buy"), "lost": N_("Lost"), "stayed": N_("Still there"), **WORDS["churn_case.state"]}


@command("customers:export")
def export_churn_rows(work: Work, chosen: ChurnFilter, part: str, key: str | None = None) -> File:
    """All customers behind a figure that this reader may export, as XLSX. Raises NotFound, Invalid when they are too many for a sheet."""
    work.require(RIGHT)
    translate = words(work.actor.locale).gettext
    grades = {row.code: label(row.name, row.names, work.actor.locale)
              for row in work.session.scalars(select(DictionaryEntry).where(DictionaryEntry.dictionary == "grade"))}
    mine = scope.customers(work, "customers:export")
    if part in CASES:
        found = _read_cases(work, and_(_cases(work, chosen, part, key), mine))
    else:
        found = _with_names(work, _columnar(work, chosen, part, key)[1], mine)
    lines = ((r.customer, grades.get(r.grade, r.grade), r.owner, translate(TOLD[r.what]), r.day, r.amount) for r in found)
    about = {"report": "churn", "chart": part} | ({"bar": key} if key else {})
    return export(work, "churn", [Column(translate(name), kind) for name, kind in (*COLUMNS, (amount_label(part), "money"))], lines, "xlsx", about=about)


def amount_label(part: str) -> str:
    """What the amount of a row is: what is at risk in a case, else all that the customer bought."""
    return N_("Value at risk") if part in CASES else N_("Revenue")


def _of_cases(work: Work, where: ColumnElement[bool], page: int) -> BehindRows:
    mine = scope.customers(work)
    counted, total = work.session.execute(
        select(func.count(), func.count().filter(mine)).select_from(ChurnCase).join(Customer, where)).one()
    return BehindRows(counted, counted - total, tuple(_read_cases(work, and_(where, mine), PAGE, (max(page, 1) - 1) * PAGE)))


def _read_cases(work: Work, where: ColumnElement[bool], limit: int | None = None, offset: int = 0) -> list[Behind]:
    k, c = ChurnCase, Customer
    on = func.coalesce(k.ended_on, k.confirmed_on, k.deferred_on, k.warned_on)
    rows = work.session.execute(
        select(c.id, c.name, c.grade, User.name, on, k.state, k.at_risk).select_from(k).join(c, where).outerjoin(User, User.id == c.owner_id)
        .order_by(k.at_risk.desc(), k.id).limit(limit).offset(offset)
    )
    return [Behind(*row) for row in rows]


def _cases(work: Work, chosen: ChurnFilter, part: str, key: str | None) -> ColumnElement[bool]:
    try:
        return and_(filters.cases(work, chosen), CASES[part](work, chosen, key))
    except ValueError:
        raise NotFound() from None


def _open_cases(_work: Work, _chosen: ChurnFilter, _key: str | None):
    return ChurnCase.state.in_(OPEN)


def _given_up(work: Work, chosen: ChurnFilter, key: str | None):
    since = and_(ChurnCase.state == CONFIRMED, ChurnCase.confirmed_on >= filters.begin(work, chosen))
    return and_(since, true() if key is None else func.coalesce(ChurnCase.reason, "") == key)


def _of_team(_work: Work, _chosen: ChurnFilter, key: str | None):
    open_ones = ChurnCase.state.in_(OPEN)
    if key is None:
        return open_ones
    return and_(open_ones, Customer.team_id == int(key) if key != "none" else Customer.team_id.is_(None))


def _compared(work: Work, chosen: ChurnFilter, key: str | None):
    found = achieved(work, chosen)
    ids = {None: found.counted_ids, "deferred": found.deferred_ids, "held_out": found.alone_ids}
    if key not in ids:
        raise NotFound()
    return ChurnCase.id.in_(ids[key])


CASES: dict[str, Callable[[Work, ChurnFilter, str | None], ColumnElement[bool]]] = {
    "at_risk": _open_cases, "reasons": _given_up, "teams": _of_team, "achieved": _compared,
}


def _columnar(
    work: Work, chosen: ChurnFilter, part: str, key: str | None, limit: int = ALL_OF_THEM, offset: int = 0,
) -> tuple[int, list[tuple[int, date, str]]]:
    """How many there are, and some of them: customer, day, what became of it."""
    days = Thresholds.of(work.settings.churn).churn_days
    where, params = filters.columnar(work, chosen)
    params |= times(day(work), chosen, days) | {"limit": limit, "offset": offset}
    try:
        body, more = _statement(part, key, params)
    except (ValueError, KeyError):
        raise NotFound() from None
    frame = columns(work).frame(IN_ORDER.format(where=where).format(body=body), params | more)
    rows = [(int(row.customer_id), row.day.date(), row.what) for row in frame.itertuples()]
    return int(frame.total.iloc[0]) if len(frame) else 0, rows


def _statement(part: str, key: str | None, params: dict) -> tuple[str, dict]:
    if part == "months":
        begin = date.fromisoformat(key) if key else params["shown"]
        return LOST, {"from": begin, "to": _next_month(begin if key else params["last"])}
    if part in ("cohorts", "curves") and key is None:
        return EVERYBODY, {"first": params["since"] if part == "cohorts" else date.min}
    if part == "cohorts":
        start, _, quarter = key.partition(":")
        cohort = date.fromisoformat(start)
        begin = _quarters_on(cohort, int(quarter or 0))
        return COHORT, {"cohort": cohort, "cohort_end": _quarters_on(cohort, 1), "from": begin, "to": _quarters_on(begin, 1)}
    if part == "curves":
        grade, _, month = key.partition(":")
        return TENURE, {"curve": grade, "month": int(month or -1)}
    raise KeyError(part)


def _next_month(begin: date) -> date:
    return (begin.replace(day=1) + timedelta(days=32)).replace(day=1)


def _quarters_on(begin: date, quarters: int) -> date:
    month = begin.year * 12 + begin.month - 1 + 3 * quarters
    return date(month // 12, month % 12 + 1, 1)


def _with_names(work: Work, found: Sequence[tuple[int, date, str]], *where) -> tuple[Behind, ...]:
    """Those of them that this reader may see, with name, grade, owner and revenue."""
    known: dict[int, tuple] = {}
    ids = [customer for customer, _day, _what in found]
    for start in range(0, len(ids), CHUNK):
        rows = work.session.execute(
            select(Customer.id, Customer.name, Customer.grade, User.name, Customer.revenue).outerjoin(User, User.id == Customer.owner_id)
            .where(Customer.id.in_(ids[start : start + CHUNK]), scope.customers(work), *where))
        known |= {row[0]: tuple(row) for row in rows}
    return tuple(Behind(*known[customer][:4], on, what, known[customer][4]) for customer, on, what in found if customer in known)
