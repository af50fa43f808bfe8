"""Reading campaigns: the list, and one with all that its page shows."""
from collections.abc import Sequence

from sqlalchemy import Select, and_, case, func, or_, select

from crm_core.access import scope
from crm_core.campaigns import rules
from crm_core.campaigns.access import EDIT, SEND, VIEW
from crm_core.campaigns.schemas import (
    Allowed,
    CampaignPage,
    CampaignRow,
    CostView,
    MemberCounts,
    StepView,
    TemplateView,
)
from crm_core.errors import NotFound
from crm_core.inputs import line
from crm_core.work import Work, query
from db.models import (
    Campaign,
    CampaignCost,
    CampaignMember,
    CampaignSend,
    CampaignStep,
    MailTemplate,
    Segment,
    User,
)

PAGE_SIZE = 50


@query(VIEW)
def list_campaigns(
    work: Work, search: str = "", states: Sequence[str] = (), channels: Sequence[str] = (), owner_id: int | None = None,
    page: int = 1, size: int = PAGE_SIZE,
) -> tuple[CampaignRow, ...]:
    """Campaigns, the last changed first."""
    c, m = Campaign, CampaignMember
    active = and_(m.campaign_id == c.id, m.held_out.is_(False), m.skipped.is_(None))
    count = select(func.count(m.id)).where(active)
    responded = or_(m.clicked_at.is_not(None), m.replied_at.is_not(None), m.outcome == "yes", m.registered_at.is_not(None),
                    m.attended_at.is_not(None))
    spent = select(func.coalesce(func.sum(CampaignCost.spent), 0)).where(CampaignCost.campaign_id == c.id)
    rows = work.session.execute(
        select(
            c.id, c.name, c.channel, c.state, c.goal, c.goal_target, c.owner_id, User.name, c.starts_on, c.ends_on, c.budget,
            spent.scalar_subquery(), count.scalar_subquery(), count.where(m.reached_at.is_not(None)).scalar_subquery(),
            count.where(responded).scalar_subquery(), count.where(m.converted_at.is_not(None)).scalar_subquery(), c.updated_at,
        )
        .outerjoin(User, User.id == c.owner_id)
        .where(*_matching(work, search, states, channels, owner_id))
        .order_by(c.updated_at.desc(), c.id.desc())
        .limit(size).offset((max(1, page) - 1) * size)
    )
    return tuple(CampaignRow(*row[:11], int(row[11]), *row[12:]) for row in rows)


@query(VIEW)
def count_campaigns(
    work: Work, search: str = "", states: Sequence[str] = (), channels: Sequence[str] = (), owner_id: int | None = None,
) -> int:
    """How many campaigns these filters match."""
    return work.session.scalar(select(func.count(Campaign.id)).where(*_matching(work, search, states, channels, owner_id)))


@query(VIEW)
def campaign_page(work: Work, campaign_id: int) -> CampaignPage:
    """A campaign with its steps, costs and counts, in four statements. Raises NotFound."""
    found = work.session.execute(
        select(Campaign, User.name, Segment.name, *(case((scope.campaigns(work, right), 1), else_=0) for right in (EDIT, SEND)))
        .outerjoin(User, User.id == Campaign.owner_id)
        .outerjoin(Segment, and_(Segment.id == Campaign.segment_id, Segment.deleted_at.is_(None)))
        .where(scope.campaigns(work), Campaign.id == campaign_id)
    ).one_or_none()
    if found is None:
        raise NotFound()
    row, owner, segment, may_edit, may_send = found
    costs = _costs(work, campaign_id)
    return CampaignPage(
        row.id, row.name, row.channel, row.state, row.goal, row.goal_target, row.segment_id, segment, row.rule, row.holdout_percent,
        row.owner_id, owner, row.team_id, row.starts_on, row.ends_on, row.window_days, row.budget, sum(c.spent for c in costs),
        row.script, row.notes, row.drawn_at, row.started_at, row.created_at, row.updated_at, row.version,
        _steps(work, campaign_id), costs, member_counts(work, campaign_id), allowed(work, row.state, bool(may_edit), bool(may_send)),
    )


