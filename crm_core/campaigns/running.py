"""A campaign on its way: scheduled, started, paused, resumed, finished or cancelled."""
from datetime import datetime

from sqlalchemy import and_, delete, exists, select, update

from crm_core.campaigns import rules
from crm_core.campaigns.access import SEND, fetch, touch
from crm_core.campaigns.drawing import draw
from crm_core.campaigns.readiness import check_ready
from crm_core.errors import N_, Invalid
from crm_core.work import Work, command
from db.models import Campaign, CampaignMember, CampaignSend, CampaignStep, Mail


@command(SEND)
def schedule_campaign(work: Work, campaign_id: int, at: datetime | None = None) -> None:
    """Lets it begin by itself when its first step is due; `at` (aware) is a new date of that step.

    Members are fixed now. Raises NotFound, Conflict, Invalid naming what is missing.
    """
    row = fetch(work, campaign_id, "schedule", SEND)
    _date_first(work, row, at)
    _check_dates(work, row)
    _prepare(work, row)
    _go(work, row, "schedule")


@command(SEND)
def start_campaign(work: Work, campaign_id: int) -> None:
    """Begins now: a first mail without a date is due at once. Raises NotFound, Conflict, Invalid naming what is missing."""
    row = fetch(work, campaign_id, "start", SEND)
    _date_first(work, row, work.now)
    _check_dates(work, row)
    _prepare(work, row)
    begin(work, row)


@command(SEND)
def pause_campaign(work: Work, campaign_id: int) -> None:
    """Nothing more goes out: mails that were posted and not yet sent are taken back. Raises NotFound, Conflict."""
    row = fetch(work, campaign_id, "pause", SEND)
    take_back(work, row.id)
    _go(work, row, "pause")


@command(SEND)
def resume_campaign(work: Work, campaign_id: int) -> None:
    """Goes on where it was paused. Raises NotFound, Conflict."""
    row = fetch(work, campaign_id, "resume", SEND)
    row.state = "running" if row.started_at else "scheduled"
    touch(work, row)
    work.record("campaign.resumed", "campaign", row.id, before={"campaign_state": "paused"}, after={"campaign_state": row.state})


@command(SEND)
def cancel_campaign(work: Work, campaign_id: int) -> None:
    """Ends it before its time; what was sent stays. Raises NotFound, Conflict."""
    row = fetch(work, campaign_id, "cancel", SEND)
    take_back(work, row.id)
    _go(work, row, "cancel")


@command(SEND)
def finish_campaign(work: Work, campaign_id: int) -> None:
    """Ends it; answers and conversions go on being counted within its window. Raises NotFound, Conflict."""
    end(work, fetch(work, campaign_id, "finish", SEND))


def begin(work: Work, row: Campaign) -> None:
    """Lets a campaign that was fetched for writing run. Held-out members are compared from here on."""
    row.started_at = row.started_at or work.now
    _go(work, row, "start")


def end(work: Work, row: Campaign) -> None:
    """Ends a campaign that was fetched for writing."""
    take_back(work, row.id)
    _go(work, row, "finish")


def take_back(work: Work, campaign_id: int) -> None:
    """Takes mails back that wait in the outbox; resuming posts them again. What is being sent goes out."""
    mine = select(CampaignSend.id).where(CampaignSend.campaign_id == campaign_id, CampaignSend.state == "posted")
    work.session.execute(delete(Mail).where(Mail.send_id.in_(mine), Mail.state == "waiting"))
    unposted = ~exists().where(Mail.send_id == CampaignSend.id)
    posted = and_(CampaignSend.campaign_id == campaign_id, CampaignSend.state == "posted", unposted)
    steps = work.session.scalars(
        delete(CampaignSend).where(posted).returning(CampaignSend.step_id).execution_options(synchronize_session=False)).all()
    work.session.execute(update(CampaignStep).where(CampaignStep.id.in_(set(steps))).values(state="running", done_at=None))


def _go(work: Work, row: Campaign, action: str) -> None:
    before, row.state = row.state, rules.NEXT[action]
    touch(work, row)
    work.record(f"campaign.{_PAST[action]}", "campaign", row.id, before={"campaign_state": before}, after={"campaign_state": row.state})


_PAST = {"schedule": "scheduled", "start": "started", "pause": "paused", "cancel": "cancelled", "finish": "finished"}


def _prepare(work: Work, row: Campaign) -> None:
    check_ready(work, row)
    if row.drawn_at is None:
        draw(work, row)
    waiting = CampaignMember.campaign_id == row.id, CampaignMember.held_out.is_(False), CampaignMember.skipped.is_(None)
    if work.session.scalar(select(CampaignMember.id).where(*waiting).limit(1)) is None:
        raise Invalid(N_("Nobody of this audience can be reached. Choose another one."), field="segment_id")


def _mails(row: Campaign):
    return select(CampaignStep).where(CampaignStep.campaign_id == row.id, CampaignStep.kind == "email", CampaignStep.state != "done")


def _date_first(work: Work, row: Campaign, at: datetime | None) -> None:
    first = work.session.scalars(_mails(row).order_by(CampaignStep.position, CampaignStep.id).limit(1)).one_or_none()
    if first is None or at is None or (first.at is not None and at == work.now and first.at <= at):
        return
    first.at = at
    work.session.flush()


def _check_dates(work: Work, row: Campaign) -> None:
    if work.session.scalar(_mails(row).where(CampaignStep.at.is_(None)).limit(1)) is not None:
        raise Invalid(N_("Give every mail a date first."), field="at")
