"""Making, changing, copying and deleting campaigns."""
import secrets

from sqlalchemy import select

from crm_core.access import scope
from crm_core.campaigns import rules
from crm_core.campaigns.access import EDIT, changeable, check_segment, fetch, team_of_owner, touch
from crm_core.campaigns.schemas import CampaignEdit, CampaignNew
from crm_core.errors import N_, Conflict
from crm_core.work import Work, command
from db.models import Campaign, CampaignCost, CampaignStep

COPIED = ("channel", "goal", "goal_target", "segment_id", "rule", "holdout_percent", "window_days", "budget", "script", "notes")
STEP_COPIED = ("position", "name", "kind", "only", "split", "variants")


@command(EDIT)
def create_campaign(work: Work, data: CampaignNew) -> int:
    """Makes a draft and returns its id. Raises Invalid."""
    values = data.model_dump()
    rules.check_values(values)
    check_segment(work, data.segment_id)
    owner = data.owner_id if "owner_id" in data.model_fields_set else work.actor.user_id
    values |= {"owner_id": owner, "team_id": team_of_owner(work, owner)}
    row = Campaign(**values, seed=secrets.randbelow(2**31 - 1), created_at=work.now, updated_at=work.now)
    work.session.add(row)
    work.session.flush()
    after = {name: value for name, value in data.model_dump(exclude={"rule", "notes", "script"}).items() if value}
    work.record("campaign.created", "campaign", row.id, after=after | {"owner_id": owner})
    return row.id


@command(EDIT)
def change_campaign(work: Work, campaign_id: int, data: CampaignEdit, version: int) -> int:
    """Changes the fields set in `data`; returns the new version.

    Whom it is for can be changed only before it began. Raises NotFound, Invalid, Conflict.
    """
    row = work.one(changeable(work).where(Campaign.id == campaign_id), version=version)
    given = {name: value for name, value in data.given().items() if value != getattr(row, name)}
    if "segment_id" in given and given["segment_id"] is not None:
        given["rule"] = None
    if row.state not in ("draft", "scheduled") and rules.FIXED & given.keys():
        raise Conflict(N_("Whom a campaign is for cannot be changed after it began."), current=row.version)
    rules.check_values({**row.model_dump(), **given})
    check_segment(work, given.get("segment_id"))
    if "owner_id" in given:
        given["team_id"] = team_of_owner(work, given["owner_id"])
    if not given:
        return row.version
    before = {name: getattr(row, name) for name in given}
    for name, value in given.items():
        setattr(row, name, value)
    touch(work, row)
    work.record("campaign.changed", "campaign", row.id, before=before, after=given)
    return row.version


@command(EDIT)
def copy_campaign(work: Work, campaign_id: int, name: str) -> int:
    """A new draft like this one, with its steps (without dates) and planned costs; returns its id. Raises NotFound, Invalid."""
    source = work.one(scope.visible_campaigns(work).where(Campaign.id == campaign_id))
    key = create_campaign(work, CampaignNew(name=name, **{field: getattr(source, field) for field in COPIED}))
    for step in work.session.scalars(select(CampaignStep).where(CampaignStep.campaign_id == campaign_id)).all():
        work.session.add(CampaignStep(campaign_id=key, **{field: getattr(step, field) for field in STEP_COPIED}))
    for cost in work.session.scalars(select(CampaignCost).where(CampaignCost.campaign_id == campaign_id)).all():
        work.session.add(CampaignCost(campaign_id=key, name=cost.name, planned=cost.planned, position=cost.position))
    work.session.flush()
    return key


@command(EDIT)
def delete_campaign(work: Work, campaign_id: int) -> None:
    """Takes a campaign that does not run out of every list. Raises NotFound, Conflict."""
    row = fetch(work, campaign_id, "delete")
    row.deleted_at = work.now
    touch(work, row)
    work.record("campaign.deleted", "campaign", row.id, before={"name": row.name})


@command(EDIT)
def restore_campaign(work: Work, campaign_id: int) -> None:
    """Takes a deletion back. Raises NotFound."""
    row = work.one(scope.deleted_campaigns(work, EDIT).where(Campaign.id == campaign_id))
    row.deleted_at = None
    touch(work, row)
    work.record("campaign.restored", "campaign", row.id, after={"name": row.name})
