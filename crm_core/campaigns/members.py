"""Members of a campaign: put in and taken out by hand, at an event, and as a list."""
from collections.abc import Sequence
from datetime import datetime
from typing import Literal

from sqlalchemy import ColumnElement, Select, and_, delete, func, or_, select

from crm_core.access import scope
from crm_core.campaigns.access import EDIT, VIEW, changeable, open_for_change, touch
from crm_core.campaigns.drawing import FIELDS, newcomers, settle
from crm_core.campaigns.schemas import MemberFilter, MemberRow
from crm_core.errors import N_, Conflict, Invalid, NotFound
from crm_core.inputs import line
from crm_core.segments.fields import SILENT
from crm_core.work import Work, command, query
from db.models import Campaign, CampaignMember, Customer, User

PAGE_SIZE, MOST_BY_HAND, MOST_MARKED = 50, 1000, 1000
Mark = Literal["invited", "registered", "attended", "absent", "reached", "waiting"]


@command(EDIT)
def add_members(work: Work, campaign_id: int, customer_ids: Sequence[int]) -> int:
    """Puts customers in by hand; returns how many are new. They are never held out. Raises NotFound, Invalid, Conflict."""
    campaign = open_for_change(work, campaign_id, EDIT)
    wanted = set(customer_ids)
    if len(wanted) > MOST_BY_HAND:
        raise Invalid(N_("At most {most} customers at once."), field="customer_ids", most=MOST_BY_HAND)
    if set(work.session.scalars(select(Customer.id).where(scope.customers(work), Customer.id.in_(wanted)))) != wanted:
        raise NotFound()
    already = select(CampaignMember.customer_id).where(
        CampaignMember.campaign_id == campaign.id, CampaignMember.customer_id.is_not(None))
    fresh = and_(Customer.id.in_(wanted), Customer.id.not_in(already))
    added = work.session.scalar(select(func.count(Customer.id)).where(fresh))
    work.session.execute(CampaignMember.__table__.insert().from_select(FIELDS, newcomers(work, campaign, fresh, by_hand=True)))
    settle(work, campaign)
    if added:
        touch(work, campaign)
        work.record("campaign.members_added", "campaign", campaign.id, after={"members": added})
    return added


@command(EDIT)
def remove_members(work: Work, campaign_id: int, member_ids: Sequence[int]) -> int:
    """Takes members out who were not reached yet; returns how many. Raises NotFound, Conflict when one was reached."""
    campaign = open_for_change(work, campaign_id, EDIT)
    mine = and_(CampaignMember.campaign_id == campaign.id, CampaignMember.id.in_(member_ids))
    found = work.session.execute(select(func.count(), func.count(CampaignMember.reached_at)).where(mine)).one()
    if found[0] != len(set(member_ids)):
        raise NotFound()
    if found[1]:
        raise Conflict(N_("Who was reached already stays in the list."))
    work.session.execute(delete(CampaignMember).where(mine))
    touch(work, campaign)
    work.record("campaign.members_removed", "campaign", campaign.id, before={"members": found[0]})
    return found[0]


@command(EDIT)
def mark_members(work: Work, campaign_id: int, member_ids: Sequence[int], state: Mark) -> int:
    """Sets where members of an event or a social campaign stand; returns how many changed.

    Who attended was registered and invited before; setting somebody back takes the later times away.
    Raises NotFound, Conflict.
    """
    campaign = work.one(changeable(work).where(Campaign.id == campaign_id).with_for_update())
    if campaign.channel not in ("event", "social"):
        raise Conflict(N_("This is for events and social campaigns."))
    rows = _of(work, campaign, member_ids)
    changed = [row for row in rows if row.state != state]
    for row in changed:
        before = row.state
        _stand(row, state, work.now)
        work.record("campaign.member_marked", "campaign", campaign.id, customer_id=row.customer_id,
                    before={"member_state": before}, after={"member_state": state, "member": row.name})
    return len(changed)


@command(EDIT)
def rate_event(work: Work, campaign_id: int, member_id: int, feedback: int | None, note: str | None = None) -> None:
    """What a member thought of the event, 1 to 5. Raises NotFound, Invalid."""
    campaign = work.one(changeable(work).where(Campaign.id == campaign_id).with_for_update())
    (row,) = _of(work, campaign, [member_id])
    if feedback is not None and not 1 <= feedback <= 5:
        raise Invalid(N_("Enter a number from {least} to {most}."), field="feedback", least=1, most=5)
    row.feedback, row.note, row.updated_at, row.version = feedback, line(note or "")[:500] or None, work.now, row.version + 1
    work.record("campaign.member_rated", "campaign", campaign.id, customer_id=row.customer_id,
                after={"feedback": feedback, "member": row.name})


