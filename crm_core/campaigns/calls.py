"""The phone list: whom to call next, and how each call ended."""
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, func, or_, select, update

from crm_core.access import scope
from crm_core.activities import commands as activities
from crm_core.campaigns.schemas import CallResult
from crm_core.errors import N_, Conflict, Invalid, NotFound
from crm_core.work import Work, command, query
from db.models import Activity, Campaign, CampaignMember, Customer, Event, Task

LEASE = timedelta(minutes=30)
SKIP = timedelta(minutes=15)
AGAIN = timedelta(hours=3)  # after nobody answered
MOST_CALLS = 5
CALLER = ("activities:log", "campaigns:edit")
ENDED = ("yes", "no", "wrong_number")


@dataclass(frozen=True)
class CallList:
    """A phone campaign as its callers see it. `open` can be called now, `later` not yet."""

    id: int
    name: str
    state: str
    script: str | None
    all: int
    done: int
    open: int
    later: int
    yes: int
    mine_today: int


@dataclass(frozen=True)
class Called:
    """What a call left behind: the activity on the customer, and the next step it planned."""

    activity_id: int | None = None
    task_id: int | None = None


@dataclass(frozen=True)
class ToCall:
    """The member a caller has on the phone."""

    id: int
    name: str | None
    phone: str | None
    customer_id: int | None
    customer: str | None
    city: str | None
    grade: str | None
    calls: int
    outcome: str | None
    note: str | None
    version: int


@query(*CALLER)
def call_lists(work: Work) -> tuple[CallList, ...]:
    """The running phone campaigns whose members this person may call."""
    rows = work.session.scalars(
        select(Campaign.id).where(Campaign.channel == "phone", Campaign.state == "running", _reached(work)).order_by(Campaign.id)
    ).all()
    return tuple(_list(work, key) for key in rows)


@query(*CALLER)
def call_list(work: Work, campaign_id: int) -> CallList:
    """One phone campaign for its callers. Raises NotFound."""
    return _list(work, campaign_id)


@command(*CALLER)
def next_call(work: Work, campaign_id: int) -> ToCall | None:
    """Gives the caller the next member and keeps it for half an hour, so that nobody else calls it; None: all done.

    Who has one already gets the same again. Raises NotFound, Conflict when the campaign does not run.
    """
    campaign = _campaign(work, campaign_id)
    if campaign.state != "running":
        raise Conflict(N_("This campaign does not run."))
    m = CampaignMember
    held = select(m.id).where(m.campaign_id == campaign_id, m.user_id == work.actor.user_id, m.leased_until > work.now, *_mine(work))
    key = work.session.scalar(held.limit(1)) or work.session.scalar(
        select(m.id).where(*_callable(work, campaign_id), *_mine(work))
        .order_by(m.call_after.is_(None), m.call_after, m.calls, m.id).limit(1).with_for_update(skip_locked=True)
    )
    if key is None:
        return None
    work.session.execute(update(m).where(m.id == key).values(user_id=work.actor.user_id, leased_until=work.now + LEASE))
    return _to_call(work, key)


@command(*CALLER)
def give_back(work: Work, member_id: int, skip: bool = False) -> None:
    """Lets go of a member without having called; `skip`: others come first for a while. Raises NotFound."""
    row = _member(work, member_id)
    if row.user_id == work.actor.user_id:
        row.leased_until = None
        row.user_id = row.user_id if row.calls else None
        row.call_after = work.now + SKIP if skip else row.call_after


@command(*CALLER)
def record_call(work: Work, member_id: int, result: CallResult, version: int | None = None) -> Called:
    """Notes how a call ended, and the call on the customer; `later` plans the caller's next step.

    Nobody answered: it comes up again after three hours, five times at most. Raises NotFound, Invalid, Conflict.
    """
    row = _member(work, member_id)
    if version is not None and row.version != version:
        raise Conflict(current=row.version)
    campaign = work.session.get(Campaign, row.campaign_id)
    if result.outcome == "later" and (result.again_at is None or result.again_at <= work.now):
        raise Invalid(N_("When to call again? Choose a time to come."), field="again_at")
    before = row.outcome
    row.outcome, row.note, row.calls, row.user_id = result.outcome, result.note, row.calls + 1, work.actor.user_id
    row.state, row.leased_until = "reached", None
    row.reached_at = row.reached_at or work.now
    row.call_after = result.again_at if result.outcome == "later" else work.now + AGAIN if result.outcome == "no_answer" else None
    row.updated_at, row.version = work.now, row.version + 1
    work.record("campaign.called", "campaign", campaign.id, customer_id=row.customer_id,
                before={"outcome": before} if before else None, after={"outcome": result.outcome, "note": result.note, "member": row.name})
    if row.customer_id is None:
        return Called()
    return Called(_log(work, campaign, row, result), _plan(work, campaign, row, result) if result.outcome == "later" else None)


