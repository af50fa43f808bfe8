"""Customers with their tags: companies and a few people, most with an owner, some in the public pool."""
from collections import Counter

from db.demo.people import Seller
from db.demo.world import DAYS, World

CUSTOMERS = 2000
_SOURCES = (
    ("exhibition", 24), ("referral", 22), ("web_form", 18), ("cold_call", 12), ("hotline", 10), ("social", 8), ("survey", 3), ("other", 3),
)
_NOTHING = dict.fromkeys((
    "grade_reason", "parent_id", "notes", "external_id", "import_id", "deleted_at", "last_activity_at", "last_activity_kind",
    "next_step", "next_step_at", "last_won_on",
))  # fmt: skip


def customers(world: World, sellers: list[Seller]) -> None:
    """Each with a hidden `weight`: big ones buy more and more often."""
    used: set[str] = set()
    numbers: Counter[str] = Counter()
    for number in range(CUSTOMERS):
        seller = None if world.rng.random() < 0.07 else world.rng.choices(sellers, [s.volume for s in sellers])[0]
        city = _city(world, seller, numbers)
        values = _person(world, used) if number % 14 == 5 else _company(world, city, used)
        _one(world, seller, city, values, numbers)


def tags(world: World) -> None:
    """A third of the customers carry one or two tags."""
    for customer in world.rows["customer"]:
        if world.rng.random() < 0.35:
            for tag in world.rng.sample(world.words.TAGS, world.rng.choice((1, 1, 2))):
                world.add("customer_tag", tag=tag, customer_id=customer["id"])


def _one(world: World, seller: Seller | None, city: tuple, values: dict, numbers: Counter) -> None:
    name, region, country, _team, phone, _room = city
    weight, brand = values.pop("weight"), values.pop("brand")
    created = world.at(world.days_ago(1, DAYS + 170))
    customer = world.add(
        "customer", **_NOTHING, **values, phone=phone.format(numbers[phone]), city=name, region=region, country=country,
        address=f"{world.rng.choice(world.words.STREETS)} {world.rng.randint(1, 288)}", postal_code=None,
        source=world.one_of(_SOURCES), grade=_grade(world, weight), lifecycle="prospect",
        owner_id=seller.id if seller else None, team_id=seller.team_id if seller else None,
        created_by=seller.id if seller else world.admin_id, created_at=created, updated_at=created, version=1,
        open_deals=0, open_value=0, won_deals=0, won_value=0,
    )  # fmt: skip
    world.weights.append(weight)
    world.brands[customer["id"]] = brand
    numbers[phone] += 1


def _city(world: World, seller: Seller | None, numbers: Counter) -> tuple:
    """A city of the seller's team that still has a phone number."""
    return world.rng.choice([
        city for city in world.words.CITIES if (seller is None or city[3] == seller.team) and numbers[city[4]] < city[5]
    ])


def _company(world: World, city: tuple, used: set[str]) -> dict:
    words, rng = world.words, world.rng
    while True:
        (brand, latin), (trade, industry, sort) = rng.choice(words.BRANDS), rng.choice(words.TRADES)
        name = words.COMPANY.format(city=city[0], brand=brand, trade=trade, suffix=world.one_of(words.SUFFIXES))
        slug, key = f"{latin}-{sort}", world.setting.company_key(name)
        if key not in used:
            break
    used.add(key)
    slug = slug if slug not in used else f"{slug}-{len(used)}"
    used.add(slug)
    weight = rng.lognormvariate(0, 0.8)
    return {
        "kind": "company", "name": name, "name_key": key, "email": f"info@{slug}.example",
        "website": f"https://www.{slug}.example", "industry": industry, "weight": weight, "brand": brand,
        "employees": int(40 * weight * rng.uniform(0.5, 3)) + 5, "annual_revenue": world.money(9_000_000 * weight * rng.uniform(0.5, 2)),
        "founded_year": rng.randint(1978, world.today.year - 3),
    }  # fmt: skip


def _person(world: World, used: set[str]) -> dict:
    name = world.person()
    while name in used:
        name = world.person()
    used.add(name)
    return {
        "kind": "person", "name": name, "name_key": world.setting.person_key(name), "email": None, "website": None,
        "industry": None, "weight": world.rng.uniform(0.1, 0.3), "brand": name, "employees": None, "annual_revenue": None, "founded_year": None,
    }  # fmt: skip


def _grade(world: World, weight: float) -> str | None:
    if world.rng.random() < 0.12:
        return None
    seen = weight * world.rng.uniform(0.7, 1.4)
    return "vip" if seen > 3.6 else "a" if seen > 1.9 else "b" if seen > 0.8 else "c"
