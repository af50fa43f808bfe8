"""The service report: its figures, the rows behind them, and what it can be filtered by."""
from dataclasses import dataclass

from sqlalchemy import and_, case, func, or_, select

from crm_core.access import scope
from crm_core.access.rights import Scope
from crm_core.dictionary import label
from crm_core.errors import N_, NotFound
from crm_core.exporting import Column, File, export
from crm_core.i18n import words
from crm_core.reports import service_filters as filters
from crm_core.reports import service_parts as parts
from crm_core.reports.period import Days, Period
from crm_core.reports.result import Chart
from crm_core.reports.service_filters import RIGHT, Bars, ServiceFilter
from crm_core.reports.service_parts import BEHIND, GROUPS
from crm_core.tickets.exports import told_in
from crm_core.tickets.listing import TicketRow, read_rows
from crm_core.tickets.rules import OPEN
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
    is_open = filters.tickets(work, chosen), Ticket.state.in_(OPEN)
    open_now, late = work.session.execute(
        select(func.count(), func.coalesce(func.sum(case((Ticket.due_at < work.now, 1), else_=0)), 0)).where(*is_open)).one()
    return ServiceReport(
        days, bars, group, _figures(work, chosen, days.days), _figures(work, chosen, days.before) if days.before else None, open_now,
        int(late), parts.volume(work, chosen, bars, group), parts.response(work, chosen, bars), parts.resolution(work, chosen, bars),
        parts.satisfaction(work, chosen, bars), parts.backlog(work, chosen), parts.agents(work, chosen),
    )


@query(RIGHT)
def service_choices(work: Work) -> ServiceChoices:
    """Teams and agents within the right; products and kinds of ticket."""
    reach, actor = work.scope(RIGHT), work.actor
    teams = Team.id.is_not(None) if reach is Scope.ALL else Team.id == actor.team_id
    users = User.id.in_(select(Ticket.owner_id).where(scope.tickets(work, RIGHT)))
    kinds = work.session.scalars(select(DictionaryEntry).where(DictionaryEntry.dictionary == "ticket_kind").order_by(DictionaryEntry.position))
    return ServiceChoices(
        {key: name for key, name in work.session.execute(select(Team.id, Team.name).where(teams).order_by(Team.name))},
        {key: name for key, name in work.session.execute(select(User.id, User.name).where(users).order_by(User.name))},
        {key: name for key, name in work.session.execute(select(Product.id, Product.name).order_by(Product.name))},
        {row.code: label(row.name, row.names, work.actor.locale) for row in kinds},
    )


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


def _figures(work: Work, chosen: ServiceFilter, days: Days) -> Figures:
    opened, answered, resolved = (filters.within(work, column, days) for column in (Ticket.opened_at, Ticket.first_response_at, Ticket.resolved_at))

    def count(*conditions):
        return func.coalesce(func.sum(case((and_(*conditions), 1), else_=0)), 0)

    mine = filters.tickets(work, chosen)
    *counts, mean, scored = work.session.execute(
        select(
            count(opened), count(resolved), count(resolved, Ticket.resolve_met.is_(True)), count(resolved, Ticket.resolve_met.is_not(None)),
            count(answered, Ticket.response_met.is_(True)), count(answered, Ticket.response_met.is_not(None)),
            func.avg(case((resolved, Ticket.satisfaction))), count(resolved, Ticket.satisfaction.is_not(None)),
        ).where(mine, or_(opened, answered, resolved))
    ).one()
    medians = [
        work.session.execute(parts.percentiles(Ticket.deleted_at.is_(None), minutes, (mine, within))).first()
        for minutes, within in ((Ticket.response_minutes, answered), (Ticket.resolve_minutes, resolved))
    ]
    return Figures(*map(int, counts), None if mean is None else float(mean), int(scored), *(found[1] if found else None for found in medians))
