"""Campaigns and members that come from a file."""
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select

from crm_core.access import scope
from crm_core.campaigns import conversions, rules
from crm_core.campaigns.access import EDIT
from crm_core.errors import NotFound
from crm_core.work import Work, command
from db.bulk import insert_rows
from db.models import Campaign, CampaignCost, CampaignMember, Customer, User

IMPORT = (EDIT, "imports:run")
FACTS = ("customer_id", "name", "email", "phone", "state", "outcome", "note", "reached_at", "registered_at", "attended_at", "replied_at", "calls",
         "external_id")


@dataclass(frozen=True)
class CampaignIn:
    """A campaign as a file knows it, maybe long over. `spent` becomes one cost line called `cost_name`; money is minor units."""

    name: str
    values: dict[str, Any] = field(default_factory=dict)
    owner_id: int | None = None
    spent: int = 0
    cost_name: str = ""


@command(*IMPORT)
def import_campaigns(work: Work, rows: Sequence[CampaignIn], import_id: int | None) -> list[int]:
    """Makes campaigns in a few statements; returns their ids in order. Raises Invalid."""
    teams = dict(work.session.execute(select(User.id, User.team_id).where(User.id.in_({row.owner_id for row in rows}))).all())
    columns = {"channel": "email", "state": "draft", "goal": "deals_won", "goal_target": None, "starts_on": None, "ends_on": None, "budget": 0,
               "notes": None, "external_id": None, "started_at": None}
    made = []
    for row in rows:
        rules.check_values(row.values)
        made.append(columns | row.values | {
            "name": row.name, "owner_id": row.owner_id, "team_id": teams.get(row.owner_id), "holdout_percent": 0, "seed": 0,
            "window_days": 30, "import_id": import_id, "created_at": work.now, "updated_at": work.now, "version": 1,
        })
    ids = insert_rows(work.session, Campaign, made)
    insert_rows(work.session, CampaignCost, [
        {"campaign_id": key, "name": row.cost_name or row.name, "planned": 0, "spent": row.spent, "position": 0}
        for key, row in zip(ids, rows, strict=True) if row.spent
    ])
    for key, row in zip(ids, rows, strict=True):
        work.record("campaign.created", "campaign", key, after={"name": row.name, "owner_id": row.owner_id})
    return ids


@command(*IMPORT)
def update_campaigns(work: Work, edits: Sequence[tuple[int, dict[str, Any]]]) -> None:
    """New values for campaigns by id. Raises NotFound, Invalid."""
    for key, values in edits:
        rules.check_values(values)
        row = work.session.scalar(select(Campaign).where(within(work), Campaign.id == key))
        if row is None:
            raise NotFound()
        before = {name: getattr(row, name) for name, value in values.items() if getattr(row, name) != value}
        if before:
            for name in before:
                setattr(row, name, values[name])
            row.version, row.updated_at = row.version + 1, work.now
            work.record("campaign.changed", "campaign", key, before=before, after={name: values[name] for name in before})


@command(*IMPORT)
def import_members(work: Work, rows: Sequence[tuple[int, dict[str, Any]]], import_id: int | None) -> list[int]:
    """Puts (campaign, facts) into campaigns; returns their ids in order, and counts what they brought. Raises NotFound."""
    campaigns = {row.id: row for row in work.session.scalars(
        select(Campaign).where(within(work), Campaign.id.in_({key for key, _facts in rows})))}
    if campaigns.keys() != {key for key, _facts in rows}:
        raise NotFound()
    customers = {facts["customer_id"] for _key, facts in rows if facts.get("customer_id")}
    seen = scope.customers(work, *(("imports:run",) if work.actor.may("imports:run") else ("customers:view",)))
    if customers and set(work.session.scalars(select(Customer.id).where(seen, Customer.id.in_(customers)))) != customers:
        raise NotFound()
    empty = dict.fromkeys(FACTS) | {"state": "waiting", "calls": 0, "held_out": False, "by_hand": True, "converted_value": 0, "version": 1}
    ids = insert_rows(work.session, CampaignMember, [
        empty | facts | {"campaign_id": key, "import_id": import_id, "updated_at": work.now} for key, facts in rows
    ])
    for key, (campaign_id, facts) in zip(ids, rows, strict=True):
        told = {name: facts[name] for name in ("name", "outcome") if facts.get(name)}
        work.record("campaign_member.created", "campaign_member", key, customer_id=facts.get("customer_id"),
                    after=told | {"campaign_id": campaign_id})
    for row in campaigns.values():
        row.started_at = row.started_at or min((facts["reached_at"] for key, facts in rows if key == row.id and facts.get("reached_at")), default=None)
        conversions.refresh(work, row, CampaignMember.id.in_(ids))
    return ids


def within(work: Work):
    """Campaigns one may write into: as a planner, or by an import."""
    return scope.campaigns(work, *(right for right in IMPORT if work.actor.may(right)))
