"""What members did within a campaign's window: kept on the member, so that lists and reports need no joins.

The window begins with the first contact; for who is held out, with the campaign. Days are those of the company's time zone.
"""
from collections.abc import Iterable
from datetime import timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Select, and_, case, func, literal, null, or_, select, update

from crm_core.campaigns.access import SEND
from crm_core.work import Work, command
from db.functions import day_of, days_between, start_of
from db.models import Campaign, CampaignMember, Deal, Ticket

LONGEST = timedelta(days=400)  # after that no window is open and nothing is counted anew
CHUNK = 500


@command(SEND)
def refresh_conversions(work: Work) -> int:
    """Counts anew for every campaign whose windows are open; returns how many there are."""
    rows = _open(work)
    for row in rows:
        refresh(work, row)
    return len(rows)


def refresh_customers(work: Work, customer_ids: Iterable[int]) -> None:
    """Counts anew what these customers did, for every campaign they are in."""
    ids = sorted(customer_ids)
    rows = {row.id: row for row in _open(work)} if ids else {}
    for start in range(0, len(ids) if rows else 0, CHUNK):
        chunk = ids[start : start + CHUNK]
        mine = CampaignMember.customer_id.in_(chunk)
        for key in work.session.scalars(select(CampaignMember.campaign_id).where(mine, CampaignMember.campaign_id.in_(rows)).distinct()):
            refresh(work, rows[key], mine)


def refresh(work: Work, campaign: Campaign, *which: ColumnElement[bool]) -> None:
    """Counts anew what members of one campaign (those of `which`) did, in one statement."""
    m = CampaignMember
    at, value = _counted(work, campaign)
    changed = and_(m.campaign_id == campaign.id, m.skipped.is_(None), *which)
    work.session.execute(
        update(m).where(changed).values(converted_at=at, converted_value=value).execution_options(synchronize_session=False))


def _open(work: Work) -> list[Campaign]:
    begun = select(Campaign).where(
        Campaign.started_at.is_not(None), Campaign.started_at > work.now - LONGEST, Campaign.deleted_at.is_(None))
    return list(work.session.scalars(begun))


def _counted(work: Work, campaign: Campaign) -> tuple[ColumnElement, ColumnElement]:
    """When a member converted first, and for how much (minor units)."""
    m, nothing = CampaignMember, literal(0)
    if campaign.goal == "replies":
        said_yes = case((m.outcome == "yes", m.reached_at), else_=null())
        return func.coalesce(m.replied_at, said_yes), nothing
    if campaign.goal == "attended":
        return m.attended_at, nothing
    if campaign.goal == "tickets":
        return _first(Ticket.created_at, Ticket, _within(work, campaign, day_of(Ticket.created_at, _minutes(work)))), nothing
    if campaign.goal == "deals_opened":
        day = func.coalesce(Deal.opened_on, day_of(Deal.created_at, _minutes(work)))
        found = _within(work, campaign, day)
    else:
        day, found = Deal.closed_on, and_(Deal.status == "won", _within(work, campaign, Deal.closed_on))
    # a day begins before the contact it follows
    after = func.coalesce(m.reached_at, literal(campaign.started_at, type_=m.reached_at.type))
    at = _first(start_of(day, _minutes(work)), Deal, found)
    value = func.coalesce(_of(func.sum(Deal.value), Deal, found).scalar_subquery(), 0)
    return case((at < after, after), else_=at), value


def _within(work: Work, campaign: Campaign, day) -> ColumnElement[bool]:
    m, minutes = CampaignMember, _minutes(work)
    start = case((m.held_out.is_(True), literal(campaign.started_at, type_=m.reached_at.type)), else_=m.reached_at)
    passed = days_between(day_of(start, minutes), day)
    return and_(start.is_not(None), passed.between(0, campaign.window_days))


def _first(moment, table, found: ColumnElement[bool]):
    return _of(func.min(moment), table, found).scalar_subquery()


def _of(column, table, found: ColumnElement[bool]) -> Select:
    mine = table.customer_id == CampaignMember.customer_id, table.deleted_at.is_(None), or_(found)
    return select(column).where(*mine).correlate(CampaignMember)


def _minutes(work: Work) -> int:
    offset = work.now.astimezone(ZoneInfo(work.settings.time_zone)).utcoffset()
    return int(offset.total_seconds() // 60) if offset else 0