@command(*CALLER)
def undo_call(work: Work, member_id: int, left: Called = Called()) -> None:
    """Takes back the outcome one recorded last, and what it `left` behind. Raises NotFound, Conflict."""
    row = _member(work, member_id)
    if row.user_id != work.actor.user_id or not row.calls:
        raise Conflict(N_("There is nothing to take back."))
    row.calls -= 1
    before, row.outcome, row.note, row.call_after = row.outcome, None, None, None
    if not row.calls:
        row.state, row.reached_at = "waiting", None
    row.leased_until, row.updated_at, row.version = work.now + LEASE, work.now, row.version + 1
    work.record("campaign.call_undone", "campaign", row.campaign_id, customer_id=row.customer_id,
                before={"outcome": before}, after={"member": row.name})
    activity = work.session.get(Activity, left.activity_id) if left.activity_id else None
    if activity and (activity.user_id, activity.customer_id) == (work.actor.user_id, row.customer_id):
        activity.deleted_at = work.now
        work.record("activity.deleted", "activity", activity.id, customer_id=activity.customer_id,
                    before={"kind": activity.kind, "text": activity.text})
    task = work.session.get(Task, left.task_id) if left.task_id else None
    if task and task.done_at is None and (task.owner_id, task.customer_id) == (work.actor.user_id, row.customer_id):
        work.record("task.deleted", "task", task.id, customer_id=task.customer_id, before={"title": task.title})
        work.session.delete(task)


def _log(work: Work, campaign: Campaign, row: CampaignMember, result: CallResult) -> int:
    text = f"{campaign.name}: {result.note}" if result.note else campaign.name
    return activities.store(work, [{
        "kind": "call", "text": text, "at": work.now, "user_id": work.actor.user_id, "customer_id": row.customer_id,
        "contact_id": row.contact_id, "deal_id": None, "created_at": work.now,
    }])[0]


def _plan(work: Work, campaign: Campaign, row: CampaignMember, result: CallResult) -> int:
    task = Task(kind="call", title=campaign.name, due_at=result.again_at, all_day=False, customer_id=row.customer_id,
                contact_id=row.contact_id, owner_id=work.actor.user_id, created_at=work.now)
    work.session.add(task)
    work.session.flush()
    work.record("task.created", "task", task.id, customer_id=row.customer_id,
                after={"title": task.title, "kind": task.kind, "due_at": task.due_at, "all_day": False, "owner_id": task.owner_id})
    return task.id


def _reached(work: Work) -> ColumnElement[bool]:
    """Campaigns one plans, and those with a customer of one's own in them."""
    theirs = select(CampaignMember.campaign_id).join(Customer, Customer.id == CampaignMember.customer_id).where(
        scope.customers(work, "activities:log"))
    parts = [scope.campaigns(work, "campaigns:edit")]
    if work.actor.may("activities:log"):
        parts.append(and_(Campaign.deleted_at.is_(None), Campaign.id.in_(theirs)))
    return or_(*parts)


def _mine(work: Work) -> list[ColumnElement[bool]]:
    """The members one may call: those of customers within the right to log, or all of a campaign one plans."""
    m = CampaignMember
    planned = m.campaign_id.in_(select(Campaign.id).where(scope.campaigns(work, "campaigns:edit")))
    if not work.actor.may("activities:log"):
        return [planned]
    return [or_(planned, m.customer_id.in_(select(Customer.id).where(scope.customers(work, "activities:log"))))]


def _callable(work: Work, campaign_id: int) -> list[ColumnElement[bool]]:
    m = CampaignMember
    return [
        *_open(campaign_id), or_(m.call_after.is_(None), m.call_after <= work.now),
        or_(m.leased_until.is_(None), m.leased_until <= work.now),
    ]


def _open(campaign_id: int) -> list[ColumnElement[bool]]:
    m = CampaignMember
    return [
        m.campaign_id == campaign_id, m.held_out.is_(False), m.skipped.is_(None),
        or_(m.outcome.is_(None), m.outcome == "later", and_(m.outcome == "no_answer", m.calls < MOST_CALLS)),
    ]


def _campaign(work: Work, campaign_id: int) -> Campaign:
    row = work.session.scalar(select(Campaign).where(Campaign.id == campaign_id, Campaign.channel == "phone", _reached(work)))
    if row is None:
        raise NotFound()
    return row


def _member(work: Work, member_id: int) -> CampaignMember:
    m = CampaignMember
    running = m.campaign_id.in_(select(Campaign.id).where(Campaign.channel == "phone", Campaign.deleted_at.is_(None)))
    return work.one(select(m).where(m.id == member_id, running, *_mine(work)).with_for_update())


def _to_call(work: Work, member_id: int) -> ToCall:
    m, c = CampaignMember, Customer
    row = work.session.execute(
        select(m.id, m.name, m.phone, m.customer_id, c.name, c.city, c.grade, m.calls, m.outcome, m.note, m.version)
        .outerjoin(c, c.id == m.customer_id).where(m.id == member_id)
    ).one()
    return ToCall(*row)


def _list(work: Work, campaign_id: int) -> CallList:
    campaign, m = _campaign(work, campaign_id), CampaignMember
    active = and_(m.campaign_id == campaign_id, m.held_out.is_(False), m.skipped.is_(None), *_mine(work))
    now_open = and_(*_callable(work, campaign_id))
    later = and_(*_open(campaign_id), m.call_after > work.now)

    def count(condition: ColumnElement[bool]) -> ColumnElement[int]:
        return select(func.count(m.id)).where(active, condition).scalar_subquery()

    day = datetime.combine(work.now.date(), datetime.min.time(), work.now.tzinfo)
    today = select(func.count(Event.id)).where(
        Event.subject_type == "campaign", Event.subject_id == campaign_id, Event.kind == "campaign.called",
        Event.user_id == work.actor.user_id, Event.at >= day)
    row = work.session.execute(select(
        count(m.id > 0), count(or_(m.outcome.in_(ENDED), and_(m.outcome == "no_answer", m.calls >= MOST_CALLS))), count(now_open),
        count(later), count(m.outcome == "yes"), today.scalar_subquery())).one()
    return CallList(campaign.id, campaign.name, campaign.state, campaign.script, *row)
