"""A company with two years of deals, written down quickly."""
import random
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import insert, select

from crm_core import clock
from db.engine import database
from db.models import Deal, Stage, StageHistory, User

NOW = datetime(2026, 11, 16, 4, tzinfo=UTC)
TODAY = date(2026, 11, 16)


def stop_clock() -> None:
    clock.set_now(NOW)


def moment(day: date) -> datetime:
    return datetime.combine(day, time(4), UTC)


def fill(deals: int = 300, days: int = 500, sellers: tuple[str, ...] = ("wei", "min", "omar"), value: int = 100_000_00) -> None:
    """Deals that stay about ten days in each of the first three stages, six in ten of which go on each time."""
    rng = random.Random(7)
    with database().writing() as session:
        stages = list(session.scalars(select(Stage).order_by(Stage.position)))[:3]
        people = {user.email.partition("@")[0]: user for user in session.scalars(select(User)) if user.email}
        rows, visits = [], []
        for number in range(deals):
            seller = people[sellers[number % len(sellers)]]
            opened = TODAY - timedelta(days=rng.randint(0, days))
            way, closed, status = _way(rng, opened)
            rows.append(dict(
                id=10_000 + number, name=f"Deal {number}", pipeline_id=stages[0].pipeline_id, stage_id=stages[len(way) - 1].id,
                stage_since=moment(way[-1]), status=status, value=value, first_value=value, owner_id=seller.id, team_id=seller.team_id,
                opened_on=opened, closed_on=closed, created_at=moment(opened), updated_at=NOW, version=1,
            ))  # fmt: skip
            steps = [(stage.id, "open", day) for stage, day in zip(stages, way, strict=False)] + ([(None, status, closed)] if closed else [])
            ends = [moment(day) for _stage, _status, day in steps[1:]] + [None]
            visits += [
                dict(deal_id=10_000 + number, pipeline_id=stages[0].pipeline_id, stage_id=stage, status=state, entered_at=moment(day), left_at=end)
                for (stage, state, day), end in zip(steps, ends, strict=True)
            ]
        session.execute(insert(Deal.__table__), rows)
        session.execute(insert(StageHistory.__table__), visits)
        session.commit()


def _way(rng: random.Random, opened: date) -> tuple[list[date], date | None, str]:
    way, day = [], opened
    for place in range(3):
        way.append(day)
        day += timedelta(days=max(1, round(rng.lognormvariate(2.2, 0.5))))
        if day > TODAY:
            return way, None, "open"
        if rng.random() > 0.6:
            return way, day, "lost"
        if place == 2:
            return way, day, "won"
    return way, None, "open"
