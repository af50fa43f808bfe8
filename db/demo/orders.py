"""Orders of two years: machines from won deals, parts and supplies by each customer's own habit, a few returns.

The story: customers went silent more often lately, and those who grow make up for it.
"""
import random
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from db.demo import parts_en, parts_zh
from db.demo.rhythms import KINDS, Habit, habit, order_days
from db.demo.world import DAYS, SEED, World

BUYERS = 325
FROM_DEALS = 0.4  # share of won deals that became an order
CANCELLED, RETURNED, COUNTER = 0.025, 0.03, 45
_TAX = 0.13
_SOURCES = ("form", "import", "api"), (62, 30, 8)
_NOTHING = dict.fromkeys(("returns_id", "delivered_on", "paid_on", "notes", "external_id", "import_id", "deleted_at", "deal_id"))


def orders(world: World) -> None:
    """Parts, stock, rates of exchange, and every order with its lines by day."""
    rng = random.Random(SEED + 2)  # a chance of its own, so that the rest of the company stays as it is
    words = parts_zh if world.setting.locale.startswith("zh") else parts_en
    groups = _parts(world, words, rng)
    _rates(world, rng)
    drafts = [*_from_deals(world, rng), *_by_habit(world, rng, groups), *_over_the_counter(world, rng, groups)]
    drafts.sort(key=lambda draft: draft["ordered_on"])
    for draft in drafts:
        order = _order(world, rng, words, draft)
        if order["state"] in ("delivered", "paid") and rng.random() < RETURNED:
            _return(world, rng, words, order, draft["lines"])
    _series(world)
    _facts(world)


def _parts(world: World, words, rng: random.Random) -> list[list[dict]]:
    """Parts by what they are used with. Machines are few on stock; software and services have none."""
    for number, row in enumerate(world.rows["product"]):
        stocked = number < 11 or row["unit"] in ("套", "set")
        row["stock"] = rng.randint(0, 14) if stocked else None
        row["stock_at"] = world.now - timedelta(hours=9) if stocked else None
    groups: list[list[dict]] = [[] for _ in range(6)]
    for number, (name, unit, price, cost, group) in enumerate(words.PARTS, 1):
        groups[group].append(world.add(
            "product", name=name, name_key=world.setting.person_key(name), sku=f"HP-{number:03}", category=words.CATEGORY, unit=unit,
            price=world.money(price), cost=world.money(price * cost / 10), active=True, external_id=None, import_id=None,
            created_at=world.now - timedelta(days=DAYS + 100), version=1, stock=rng.choice((0, *range(20, 900, 7))),
            stock_at=world.now - timedelta(hours=9),
        ))  # fmt: skip
    return groups


def _from_deals(world: World, rng: random.Random) -> list[dict]:
    products = {row["id"]: row for row in world.rows["product"]}
    customers = {row["id"]: row for row in world.rows["customer"]}
    lines: dict[int, list] = {}
    for row in world.rows["deal_line"]:
        lines.setdefault(row["deal_id"], []).append((products[row["product_id"]], row["quantity"], row["price"], row["discount"]))
    return [
        _draft(customers[deal["customer_id"]], min(world.today, deal["closed_on"] + timedelta(days=rng.randint(0, 4))), lines[deal["id"]], deal)
        for deal in world.rows["deal"]
        if deal["status"] == "won" and deal["customer_id"] and rng.random() < FROM_DEALS
    ]


def _by_habit(world: World, rng: random.Random, groups: list[list[dict]]) -> list[dict]:
    """What the chosen customers order by themselves."""
    weights = dict(zip((row["id"] for row in world.rows["customer"]), world.weights, strict=True))
    known = [row for row in world.rows["customer"] if row["owner_id"] and weights[row["id"]] > 0.15]
    chosen = sorted(known, key=lambda row: -weights[row["id"]] * rng.uniform(0.3, 1))[:BUYERS]
    kinds, shares = zip(*KINDS, strict=True)
    found = []
    for customer, kind in zip(chosen, rng.choices(kinds, shares, k=len(chosen)), strict=True):
        weight = weights[customer["id"]]
        own = habit(rng, kind, weight, world.today)
        used = rng.sample(groups, rng.choice((1, 1, 2)))
        late = rng.randint(0, 540) if rng.random() < 0.4 else 0
        start = max(world.day_of(customer["created_at"]) + timedelta(days=3), world.today - timedelta(days=DAYS - late))
        found += [_draft(customer, day, _basket(rng, used, own, weight * size)) for day, size in order_days(rng, own, start, world.today)]
    return found


