"""What a campaign achieved: counted in the database, compared with who was held out."""
from dataclasses import dataclass

import pandas as pd
from sqlalchemy import ColumnElement, and_, case, func, or_, select

from crm_core.access import scope
from crm_core.campaigns.access import VIEW
from crm_core.campaigns.members import silent
from crm_core.campaigns.statistics import Difference, Share, difference, share
from crm_core.errors import NotFound
from crm_core.work import Work, query
from db.models import Campaign, CampaignCost, CampaignMember, CampaignSend, CampaignStep, CampaignTrack, Customer

# The steps of the funnel by channel; each is a column of the funnel's frame.
STEPS = {
    "email": ("sent", "delivered", "opened", "clicked", "replied", "converted"),
    "phone": ("members", "reached", "spoken", "yes", "converted"),
    "event": ("invited", "registered", "attended", "converted"),
    "social": ("members", "reached", "replied", "converted"),
}
GROUPS = ("grade", "industry", "region", "lifecycle")
MOST_GROUPS = 20


@dataclass(frozen=True)
class CampaignResult:
    """The answer of a campaign's report. Money in minor units; shares between 0 and 1.

    `treated` are members that were reached, `held_out` who got nothing; `extra` is how many conversions (for `won_value`:
    customers who bought) more than the held-out's share promises, `extra_value` the won value of those; both None without
    held-out members. `counted` is what the goal counts, `goal_share` how much of the target that is.
    """

    id: int
    channel: str
    state: str
    goal: str
    goal_target: int | None
    counted: int
    goal_share: float | None
    members: int
    treated: Share
    held_out: Share
    gain: Difference | None
    extra: float | None
    extra_low: float | None
    extra_high: float | None
    extra_value: int | None
    value: int
    spent: int
    budget: int
    cost_per_result: int | None
    cost_per_extra: int | None
    return_on_spend: float | None
    silent: int
    automatic_opens: int


@dataclass(frozen=True)
class CampaignReport:
    """Everything the page of a report shows; the frames are those of the queries of the same names."""

    result: CampaignResult
    funnel: pd.DataFrame
    halves: pd.DataFrame
    groups: pd.DataFrame
    steps: pd.DataFrame | None
    outcomes: pd.DataFrame | None


@query(VIEW)
def campaign_report(
    work: Work, campaign_id: int, step_id: int | None = None, clicks: bool = False, group: str = "grade"
) -> CampaignReport:
    """The whole report in seven statements: the funnel of one mail or all, halves by conversions or clicks. Raises NotFound."""
    channel = _seen(work, campaign_id).channel
    return CampaignReport(
        campaign_result(work, campaign_id), funnel(work, campaign_id, step_id),
        (clicks_by_variant if clicks else by_variant)(work, campaign_id), by_group(work, campaign_id, group),
        by_step(work, campaign_id) if channel == "email" else None, by_outcome(work, campaign_id) if channel == "phone" else None,
    )


@query(VIEW)
def campaign_result(work: Work, campaign_id: int) -> CampaignResult:
    """The figures and the comparison, in four statements. Raises NotFound."""
    row = _seen(work, campaign_id)
    m = CampaignMember
    reached, converted = m.reached_at.is_not(None), m.converted_at.is_not(None)
    active = and_(m.held_out.is_(False), m.skipped.is_(None))
    found = work.session.execute(select(
        _count(active), _count(active, reached), _count(active, reached, converted), _count(m.held_out.is_(True)),
        _count(m.held_out.is_(True), converted), _sum(m.converted_value, active, reached), _sum(m.converted_value, m.held_out.is_(True)),
        _count(silent()), _count(active, m.replied_at.is_not(None)), _count(active, m.attended_at.is_not(None)),
    ).where(m.campaign_id == campaign_id)).one()
    members, got, hits, held, held_hits, value, held_value, quiet, replied, attended = (int(number or 0) for number in found)
    spent, automatic_opens = _spent_and_opens(work, campaign_id)
    counted = {"replies": hits or replied, "attended": attended, "won_value": value}.get(row.goal, hits)
    gain = difference(hits, got, held_hits, held)
    extra = gain.gain * got if gain else None
    extra_value = round(value - held_value * got / held) if held and got else None
    results = max(extra, 0) if extra is not None else hits
    worth = extra_value if extra_value is not None else value
    target = row.goal_target * _unit(work, row) if row.goal_target else None
    return CampaignResult(
        row.id, row.channel, row.state, row.goal, row.goal_target, counted, counted / target if target else None, members,
        share(hits, got), share(held_hits, held), gain, extra, gain.low * got if gain else None, gain.high * got if gain else None,
        extra_value, value, spent, row.budget, round(spent / hits) if hits and spent else None,
        round(spent / results) if extra is not None and results >= 1 and spent else None, worth / spent if spent else None, quiet,
        automatic_opens,
    )


