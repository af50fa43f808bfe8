"""What campaigns did with one customer, for its page."""
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import case, false, select

from crm_core.access import scope
from crm_core.work import Work, query
from db.models import Campaign, CampaignMember, Customer

MOST = 20


@dataclass(frozen=True)
class InCampaign:
    """A campaign that reached a customer. `answer` is the strongest thing that came back, None: nothing yet."""

    campaign_id: int
    name: str
    channel: str
    at: datetime
    contact: str | None
    answer: str | None
    outcome: str | None
    opens: bool


@query("customers:view")
def campaigns_of_customer(work: Work, customer_id: int) -> tuple[InCampaign, ...]:
    """The campaigns that reached this customer, the latest first, in one statement; none when it may not be seen.

    `opens` says whether the reader may open the campaign. Held-out members are left out, so that nobody makes up for it.
    """
    m, c = CampaignMember, Campaign
    seen = select(Customer.id).where(Customer.id == customer_id, scope.customers(work))
    mine = scope.campaigns(work) if work.actor.may("campaigns:view") else false()
    found = (
        select(c.id, c.name, c.channel, m, case((mine, 1), else_=0))
        .join(c, c.id == m.campaign_id)
        .where(m.customer_id.in_(seen), c.deleted_at.is_(None), m.held_out.is_(False), m.reached_at.is_not(None))
        .order_by(m.reached_at.desc(), m.id.desc()).limit(MOST)
    )
    return tuple(InCampaign(key, name, channel, member.reached_at, member.name, _answer(member), member.outcome, bool(may))
                 for key, name, channel, member, may in work.session.execute(found))


def _answer(member: CampaignMember) -> str | None:
    facts = (("converted", member.converted_at), ("unsubscribed", member.unsubscribed_at), ("attended", member.attended_at),
             ("replied", member.replied_at), ("clicked", member.clicked_at), ("registered", member.registered_at),
             ("opened", member.opened_at), ("bounced", member.bounced_at))
    return next((name for name, at in facts if at is not None), None)
