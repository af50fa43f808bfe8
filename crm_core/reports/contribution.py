"""Who brings revenue and margin (客户贡献): the whole, its parts, how few bring most of it, and where the change comes from."""
from dataclasses import dataclass
from datetime import datetime

import pandas as pd
from sqlalchemy import String, cast, literal, null, select, union_all

from crm_core.access import scope
from crm_core.columnar.copy import columns
from crm_core.content.period import Period
from crm_core.dictionary import label
from crm_core.errors import N_, NotFound
from crm_core.exporting import XLSX_ROWS, Column, File, export
from crm_core.i18n import words
from crm_core.reports.choices import owners_within, teams_within
from crm_core.reports.contribution_scan import CUTS, RIGHT, ContributionFilter, Scan, period
from crm_core.work import Work, command, query
from db.models import Customer, DictionaryEntry, Product, Team, User

TOP, STEPS, PAGE = 100, 20, 20
PARTS = ("top", "curve", "moves", "category", *CUTS)
SOLD = "sold"  # all who bought in the period, for other pages
MOVES = ("new", "more", "less", "gone")
EXPORTED = {"revenue": (N_("Revenue"), "money"), "margin": (N_("Margin"), "money"), "before": (N_("Revenue before"), "money"), "orders": (N_("Orders"), "number")}


