"""Every figure of the service report, computed a second time with pandas from the bare rows, on both databases."""
import math
import random
from datetime import UTC, date, datetime, timedelta

import pandas as pd
import pytest
from sqlalchemy import insert, select

from crm_core import clock
from crm_core.reports.service import Figures, service
from crm_core.reports.service_filters import ServiceFilter
from crm_core.run import ask
from db.models import Ticket

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
DAYS = date(2026, 10, 1), date(2026, 11, 25)
BEFORE = date(2026, 7, 1), date(2026, 8, 25)
QUARTER = ServiceFilter(period="this_quarter")


@pytest.fixture
def tickets(db, cast) -> pd.DataFrame:
    """Three hundred tickets of the year, some unanswered, unmeasured, without a limit, a score or an agent."""
    clock.set_now(NOW)
    chance = random.Random(7)
    with db.writing() as session:
        session.execute(insert(Ticket), [_ticket(chance, (cast.yan.user_id, cast.gu.user_id, None)) for _number in range(300)])
        session.commit()
    with db.reading() as session:
        frame = pd.DataFrame([row.model_dump() for row in session.scalars(select(Ticket))])
    for column in ("opened_at", "first_response_at", "resolved_at"):
        frame[column] = pd.to_datetime(frame[column], utc=True).dt.tz_convert(cast.yan.time_zone)
    return frame


def _ticket(chance: random.Random, agents: tuple) -> dict:
    opened = NOW - timedelta(minutes=chance.randint(1, 200 * 1440))
    answered = chance.choice((None, opened + timedelta(minutes=chance.randint(1, 3000))))
    resolved = opened + timedelta(minutes=chance.randint(3000, 20000))
    resolved = resolved if answered and resolved < NOW else None
    return {
        "subject": "Made", "kind": chance.choice(("inquiry", "complaint")), "state": "resolved" if resolved else "assigned", "state_since": opened,
        "updated_at": opened, "opened_at": opened, "first_response_at": answered, "resolved_at": resolved, "owner_id": chance.choice(agents),
        "response_minutes": chance.choice((None, chance.randint(1, 90))) if answered else None,
        "response_met": chance.choice((None, True, False)) if answered else None,
        "resolve_minutes": chance.choice((None, chance.randint(1, 900))) if resolved else None,
        "resolve_met": chance.choice((None, True, False)) if resolved else None,
        "satisfaction": chance.choice((None, 1, 2, 3, 4, 5)) if resolved else None,
        "due_at": NOW + timedelta(minutes=chance.randint(-900, 900)) if not resolved else None,
    }  # fmt: skip


def within(frame: pd.DataFrame, column: str, days: tuple[date, date]) -> pd.DataFrame:
    day = frame[column].dt.date
    return frame[frame[column].notna() & (day >= days[0]) & (day <= days[1])]


def nearest_rank(values: pd.Series, share: float) -> float | None:
    found = sorted(values.dropna())
    return found[math.ceil(round(share * len(found), 6)) - 1] if found else None


def figures(frame: pd.DataFrame, days: tuple[date, date]) -> Figures:
    answered, resolved = within(frame, "first_response_at", days), within(frame, "resolved_at", days)
    return Figures(
        len(within(frame, "opened_at", days)), len(resolved), (resolved.resolve_met == True).sum(), resolved.resolve_met.notna().sum(),  # noqa: E712
        (answered.response_met == True).sum(), answered.response_met.notna().sum(),  # noqa: E712
        pytest.approx(resolved.satisfaction.mean()), resolved.satisfaction.notna().sum(), nearest_rank(answered.response_minutes, 0.5),
        nearest_rank(resolved.resolve_minutes, 0.5))  # fmt: skip


def test_the_figures_of_the_period_and_of_the_one_before(tickets, cast):
    report = ask(cast.eva, service, QUARTER)
    assert report.now == figures(tickets, DAYS)
    assert report.before == figures(tickets, BEFORE)
    waiting = tickets[tickets.resolved_at.isna()]
    assert (report.open, report.late) == (len(waiting), (pd.to_datetime(waiting.due_at, utc=True) < NOW).sum())


@pytest.mark.parametrize("chart, moment, minutes, met", [
    ("response", "first_response_at", "response_minutes", "response_met"), ("resolution", "resolved_at", "resolve_minutes", "resolve_met")])  # fmt: skip
def test_the_times_of_each_week(tickets, cast, chart, moment, minutes, met):
    report = ask(cast.eva, service, QUARTER)
    for bar, end in zip(getattr(report, chart).frame.itertuples(), report.bars.ends, strict=True):
        rows = within(tickets, moment, (bar.start, min(end, DAYS[1] + timedelta(days=1)) - timedelta(days=1)))
        assert bar.judged == rows[met].notna().sum() and bar.met == (rows[met] == True).sum()  # noqa: E712
        assert getattr(report, chart).frame["count"][bar.Index] == rows[minutes].notna().sum()
        assert [None if pd.isna(v) else v for v in (bar.median, bar.p90)] == [nearest_rank(rows[minutes], share) for share in (0.5, 0.9)]


def test_the_score_and_the_volume_of_each_week(tickets, cast):
    report = ask(cast.eva, service, QUARTER)
    frame, volume = report.satisfaction.frame, report.volume.frame
    for place, (start, end) in enumerate(zip(report.bars.starts, report.bars.ends, strict=True)):
        days = start, min(end, DAYS[1] + timedelta(days=1)) - timedelta(days=1)
        scores = within(tickets, "resolved_at", days).satisfaction.dropna()
        assert frame["count"][place] == len(scores)
        assert frame["mean"][place] == pytest.approx(scores.mean(), nan_ok=True)
        assert volume[volume.start == start].set_index("group")["count"].to_dict() == within(tickets, "opened_at", days).kind.value_counts().to_dict()


def test_the_work_of_each_agent(tickets, cast):
    resolved = within(tickets, "resolved_at", DAYS)
    frame = ask(cast.eva, service, QUARTER).agents.frame.set_index("key")
    assert set(frame.index) == {"none", str(cast.yan.user_id), str(cast.gu.user_id)}
    for key, row in frame.iterrows():
        rows = resolved[resolved.owner_id.isna() if key == "none" else resolved.owner_id == int(key)]
        assert (row["count"], row.met, row.measured) == (len(rows), (rows.resolve_met == True).sum(), rows.resolve_met.notna().sum())  # noqa: E712
        assert (row["median"], row.scored) == (nearest_rank(rows.resolve_minutes, 0.5), rows.satisfaction.notna().sum())
        assert row["mean"] == pytest.approx(rows.satisfaction.mean())
