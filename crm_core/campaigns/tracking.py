"""Opened, clicked, answered: what comes back from mails."""
from datetime import datetime, timedelta

from sqlalchemy import func, select

from crm_core.campaigns.access import SEND
from crm_core.inputs import line
from crm_core.work import Work, command
from db.models import CampaignMember, CampaignSend, CampaignTrack

MOST = 20  # rows kept of one mail and kind: more tells nothing
QUICK_OPEN, QUICK_CLICK = timedelta(seconds=10), timedelta(seconds=5)
# Parts of the names of programs that open mails and follow links for people, or instead of them.
MACHINES = (
    "googleimageproxy", "yahoomailproxy", "ggpht.com", "bot", "spider", "crawl", "scan", "barracuda", "mimecast", "proofpoint",
    "symantec", "fireeye", "trendmicro", "kaspersky", "sophos", "python", "curl", "wget", "go-http", "java/", "okhttp", "libwww",
    "headless", "phantom", "preview", "office existence discovery", "facebookexternalhit", "urlcheck", "safelinks",
)


def is_automatic(agent: str | None, after: timedelta | None, kind: str) -> bool:
    """Whether it looks like a scanner or an image proxy: by its name, or because no person is as quick after sending.

    Apple's mail privacy proxy gives nothing but "Mozilla/5.0".
    """
    name = (agent or "").strip().lower()
    if not name or name == "mozilla/5.0" or any(part in name for part in MACHINES):
        return True
    return after is not None and after < (QUICK_OPEN if kind == "open" else QUICK_CLICK)


@command(SEND)
def note_open(work: Work, send_id: int, agent: str | None) -> None:
    """An image of a mail was loaded. Unknown mails are passed over in silence."""
    _note(work, send_id, "open", None, agent)


@command(SEND)
def note_click(work: Work, send_id: int, url: str, agent: str | None) -> None:
    """A link of a mail was followed."""
    _note(work, send_id, "click", url, agent)


@command(SEND)
def note_reply(work: Work, send_id: int) -> None:
    """Somebody answered a mail; counts as opened too."""
    found = _found(work, send_id)
    if found is not None:
        send, member = found
        for row in found:
            row.opened_at = row.opened_at or work.now
            row.replied_at = row.replied_at or work.now
        member.updated_at = work.now
        work.record("campaign.replied", "campaign", send.campaign_id, customer_id=member.customer_id, after={"member": member.name})


def _note(work: Work, send_id: int, kind: str, url: str | None, agent: str | None) -> None:
    found = _found(work, send_id)
    if found is None:
        return
    send, member = found
    seen = select(func.count(CampaignTrack.id)).where(CampaignTrack.send_id == send_id, CampaignTrack.kind == kind)
    if work.session.scalar(seen) >= MOST:
        return
    agent = line(agent or "")[:200] or None
    automatic = is_automatic(agent, work.now - send.sent_at if send.sent_at else None, kind)
    work.session.add(CampaignTrack(send_id=send_id, campaign_id=send.campaign_id, kind=kind, url=url, at=work.now, agent=agent,
                                   automatic=automatic))
    if not automatic:
        _mark(work, send, member, kind, work.now)


def _mark(work: Work, send: CampaignSend, member: CampaignMember, kind: str, now: datetime) -> None:
    first = kind == "click" and send.clicked_at is None
    for row in (send, member):
        row.opened_at = row.opened_at or now
        if kind == "click":
            row.clicked_at = row.clicked_at or now
    if first:
        work.record("campaign.clicked", "campaign", send.campaign_id, customer_id=member.customer_id, after={"member": member.name})


def _found(work: Work, send_id: int) -> tuple[CampaignSend, CampaignMember] | None:
    row = work.session.execute(
        select(CampaignSend, CampaignMember).join(CampaignMember, CampaignMember.id == CampaignSend.member_id)
        .where(CampaignSend.id == send_id).with_for_update()
    ).one_or_none()
    return (row[0], row[1]) if row else None