@dataclass(frozen=True)
class Concentration:
    """Of so many customers the `needed` best bring 80 %; `shares` are those of the best 5 %, 10 % … 100 %."""

    customers: int = 0
    needed: int = 0
    shares: tuple[float, ...] = ()

    @property
    def of_fifth(self) -> float | None:
        """The share that the best 20 % of the customers bring."""
        return self.shares[STEPS // 5 - 1] if self.shares else None


@dataclass(frozen=True)
class ContributionReport:
    """Everything on the page. Money is in minor units of the company's currency; `as_of` is when the copy was caught up.

    `whole` has revenue, margin, before, margin_before, customers, customers_before and orders; `cuts` and `categories` have
    the same by key with their names, `top` those of customers (name None: not the reader's to see).
    """

    period: Period
    as_of: datetime
    whole: pd.Series
    cuts: dict[str, pd.DataFrame]
    top: pd.DataFrame
    revenue: Concentration
    margin: Concentration
    moves: pd.DataFrame

    @property
    def is_empty(self) -> bool:
        return not (self.whole.orders or self.whole.revenue or self.whole.before)


@dataclass(frozen=True)
class ContributionChoices:
    """What can be filtered by: id or code → name."""

    teams: dict[int, str]
    owners: dict[int, str]
    categories: dict[str, str]
    grades: dict[str, str]


@dataclass(frozen=True)
class ContributorRow:
    """A customer behind a bar. `name` is None where it is not the reader's to see, or where nobody is known."""

    id: int | None
    name: str | None
    revenue: int
    margin: int
    before: int
    orders: int


@query(RIGHT)
def contribution(work: Work, chosen: ContributionFilter) -> ContributionReport:
    """The report within the reader's right. Raises Preparing while the copy is being built."""
    copy = columns(work)
    scan = Scan(work, chosen, copy)
    cuts, top, curve = scan.cuts(), scan.top(TOP), scan.curve(STEPS)
    names = _names(work, cuts)
    parts = {cut: _named(cuts[cuts.cut == cut].drop(columns="cut"), names.get(cut, {})) for cut in CUTS}
    parts["category"] = _named(scan.categories(), {})
    known = customer_names(work, top.id)
    return ContributionReport(
        period(work, chosen), copy.as_of, cuts[cuts.cut == "all"].iloc[0], parts, top.assign(id=top.id.astype("float64"), name=[known.get(key) for key in top.id.fillna(0)]),
        _concentration(curve, "revenue"), _concentration(curve, "margin"), scan.moves().set_index("key").reindex(MOVES, fill_value=0).reset_index())


@query(RIGHT)
def contribution_choices(work: Work) -> ContributionChoices:
    """Teams and owners within the right; categories of products and grades."""
    nothing = cast(null(), String)
    rows = work.session.execute(union_all(
        select(literal("teams").label("what"), cast(Team.id, String).label("key"), literal(0).label("place"), Team.name.label("name"), nothing)
        .where(teams_within(work, RIGHT)),
        select(literal("owners"), cast(User.id, String), literal(0), User.name, nothing).where(owners_within(work, RIGHT)),
        select(literal("categories"), Product.category, literal(0), Product.category, nothing).where(Product.category != "").distinct(),
        select(literal("grades"), DictionaryEntry.code, DictionaryEntry.position, DictionaryEntry.name,
               DictionaryEntry.names[work.actor.locale].as_string()).where(DictionaryEntry.dictionary == "grade"),
    ).order_by("what", "place", "name"))
    found: dict[str, dict] = {"teams": {}, "owners": {}, "categories": {}, "grades": {}}
    for what, key, _place, name, told in rows:
        found[what][int(key) if what in ("teams", "owners") else key] = told or name
    return ContributionChoices(**found)


@query(RIGHT)
def contribution_rows(work: Work, chosen: ContributionFilter, part: str, key: str | None = None, page: int = 1) -> tuple[int, tuple[ContributorRow, ...]]:
    """How many customers stand behind the bar `key` of `part` (all bars when None), and a page of them. Raises NotFound."""
    if part not in (*PARTS, SOLD):
        raise NotFound()
    total, found = Scan(work, chosen, columns(work)).customers(part, key, page, PAGE)
    known = customer_names(work, found.id)
    return total, tuple(_row(row, known) for row in found.itertuples())


@command("customers:export")
def export_contributors(work: Work, chosen: ContributionFilter, part: str, key: str | None = None) -> File:
    """The customers behind a bar that this reader may export, as XLSX. Raises NotFound."""
    work.require(RIGHT)
    if part not in (*PARTS, SOLD):
        raise NotFound()
    _total, found = Scan(work, chosen, columns(work)).customers(part, key, 1, XLSX_ROWS)
    say = words(work.actor.locale).gettext
    known = dict(work.session.execute(select(Customer.id, Customer.name).where(scope.customers(work, "customers:export"))).all())
    fields = [name for name in EXPORTED if part != SOLD or name != "before"]
    lines = ((known[row.id], *(getattr(row, name) for name in fields)) for row in found.itertuples() if row.id in known)
    labels = (N_("Customer"), "text"), *(EXPORTED[name] for name in fields)
    about = {"report": "contribution", "chart": part} | ({"bar": key} if key else {})
    return export(work, "contribution", [Column(say(text), kind) for text, kind in labels], lines, "xlsx", about=about)


def customer_names(work: Work, ids) -> dict[int, str]:
    """The names of those customers that the reader may see."""
    wanted = [int(key) for key in ids if not pd.isna(key)]
    mine = select(Customer.id, Customer.name).where(Customer.id.in_(wanted), scope.customers(work, "customers:view"))
    return dict(work.session.execute(mine).all()) if wanted else {}


def _row(row, known: dict[int, str]) -> ContributorRow:
    key = None if pd.isna(row.id) else int(row.id)
    return ContributorRow(key, known.get(key), int(row.revenue), int(row.margin), int(row.before), int(row.orders))


def _named(frame: pd.DataFrame, names: dict[str, str]) -> pd.DataFrame:
    """The parts with their names, the one with the most revenue first."""
    frame = frame.assign(name=[None if pd.isna(key) else names.get(key, key) for key in frame.key], key=frame.key.where(frame.key.notna(), "none"))
    return frame.sort_values(["revenue", "before"], ascending=False, kind="stable").reset_index(drop=True)


def _names(work: Work, cuts: pd.DataFrame) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {"grade": {}, "industry": {}}
    for row in work.session.scalars(select(DictionaryEntry).where(DictionaryEntry.dictionary.in_(found))):
        found[row.dictionary][row.code] = label(row.name, row.names, work.actor.locale)
    owners = [int(key) for key in cuts[cuts.cut == "owner"].key.dropna()]
    people = work.session.execute(select(User.id, User.name).where(User.id.in_(owners)))
    return found | {"owner": {str(key): name for key, name in people}}


def _concentration(curve: pd.DataFrame, measure: str) -> Concentration:
    found = curve[curve.measure == measure].set_index("step")
    if found.empty:
        return Concentration()
    shares = found.share.astype(float).reindex(range(1, STEPS + 1)).ffill().fillna(0.0)
    return Concentration(int(found.customers.iloc[0]), int(found.needed.min()), tuple(shares))