def allowed(work: Work, state: str, may_edit: bool, may_send: bool) -> Allowed:
    """What a campaign in `state` allows somebody who may edit, and may send."""
    def can(action: str, right: bool) -> bool:
        return right and rules.may(action, state)

    return Allowed(
        edit=may_edit, send=may_send, draw=can("draw", may_edit),
        **{action: can(action, may_send) for action in ("schedule", "start", "pause", "resume", "cancel", "finish")},
        delete=can("delete", may_edit),
    )


def member_counts(work: Work, campaign_id: int) -> MemberCounts:
    """How many members there are and what became of them, in one statement; the caller has checked who asks."""
    m = CampaignMember
    active = and_(m.held_out.is_(False), m.skipped.is_(None))
    facts = (m.reached_at, m.opened_at, m.clicked_at, m.replied_at, m.bounced_at, m.unsubscribed_at, m.registered_at,
             m.attended_at, m.converted_at)
    rows = work.session.execute(
        select(m.skipped, func.count(), func.count(case((active, 1))), func.count(case((m.held_out.is_(True), 1))),
               *(func.count(case((and_(active, fact.is_not(None)), 1))) for fact in facts))
        .where(m.campaign_id == campaign_id).group_by(m.skipped)
    ).all()
    total = [sum(row[place] for row in rows) for place in range(1, 13)]
    skipped = {row.skipped: row[1] for row in rows if row.skipped is not None}
    if not rows:
        return MemberCounts(by_skip={})
    every, active_count, held_out, *rest = total
    return MemberCounts(every, active_count, held_out, sum(skipped.values()), *rest, by_skip=skipped)


@query(VIEW)
def list_templates(work: Work, purpose: str | None = None) -> tuple[TemplateView, ...]:
    """The mail templates by name."""
    found = select(MailTemplate, User.name).outerjoin(User, User.id == MailTemplate.owner_id).where(MailTemplate.deleted_at.is_(None))
    if purpose is not None:
        found = found.where(MailTemplate.purpose == purpose)
    rows = work.session.execute(found.order_by(MailTemplate.name, MailTemplate.id))
    return tuple(TemplateView(t.id, t.name, t.purpose, t.versions, owner, t.updated_at, t.version) for t, owner in rows)


def _matching(work: Work, search: str, states: Sequence[str], channels: Sequence[str], owner_id: int | None) -> list:
    conditions = [scope.campaigns(work)]
    if line(search):
        conditions.append(func.lower(Campaign.name).contains(line(search).lower(), autoescape=True))
    if states:
        conditions.append(Campaign.state.in_(states))
    if channels:
        conditions.append(Campaign.channel.in_(channels))
    if owner_id is not None:
        conditions.append(Campaign.owner_id == owner_id)
    return conditions


def _steps(work: Work, campaign_id: int) -> tuple[StepView, ...]:
    s = CampaignStep
    rows = work.session.execute(_with_counts().where(s.campaign_id == campaign_id).order_by(s.position, s.id))
    return tuple(StepView(*row[:10], *(int(count or 0) for count in row[10:])) for row in rows)


def _with_counts() -> Select:
    s, one = CampaignStep, CampaignSend
    counted = select(
        one.step_id, func.count(case((one.state == "posted", 1))).label("posted"), func.count(case((one.state == "sent", 1))).label("sent"),
        func.count(case((one.state.in_(("bounced", "unknown")), 1))).label("failed"),
    ).group_by(one.step_id)
    each = counted.subquery()
    return select(
        s.id, s.position, s.name, s.kind, s.at, s.state, s.only, s.split, s.variants, s.done_at, each.c.posted, each.c.sent, each.c.failed,
    ).outerjoin(each, each.c.step_id == s.id)


def _costs(work: Work, campaign_id: int) -> tuple[CostView, ...]:
    c = CampaignCost
    rows = work.session.execute(
        select(c.id, c.name, c.planned, c.spent, c.spent_on).where(c.campaign_id == campaign_id).order_by(c.position, c.id))
    return tuple(CostView(*row) for row in rows)
