"""Shortcuts of the tests about campaigns."""
from sqlalchemy import select, update

from crm_core import settings
from crm_core.campaigns.commands import create_campaign
from crm_core.campaigns.messages import set_message
from crm_core.campaigns.schemas import CampaignNew, StepNew, Version
from crm_core.campaigns.steps import add_step
from crm_core.clock import now
from crm_core.run import act
from db.engine import database
from db.models import Campaign, CampaignMember, CampaignSend, Customer, Mail, MailAddress, Segment, SegmentMember


def store(*rows) -> list[int]:
    """Stores rows as they are and returns their ids."""
    with database().writing() as session:
        session.add_all(rows)
        session.flush()
        ids = [getattr(row, "id", None) for row in rows]
        session.commit()
        return ids


def customers(count: int, *, consent: bool | None = True, phone: bool = True, **values) -> list[int]:
    """So many customers with an address (c1@example.com …) that agreed to mails, or not."""
    with database().writing() as session:
        made = [
            Customer(name=f"Customer {n}", name_key=f"customer{n:05}", email=f"c{n}@example.com", created_at=now(), updated_at=now(),
                     phone=f"+86-531-6000{n:04}" if phone else None, **values)
            for n in range(1, count + 1)
        ]
        session.add_all(made)
        if consent is not None:
            session.add_all(MailAddress(email=row.email, marketing=consent, marketing_at=now()) for row in made)
        session.flush()
        ids = [row.id for row in made]
        session.commit()
        return ids


def segment(customer_ids: list[int], name: str = "Everybody") -> int:
    """A frozen segment of these customers."""
    (key,) = store(Segment(name=name, live=False, frozen_at=now(), created_at=now(), updated_at=now()))
    store(*(SegmentMember(segment_id=key, customer_id=customer) for customer in customer_ids))
    return key


def campaign(actor, name: str = "Autumn service offer", **values) -> int:
    return act(actor, create_campaign, CampaignNew(name=name, **values))


def row(campaign_id: int) -> Campaign:
    with database().reading() as session:
        return session.get(Campaign, campaign_id)


def members(campaign_id: int) -> list[CampaignMember]:
    with database().reading() as session:
        found = select(CampaignMember).where(CampaignMember.campaign_id == campaign_id).order_by(CampaignMember.id)
        return list(session.scalars(found))


WORDS = {"subject": "News from {{ company }}", "html": "<p>{{ greeting }}</p><p><a href='https://example.com/offer?a=1&amp;b=2'>Look</a></p>"}
CHINESE = {"subject": "{{ company }}的消息", "html": "<p>{{ greeting }}</p><p><a href='https://example.com/offer'>看看</a></p>"}


def reachable(url: str = "https://crm.example.com") -> None:
    """The program has an address outside, as links in mails need it."""
    with database().writing() as session:
        settings.store(session, public_url=url)
        session.commit()


def mail_campaign(actor, customer_ids: list[int], *, step: dict | None = None, **values) -> tuple[int, int]:
    """A campaign with one mail in both languages; ids of the campaign and of its step."""
    reachable()
    key = campaign(actor, segment_id=segment(customer_ids), **values)
    step_id = act(actor, add_step, key, StepNew(**{"name": "First mail", **(step or {})}))
    act(actor, set_message, step_id, "a", "en", Version(**WORDS))
    act(actor, set_message, step_id, "a", "zh_Hans", Version(**CHINESE))
    return key, step_id


def mails() -> list[Mail]:
    with database().reading() as session:
        return list(session.scalars(select(Mail).order_by(Mail.id)))


def sends() -> list[CampaignSend]:
    with database().reading() as session:
        return list(session.scalars(select(CampaignSend).order_by(CampaignSend.id)))


def sent(state: str = "sent", *mail_ids: int, at=None) -> None:
    """The mails (all that wait, when none is named) ended so."""
    with database().writing() as session:
        which = Mail.id.in_(mail_ids) if mail_ids else Mail.state == "waiting"
        session.execute(update(Mail).where(which).values(state=state, sent_at=(at or now()) if state == "sent" else None))
        session.commit()
