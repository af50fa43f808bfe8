"""The charts of the value report: what each asks the table `buyer` (crm_core/value/buyers.py), and who stands behind a mark.

A chart's statement gives `key`, `count` (customers) and `revenue` (minor units); `behind` gives the condition over `buyer`
for a key.
"""
from datetime import date

import numpy as np
import pandas as pd

from crm_core.content.period import add_months
from crm_core.value.buyers import Buyers
from crm_core.value.rules import SEGMENT_LABELS

SILENT = (0, 31, 61, 91, 181, 366)  # days, first of each bar
CYCLE = (0, 8, 15, 31, 61, 91, 181)
RATIOS = (0, 1, 2, 3, 4)  # silence as a multiple of the own cycle
STEPS = 20  # points of the 80/20 curve
COHORTS = 12
GRAINS = {"month": 1, "quarter": 3}
PEERS = 10  # the least that make an upper quartile

RFM = "SELECT recency || ':' || frequency AS key, recency, frequency, count(*) AS count, sum(revenue) AS revenue FROM buyer GROUP BY ALL"
SEGMENTS = "SELECT segment AS key, count(*) AS count, sum(revenue) AS revenue FROM buyer GROUP BY ALL"
FIRSTS = """
    SELECT strftime(date_trunc('{grain}', first_ever), '%Y-%m-%d') AS key, count(*) AS count, sum(revenue) AS revenue
    FROM buyer WHERE first_ever BETWEEN $start AND $end GROUP BY ALL ORDER BY key"""
CURVE = """
    SELECT place, share FROM (
        SELECT row_number() OVER (ORDER BY {by} DESC, id) AS place,
               sum({by}) OVER (ORDER BY {by} DESC, id ROWS UNBOUNDED PRECEDING) / sum({by}) OVER () AS share
        FROM buyer)
    WHERE place IN (SELECT unnest($places::BIGINT[])) ORDER BY place"""
COHORT = """
    WITH member AS (
        SELECT id, date_trunc('{grain}', first_ever) AS begun FROM buyer
        WHERE first_ever BETWEEN $start AND $end AND first_ever >= $since),
    came AS (
        SELECT DISTINCT m.id, m.begun, date_diff('{grain}', m.begun, date_trunc('{grain}', s.ordered_on)) AS step
        FROM member m JOIN sale s ON s.customer_id = m.id WHERE NOT s.is_return AND s.ordered_on <= $today)
    SELECT strftime(begun, '%Y-%m-%d') AS begun, step, count(*) AS count FROM came GROUP BY ALL ORDER BY begun, step"""
CAME = """
    id IN (SELECT s.customer_id FROM sale s WHERE NOT s.is_return AND s.ordered_on <= $today
           AND date_diff('{grain}', DATE '{begun}', date_trunc('{grain}', s.ordered_on)) = {step})
    AND date_trunc('{grain}', first_ever) = DATE '{begun}' AND first_ever BETWEEN $start AND $end"""
ROOM = """
    WITH year AS (
        SELECT s.customer_id AS id, sum(s.revenue)::BIGINT AS revenue FROM sale s
        WHERE s.ordered_on > $today - 365 AND s.ordered_on <= $today GROUP BY ALL HAVING sum(s.revenue) > 0),
    peers AS (
        SELECT c.industry, quantile_disc(y.revenue, 0.75) AS upper FROM year y JOIN customer c USING (id)
        WHERE c.industry IS NOT NULL GROUP BY ALL HAVING count(*) >= {peers})
    SELECT b.id, b.industry, p.upper - y.revenue AS room FROM buyer b JOIN year y USING (id) JOIN peers p USING (industry)
    WHERE p.upper > y.revenue"""


def ranges(found: Buyers, column: str, firsts: tuple[int, ...]) -> pd.DataFrame:
    """How many customers lie in each range of `column`; a range begins at one of `firsts` and ends before the next."""
    frame = found.frame(f"SELECT {_range(column, firsts)} AS place, count(*) AS count, sum(revenue) AS revenue FROM buyer "
                        f"WHERE {column} IS NOT NULL GROUP BY ALL")  # fmt: skip
    whole = frame.set_index("place").reindex(range(len(firsts)), fill_value=0).reset_index()
    return whole.assign(key=[str(first) for first in firsts], low=firsts, high=[*firsts[1:], None])


