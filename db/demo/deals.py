"""Deals of two years with the way each took through its pipeline.

The story: spring and autumn are the seasons, business grows; since the beginning of this quarter (of the last one
while this one is young) proposals get stuck, mostly on price.
"""
import math
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from db.demo.people import Seller
from db.demo.world import DAYS, World

DEALS = 6000
PROPOSAL = 2
_SEASON = (0.9, 0.55, 1.25, 1.3, 1.15, 1.0, 0.75, 0.7, 1.3, 1.35, 1.2, 0.85)  # January to December
_WEEK = (1.1, 1.15, 1.1, 1.0, 0.95, 0.15, 0.08)
_MOVES = ((0.82, 0.78, 0.64, 0.8, 0.95), (0.93, 0.86, 0.95))  # share that goes on, per pipeline and stage
_DURATIONS = ((5, 9, 15, 12, 5), (10, 12, 6))  # median days
_STUCK = 0.2  # share of proposals that go on since the weak time began
_SOURCES = (("exhibition", 22), ("referral", 25), ("web_form", 20), ("cold_call", 12), ("hotline", 12), ("social", 6), ("other", 3))
_WON = (("product", 38), ("relationship", 22), ("service", 20), ("price", 15), ("other", 5))
_LOST = (("price", 24), ("competitor", 22), ("no_budget", 16), ("no_answer", 14), ("timing", 12), ("no_need", 9), ("other", 3))
_LOST_WHILE_STUCK = (("price", 55), ("competitor", 25), ("no_budget", 8), ("no_answer", 7), ("timing", 5))
_NOTHING = dict.fromkeys(("notes", "external_id", "import_id", "deleted_at", "next_step", "next_step_at", "last_activity_at"))


@dataclass(frozen=True)
class Way:
    """The stages a deal went through with the moments it entered them, and how it ended (`closed` None: it is open)."""

    visits: list[tuple[int, datetime]]
    status: str = "open"
    closed: datetime | None = None


def deals(world: World, sellers: list[Seller]) -> None:
    """Deals with their products, stage history and the contact they are about."""
    theirs = defaultdict(list)
    for customer, weight in zip(world.rows["customer"], world.weights, strict=True):
        if customer["owner_id"]:
            theirs[customer["owner_id"]].append((customer, weight))
    buyers = {c["customer_id"]: c["id"] for c in reversed(world.rows["contact"])}
    stuck_since = weak_since(world.today)
    for day in _days(world):
        seller = world.rng.choices(sellers, [s.volume for s in sellers])[0]
        customers, weights = zip(*theirs[seller.id], strict=True)
        customer = None if world.rng.random() < 0.025 else world.rng.choices(customers, weights)[0]
        _deal(world, day, seller, customer, buyers, stuck_since)


