"""Mails of campaigns on their way: each step of the work is one transaction, so that whoever dies or comes twice does no harm.

A row of `campaign_send` and its mail are written together, once for a step and a member; the database refuses a second.
"""
from collections.abc import Sequence

from sqlalchemy import ColumnElement, Date, and_, case, cast, exists, func, literal, null, or_, select, update

from crm_core import clock
from crm_core.campaigns import links, rendering, running
from crm_core.campaigns.access import SEND
from crm_core.campaigns.members import silent
from crm_core.campaigns.messages import context_of
from crm_core.campaigns.recipients import Addressed, addressed
from crm_core.errors import Invalid
from crm_core.mail.outbox import Letter, post_all
from crm_core.work import Work, command, query
from db.bulk import insert_rows
from db.models import Campaign, CampaignMember, CampaignSend, CampaignStep, Mail, MailAddress

CHUNK = 200  # mails written in one transaction
AHEAD = 1000  # mails of campaigns that wait in the outbox at most, so that pausing takes little back
SETTLED = ("sent", "bounced", "unknown", "cancelled")


@command(SEND)
def begin_due(work: Work) -> int:
    """Starts scheduled campaigns whose first mail, or for the others whose day, has come; returns how many."""
    mails = CampaignStep.campaign_id == Campaign.id, CampaignStep.kind == "email", CampaignStep.state != "done"
    first = select(func.min(CampaignStep.at)).where(*mails).scalar_subquery()
    today = clock.today(work.settings.time_zone)
    due = or_(first <= work.now, and_(first.is_(None), or_(Campaign.starts_on.is_(None), Campaign.starts_on <= today)))
    rows = work.session.scalars(
        select(Campaign).where(Campaign.state == "scheduled", Campaign.deleted_at.is_(None), due).with_for_update(of=Campaign)
    ).all()
    for row in rows:
        running.begin(work, row)
    return len(rows)


@command(SEND)
def finish_due(work: Work) -> int:
    """Ends running campaigns whose last day is over and whose mails are out; returns how many."""
    left = exists().where(CampaignStep.campaign_id == Campaign.id, CampaignStep.kind == "email", CampaignStep.state != "done")
    over = Campaign.ends_on < cast(literal(clock.today(work.settings.time_zone)), Date)
    rows = work.session.scalars(
        select(Campaign).where(Campaign.state == "running", Campaign.deleted_at.is_(None), over, ~left).with_for_update(of=Campaign)
    ).all()
    for row in rows:
        running.end(work, row)
    return len(rows)


@query(SEND)
def busy(work: Work) -> bool:
    """Whether a campaign waits for its day, runs, or has mails on their way. Cheap."""
    waiting = select(Campaign.id).where(Campaign.state.in_(("scheduled", "running")), Campaign.deleted_at.is_(None)).limit(1)
    if work.session.scalar(waiting) is not None:
        return True
    return work.session.scalar(select(CampaignSend.id).where(CampaignSend.campaign_id.in_(_begun(work)), CampaignSend.state == "posted").limit(1)) is not None


@query(SEND)
def due_steps(work: Work) -> list[int]:
    """The steps whose mails are to be posted now, in order."""
    return list(work.session.scalars(
        select(CampaignStep.id).join(Campaign, Campaign.id == CampaignStep.campaign_id)
        .where(Campaign.state == "running", Campaign.deleted_at.is_(None), CampaignStep.kind == "email", CampaignStep.state != "done",
               CampaignStep.at <= work.now)
        .order_by(CampaignStep.at, CampaignStep.id)
    ))


@command(SEND)
def post_chunk(work: Work, step_id: int) -> int:
    """Posts the next mails of a step, as far ahead as the outbox drains; returns how many members it dealt with.

    Consent is looked up again. What a message cannot be made for is skipped; when it can be made for nobody the
    campaign is paused.
    """
    step = work.session.get(CampaignStep, step_id)
    if step is None:
        return 0
    campaign = work.one(select(Campaign).where(Campaign.id == step.campaign_id).with_for_update())
    work.session.refresh(step)
    room = AHEAD - work.session.scalar(select(func.count(Mail.id)).where(Mail.state == "waiting", Mail.purpose == "campaign"))
    if campaign.state != "running" or step.state == "done" or room <= 0:
        return 0
    chosen = work.session.execute(
        select(CampaignMember.id, _reason()).where(*_next(step)).order_by(CampaignMember.id).limit(min(CHUNK, room))
    ).all()
    if not chosen:
        step.state, step.done_at = "done", work.now
        work.record("campaign.step_done", "campaign", campaign.id, after={"step": step.name})
        return 0
    step.state = "running"
    skipped = {key: reason for key, reason in chosen if reason is not None}
    _post(work, campaign, step, [key for key, reason in chosen if reason is None], skipped)
    return len(chosen)


@command(SEND)
def follow_mails(work: Work) -> int:
    """Takes over how posted mails ended, and marks members that were reached; returns how many."""
    s = CampaignSend
    over = exists().where(Mail.send_id == s.id, Mail.state.in_(SETTLED))
    cleared = exists().where(Mail.send_id == s.id, Mail.state.in_(("sent", "bounced")))
    news = or_(and_(s.state == "posted", over), and_(s.state == "unknown", cleared))
    rows = work.session.execute(select(s.id).where(news, s.campaign_id.in_(_begun(work))).limit(5000)).all()
    return take_over(work, [row.id for row in rows])


