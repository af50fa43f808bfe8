"""People at the customers."""
from db.demo.world import World

_NOTHING = dict.fromkeys(("social", "notes", "external_id", "import_id", "deleted_at"))


def contacts(world: World) -> None:
    """One to three for every company; the first is the primary one."""
    reached = 0
    for customer in world.rows["customer"]:
        if customer["kind"] == "person":
            continue
        for place in range(world.rng.choice((1, 1, 2, 2, 3))):
            name = world.person()
            title, role = world.rng.choice(world.words.TITLES)
            reached += 1
            world.add(
                "contact", **_NOTHING, customer_id=customer["id"], name=name, name_key=world.setting.person_key(name), title=title,
                department=world.words.DEPARTMENTS[role], buying_role=role, is_primary=place == 0,
                phone=f"{customer['phone']} x{world.rng.randint(100, 899)}", mobile=_mobile(world, reached),
                email=f"{_account(world, reached)}@{customer['email'].partition('@')[2]}",
                created_at=customer["created_at"], updated_at=customer["created_at"], version=1,
            )  # fmt: skip


def _mobile(world: World, number: int) -> str | None:
    if world.words.MOBILE is None or world.rng.random() < 0.15:
        return None
    pattern, room = world.words.MOBILE
    return pattern.format(number * 37 % room)


def _account(world: World, number: int) -> str:
    return f"{world.rng.choice('abcdefghjklmnpqrstwxyz')}{world.rng.choice('abcdefghjklmnpqrstwxyz')}.{number}"
