"""What was done: calls, mails, visits along every deal, and care for customers without one."""
from datetime import datetime, timedelta
from typing import Any

from db.demo.world import World

_KINDS = (("call", 44), ("email", 21), ("meeting", 12), ("visit", 11), ("social", 9), ("note", 3))


def activities(world: World) -> None:
    """About one for every stage a deal went through, later ones for those still open; by time."""
    people = {contact["id"]: contact for contact in world.rows["contact"]}
    contact_of = {pair["deal_id"]: people[pair["contact_id"]] for pair in world.rows["deal_contact"]}
    lines = _lines(world)
    found: list[dict[str, Any]] = []
    deals = {deal["id"]: deal for deal in world.rows["deal"]}
    for visit in world.rows["stage_history"]:
        deal = deals[visit["deal_id"]]
        if visit["stage_id"] is None or world.rng.random() < 0.12:
            continue
        moment = _between(world, visit["entered_at"], visit["left_at"] or world.now)
        found.append(_activity(world, moment, deal["customer_id"], deal, contact_of.get(deal["id"]), lines[deal["id"]]))
    for customer in world.rows["customer"]:
        if customer["owner_id"] and world.rng.random() < 0.5:
            moment = _between(world, customer["created_at"], world.now)
            found.append(_activity(world, moment, customer["id"], customer, None, world.rng.choice(world.words.PRODUCTS)[1]))
    for values in sorted(found, key=lambda values: values["at"]):
        world.add("activity", **values)


def _activity(world: World, at: datetime, customer_id: int | None, subject: dict, contact: dict | None, line: str) -> dict[str, Any]:
    kind = world.one_of(_KINDS)
    text = world.rng.choice(world.words.TALK[kind]).format(contact=contact["name"] if contact else world.words.SOMEBODY, line=line)
    return {
        "kind": kind, "text": text[:1].upper() + text[1:], "at": at, "customer_id": customer_id,
        "contact_id": contact["id"] if contact else None, "deal_id": subject["id"] if "pipeline_id" in subject else None,
        "user_id": subject["owner_id"], "created_at": at, "deleted_at": None, "import_id": None,
    }  # fmt: skip


def _lines(world: World) -> dict[int, str]:
    """What each deal is mainly about, in short."""
    short = {product["id"]: words[1] for product, words in zip(world.rows["product"], world.words.PRODUCTS, strict=True)}
    return {line["deal_id"]: short[line["product_id"]] for line in reversed(world.rows["deal_line"])}


def _between(world: World, first: datetime, last: datetime) -> datetime:
    """A working hour between two moments, if there is one."""
    share = world.rng.uniform(0.05, 0.95)
    moment = world.at(world.day_of(first + (last - first) * share))
    return moment if first <= moment <= last else first + timedelta(minutes=1) if first < last else first