def follow(work: Work, send_ids: Sequence[int], bounced: Sequence[str]) -> None:
    """Mails of campaigns that just came back, or of which nobody knows whether they were sent.

    Nothing more goes to the addresses from which mail came back.
    """
    take_over(work, send_ids)
    if bounced:
        work.session.execute(
            update(Mail).where(Mail.state == "waiting", Mail.purpose == "campaign", Mail.to_email.in_(bounced))
            .values(state="cancelled").execution_options(synchronize_session=False))


def take_over(work: Work, send_ids: Sequence[int]) -> int:
    """The same of these mails only; returns how many."""
    if not send_ids:
        return 0
    s, m = CampaignSend, CampaignMember
    mine = Mail.send_id == s.id, Mail.state.in_(SETTLED)
    told = select(func.replace(Mail.state, "cancelled", "skipped")).where(*mine).order_by(Mail.id.desc()).limit(1)
    at = select(func.coalesce(Mail.sent_at, Mail.created_at)).where(*mine, Mail.state != "cancelled").order_by(Mail.id.desc()).limit(1)
    rows = work.session.execute(
        update(s).where(s.id.in_(send_ids), exists().where(*mine)).values(state=told.scalar_subquery(), sent_at=at.scalar_subquery())
        .returning(s.member_id, s.campaign_id, s.state).execution_options(synchronize_session=False)
    ).all()
    reached = [row.member_id for row in rows if row.state in ("sent", "unknown")]
    bounced = [row.member_id for row in rows if row.state == "bounced"]
    first = select(func.min(s.sent_at)).where(s.member_id == m.id).scalar_subquery()
    _mark(work, and_(m.id.in_(reached), m.reached_at.is_(None)), reached_at=func.coalesce(first, work.now), state="reached")
    _mark(work, and_(m.id.in_(bounced), m.bounced_at.is_(None)), bounced_at=work.now,
          reached_at=func.coalesce(m.reached_at, first), state="reached")
    dropped = [row.member_id for row in rows if row.state == "skipped"]
    _mark(work, and_(m.id.in_(dropped), m.reached_at.is_(None), _reason().is_not(None)), skipped=_reason(), state="skipped")
    for campaign_id in dict.fromkeys(row.campaign_id for row in rows):
        work.record("campaign.mails_followed", "campaign", campaign_id, after={"members": len(rows)})
    return len(rows)


def _mark(work: Work, which: ColumnElement[bool], **values) -> None:
    work.session.execute(
        update(CampaignMember).where(which).values(**values, updated_at=work.now).execution_options(synchronize_session=False))


def _begun(work: Work):
    return select(Campaign.id).where(Campaign.started_at.is_not(None), Campaign.deleted_at.is_(None))


def _next(step: CampaignStep) -> list[ColumnElement[bool]]:
    """Members a step has not been posted to."""
    m = CampaignMember
    found = [m.campaign_id == step.campaign_id, m.held_out.is_(False), m.skipped.is_(None),
             ~exists().where(CampaignSend.step_id == step.id, CampaignSend.member_id == m.id)]
    if step.only == "silent":
        found.append(silent())
    return found


def _reason() -> ColumnElement[str | None]:
    """Why a member cannot be mailed any more; NULL: can be."""
    m, known = CampaignMember, MailAddress
    return case(
        (exists().where(known.email == m.email, known.bounced_at.is_not(None)), "bounced"),
        (exists().where(known.email == m.email, known.marketing.is_(True)), null()),
        (exists().where(known.email == m.email, known.marketing.is_(False)), "unsubscribed"),
        else_="no_consent",
    )


def _post(work: Work, campaign: Campaign, step: CampaignStep, member_ids: list[int], skipped: dict[int, str]) -> None:
    people = addressed(work, member_ids)
    variants = {key: people[key].variant if step.split else "a" for key in member_ids}
    common = {"campaign_id": campaign.id, "step_id": step.id}
    sends = insert_rows(work.session, CampaignSend, [
        {**common, "member_id": key, "variant": variants.get(key, "a"), "state": "posted" if key in variants else "skipped"}
        for key in [*member_ids, *skipped]
    ])
    letters, failed = [], {}
    versions = {variant: rendering.effective(step.variants, step.split, variant) for variant in ("a", "b")}
    context = context_of(work, campaign)
    for key, send in zip(member_ids, sends, strict=False):
        try:
            letters.append(_letter(work, people[key], send, versions[variants[key]], context))
        except Invalid:
            failed[key] = send
    post_all(work, letters)
    if failed:
        work.session.execute(update(CampaignSend).where(CampaignSend.id.in_(failed.values())).values(state="skipped"))
    _skip(work, {**skipped, **{key: "empty_field" for key in failed}})
    work.record("campaign.posted", "campaign", campaign.id,
                after={"step": step.name, "members": len(letters), "skipped": len(failed) + len(skipped)})


def _skip(work: Work, reasons: dict[int, str]) -> None:
    """Members that nothing reached are skipped from now on; the others only miss this mail."""
    for reason in set(reasons.values()):
        ids = [key for key, why in reasons.items() if why == reason]
        _mark(work, and_(CampaignMember.id.in_(ids), CampaignMember.reached_at.is_(None)), skipped=reason, state="skipped")


def _letter(work: Work, person: Addressed, send_id: int, versions, context) -> Letter:
    out = links.of_mail(work, person, send_id)
    made = rendering.make(versions, person.to, context, out.unsubscribe, out.counted, out.pixel)
    return Letter(
        person.email or "", made.subject, made.text, "campaign", html=made.html, to_name=person.to.contact, headers=out.headers,
        customer_id=person.customer_id, contact_id=person.contact_id, send_id=send_id,
    )