@query(VIEW)
def funnel(work: Work, campaign_id: int, step_id: int | None = None) -> pd.DataFrame:
    """step, people, share (of the first), in order; of one mail when `step_id` is given. Raises NotFound.

    Every member counts once: delivered is sent without those whose mail came back.
    """
    row = _seen(work, campaign_id)
    names = STEPS[row.channel]
    counts = _of_step(work, step_id, names) if step_id is not None and row.channel == "email" else _of_members(work, row, names)
    first = counts[0] if counts else 0
    return pd.DataFrame({
        "step": names, "people": counts, "share": [count / first if first else None for count in counts],
    })


@query(VIEW)
def by_variant(work: Work, campaign_id: int) -> pd.DataFrame:
    """variant (a, b, held_out), people, hits, share, low, high: the share that converted, with its interval."""
    return _compared(work, campaign_id, CampaignMember.converted_at.is_not(None))


@query(VIEW)
def clicks_by_variant(work: Work, campaign_id: int) -> pd.DataFrame:
    """The same of who clicked or answered; nobody of the held-out did."""
    m = CampaignMember
    return _compared(work, campaign_id, or_(m.clicked_at.is_not(None), m.replied_at.is_not(None)))


def difference_of(frame: pd.DataFrame) -> Difference | None:
    """Half B minus half A of `by_variant` or `clicks_by_variant`; None without both."""
    halves = frame.set_index("variant")
    if not {"a", "b"} <= set(halves.index):
        return None
    a, b = halves.loc["a"], halves.loc["b"]
    return difference(int(b.hits), int(b.people), int(a.hits), int(a.people))


@query(VIEW)
def by_group(work: Work, campaign_id: int, group: str = "grade") -> pd.DataFrame:
    """value, people, hits, share, held_out, held_hits, gain, low, high, clear, cost_per_extra: by grade, industry, region or
    lifecycle of the customer; costs (minor units) are spread evenly over who was reached. Raises NotFound."""
    row = _seen(work, campaign_id)
    m = CampaignMember
    value = getattr(Customer, group if group in GROUPS else "grade")
    got = and_(m.held_out.is_(False), m.skipped.is_(None), m.reached_at.is_not(None))
    hit = m.converted_at.is_not(None)
    rows = work.session.execute(
        select(value, _count(got), _count(got, hit), _count(m.held_out.is_(True)), _count(m.held_out.is_(True), hit))
        .join(Customer, Customer.id == m.customer_id).where(m.campaign_id == campaign_id).group_by(value)
        .order_by(_count(got).desc(), value).limit(MOST_GROUPS)
    ).all()
    spent, _opens = _spent_and_opens(work, row.id)
    reached = sum(people for _value, people, *_rest in rows)
    each = spent / reached if reached else 0
    return pd.DataFrame([_group_row(*found, each) for found in rows if found[1] or found[3]], columns=[
        "value", "people", "hits", "share", "held_out", "held_hits", "gain", "low", "high", "clear", "cost_per_extra"])


@query(VIEW)
def by_step(work: Work, campaign_id: int) -> pd.DataFrame:
    """step, sent, delivered, opened, clicked, replied of every mail. Raises NotFound."""
    _seen(work, campaign_id)
    s = CampaignSend
    rows = work.session.execute(
        select(CampaignStep.name, *(_count_of(s.id, condition) for condition in _sends().values()))
        .join(s, s.step_id == CampaignStep.id).where(CampaignStep.campaign_id == campaign_id)
        .group_by(CampaignStep.id, CampaignStep.name, CampaignStep.position).order_by(CampaignStep.position)
    ).all()
    return pd.DataFrame(rows, columns=["step", *_sends()])


@query(VIEW)
def by_outcome(work: Work, campaign_id: int) -> pd.DataFrame:
    """outcome, people of a phone list, None for who was not called. Raises NotFound."""
    _seen(work, campaign_id)
    m = CampaignMember
    rows = work.session.execute(
        select(m.outcome, func.count()).where(m.campaign_id == campaign_id, m.held_out.is_(False), m.skipped.is_(None))
        .group_by(m.outcome).order_by(func.count().desc())
    ).all()
    return pd.DataFrame(rows, columns=["outcome", "people"])


def silent_customers(work: Work, campaign_id: int) -> ColumnElement[bool]:
    """Who was reached and did not respond, as a condition on Customer: the next audience. Raises NotFound."""
    _seen(work, campaign_id)
    m = CampaignMember
    return Customer.id.in_(select(m.customer_id).where(m.campaign_id == campaign_id, m.customer_id.is_not(None), silent()))


def _seen(work: Work, campaign_id: int) -> Campaign:
    """The campaign; looked up once, however many parts of its report one transaction asks for."""
    known = work.session.info.setdefault("campaigns seen", {})
    if campaign_id not in known:
        known[campaign_id] = work.session.scalar(select(Campaign).where(scope.campaigns(work), Campaign.id == campaign_id))
    if known[campaign_id] is None:
        raise NotFound()
    return known[campaign_id]


