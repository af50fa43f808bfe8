"""Next steps: most open deals have one, some are overdue; and what was done before."""
from datetime import timedelta

from db.demo.world import World


def tasks(world: World) -> None:
    """Next steps of open deals, calls to customers without one, and finished steps of the last months."""
    contacts = {contact["id"]: contact["name"] for contact in world.rows["contact"]}
    person = {pair["deal_id"]: contacts[pair["contact_id"]] for pair in world.rows["deal_contact"]}
    for deal in world.rows["deal"]:
        if deal["status"] == "open" and world.rng.random() < 0.8:
            _open(world, deal, person.get(deal["id"], world.words.SOMEBODY))
        elif deal["status"] != "open" and world.rng.random() < 0.12:
            _done(world, deal, person.get(deal["id"], world.words.SOMEBODY))
    for customer in world.rows["customer"]:
        if customer["owner_id"] and world.rng.random() < 0.06:
            kind, title = world.rng.choice(world.words.CARE)
            _task(world, kind, title, customer["id"], None, customer["owner_id"], world.rng.randint(-3, 40))


def _open(world: World, deal: dict, person: str) -> None:
    late = world.rng.random() < 0.16
    kind, title = _step(world, deal, person)
    _task(world, kind, title, deal["customer_id"], deal["id"], deal["owner_id"], world.rng.randint(-9, -1) if late else world.rng.randint(0, 16))


def _done(world: World, deal: dict, person: str) -> None:
    kind, title = _step(world, deal, person)
    days = (deal["closed_on"] - world.today).days - world.rng.randint(1, 10)
    task = _task(world, kind, title, deal["customer_id"], deal["id"], deal["owner_id"], days)
    task["done_at"], task["result"] = task["due_at"], world.rng.choice(world.words.DONE)


def _step(world: World, deal: dict, person: str) -> tuple[str, str]:
    kind, title = world.rng.choice(world.words.STEPS)
    line = world.words.PRODUCTS[world.rng.randrange(len(world.words.PRODUCTS))][1]
    return kind, title.format(contact=person, line=line)


def _task(world: World, kind: str, title: str, customer_id: int | None, deal_id: int | None, owner_id: int, days: int) -> dict:
    due = world.whole_day(world.today + timedelta(days=days))
    created = min(due, world.now) - timedelta(days=world.rng.randint(1, 9), minutes=world.rng.randint(1, 400))
    return world.add(
        "task", kind=kind, title=title, due_at=due, all_day=True, customer_id=customer_id, contact_id=None, deal_id=deal_id,
        owner_id=owner_id, done_at=None, result=None, created_at=created, version=1,
    )  # fmt: skip