@query(VIEW)
def list_members(
    work: Work, campaign_id: int, wanted: MemberFilter = MemberFilter(), page: int = 1, size: int = PAGE_SIZE  # noqa: B008
) -> tuple[MemberRow, ...]:
    """Members of one campaign that match, in order. Raises NotFound."""
    found = read_members(matching(work, campaign_id, wanted)).limit(size).offset((max(1, page) - 1) * size)
    rows = work.session.execute(found).all()
    if not rows:
        check_seen(work, campaign_id)
    return tuple(MemberRow(*row) for row in rows)


def read_members(conditions: Sequence[ColumnElement[bool]]) -> Select:
    """Selects what a `MemberRow` shows of the members that fit, in order."""
    m = CampaignMember
    return (
        select(
            m.id, m.customer_id, m.contact_id, m.name, Customer.name, m.email, m.phone, m.locale, m.held_out, m.variant, m.state,
            m.skipped, m.outcome, m.note, User.name, m.calls, m.call_after, m.reached_at, m.opened_at, m.clicked_at, m.replied_at,
            m.bounced_at, m.unsubscribed_at, m.registered_at, m.attended_at, m.feedback, m.converted_at, m.converted_value, m.version,
        )
        .outerjoin(Customer, Customer.id == m.customer_id)
        .outerjoin(User, User.id == m.user_id)
        .where(*conditions)
        .order_by(m.id)
    )


@query(VIEW)
def count_members(work: Work, campaign_id: int, wanted: MemberFilter = MemberFilter()) -> int:  # noqa: B008
    """How many members match."""
    return work.session.scalar(select(func.count(CampaignMember.id)).where(*matching(work, campaign_id, wanted)))


def matching(work: Work, campaign_id: int, wanted: MemberFilter) -> list[ColumnElement[bool]]:
    """The conditions of a filter, for members of a campaign that the reader sees."""
    m = CampaignMember
    seen = select(Campaign.id).where(Campaign.id == campaign_id, scope.campaigns(work))
    found = [m.campaign_id == campaign_id, m.campaign_id.in_(seen)]
    found += [getattr(m, name) == value for name in ("state", "skipped", "outcome", "held_out", "variant")
              if (value := getattr(wanted, name)) is not None]
    if wanted.search:
        words = wanted.search.lower()
        in_name = [func.lower(column).contains(words, autoescape=True) for column in (m.name, m.email, m.phone)]
        of_customer = select(Customer.id).where(func.lower(Customer.name).contains(words, autoescape=True))
        found.append(or_(*in_name, m.customer_id.in_(of_customer)))
    if wanted.answer == "silent":
        found.append(silent())
    elif wanted.answer is not None:
        found.append(getattr(m, f"{wanted.answer}_at").is_not(None))
    return found


def silent() -> ColumnElement[bool]:
    """Reached, and nothing came back: no click, no answer, no registration, no deal."""
    return SILENT


def check_seen(work: Work, campaign_id: int) -> None:
    """Raises NotFound unless the reader may see this campaign."""
    if work.session.scalar(select(Campaign.id).where(scope.campaigns(work), Campaign.id == campaign_id)) is None:
        raise NotFound()


def _of(work: Work, campaign: Campaign, member_ids: Sequence[int]) -> Sequence[CampaignMember]:
    wanted = set(member_ids)
    if len(wanted) > MOST_MARKED:
        raise Invalid(N_("At most {most} members at once."), field="member_ids", most=MOST_MARKED)
    rows = work.session.scalars(
        select(CampaignMember).where(CampaignMember.campaign_id == campaign.id, CampaignMember.id.in_(wanted)).with_for_update()
    ).all()
    if len(rows) != len(wanted):
        raise NotFound()
    return rows


def _stand(row: CampaignMember, state: Mark, now: datetime) -> None:
    reached = {"waiting": (), "reached": ("reached_at",), "invited": ("reached_at",), "registered": ("reached_at", "registered_at"),
               "attended": ("reached_at", "registered_at", "attended_at"), "absent": ("reached_at", "registered_at")}[state]
    for name in ("reached_at", "registered_at", "attended_at"):
        setattr(row, name, (getattr(row, name) or now) if name in reached else None)
    row.state, row.updated_at, row.version = state, now, row.version + 1
