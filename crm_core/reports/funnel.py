"""How far the deals of a period came, stage by stage."""
from dataclasses import dataclass
from datetime import timedelta

import pandas as pd
from sqlalchemy import CTE, ColumnElement, ScalarSelect, and_, case, func, or_, select
from sqlalchemy.orm import aliased

from crm_core.content.result import Chart, Sentence, counted
from crm_core.dictionary import label
from crm_core.errors import N_, NN_
from crm_core.reports import filters, rules
from crm_core.reports.filters import RIGHT, ReportFilter
from crm_core.work import Work, query
from db.models import Deal, Pipeline, Stage, StageHistory

WON = "won"
_NOW, _BEFORE, _UNDATED = "now", "before", "undated"
_END = 1_000_000  # a won deal stands behind every stage


@dataclass(frozen=True)
class Funnel:
    """The stages of one pipeline, the last row is won.

    Columns: key (stage id, or "won"), label, count, value; moved and before: of those that left the stage the
    share that moved on, now and in the period before; weak: fewer than before, and not by chance.
    """

    chart: Chart
    pipeline: str | None
    opened: int


@query(RIGHT)
def funnel(work: Work, chosen: ReportFilter) -> Funnel:
    """The funnel of the chosen pipeline, or of the one with most deals in the period."""
    reached = _reached(work, chosen)
    groups = (reached.c.cohort, reached.c.pipeline_id, reached.c.place)
    figures = [func.count(), *(func.sum(reached.c[name]) for name in ("value", "alone", "waiting"))]
    tally = select(*groups, *figures).group_by(*groups)
    columns = ["cohort", "pipeline", "place", "count", "value", "alone", "waiting"]
    rows = pd.DataFrame(work.session.execute(tally).all(), columns=columns)
    shown = chosen.pipeline_id or _busiest(rows)
    stages = _stages(work, shown)
    mine = rows[rows.pipeline == shown]
    return Funnel(
        Chart(_frame(stages, mine), _formula(work, chosen), _notes(rows, mine)),
        pipeline=stages[0].pipeline if stages else None,
        opened=int(mine[mine.cohort == _NOW]["count"].sum()),
    )


def behind(work: Work, chosen: ReportFilter, key: str | None) -> ColumnElement[bool]:
    """The deals of one bar: opened in the period, and reached the stage `key` or were won."""
    opened = and_(filters.deals(work, chosen), filters.within(Deal.opened_on, filters.period(work, chosen).days))
    if key is None:
        return opened
    if key == WON:
        return and_(opened, Deal.status == "won")
    asked = aliased(Stage)
    this = select(asked.pipeline_id, asked.position).where(asked.id == int(key)).subquery()
    here = select(Stage.id).join(this, Stage.pipeline_id == this.c.pipeline_id)
    later = here.where(Stage.position >= this.c.position)
    visit = select(StageHistory.id).where(StageHistory.deal_id == Deal.id)
    came = or_(
        Deal.status == "won",
        visit.where(StageHistory.stage_id.in_(later)).exists(),
        and_(Deal.stage_id.in_(later), ~visit.where(StageHistory.stage_id.in_(here)).exists()),
    )
    return and_(opened, Deal.pipeline_id.in_(select(this.c.pipeline_id)), came)


def _reached(work: Work, chosen: ReportFilter) -> CTE:
    """Each deal with the furthest place it had come to: now, or for the cohort before at the same age."""
    cohort = _cohort(work, chosen)
    here = Stage.position.label("here")
    furthest = func.coalesce(_furthest(work, chosen, cohort), here)
    place = case((cohort.c.won == 1, _END), else_=furthest)
    columns = (cohort.c[name] for name in ("cohort", "pipeline_id", "value", "alone", "waiting"))
    return select(*columns, place.label("place")).join(Stage, Stage.id == cohort.c.stage_id).cte("reached")


def _cohort(work: Work, chosen: ReportFilter) -> CTE:
    period = filters.period(work, chosen)
    current = filters.within(Deal.opened_on, period.days)
    both = [current]
    which = [(current, _NOW)]
    if period.before:
        earlier = filters.within(Deal.opened_on, period.before)
        both.append(earlier)
        which.append((earlier, _BEFORE))
    if period.days.start or period.days.end:
        both.append(Deal.opened_on.is_(None))
    cohort = case(*which, else_=_UNDATED)
    then = filters.today(work) - period.shift
    closed = case(
        (cohort != _BEFORE, case((Deal.status == "open", 0), else_=1)), (Deal.closed_on <= then, 1), else_=0
    )
    return (
        select(
            Deal.id, Deal.pipeline_id, Deal.stage_id, Deal.value, cohort.label("cohort"),
            case((Deal.customer_id.is_(None), 1), else_=0).label("alone"),
            case((and_(Deal.status == "won", closed == 1), 1), else_=0).label("won"), (1 - closed).label("waiting"),
        )
        .where(filters.deals(work, chosen), or_(*both))
        .cte("cohort")
    )