def weak_since(today: date) -> date:
    """When proposals began to get stuck."""
    quarter = date(today.year, (today.month - 1) // 3 * 3 + 1, 1)
    if (today - quarter).days >= 30:
        return quarter
    before = quarter - timedelta(days=1)
    return date(before.year, (before.month - 1) // 3 * 3 + 1, 1)


def _days(world: World) -> list[date]:
    days = [world.today - timedelta(days=back) for back in range(DAYS, -1, -1)]
    weights = [_SEASON[d.month - 1] * _WEEK[d.weekday()] * (1 + 0.25 * i / DAYS) for i, d in enumerate(days)]
    return sorted(world.rng.choices(days, weights, k=DEALS))


def _deal(world: World, day: date, seller: Seller, customer: dict | None, buyers: dict, stuck_since: date) -> None:
    rng = world.rng
    number = 1 if customer and rng.random() < 0.16 else 0
    pipeline_id, stages = world.pipelines[number]
    opened = world.at(day)
    way = _way(world, number, opened, seller, day >= stuck_since)
    lines = _lines(world, number, seller, len(way.visits))
    value = sum(round(n * price * (1 - discount / 100)) for _product, n, price, discount in lines)
    stage_id, since = stages[way.visits[-1][0]][0], way.closed or way.visits[-1][1]
    closed_on = world.day_of(way.closed) if way.closed else None
    deal = world.add(
        "deal", **_NOTHING, name=_name(world, number, customer, lines), customer_id=customer["id"] if customer else None,
        pipeline_id=pipeline_id, stage_id=stage_id, stage_since=since, status=way.status, value=value,
        first_value=world.tidy(value * rng.choice((1, 1, 1, rng.uniform(0.85, 1.25)))), owner_id=seller.id, team_id=seller.team_id,
        source=world.one_of(_SOURCES), opened_on=day, expected_close=_expected(world, day, way), closed_on=closed_on,
        **_end(world, way, number, day >= stuck_since), created_by=seller.id, created_at=opened, updated_at=since,
        version=1 + len(way.visits),
    )  # fmt: skip
    if customer:
        customer["created_at"] = customer["updated_at"] = min(customer["created_at"], opened - timedelta(days=rng.randint(0, 20), minutes=5))
        if customer["id"] in buyers:
            world.add("deal_contact", deal_id=deal["id"], contact_id=buyers[customer["id"]])
    for place, (product, quantity, price, discount) in enumerate(lines):
        world.add("deal_line", deal_id=deal["id"], product_id=product["id"], quantity=quantity, price=price, discount=discount, position=place)
    _history(world, deal, pipeline_id, stages, way)


def _way(world: World, number: int, opened: datetime, seller: Seller, stuck: bool) -> Way:
    """Lets time pass from stage to stage until now."""
    rng, visits, moment = world.rng, [], opened
    for place, (move, median) in enumerate(zip(_MOVES[number], _DURATIONS[number], strict=True)):
        visits.append((place, moment))
        if stuck and number == 0 and place == PROPOSAL:
            move = _STUCK
        forgotten = 7 if rng.random() < 0.05 and (world.now - opened).days < 160 else 1
        moment += timedelta(days=rng.lognormvariate(math.log(median), 0.65) * seller.pace * forgotten, minutes=rng.randint(5, 300))
        if moment >= world.now:
            return Way(visits)
        odds = move / (1 - move) * seller.luck
        if rng.random() > odds / (1 + odds):
            return Way(visits, "lost", moment)
    return Way(visits, "won", moment)


def _lines(world: World, number: int, seller: Seller, reached: int) -> list[tuple[dict, int, int, int]]:
    """(product, quantity, price, discount); renewals are software and services. Discounts come late."""
    rng, products = world.rng, world.rows["product"]
    machines, rest = products[:11], products[11:]
    first = rng.choice(rest if number else machines)
    chosen = [first] + ([rng.choice(rest)] if not number and rng.random() < 0.45 else [])
    return [
        (
            product, max(1, round(rng.lognormvariate(0.25, 0.7) * seller.size)), product["price"],
            rng.choice((0, 0, 3, 5, 8, 12)) if reached > PROPOSAL else 0,
        )
        for product in chosen if product is first or product["id"] != first["id"]
    ]  # fmt: skip


def _name(world: World, number: int, customer: dict | None, lines: list) -> str:
    line = world.words.PRODUCTS[lines[0][0]["id"] - world.first_ids["product"]][1]
    if customer is None:
        return world.rng.choice(world.words.LONE_DEALS).format(line=line)
    brand = world.brands[customer["id"]]
    return (world.words.RENEWAL if number else world.rng.choice(world.words.DEALS)).format(brand=brand, line=line)


def _expected(world: World, opened: date, way: Way) -> date | None:
    rng = world.rng
    planned = opened + timedelta(days=rng.randint(40, 85))
    if way.status != "open":
        return planned
    if rng.random() < 0.07:
        return None
    if planned < world.today and rng.random() < 0.75:
        return world.today + timedelta(days=rng.randint(2, 60))
    return planned


def _end(world: World, way: Way, number: int, stuck: bool) -> dict:
    """Why it was won or lost."""
    if way.status == "open":
        return {"close_reason": None, "competitor": None, "close_note": None}
    won = way.status == "won"
    at_proposal = stuck and not number and way.visits[-1][0] == PROPOSAL
    reason = world.one_of(_WON if won else _LOST_WHILE_STUCK if at_proposal else _LOST)
    notes = world.words.WON_NOTES if won else world.words.LOST_NOTES
    return {
        "close_reason": reason,
        "competitor": world.rng.choice(world.words.COMPETITORS) if reason == "competitor" else None,
        "close_note": world.rng.choice(notes) if world.rng.random() < 0.3 else None,
    }


def _history(world: World, deal: dict, pipeline_id: int, stages: list[tuple[int, int]], way: Way) -> None:
    steps = [(stages[place][0], "open", moment) for place, moment in way.visits]
    if way.closed:
        steps.append((None, way.status, way.closed))
    ends = [moment for _stage, _status, moment in steps[1:]] + [None]
    for (stage_id, status, moment), left_at in zip(steps, ends, strict=True):
        world.add(
            "stage_history", deal_id=deal["id"], pipeline_id=pipeline_id, stage_id=stage_id, status=status, entered_at=moment,
            left_at=left_at, user_id=deal["owner_id"],
        )  # fmt: skip
