"""The service report: its figures, the rows behind them, and what it can be filtered by."""
from dataclasses import dataclass

import pandas as pd
from sqlalchemy import String, and_, cast, func, literal, null, select, union_all

from crm_core.access import scope
from crm_core.access.rights import Scope
from crm_core.content.period import Period
from crm_core.content.result import Chart
from crm_core.errors import N_, NotFound
from crm_core.exporting import Column, File, export
from crm_core.i18n import words
from crm_core.reports import service_filters as filters
from crm_core.reports import service_parts as parts
from crm_core.reports import service_scan as scan
from crm_core.reports.service_filters import RIGHT, Bars, ServiceFilter
from crm_core.reports.service_parts import BEHIND, GROUPS
from crm_core.reports.service_scan import Told
from crm_core.tickets.exports import told_in
from crm_core.tickets.listing import TicketRow, read_rows
from crm_core.work import Work, command, query
from db.models import DictionaryEntry, Product, Team, Ticket, User

PAGE = 20


@dataclass(frozen=True)
class Figures:
    """What happened in some days. Minutes are working time; `met` and `judged` count kept limits of resolution."""

    opened: int
    resolved: int
    met: int
    judged: int
    responded_met: int
    responded_judged: int
    satisfaction: float | None
    scored: int
    response_median: int | None = None
    resolve_median: int | None = None

    @property
    def in_time(self) -> float | None:
        return self.met / self.judged if self.judged else None

    @property
    def answered_in_time(self) -> float | None:
        return self.responded_met / self.responded_judged if self.responded_judged else None


@dataclass(frozen=True)
class ServiceReport:
    """Everything on the page. `group` is by what the volume is told apart."""

    period: Period
    bars: Bars
    group: str
    now: Figures
    before: Figures | None
    open: int
    late: int
    volume: Chart
    response: Chart
    resolution: Chart
    satisfaction: Chart
    backlog: Chart
    agents: Chart

    @property
    def is_empty(self) -> bool:
        return not (self.now.opened or self.now.resolved or self.open)


@dataclass(frozen=True)
class ServiceChoices:
    """What can be filtered by: id or code → name."""

    teams: dict[int, str]
    agents: dict[int, str]
    products: dict[int, str]
    kinds: dict[str, str]


@dataclass(frozen=True)
class TicketRows:
    """One page of the tickets behind a bar. `hidden` are counted but not this reader's to open."""

    total: int
    hidden: int
    rows: tuple[TicketRow, ...]


@query(RIGHT)
def service(work: Work, chosen: ServiceFilter, group: str = "kind") -> ServiceReport:
    """All figures of the report within the reader's rights. Percentiles are computed in the database."""
    group = group if group in GROUPS else "kind"
    days, bars = filters.period(work, chosen), filters.bars(work, chosen)
    opened = scan.opened(work, chosen, bars, parts.grouped(group))
    answered, resolved = scan.answered(work, chosen, bars), scan.resolved(work, chosen, bars)
    backlog = parts.backlog(work, chosen)
    before = opened.bar == scan.BEFORE
    return ServiceReport(
        days, bars, group,
        _figures(opened[~before], answered.now, resolved.now),
        _figures(opened[before], answered.before, resolved.before) if days.before else None,
        int(backlog.frame["count"].sum()), int(backlog.frame.late.sum()),
        parts.volume(work, opened[~before], bars, group), parts.response(answered, bars), parts.resolution(resolved, bars),
        parts.satisfaction(resolved, bars), backlog, parts.agents(work, resolved),
    )


