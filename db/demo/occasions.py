"""Birthdays of people, and customers whose contracts end."""
import random
from datetime import date, timedelta

from db.demo.world import SEED, World

YOUNGEST, OLDEST = 24, 62


def occasions(world: World) -> None:
    """Of the individuals and half of the contacts the birthday is known; the better customers have contracts."""
    rng = random.Random(SEED + 1)  # a chance of its own, so that the rest of the company stays as it is
    for customer in world.rows["customer"]:
        person = customer["kind"] == "person"
        bound = not person and customer["grade"] in ("vip", "a") and rng.random() < 0.7
        customer["birthday"] = _birthday(world, rng) if person else None
        customer["contract_ends_on"] = world.today + timedelta(days=rng.randint(3, 700)) if bound else None
    for contact in world.rows["contact"]:
        contact["birthday"] = _birthday(world, rng) if rng.random() < 0.5 else None


def _birthday(world: World, rng: random.Random) -> date:
    return world.today.replace(day=1) - timedelta(days=rng.randint(YOUNGEST * 365, OLDEST * 365))
