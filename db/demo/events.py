"""The trail of all this: timelines and the audit trail are these rows."""
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from db.demo import orders, tickets
from db.demo.world import World


def events(world: World) -> None:
    """One for everything that was made, moved, won, lost, logged or planned; by time."""
    found = [*_customers(world), *_deals(world), *_moves(world), *_activities(world), *_tasks(world), *tickets.happened(world), *orders.happened(world)]
    for values in sorted(found, key=lambda values: values["at"]):
        world.add("event", **values)


def _event(
    at: datetime, user_id: int | None, kind: str, subject: str, row: dict[str, Any], *,
    customer_id: int | None, deal_id: int | None = None, before: dict | None = None, after: dict | None = None,
) -> dict[str, Any]:
    return {
        "at": at, "user_id": user_id, "kind": kind, "subject_type": subject, "subject_id": row["id"], "customer_id": customer_id,
        "deal_id": deal_id, "before": before, "after": after, "batch": None,
    }  # fmt: skip


def _customers(world: World) -> Iterator[dict]:
    for row in world.rows["customer"]:
        after = {name: row[name] for name in ("name", "kind", "source", "grade", "owner_id") if row[name] is not None}
        yield _event(row["created_at"], row["created_by"], "customer.created", "customer", row, customer_id=row["id"], after=after)


def _deals(world: World) -> Iterator[dict]:
    first = {visit["deal_id"]: visit["stage_id"] for visit in reversed(world.rows["stage_history"])}
    for row in world.rows["deal"]:
        after = {name: row[name] for name in ("name", "owner_id", "customer_id")}
        after |= {"value": row["first_value"], "stage_id": first[row["id"]]}
        yield _event(
            row["created_at"], row["owner_id"], "deal.created", "deal", row, customer_id=row["customer_id"], deal_id=row["id"],
            after=after,
        )  # fmt: skip


def _moves(world: World) -> Iterator[dict]:
    deals = {deal["id"]: deal for deal in world.rows["deal"]}
    for last, visit in zip(world.rows["stage_history"], world.rows["stage_history"][1:], strict=False):
        if last["deal_id"] != visit["deal_id"]:
            continue
        deal = deals[visit["deal_id"]]
        if visit["stage_id"]:
            kind, before, after = "deal.moved", {"stage_id": last["stage_id"]}, {"stage_id": visit["stage_id"]}
        else:
            kind, before = f"deal.{visit['status']}", {"status": "open", "closed_on": None, "close_reason": None}
            after = {"status": visit["status"], "closed_on": deal["closed_on"].isoformat(), "close_reason": deal["close_reason"]}
        yield _event(
            visit["entered_at"], visit["user_id"], kind, "deal", deal, customer_id=deal["customer_id"], deal_id=deal["id"],
            before=before, after=after,
        )  # fmt: skip


def _activities(world: World) -> Iterator[dict]:
    for row in world.rows["activity"]:
        yield _event(
            row["at"], row["user_id"], "activity.logged", "activity", row, customer_id=row["customer_id"], deal_id=row["deal_id"],
            after={"kind": row["kind"], "text": row["text"]},
        )  # fmt: skip


def _tasks(world: World) -> Iterator[dict]:
    for row in world.rows["task"]:
        told = {"title": row["title"], "kind": row["kind"], "due_at": row["due_at"].isoformat(), "all_day": True, "owner_id": row["owner_id"]}
        shared = {"customer_id": row["customer_id"], "deal_id": row["deal_id"]}
        yield _event(row["created_at"], row["owner_id"], "task.created", "task", row, after=told, **shared)
        if row["done_at"]:
            done = {"title": row["title"], "result": row["result"]}
            yield _event(row["done_at"], row["owner_id"], "task.done", "task", row, after=done, **shared)