@query(RIGHT)
def service_choices(work: Work) -> ServiceChoices:
    """Teams and agents within the right; products and kinds of ticket."""
    locale, nothing = work.actor.locale, cast(null(), String)
    teams = Team.id.is_not(None) if work.scope(RIGHT) is Scope.ALL else Team.id == work.actor.team_id
    owns = select(Ticket.id).where(Ticket.owner_id == User.id, scope.tickets(work, RIGHT)).exists()
    rows = work.session.execute(union_all(
        select(literal("teams").label("what"), cast(Team.id, String), literal(0).label("place"), Team.name.label("name"), nothing).where(teams),
        select(literal("agents"), cast(User.id, String), literal(0), User.name, nothing).where(owns),
        select(literal("products"), cast(Product.id, String), literal(0), Product.name, nothing),
        select(literal("kinds"), DictionaryEntry.code, DictionaryEntry.position, DictionaryEntry.name, DictionaryEntry.names[locale].as_string())
        .where(DictionaryEntry.dictionary == "ticket_kind"),
    ).order_by("what", "place", "name"))
    found: dict[str, dict] = {"teams": {}, "agents": {}, "products": {}, "kinds": {}}
    for what, key, _place, name, told in rows:
        found[what][key if what == "kinds" else int(key)] = told or name
    return ServiceChoices(**found)


@query(RIGHT)
def service_rows(work: Work, chosen: ServiceFilter, part: str, key: str | None = None, group: str = "kind", page: int = 1) -> TicketRows:
    """The tickets behind the bar `key` of the chart `part` (all bars when None), the newest first.

    Raises NotFound for a chart or bar there is not.
    """
    behind, mine = _behind(work, chosen, part, key, group), scope.tickets(work)
    counted, total = work.session.execute(select(func.count(), func.count().filter(mine)).where(behind)).one()
    order = [Ticket.opened_at.desc(), Ticket.id.desc()]
    ids = select(Ticket.id).where(behind, mine).order_by(*order).limit(PAGE).offset((max(1, page) - 1) * PAGE)
    return TicketRows(total, counted - total, tuple(read_rows(work, ids, order)))


COLUMNS = (
    (N_("Ticket number"), "number"), (N_("Subject line"), "text"), (N_("Customer"), "text"), (N_("Ticket type"), "text"), (N_("Product"), "text"),
    (N_("Priority"), "text"), (N_("Channel"), "text"), (N_("State"), "text"), (N_("Agent"), "text"), (N_("Opened at"), "moment"),
    (N_("Resolved at"), "moment"), (N_("Answered in time"), "text"), (N_("Resolved in time"), "text"), (N_("Satisfaction (1 to 5)"), "number"),
)  # fmt: skip


@command("tickets:export")
def export_service_rows(work: Work, chosen: ServiceFilter, part: str, key: str | None = None, group: str = "kind") -> File:
    """The tickets behind a bar that this reader may export, as XLSX. Raises NotFound, Invalid when they are too many for a sheet."""
    work.require(RIGHT)
    translate, told = words(work.actor.locale).gettext, told_in(work)
    order = [Ticket.opened_at.desc(), Ticket.id.desc()]
    where = _behind(work, chosen, part, key, group), scope.tickets(work, "tickets:export"), scope.tickets(work)
    lines = (
        (r.id, r.subject, r.customer, told["ticket_kind"].get(r.kind, r.kind), r.product, told["priority"].get(r.priority, r.priority),
         told["ticket.channel"].get(r.channel, r.channel), told["ticket.state"].get(r.state, r.state), r.owner, r.opened_at, r.resolved_at,
         told["met"][r.response_met], told["met"][r.resolve_met], r.satisfaction)
        for r in read_rows(work, select(Ticket.id).where(*where), order)
    )  # fmt: skip
    about = {"report": "service", "chart": part} | ({"bar": key} if key else {})
    return export(work, "tickets", [Column(translate(name), kind) for name, kind in COLUMNS], lines, "xlsx", about=about)


def _behind(work: Work, chosen: ServiceFilter, part: str, key: str | None, group: str):
    if part not in BEHIND or group not in GROUPS:
        raise NotFound()
    try:
        return and_(filters.tickets(work, chosen), BEHIND[part](work, chosen, key, group))
    except (ValueError, KeyError):
        raise NotFound() from None


def _figures(opened: pd.DataFrame, answered: Told, resolved: Told) -> Figures:
    return Figures(
        int(opened["count"].sum()), resolved.tickets, resolved.met, resolved.judged, answered.met, answered.judged, resolved.mean, resolved.scored,
        answered.median, resolved.median)
