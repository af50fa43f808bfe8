"""How customers moved from one stage of their lifecycle to another, as the rules of the program would have moved them."""
from bisect import bisect_right
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta

from db.demo.world import World


@dataclass
class Past:
    """The days of one customer: deals opened and closed, purchases, every sign of life, and when it was given up."""

    opened: list[date] = field(default_factory=list)
    closed: list[date] = field(default_factory=list)
    bought: list[date] = field(default_factory=list)
    touched: list[date] = field(default_factory=list)
    given_up: list[tuple[date, date]] = field(default_factory=list)  # until it ordered again

    def stage(self, day: date, risk: timedelta, dormant: timedelta) -> str:
        """Where the customer stood at the end of that day; see crm_core/customers/facts.py."""
        if any(start <= day < end and bisect_right(self.bought, day) == bisect_right(self.bought, start) for start, end in self.given_up):
            return "lost"
        is_open = bisect_right(self.opened, day) > bisect_right(self.closed, day)
        if bisect_right(self.bought, day):
            seen = bisect_right(self.touched, day)
            silent = day - self.touched[seen - 1] if seen else dormant * 2
            return "active" if is_open or silent <= risk else "at_risk" if silent <= dormant else "dormant"
        return "lead" if is_open else "lost" if bisect_right(self.opened, day) else "prospect"


def lifecycles(world: World) -> None:
    """Every move until today, and where each customer stands now."""
    risk, dormant = (timedelta(days=days) for days in world.setting.silence)
    one = timedelta(days=1)
    moves = []
    pasts = _pasts(world)
    for customer in world.rows["customer"]:
        past, stage = pasts[customer["id"]], "prospect"
        turns = {*past.opened, *past.closed, *past.bought, *past.touched}
        turns |= {day + wait + one for day in past.touched for wait in (risk, dormant)} | {day for pair in past.given_up for day in pair}
        for day in sorted(turns):
            if day > world.today:
                break
            now = past.stage(day, risk, dormant)
            if now != stage:
                moves.append({"customer_id": customer["id"], "day": day, "before": stage, "after": now})
                stage = now
        customer["lifecycle"] = stage
    for move in sorted(moves, key=lambda move: move["day"]):
        world.add("lifecycle_move", **move)


def _pasts(world: World) -> dict[int | None, Past]:
    pasts: dict[int | None, Past] = defaultdict(Past)
    for deal in world.rows["deal"]:
        past = pasts[deal["customer_id"]]
        past.opened.append(deal["opened_on"])
        if deal["closed_on"]:
            past.closed.append(deal["closed_on"])
        if deal["status"] == "won":
            past.bought.append(deal["closed_on"])
            past.touched.append(deal["closed_on"])
    for activity in world.rows["activity"]:
        pasts[activity["customer_id"]].touched.append(world.day_of(activity["at"]))
    for order in world.rows["sales_order"]:
        if order["state"] in ("confirmed", "delivered", "paid"):
            past = pasts[order["customer_id"]]
            past.bought.append(order["ordered_on"])
            past.touched.append(order["ordered_on"])
    for case in world.rows["churn_case"]:
        if case["confirmed_on"]:
            pasts[case["customer_id"]].given_up.append((case["confirmed_on"], case["ended_on"] or date.max))
    for past in pasts.values():
        for days in (past.opened, past.closed, past.bought, past.touched):
            days.sort()
    return pasts
