"""Customers who went silent: warned of, deferred or left alone, come back or given up. From their orders, so that it fits."""
import random
from collections import defaultdict
from datetime import date, timedelta
from statistics import median
from typing import Any

from db.demo.world import SEED, World

MONTHS, AFTER, GIVEN_UP, LEAST = 20, 1.5, (130, 320), 3  # months of cases, times the usual silence, days until somebody gives up, orders
RISK = 0.2  # from which the model warns today
_R, _ALPHA, _A, _B = 0.31, 4.8, 2.7, 269.0  # weeks: about as the model of purchases finds them in these orders
_MEASURES = (("call", 30), ("visit", 26), ("offer", 20), ("service", 14), ("training", 10))
_REASONS = (("price", 30), ("competitor", 22), ("no_need", 14), ("service", 12), ("product", 10), ("closed_down", 8), ("other", 4))


def churn(world: World) -> None:
    """A case for every silence that was longer than usual within the last months, with what became of it."""
    rng = random.Random(SEED + 5)
    bought: dict[int, list[dict]] = defaultdict(list)
    for order in world.rows["sales_order"]:
        if order["customer_id"] and order["revenue"] > 0:
            bought[order["customer_id"]].append(order)
    owners = {row["id"]: row for row in world.rows["customer"] if row["owner_id"]}
    begin = world.today - timedelta(days=MONTHS * 30)
    found = []
    for key, orders in bought.items():
        if key in owners:
            found += [silence for silence in _silences(orders, world.today) if silence["warned_on"] >= begin]
    for silence in sorted(found, key=lambda one: (one["warned_on"], one["last"]["id"])):
        _case(world, rng, owners[silence["last"]["customer_id"]], silence)


def _silences(orders: list[dict], today: date) -> list[dict[str, Any]]:
    """The days on which silence became too long, with what was known then."""
    days, found = [order["ordered_on"] for order in orders], []
    for place in range(LEAST - 1, len(days)):
        cycle = median((after - before).days for before, after in zip(days[:place], days[1 : place + 1], strict=True)) or 1
        warned_on = days[place] + timedelta(days=round(cycle * AFTER) + 1)
        lost = days[0] + timedelta(days=_too_long(len(set(days[: place + 1])) - 1, (days[place] - days[0]).days))
        following = orders[place + 1] if place + 1 < len(orders) else None
        if cycle < 7 or warned_on > today or (following and following["ordered_on"] <= warned_on):
            continue
        year = [order["revenue"] for order in orders[: place + 1] if order["ordered_on"] > warned_on - timedelta(days=365)]
        found.append({"warned_on": warned_on, "cycle": cycle, "last": orders[place], "next": following, "year": sum(year), "still": lost <= today})
    return found


def _too_long(repeats: int, last: int) -> int:
    """The day after the first order on which the model's risk of having left reaches its limit (crm_core/value/bgnbd.py, `left`)."""
    odds = RISK / (1 - RISK) * (_B + max(repeats, 1) - 1) / _A
    return round(((_ALPHA + last / 7) * odds ** (1 / (_R + repeats)) - _ALPHA) * 7) + 1


def _case(world: World, rng: random.Random, customer: dict, silence: dict) -> None:
    warned_on, following, silent = silence["warned_on"], silence["next"], (silence["warned_on"] - silence["last"]["ordered_on"]).days
    risk = round(rng.uniform(0.22, 0.85), 2)
    row = {
        "customer_id": customer["id"], "owner_id": customer["owner_id"], "team_id": customer["team_id"], "state": "warned", "warned_on": warned_on,
        "risk": risk, "risk_by": "model", "at_risk": round(silence["year"] * risk), "first_risk": risk, "first_value": silence["year"],
        "reasons": [["rhythm", {"cycle": round(silence["cycle"]), "silent": silent}]], "deferred_on": None, "measure": None, "person_id": None,
        "review_on": None, "task_id": None, "confirmed_on": None, "reason": None, "note": None, "ended_on": None, "order_id": None, "version": 1,
    }  # fmt: skip
    back_soon = following is not None and (following["ordered_on"] - warned_on).days <= 100
    deferred_on = warned_on + timedelta(days=rng.randint(2, 16))
    if rng.random() < (0.55 if back_soon else 0.34) and deferred_on <= world.today and (following is None or deferred_on < following["ordered_on"]):
        measures, weights = zip(*_MEASURES, strict=True)
        row |= {"state": "deferred", "deferred_on": deferred_on, "measure": rng.choices(measures, weights)[0], "person_id": customer["owner_id"],
                "review_on": deferred_on + timedelta(days=rng.choice((14, 21, 30, 45)))}
    given_up = warned_on + timedelta(days=rng.randint(*GIVEN_UP))
    if given_up <= world.today and (following is None or following["ordered_on"] > given_up) and rng.random() < 0.6:
        reasons, weights = zip(*_REASONS, strict=True)
        row |= {"state": "confirmed", "confirmed_on": given_up, "reason": rng.choices(reasons, weights)[0]}
    if following is not None:
        row |= {"state": "recovered", "ended_on": following["ordered_on"], "order_id": following["id"]}
    elif row["state"] == "deferred":
        row["review_on"] = max(row["review_on"], world.today + timedelta(days=rng.randint(0, 30)))
    if row["state"] in ("warned", "deferred") and not silence["still"]:
        return  # no danger by what the model says now
    changed = max(day for day in (warned_on, row["deferred_on"], row["confirmed_on"], row["ended_on"]) if day)
    case = world.add("churn_case", **row, updated_at=world.at(changed))
    _tell(world, case)
    if case["state"] == "deferred":
        _remind(world, case, customer["name"])


def _remind(world: World, row: dict, name: str) -> None:
    """The next step on the day of the review; see crm_core/churn/reminding.py."""
    at = world.at(row["deferred_on"])
    told = {"title": world.words.REVIEW.format(name=name), "kind": "call", "all_day": True, "owner_id": row["person_id"]}
    task = world.add("task", **told, due_at=world.whole_day(row["review_on"]), customer_id=row["customer_id"], contact_id=None, deal_id=None,
                     done_at=None, result=None, created_at=at, version=1)
    row["task_id"] = task["id"]
    world.add("event", at=at, user_id=row["owner_id"], kind="task.created", subject_type="task", subject_id=task["id"], customer_id=row["customer_id"],
              deal_id=None, before=None, after=told | {"due_at": task["due_at"].isoformat()}, batch=None)


def _tell(world: World, row: dict) -> None:
    """What stands in the customer's history."""
    steps = (
        ("warned", row["warned_on"], None, {"state": "warned"}),
        ("deferred", row["deferred_on"], row["owner_id"], {name: row[name] for name in ("state", "measure", "person_id")} | {"state": "deferred"}),
        ("confirmed", row["confirmed_on"], row["owner_id"], {"state": "confirmed", "reason": row["reason"]}),
        ("recovered", row["ended_on"], None, {"state": "recovered"}),
    )  # fmt: skip
    for kind, day, user, after in steps:
        if day is not None:
            world.add("event", at=world.at(day), user_id=user, kind=f"churn.{kind}", subject_type="churn_case", subject_id=row["id"],
                      customer_id=row["customer_id"], deal_id=None, before=None, after=after, batch=None)
