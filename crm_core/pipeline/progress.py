"""A deal on its way: moved, won, lost, reopened."""
from crm_core import clock
from crm_core.pipeline import checks, history, rules
from crm_core.pipeline.access import changeable
from crm_core.pipeline.commands import change, touch
from crm_core.pipeline.rules import LOST, OPEN, WON
from crm_core.pipeline.schemas import DealClose, DealEdit
from crm_core.work import Work, command
from db.models import Deal

CLOSING = ("status", "value", "closed_on", "close_reason", "competitor", "close_note")


@command("deals:edit")
def move_deal(work: Work, deal_id: int, to_stage_id: int, version: int, fill: DealEdit | None = None) -> int:
    """Puts an open deal into a stage, of another pipeline too, and returns the new version.

    `fill` brings what the stage asks for in the same step; to take a slip back nothing is asked. Raises NotFound, Conflict, Missing (see rules).
    """
    deal = work.one(changeable(work).where(Deal.id == deal_id), version=version)
    rules.check_open(deal.status)
    stage = checks.stage(work, to_stage_id)
    if fill:
        change(work, deal, fill)
        work.session.flush()
    if stage.id == deal.stage_id:
        return deal.version
    if not history.takes_back(work, *history.last_two(work, deal.id), OPEN, stage.id):
        rules.check_move(checks.facts(work, deal), stage.name, stage.required)
    before = {"stage_id": deal.stage_id}
    if deal.pipeline_id != stage.pipeline_id:
        before["pipeline_id"] = deal.pipeline_id
    deal.stage_id, deal.pipeline_id = stage.id, stage.pipeline_id
    history.step(work, deal)
    _record(work, deal, "deal.moved", before, {name: getattr(deal, name) for name in before})
    return deal.version


@command("deals:edit")
def win_deal(work: Work, deal_id: int, data: DealClose, version: int) -> int:
    """Closes the deal as won and returns the new version. Raises NotFound, Conflict, Invalid."""
    return _close(work, deal_id, WON, data, version)


@command("deals:edit")
def lose_deal(work: Work, deal_id: int, data: DealClose, version: int) -> int:
    """Closes the deal as lost and returns the new version. Raises NotFound, Conflict, Invalid."""
    return _close(work, deal_id, LOST, data, version)


def _close(work: Work, deal_id: int, status: str, data: DealClose, version: int) -> int:
    deal = work.one(changeable(work).where(Deal.id == deal_id), version=version)
    rules.check_open(deal.status)
    checks.choice(work, rules.REASONS[status], data.reason, "reason", required=True)
    zone = work.actor.time_zone
    rules.check_close(data.closed_on, deal.opened_on, clock.today(zone))
    before = {name: getattr(deal, name) for name in CLOSING}
    deal.status, deal.closed_on, deal.close_reason = status, data.closed_on, data.reason
    deal.competitor, deal.close_note = data.competitor, data.note
    if data.value is not None:
        deal.value = data.value
    if deal.first_value is None:
        deal.first_value = deal.value or None
    history.step(work, deal, rules.close_moment(data.closed_on, work.now, deal.stage_since, zone))
    _record(work, deal, f"deal.{status}", before, {name: getattr(deal, name) for name in CLOSING})
    return deal.version


@command("deals:edit")
def reopen_deal(work: Work, deal_id: int, version: int, stage_id: int | None = None, value: int | None = None) -> int:
    """Opens a closed deal again, in its last stage unless another is named, and returns the new version.

    `value` (minor units) replaces what it was closed for. Raises NotFound, Conflict, Invalid.
    """
    deal = work.one(changeable(work).where(Deal.id == deal_id), version=version)
    rules.check_closed(deal.status)
    stage = checks.stage(work, stage_id or deal.stage_id)
    before = {name: getattr(deal, name) for name in (*CLOSING, "stage_id")}
    deal.status, deal.closed_on, deal.close_reason, deal.close_note = OPEN, None, None, None
    deal.stage_id, deal.pipeline_id = stage.id, stage.pipeline_id
    if value is not None:
        deal.value = value
    history.step(work, deal)
    _record(work, deal, "deal.reopened", before, {name: getattr(deal, name) for name in before})
    return deal.version


def _record(work: Work, deal: Deal, kind: str, before: dict, after: dict) -> None:
    changed = [name for name in before if before[name] != after[name]]
    touch(work, deal)
    work.record(
        kind, "deal", deal.id, customer_id=deal.customer_id, deal_id=deal.id,
        before={name: before[name] for name in changed}, after={name: after[name] for name in changed},
    )
