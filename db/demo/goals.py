"""Goals of last year, this one and the next: what each seller, each team and the company set out to reach.

A goal lies between what somebody usually brings and what the team does, so that a star is ahead and who struggles is behind.
"""
import random
from collections import defaultdict
from datetime import date, timedelta

from db.demo.world import SEED, World

SEASON = (0.8, 0.75, 1.05, 1.05, 1.05, 1.1, 0.95, 0.95, 1.15, 1.1, 1.05, 1.0)  # January to December
GROWTH = 1.08  # a year
RATES = (("satisfaction", "quarter", 4.3), ("retention", "year", 62), ("response_in_time", "quarter", 90), ("completeness", "year", 90))


def goals(world: World) -> None:
    """Months for what is sold, quarters and years for the rest."""
    rng = random.Random(SEED + 3)  # a chance of its own, so that the rest of the company stays as it is
    sellers = [user for user in world.rows["app_user"] if user["role_id"] == world.roles["account_manager"]]
    usual = _usual(world)
    mean = sum(usual[seller["id"]] for seller in sellers) / len(sellers)
    for first in _months(world):
        _month(world, first, {s["id"]: (usual[s["id"]] + mean) / 2 * rng.uniform(0.95, 1.08) for s in sellers}, sellers)
    for team in world.rows["team"]:
        for first in _months(world)[::3]:
            _goal(world, "new_customers", "quarter", first, 80 + 10 * team["id"] % 30, team_id=team["id"])
    for measure, period, target in RATES:
        for first in _months(world)[:: 3 if period == "quarter" else 12]:
            _goal(world, measure, period, first, target)


def _usual(world: World) -> dict[int, float]:
    """What each seller wins in a month of the last two years."""
    found: dict[int, float] = defaultdict(float)
    for deal in world.rows["deal"]:
        found[deal["owner_id"]] += deal["value"] / 24 if deal["status"] == "won" else 0
    return found


def _month(world: World, first: date, shares: dict[int, float], sellers: list[dict]) -> None:
    """Goals of the people; those of teams and the company are their sums."""
    factor = SEASON[first.month - 1] * GROWTH ** (first.year - world.today.year + 1)
    teams: dict[int, int] = defaultdict(int)
    for seller in sellers:
        target = world.tidy(shares[seller["id"]] * factor)
        teams[seller["team_id"]] += target
        _goal(world, "won_value", "month", first, target, user_id=seller["id"])
    for team_id, target in teams.items():
        _goal(world, "won_value", "month", first, target, team_id=team_id)
    _goal(world, "won_value", "month", first, sum(teams.values()))


def _goal(world: World, measure: str, period: str, first: date, target: float, *, user_id: int | None = None, team_id: int | None = None) -> None:
    length = {"month": 1, "quarter": 3, "year": 12}[period]
    following = first.month - 1 + length
    end = date(first.year + following // 12, following % 12 + 1, 1) - timedelta(days=1)
    world.add(
        "goal", measure=measure, user_id=user_id, team_id=team_id, period=period, starts_on=first, ends_on=end, target=float(target),
        created_by=world.admin_id, updated_at=world.whole_day(min(date(first.year - 1, 12, 15), world.today)), version=1,
    )  # fmt: skip


def _months(world: World) -> list[date]:
    return [date(world.today.year + year, month, 1) for year in (-1, 0, 1) for month in range(1, 13)]
