"""What the company sells."""
from datetime import timedelta

from db.demo.world import DAYS, World


def products(world: World) -> None:
    """Equipment, software and services with their prices."""
    words = world.words
    for number, (name, _line, category, unit, price, cost) in enumerate(words.PRODUCTS, 1):
        world.add(
            "product", name=name, name_key=world.setting.person_key(name), sku=f"HT-{number:03}",
            category=words.CATEGORIES[category], unit=unit, price=world.money(price), cost=world.money(price * cost / 10),
            active=True, external_id=None, import_id=None, created_at=world.now - timedelta(days=DAYS + 100), version=1,
        )  # fmt: skip


def second_pipeline(world: World) -> None:
    """Service contracts run through stages of their own."""
    name, names = world.words.SECOND_PIPELINE
    pipeline = world.add("pipeline", name=name, names=names, position=1, active=True, import_id=None, version=1)
    stages = [
        world.add(
            "stage", pipeline_id=pipeline["id"], name=stage, names=more, position=place, probability=probability,
            limit_days=limit, required=[], active=True, version=1,
        )
        for place, (stage, more, probability, limit) in enumerate(world.words.SECOND_STAGES)
    ]  # fmt: skip
    world.pipelines.append((pipeline["id"], [(stage["id"], stage["limit_days"]) for stage in stages]))
