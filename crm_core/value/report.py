"""The report on the value of customers: what one look at its page needs."""
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

import pandas as pd

from crm_core.content.period import Period
from crm_core.content.result import Chart, Sentence
from crm_core.errors import N_, NN_
from crm_core.value import moves, parts
from crm_core.value.buyers import RIGHT, Buyers, ValueFilter, buyers, period
from crm_core.value.rules import SEGMENT_LABELS, SegmentRule, from_setting
from crm_core.work import Work, query

BEST = 0.2  # of the customers
MONTHS = 13  # up to which first purchases are shown by month


@dataclass(frozen=True)
class ValueReport:
    """Figures of the customers who bought in the period; money in minor units.

    `active` are those not silent for longer than their rhythm allows, `again` those with a second order, `cycle` the
    median of their rhythms in days, the shares are of what the best fifth brings.
    """

    period: Period
    as_of: datetime
    customers: int
    revenue: int
    active: int
    again: int
    cycle: float | None
    revenue_share: float | None
    margin_share: float | None
    grain: str
    rules: tuple[SegmentRule, ...]
    charts: Mapping[str, Chart]


FORMULAS = {
    "rfm": N_("Customers who bought in the period are sorted three times: by their last order, by how many orders, by how much revenue. Each fifth gets a score from 1 to 5, 5 is the best; equal values get equal scores. The grid counts customers by recency and frequency; it compares with all customers of the company."),
    "segments": N_("The first rule that fits decides, over the recency score R and V, the mean of the frequency and monetary scores."),
    "silence": N_("Days from a customer's last order to today."),
    "firsts": N_("Customers by the day of their first order ever, where it lies in the period."),
    "cycle": N_("The median of the days between the days on which a customer ordered; from three of them on."),
    "rhythm": N_("Days since the last order ÷ the customer's own usual days between orders. A customer is active up to twice its rhythm; without a rhythm, as long as the company settings do not call it at risk."),
    "curve": N_("Customers sorted from the best to the least; which share of all revenue, and of all margin, the best 5 %, 10 % … bring. Each line has its own order."),
    "moves": N_("Customers who went into a stage of the lifecycle in that month. New customers are not counted as moves."),
    "cohorts": N_("Of the customers whose first order lies in a month or quarter, the share that ordered in each one that followed. The last cell of a row is not over yet."),
    "room": N_("For customers who bought in the last 365 days: upper quartile of revenue of their industry (from 10 customers on) − their own revenue, where that is more than nothing."),
}  # fmt: skip


@query(RIGHT)
def customer_value(work: Work, chosen: ValueFilter, grain: str = "quarter") -> ValueReport:
    """All figures within the reader's rights. `grain` of the cohorts: month or quarter."""
    grain = grain if grain in parts.GRAINS else "quarter"
    with buyers(work, chosen) as found:
        return _report(work, chosen, found, grain)


def _report(work: Work, chosen: ValueFilter, found: Buyers, grain: str) -> ValueReport:
    whole = found.frame(
        "SELECT count(*) AS customers, coalesce(sum(revenue), 0) AS revenue, count(*) FILTER (active) AS active, "
        "count(*) FILTER (orders > 1) AS again, median(cycle_days) AS cycle, count(cycle_days) AS rhythms FROM buyer"
    ).iloc[0]
    customers, rhythms = int(whole.customers), int(whole.rhythms)
    curve = parts.curve(found, customers)
    best = curve[curve.people >= BEST].head(1)
    frames = {
        "rfm": found.frame(parts.RFM), "segments": _segments(found), "silence": parts.ranges(found, "silent_days", parts.SILENT),
        "firsts": _firsts(work, chosen, found), "cycle": parts.ranges(found, "cycle_days", parts.CYCLE),
        "rhythm": parts.ranges(found, "silence", parts.RATIOS), "curve": curve, "moves": moves.moves(work, chosen),
        "cohorts": parts.cohorts(found, grain), "room": parts.room(found),
    }  # fmt: skip
    without = customers - rhythms
    notes = {part: without_rhythm(without) for part in ("cycle", "rhythm")}
    return ValueReport(
        period(work, chosen), found.as_of, customers, int(whole.revenue), int(whole.active), int(whole.again),
        None if pd.isna(whole.cycle) else float(whole.cycle), _share(best.revenue), _share(best.margin), grain,
        from_setting(work.settings.value_segments),
        {part: Chart(frame, Sentence(FORMULAS[part]), notes.get(part, ())) for part, frame in frames.items()},
    )


def without_rhythm(n: int) -> tuple[Sentence, ...]:
    """How many the charts of rhythm leave out."""
    one, many = NN_("{n} customer has too few orders for a rhythm.", "{n} customers have too few orders for a rhythm.")
    return (Sentence(one, many, n),) if n else ()


def _segments(found: Buyers) -> pd.DataFrame:
    frame = found.frame(parts.SEGMENTS).set_index("key").reindex(list(SEGMENT_LABELS), fill_value=0)
    return frame.reset_index()


def firsts_grain(work: Work, chosen: ValueFilter, first: date | None) -> str:
    """Months where they are few enough to be read, else quarters."""
    days = period(work, chosen).days
    begin = days.start or first
    end = days.end or work.now.date()
    return "quarter" if begin is None or (end - begin).days > MONTHS * 31 else "month"


def _firsts(work: Work, chosen: ValueFilter, found: Buyers) -> pd.DataFrame:
    first = found.frame("SELECT min(first_ever)::VARCHAR AS day FROM buyer").day[0]
    grain = firsts_grain(work, chosen, date.fromisoformat(first) if isinstance(first, str) else None)
    frame = found.frame(parts.FIRSTS.format(grain=grain))
    return frame.assign(grain=grain, key=grain + ":" + frame.key)


def _share(values: pd.Series) -> float | None:
    return None if values.empty or pd.isna(values.iloc[0]) else float(values.iloc[0])