def _furthest(work: Work, chosen: ReportFilter, cohort: CTE) -> ScalarSelect:
    """The furthest stage in the history of a deal; none when it has no history."""
    then = work.now - timedelta(days=filters.period(work, chosen).shift.days)
    known = or_(cohort.c.cohort != _BEFORE, StageHistory.entered_at <= then)
    visited = aliased(Stage)
    return (
        select(func.max(case((known, visited.position), else_=0)))
        .select_from(StageHistory)
        .join(visited, and_(visited.id == StageHistory.stage_id, visited.pipeline_id == cohort.c.pipeline_id))
        .where(StageHistory.deal_id == cohort.c.id)
        .scalar_subquery()
    )


def _busiest(rows: pd.DataFrame) -> int | None:
    dated = rows[rows.cohort != _UNDATED]
    if dated.empty:
        return None
    current = dated[dated.cohort == _NOW]
    return int((current if len(current) else dated).groupby("pipeline")["count"].sum().idxmax())


@dataclass(frozen=True)
class _Stage:
    id: int
    place: int
    label: str
    pipeline: str


def _stages(work: Work, pipeline_id: int | None) -> list[_Stage]:
    rows = work.session.execute(
        select(Stage.id, Stage.position, Stage.name, Stage.names, Pipeline.name, Pipeline.names)
        .join(Pipeline, Pipeline.id == Stage.pipeline_id)
        .where(Stage.pipeline_id == pipeline_id)
        .order_by(Stage.position)
    )
    locale = work.actor.locale
    return [_Stage(key, place, label(n, names, locale), label(p, more, locale)) for key, place, n, names, p, more in rows]


def _frame(stages: list[_Stage], rows: pd.DataFrame) -> pd.DataFrame:
    now, before = rows[rows.cohort == _NOW], rows[rows.cohort == _BEFORE]
    steps = [(str(stage.id), stage.label, stage.place) for stage in stages] + [(WON, None, _END)]
    counts = [int(now[now.place >= place]["count"].sum()) for *_, place in steps]
    values = [int(now[now.place >= place]["value"].sum()) for *_, place in steps]
    moves = [_move(_left(now, steps, i), _left(before, steps, i)) for i in range(len(stages))] + [(None, None, False)]
    frame = pd.DataFrame(
        [(key, name, n, value, *move) for (key, name, _), n, value, move in zip(steps, counts, values, moves, strict=True)],
        columns=["key", "label", "count", "value", "moved", "before", "weak"],
    )
    return frame if stages and counts[0] else frame.iloc[:0]


def _left(rows: pd.DataFrame, steps: list, i: int) -> tuple[int, int]:
    """How many of those that left stage `i` moved on, and how many left it; who still waits there is not counted."""
    place, following = steps[i][2], steps[i + 1][2]
    reached = rows[rows.place >= place]
    waiting = reached[reached.place < following]["waiting"].sum()
    return int(rows[rows.place >= following]["count"].sum()), int(reached["count"].sum() - waiting)


def _move(now: tuple[int, int], before: tuple[int, int]) -> tuple[float | None, float | None, bool]:
    return rules.share(*now), rules.share(*before), rules.is_weak(*now, *before)


def _formula(work: Work, chosen: ReportFilter) -> Sentence:
    if filters.period(work, chosen).before is None:
        return Sentence(N_(
            "Deals opened in the period that reached the stage or a later one; a won deal reached all of them, and a deal "
            "whose path is not known came as far as its last stage. The arrow: of those that left the stage, the share that "
            "moved on."
        ))
    return Sentence(N_(
        "Deals opened in the period that reached the stage or a later one; a won deal reached all of them, and a deal whose "
        "path is not known came as far as its last stage. The arrow: of those that left the stage, the share that moved on; "
        "in brackets the same for the period before, as it stood the same number of days after its start. Weak: lower than "
        "before with 99 % confidence (Newcombe interval), at least 20 deals on both sides."
    ))


def _notes(rows: pd.DataFrame, mine: pd.DataFrame) -> tuple[Sentence, ...]:
    now = mine[mine.cohort == _NOW]
    others, undated = rows[rows.cohort == _NOW].drop(now.index), mine[mine.cohort == _UNDATED]
    return counted(
        (now["count"].sum(), NN_("{n} deal opened in the period.", "{n} deals opened in the period.")),
        (now["alone"].sum(), NN_("{n} without a customer is counted.", "{n} without a customer are counted.")),
        (others["count"].sum(), NN_("{n} deal of another pipeline is not in this chart.",
                                    "{n} deals of other pipelines are not in this chart.")),
        (undated["count"].sum(), NN_("{n} deal without a date of first contact is not in this chart.",
                                     "{n} deals without a date of first contact are not in this chart.")),
    )