def _spent_and_opens(work: Work, campaign_id: int) -> tuple[int, int]:
    """What was spent, in minor units, and how many opens a machine made; asked once as well."""
    known = work.session.info.setdefault("campaigns spent", {})
    if campaign_id not in known:
        spent = select(func.coalesce(func.sum(CampaignCost.spent), 0)).where(CampaignCost.campaign_id == campaign_id)
        opens = select(func.count(CampaignTrack.id)).where(
            CampaignTrack.campaign_id == campaign_id, CampaignTrack.kind == "open", CampaignTrack.automatic.is_(True))
        found = work.session.execute(select(spent.scalar_subquery(), opens.scalar_subquery())).one()
        known[campaign_id] = int(found[0]), int(found[1])
    return known[campaign_id]


def _unit(work: Work, row: Campaign) -> int:
    """Targets of value are whole units of the currency."""
    from crm_core.money import minor_units

    return minor_units(1, work.settings.currency) if row.goal == "won_value" else 1


def step_conditions() -> dict[str, ColumnElement[bool]]:
    """What a member must have done to stand in a step of the funnel."""
    m = CampaignMember
    reached = m.reached_at.is_not(None)
    return {
        "members": m.id.is_not(None), "sent": reached, "delivered": and_(reached, m.bounced_at.is_(None)), "reached": reached,
        "invited": reached, "opened": m.opened_at.is_not(None), "clicked": m.clicked_at.is_not(None), "replied": m.replied_at.is_not(None),
        "spoken": m.outcome.in_(("yes", "no", "later")), "yes": m.outcome == "yes", "registered": m.registered_at.is_not(None),
        "attended": m.attended_at.is_not(None), "converted": and_(reached, m.converted_at.is_not(None)),
    }


def half_of(campaign_id: int) -> ColumnElement[str]:
    """The half of a member: a, b or held_out; everybody reached is in a where nothing differs."""
    m = CampaignMember
    halved = select(CampaignStep.id).where(CampaignStep.campaign_id == campaign_id, CampaignStep.split.is_not(None)).exists()
    return case((m.held_out.is_(True), "held_out"), (and_(halved, m.variant == "b"), "b"), else_="a")


def _of_members(work: Work, row: Campaign, names: tuple[str, ...]) -> list[int]:
    m, meaning = CampaignMember, step_conditions()
    counted = select(*(_count(meaning[name]) for name in names))
    return [int(n) for n in work.session.execute(counted.where(m.campaign_id == row.id, m.held_out.is_(False), m.skipped.is_(None))).one()]


def _of_step(work: Work, step_id: int, names: tuple[str, ...]) -> list[int]:
    s, m = CampaignSend, CampaignMember
    meaning = _sends() | {"converted": and_(s.sent_at.is_not(None), m.converted_at >= s.sent_at)}
    counted = select(*(_count_of(s.id, meaning[name]) for name in names)).join(m, m.id == s.member_id).where(s.step_id == step_id)
    return [int(n) for n in work.session.execute(counted).one()]


def _sends() -> dict[str, ColumnElement[bool]]:
    s = CampaignSend
    return {
        "sent": s.state.in_(("sent", "bounced", "unknown")), "delivered": s.state.in_(("sent", "unknown")), "opened": s.opened_at.is_not(None),
        "clicked": s.clicked_at.is_not(None), "replied": s.replied_at.is_not(None),
    }


def _compared(work: Work, campaign_id: int, hit: ColumnElement[bool]) -> pd.DataFrame:
    _seen(work, campaign_id)
    m = CampaignMember
    half = half_of(campaign_id)
    counted = or_(m.held_out.is_(True), and_(m.skipped.is_(None), m.reached_at.is_not(None)))
    each = select(half.label("variant"), m.id, case((hit, 1), else_=0).label("hit")).where(m.campaign_id == campaign_id, counted).subquery()
    rows = work.session.execute(
        select(each.c.variant, func.count(), func.sum(each.c.hit)).group_by(each.c.variant).order_by(each.c.variant)).all()
    shares = [(variant, share(int(hits), people)) for variant, people, hits in rows]
    return pd.DataFrame([(v, s.total, s.hits, s.share, s.low, s.high) for v, s in shares],
                        columns=["variant", "people", "hits", "share", "low", "high"])


def _group_row(value: str | None, people: int, hits: int, held: int, held_hits: int, each: float) -> tuple:
    gain = difference(hits, people, held_hits, held)
    extra = gain.gain * people if gain else 0
    cost = round(each * people / extra) if extra >= 1 and each else None
    return (value, people, hits, hits / people if people else None, held, held_hits, gain and gain.gain, gain and gain.low,
            gain and gain.high, bool(gain and gain.clear), cost)


def _count(*conditions: ColumnElement[bool]) -> ColumnElement[int]:
    return _count_of(CampaignMember.id, and_(*conditions))


def _count_of(key, condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.count(case((condition, key)))


def _sum(amount, *conditions: ColumnElement[bool]) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((and_(*conditions), amount), else_=0)), 0)