def curve(found: Buyers, customers: int) -> pd.DataFrame:
    """The shares of revenue and of margin that the best 5 %, 10 % … of the customers bring."""
    places = np.unique(np.ceil(customers * np.arange(1, STEPS + 1) / STEPS).astype(int)).tolist()
    if not customers:
        return pd.DataFrame({"key": [], "people": [], "revenue": [], "margin": [], "count": []})
    revenue, margin = (found.frame(CURVE.format(by=by), places=places) for by in ("revenue", "margin"))
    return pd.DataFrame({
        "key": revenue.place.astype(str), "people": revenue.place / customers, "revenue": revenue.share.astype(float),
        "margin": margin.share.astype(float), "count": revenue.place,
    })  # fmt: skip


def cohorts(found: Buyers, grain: str) -> pd.DataFrame:
    """Of those who first bought in a month or quarter: how many bought in it and in each that followed."""
    frame = found.frame(COHORT.format(grain=grain), since=first_cohort(found.params["today"], grain))
    sizes = frame[frame.step == 0].set_index("begun")["count"]
    frame["size"] = frame.begun.map(sizes).fillna(0).astype(int)
    frame["share"] = frame["count"] / frame["size"].where(frame["size"] > 0)
    return frame.assign(key=frame.begun + ":" + frame.step.astype(str))


def first_cohort(today: date, grain: str) -> date:
    """The first day of the oldest cohort that is shown."""
    months = GRAINS[grain]
    running = date(today.year, (today.month - 1) // months * months + 1, 1)
    return add_months(running, -months * (COHORTS - 1))


def room(found: Buyers) -> pd.DataFrame:
    """By industry: what customers bought less in 365 days than the upper quarter of their industry."""
    rows = ROOM.format(peers=PEERS)
    return found.frame(f"SELECT industry AS key, count(*) AS count, sum(room) AS revenue FROM ({rows}) GROUP BY ALL ORDER BY revenue DESC")


def behind(part: str, key: str | None, grain: str) -> str:
    """The condition over `buyer` for a mark, or for the whole chart. Raises KeyError or ValueError for what there is not."""
    return {
        "rfm": _of_cell, "segments": _of_segment, "silence": lambda one, _grain: _of_range("silent_days", SILENT, one),
        "firsts": _of_first, "cycle": lambda one, _grain: _of_range("cycle_days", CYCLE, one),
        "rhythm": lambda one, _grain: _of_range("silence", RATIOS, one), "curve": _of_best, "cohorts": _of_cohort, "room": _of_industry,
    }[part](key, grain)  # fmt: skip


def _range(column: str, firsts: tuple[int, ...]) -> str:
    cases = " ".join(f"WHEN {column} < {first} THEN {place}" for place, first in enumerate(firsts[1:]))
    return f"CASE {cases} ELSE {len(firsts) - 1} END"


def _of_range(column: str, firsts: tuple[int, ...], key: str | None) -> str:
    if key is None:
        return f"{column} IS NOT NULL"
    return f"{_range(column, firsts)} = {firsts.index(int(key))} AND {column} IS NOT NULL"


def _of_cell(key: str | None, _grain: str) -> str:
    if key is None:
        return "TRUE"
    recency, frequency = map(int, key.split(":"))
    return f"recency = {recency} AND frequency = {frequency}"


def _of_segment(key: str | None, _grain: str) -> str:
    if key is None:
        return "TRUE"
    return f"segment = '{key}'" if key in SEGMENT_LABELS else _unknown(key)


def _of_first(key: str | None, grain: str) -> str:
    in_period = "first_ever BETWEEN $start AND $end"
    return in_period if key is None else f"{in_period} AND date_trunc('{_known(grain)}', first_ever) = DATE '{date.fromisoformat(key)}'"


def _of_best(key: str | None, _grain: str) -> str:
    best = "SELECT id FROM buyer ORDER BY revenue DESC, id"
    return "TRUE" if key is None else f"id IN ({best} LIMIT {int(key)})"


def _of_cohort(key: str | None, grain: str) -> str:
    if key is None:
        return "first_ever BETWEEN $start AND $end AND first_ever >= $since"
    begun, _colon, step = key.partition(":")
    return CAME.format(grain=_known(grain), begun=date.fromisoformat(begun), step=int(step))


def _of_industry(key: str | None, _grain: str) -> str:
    rows = ROOM.format(peers=PEERS)
    return f"id IN (SELECT id FROM ({rows}))" if key is None else f"id IN (SELECT id FROM ({rows}) WHERE industry = $key)"


def _known(grain: str) -> str:
    return grain if grain in GRAINS else _unknown(grain)


def _unknown(what: str):
    raise KeyError(what)
