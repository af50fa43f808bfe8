"""The steps of a campaign, and what it costs."""
from sqlalchemy import func, select, update

from crm_core.campaigns import rules
from crm_core.campaigns.access import EDIT, changeable, open_for_change, touch
from crm_core.campaigns.schemas import CostEdit, CostNew, StepEdit, StepNew
from crm_core.errors import N_, Conflict, Invalid, NotFound
from crm_core.naming import moved
from crm_core.work import Work, command
from db.models import Campaign, CampaignCost, CampaignSend, CampaignStep

MOST_STEPS, MOST_COSTS = 20, 50


@command(EDIT)
def add_step(work: Work, campaign_id: int, data: StepNew) -> int:
    """A new step at the end; returns its id. Raises NotFound, Invalid, Conflict."""
    campaign = open_for_change(work, campaign_id, EDIT)
    count, last = _size(work, CampaignStep, campaign_id)
    if count >= MOST_STEPS:
        raise Invalid(N_("A campaign has at most {most} steps."), field="name", most=MOST_STEPS)
    row = CampaignStep(campaign_id=campaign_id, position=last + 1, **data.model_dump())
    work.session.add(row)
    work.session.flush()
    touch(work, campaign)
    work.record("campaign.step_added", "campaign", campaign_id, after={"step": row.name, "step_at": row.at})
    return row.id


@command(EDIT)
def change_step(work: Work, step_id: int, data: StepEdit) -> None:
    """Changes the fields set in `data`. Raises NotFound, Invalid, Conflict when the step was begun."""
    campaign, row = step_for_change(work, step_id)
    given = {name: value for name, value in data.given().items() if value != getattr(row, name)}
    if not given:
        return
    if row.state != "planned" and given.keys() - {"name"}:
        raise Conflict(N_("This step has begun. Only its name can be changed."))
    before = {_told(name): getattr(row, name) for name in given}
    for name, value in given.items():
        setattr(row, name, value)
    touch(work, campaign)
    after = {_told(name): value for name, value in given.items()}
    work.record("campaign.step_changed", "campaign", campaign.id, before=before, after=after)


@command(EDIT)
def move_step(work: Work, step_id: int, up: bool) -> None:
    """A place further up or down. Raises NotFound, Conflict."""
    campaign, row = step_for_change(work, step_id)
    ids = work.session.scalars(
        select(CampaignStep.id).where(CampaignStep.campaign_id == campaign.id).order_by(CampaignStep.position, CampaignStep.id)
    ).all()
    order = moved(ids, row.id, up)
    if order != list(ids):
        work.session.execute(update(CampaignStep), [{"id": key, "position": place} for place, key in enumerate(order)])
        touch(work, campaign)
        work.record("campaign.step_changed", "campaign", campaign.id, before={"position": ids.index(row.id) + 1},
                    after={"step": row.name, "position": order.index(row.id) + 1})


@command(EDIT)
def remove_step(work: Work, step_id: int) -> None:
    """Takes a step out that nothing was sent for. Raises NotFound, Conflict."""
    campaign, row = step_for_change(work, step_id)
    if work.session.scalar(select(CampaignSend.id).where(CampaignSend.step_id == step_id).limit(1)) is not None:
        raise Conflict(N_("Mails of this step are on their way already."))
    work.session.delete(row)
    touch(work, campaign)
    work.record("campaign.step_removed", "campaign", campaign.id, before={"step": row.name})


@command(EDIT)
def finish_step(work: Work, step_id: int, done: bool = True) -> None:
    """Ticks a step off that is not a mail, or takes that back. Raises NotFound, Conflict."""
    campaign, row = step_for_change(work, step_id)
    if row.kind == "email":
        raise Conflict(N_("A mail is done when it was sent."))
    row.state, row.done_at = ("done", work.now) if done else ("planned", None)
    touch(work, campaign)
    work.record("campaign.step_done" if done else "campaign.step_reopened", "campaign", campaign.id, after={"step": row.name})


@command(EDIT)
def add_cost(work: Work, campaign_id: int, data: CostNew) -> int:
    """A line of the budget, or money spent; returns its id. Raises NotFound, Invalid."""
    campaign = work.one(changeable(work).where(Campaign.id == campaign_id).with_for_update())
    count, last = _size(work, CampaignCost, campaign_id)
    if count >= MOST_COSTS:
        raise Invalid(N_("A budget has at most {most} lines."), field="name", most=MOST_COSTS)
    rules.check_cost(data.model_dump())
    row = CampaignCost(campaign_id=campaign_id, position=last + 1, **data.model_dump())
    work.session.add(row)
    work.session.flush()
    touch(work, campaign)
    work.record("campaign.cost_added", "campaign", campaign_id,
                after={"cost_line": row.name, "planned": row.planned, "spent": row.spent})
    return row.id


@command(EDIT)
def change_cost(work: Work, cost_id: int, data: CostEdit) -> None:
    """Changes the fields set in `data`; spend can be written after the end too. Raises NotFound, Invalid."""
    campaign, row = _cost(work, cost_id)
    given = {name: value for name, value in data.given().items() if value != getattr(row, name)}
    rules.check_cost(given)
    if not given:
        return
    before = {_cost_told(name): getattr(row, name) for name in given}
    for name, value in given.items():
        setattr(row, name, value if value is not None or name == "spent_on" else 0)
    touch(work, campaign)
    work.record("campaign.cost_changed", "campaign", campaign.id, before=before,
                after={_cost_told(name): value for name, value in given.items()})


@command(EDIT)
def remove_cost(work: Work, cost_id: int) -> None:
    """Takes a line out. Raises NotFound."""
    campaign, row = _cost(work, cost_id)
    work.session.delete(row)
    touch(work, campaign)
    work.record("campaign.cost_removed", "campaign", campaign.id,
                before={"cost_line": row.name, "planned": row.planned, "spent": row.spent})


def step_for_change(work: Work, step_id: int, *rights: str) -> tuple[Campaign, CampaignStep]:
    """A step with its campaign, both locked, of a campaign that is not over. Raises NotFound, Conflict."""
    row = work.session.get(CampaignStep, step_id)
    if row is None:
        raise NotFound()
    return open_for_change(work, row.campaign_id, *(rights or (EDIT,))), row


def _cost(work: Work, cost_id: int) -> tuple[Campaign, CampaignCost]:
    row = work.session.get(CampaignCost, cost_id)
    if row is None:
        raise NotFound()
    return work.one(changeable(work).where(Campaign.id == row.campaign_id).with_for_update()), row


def _size(work: Work, table, campaign_id: int) -> tuple[int, int]:
    found = select(func.count(), func.coalesce(func.max(table.position), -1)).where(table.campaign_id == campaign_id)
    return work.session.execute(found).one()


def _told(name: str) -> str:
    return {"name": "step", "at": "step_at", "kind": "step_kind"}.get(name, name)


def _cost_told(name: str) -> str:
    return "cost_line" if name == "name" else name