def _basket(rng: random.Random, used: list[list[dict]], own: Habit, size: float) -> list[tuple]:
    """What is used together is bought together."""
    group = rng.choice(used)
    chosen = [part for part in group if rng.random() < 0.55] or [rng.choice(group)]
    discount = rng.choice((0, 0, 0, 0, 5, 8)) if own.most > 2 else 0
    return [(part, max(1, round(rng.lognormvariate(2.2, 0.6) * size**0.7 * (5 if part["price"] < group[0]["price"] else 2) / 3)), part["price"], discount) for part in chosen]


def _over_the_counter(world: World, rng: random.Random, groups: list[list[dict]]) -> list[dict]:
    """Somebody came in and bought a few parts; nobody asked for a name."""
    found = []
    for _ in range(COUNTER):
        part = rng.choice(rng.choice(groups))
        found.append(_draft(None, world.today - timedelta(days=rng.randint(0, DAYS)), [(part, rng.randint(1, 4), part["price"], 0)]))
    return found


def _draft(customer: dict | None, day: date, lines: list[tuple], deal: dict | None = None) -> dict[str, Any]:
    return {"customer": customer, "ordered_on": day, "lines": lines, "deal": deal}


def _order(world: World, rng: random.Random, words, draft: dict) -> dict:
    customer, deal, day = draft["customer"], draft["deal"], draft["ordered_on"]
    source = "deal" if deal else rng.choices(*_SOURCES)[0]
    moment = _moment(world, rng, day)
    holder = deal or customer or {"owner_id": None, "team_id": None}
    abroad = not deal and customer and customer["id"] in world.exporters
    off = rng.random() < 0.06 and sum(n * price for _part, n, price, _off in draft["lines"])
    return _write(
        world, draft["lines"], customer_id=customer["id"] if customer else None, deal_id=deal["id"] if deal else None, ordered_on=day,
        owner_id=holder["owner_id"], team_id=holder["team_id"], source=source, currency=world.setting.foreign[0] if abroad else world.setting.currency, created_by=holder["owner_id"] if source in ("form", "deal") else None,
        created_at=moment, discount=world.tidy(off * 0.03) if off else 0, notes=rng.choice(words.ORDER_NOTES) if rng.random() < 0.08 else None,
        **_state(world, rng, day),
    )  # fmt: skip


def _state(world: World, rng: random.Random, day: date) -> dict[str, Any]:
    """How far an order of that day has come by today."""
    age, delivery, payment = (world.today - day).days, rng.randint(2, 18), rng.randint(5, 60)
    if rng.random() < CANCELLED:
        return {"state": "cancelled"}
    if age < 12 and rng.random() < 0.3:
        return {"state": "draft"}
    if age < delivery:
        return {"state": "confirmed"}
    delivered = day + timedelta(days=delivery)
    if age < delivery + payment or rng.random() < 0.01:
        return {"state": "delivered", "delivered_on": delivered}
    return {"state": "paid", "delivered_on": delivered, "paid_on": delivered + timedelta(days=payment)}


def _return(world: World, rng: random.Random, words, order: dict, lines: list[tuple]) -> None:
    """Takes back a part of one line some days after it was delivered."""
    part, quantity, price, discount = rng.choice(lines)
    day = order["delivered_on"] + timedelta(days=rng.randint(2, 20))
    if day > world.today:
        return
    shared = {name: order[name] for name in ("customer_id", "owner_id", "team_id", "created_by", "currency")}
    back = -max(1, round(quantity * rng.uniform(0.1, 1)))
    _write(world, [(part, back, price, discount)], **shared, returns_id=order["id"], ordered_on=day, state="returned", source="form", discount=0,
           created_at=_moment(world, rng, day), notes=rng.choice(words.RETURN_NOTES))


def _write(world: World, lines: list[tuple], **values: Any) -> dict:
    """One order with its lines; what they come to is computed as everywhere."""
    rows = [
        {"position": place, "product_id": part["id"], "text": None, "quantity": quantity, "price": price, "discount": discount, "cost": part["cost"]}
        for place, (part, quantity, price, discount) in enumerate(lines)
    ]
    order = _NOTHING | {"currency": world.setting.currency, "rate": 1.0} | values
    if order["currency"] != world.setting.currency:
        order["rate"] = next(row["rate"] for row in reversed(world.rows["exchange_rate"]) if row["day"] <= order["ordered_on"])
        _abroad(world, order, rows)
    net = sum(round(row["quantity"] * row["price"] * (1 - row["discount"] / 100)) for row in rows) - order["discount"]
    order["tax"] = round(net * _TAX)
    world.setting.amounts(order, rows)
    order = world.add(
        "sales_order", **order, number=_number(world, order),
        updated_at=_last_change(world, order), version=1,
    )  # fmt: skip
    for row in rows:
        world.add("order_line", order_id=order["id"], **row)
    return order


def _abroad(world: World, order: dict, rows: list[dict]) -> None:
    """Turns prices into the order's currency."""
    share = world.setting.foreign[2]
    order["discount"] = round(order["discount"] * share)
    for row in rows:
        row["price"] = round(row["price"] * share)


def _rates(world: World, rng: random.Random) -> None:
    """The foreign currency on the first day of every month."""
    code, rate, _share = world.setting.foreign
    now = world.today.year * 12 + world.today.month - 1
    for month in range(now - DAYS // 30 - 1, now + 1):
        world.add("exchange_rate", currency=code, day=date(month // 12, month % 12 + 1, 1), rate=round(rate * rng.uniform(0.97, 1.03), 4))


def _number(world: World, order: dict) -> str:
    series = f"{'RT' if order['state'] == 'returned' else 'SO'}-{order['ordered_on'].year}"
    world.series[series] = world.series.get(series, 0) + 1
    return f"{series}-{world.series[series]:05}"


def _series(world: World) -> None:
    """The next order takes the next number."""
    for name, last in world.series.items():
        world.add("number_series", name=name, last=last)


def _last_change(world: World, order: dict) -> datetime:
    day = order["paid_on"] or order["delivered_on"]
    return max(order["created_at"], min(world.now, world.whole_day(day))) if day else order["created_at"]


def _moment(world: World, rng: random.Random, day: date) -> datetime:
    local = datetime.combine(day, time(rng.randrange(8, 18), rng.randrange(60)), ZoneInfo(world.setting.time_zone))
    return min(local.astimezone(UTC), world.now)


def _facts(world: World) -> None:
    """What lists show of a customer's orders."""
    for customer in world.rows["customer"]:
        customer |= {"order_count": 0, "revenue": 0, "first_order_on": None, "last_order_on": None}
    customers = {row["id"]: row for row in world.rows["customer"]}
    for order in world.rows["sales_order"]:
        customer, day = customers.get(order["customer_id"]), order["ordered_on"]
        if customer is None or order["state"] in ("draft", "cancelled"):
            continue
        customer["revenue"] += order["revenue"]
        if order["state"] != "returned":
            customer["order_count"] += 1
            customer["first_order_on"] = customer["first_order_on"] or day
            customer["last_order_on"] = day


def happened(world: World) -> Iterator[dict]:
    """The events of orders that timelines show: how each was entered, and every step since."""
    for row in world.rows["sales_order"]:
        base = {"user_id": row["created_by"], "subject_type": "order", "subject_id": row["id"], "customer_id": row["customer_id"],
                "deal_id": row["deal_id"], "batch": None}
        told = {name: row[name] for name in ("number", "state", "customer_id", "owner_id") if row[name] is not None}
        told |= {"ordered_on": row["ordered_on"].isoformat()} | ({"total": row["total"]} if row["currency"] == world.setting.currency else {})
        kind = "order.returned" if row["state"] == "returned" else "order.created"
        begun = {"state": "confirmed"} if row["state"] in ("delivered", "paid") else {}
        yield base | {"at": row["created_at"], "kind": kind, "before": None, "after": told | begun}
        before = "confirmed"
        for state in ("delivered", "paid"):
            day = row[f"{state}_on"]
            if day:
                moment = max(row["created_at"], min(world.now, world.whole_day(day)))
                yield base | {"at": moment, "kind": f"order.{state}", "before": {"state": before, f"{state}_on": None},
                              "after": {"state": state, f"{state}_on": day.isoformat()}}
                before = state
