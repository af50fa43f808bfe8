"""Segments of customers, campaigns to them, and what came of it."""
from datetime import date, datetime

from sqlalchemy import Column, Index
from sqlmodel import Field, SQLModel

from db.types import Json, Money, UtcDateTime


class Segment(SQLModel, table=True):
    """Customers by a rule. A live one is asked anew every time, a frozen one keeps its members."""

    id: int | None = Field(default=None, primary_key=True)
    name: str
    key: str | None = Field(default=None, unique=True, description="of the ready-made ones")
    rule: dict = Field(default_factory=dict, sa_column=Column(Json), description="the tree of crm_core/segments/rules.py")
    live: bool = True
    owner_id: int | None = Field(default=None, foreign_key="app_user.id")
    team_id: int | None = Field(default=None, foreign_key="team.id")
    shared: bool = True
    frozen_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    created_at: datetime = Field(sa_type=UtcDateTime)
    updated_at: datetime = Field(sa_type=UtcDateTime)
    deleted_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    version: int = 1


class SegmentMember(SQLModel, table=True):
    """A member of a frozen segment."""

    __tablename__ = "segment_member"

    segment_id: int = Field(foreign_key="segment.id", primary_key=True)
    customer_id: int = Field(foreign_key="customer.id", primary_key=True, index=True)


class MailTemplate(SQLModel, table=True):
    """A mail to begin with, in one or more languages."""

    __tablename__ = "mail_template"

    id: int | None = Field(default=None, primary_key=True)
    name: str
    purpose: str = Field(default="campaign", description="campaign or greeting")
    versions: dict = Field(default_factory=dict, sa_column=Column(Json), description="locale → {subject, html, text}")
    owner_id: int | None = Field(default=None, foreign_key="app_user.id")
    created_at: datetime = Field(sa_type=UtcDateTime)
    updated_at: datetime = Field(sa_type=UtcDateTime)
    deleted_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    version: int = 1


class Campaign(SQLModel, table=True):
    """Something we do for many customers at once, with a goal."""

    id: int | None = Field(default=None, primary_key=True)
    name: str
    channel: str = Field(default="email", description="email, phone, event or social")
    state: str = Field(default="draft", description="draft, scheduled, running, paused, finished or cancelled")
    goal: str = Field(default="deals_won", description="what is counted: deals_won, deals_opened, won_value, replies, attended …")
    goal_target: int | None = None
    segment_id: int | None = Field(default=None, foreign_key="segment.id")
    rule: dict | None = Field(default=None, sa_column=Column(Json), description="an audience of its own, instead of a segment")
    holdout_percent: int = 0
    seed: int = Field(default=0, description="draws hold-out and halves, so that they can be drawn again")
    owner_id: int | None = Field(default=None, foreign_key="app_user.id", index=True)
    team_id: int | None = Field(default=None, foreign_key="team.id", index=True)
    starts_on: date | None = None
    ends_on: date | None = None
    window_days: int = Field(default=30, description="conversions count for so many days after the first contact")
    budget: int = Field(default=0, sa_type=Money, description="minor units")
    script: str | None = Field(default=None, description="what callers say")
    notes: str | None = None
    drawn_at: datetime | None = Field(default=None, sa_type=UtcDateTime, description="when the members were fixed")
    started_at: datetime | None = Field(default=None, sa_type=UtcDateTime, description="when it began: held-out members count from here")
    external_id: str | None = Field(default=None, index=True)
    import_id: int | None = Field(default=None, index=True)
    created_at: datetime = Field(sa_type=UtcDateTime)
    updated_at: datetime = Field(sa_type=UtcDateTime)
    deleted_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    version: int = 1

    __table_args__ = (Index("ix_campaign_state", "state", "updated_at"),)


class CampaignStep(SQLModel, table=True):
    """One step with its time: a mail, calls, an event, a post."""

    __tablename__ = "campaign_step"

    id: int | None = Field(default=None, primary_key=True)
    campaign_id: int = Field(foreign_key="campaign.id", index=True)
    position: int = 0
    name: str
    kind: str = Field(default="email", description="email, phone, event, social or other")
    at: datetime | None = Field(default=None, sa_type=UtcDateTime, index=True)
    state: str = Field(default="planned", description="planned, running or done")
    only: str | None = Field(default=None, description="silent: only members who did not click or reply so far")
    split: str | None = Field(default=None, description="what A and B differ in: subject or body; None: one version")
    variants: dict = Field(default_factory=dict, sa_column=Column(Json), description='"a", "b" → locale → {subject, html, text}')
    done_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class CampaignCost(SQLModel, table=True):
    """A line of the budget, or money spent on it."""

    __tablename__ = "campaign_cost"

    id: int | None = Field(default=None, primary_key=True)
    campaign_id: int = Field(foreign_key="campaign.id", index=True)
    name: str
    planned: int = Field(default=0, sa_type=Money, description="minor units")
    spent: int = Field(default=0, sa_type=Money, description="minor units")
    spent_on: date | None = None
    position: int = 0


class CampaignMember(SQLModel, table=True):
    """Somebody a campaign is for, or who is held out to compare with."""

    __tablename__ = "campaign_member"

    id: int | None = Field(default=None, primary_key=True)
    campaign_id: int = Field(foreign_key="campaign.id")
    customer_id: int | None = Field(default=None, foreign_key="customer.id")
    contact_id: int | None = Field(default=None, foreign_key="contact.id")
    name: str | None = None
    email: str | None = None
    phone: str | None = None
    locale: str | None = None
    held_out: bool = False
    variant: str | None = Field(default=None, description="a or b")
    state: str = Field(default="waiting", description="waiting, reached, skipped; event: invited, registered, attended, absent")
    skipped: str | None = Field(default=None, description="no_email, no_consent, unsubscribed, bounced …")
    outcome: str | None = Field(default=None, description="of a call: yes, no, later, no_answer, wrong_number")
    note: str | None = None
    user_id: int | None = Field(default=None, description="the caller")
    reached_at: datetime | None = Field(default=None, sa_type=UtcDateTime, description="first mail sent, call made, invited")
    opened_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    clicked_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    replied_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    bounced_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    unsubscribed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    registered_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    attended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    feedback: int | None = Field(default=None, description="1 to 5, of an event")
    converted_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    converted_value: int = Field(default=0, sa_type=Money, description="minor units")
    calls: int = 0
    call_after: datetime | None = Field(default=None, sa_type=UtcDateTime, description="not to be called before then")
    leased_until: datetime | None = Field(default=None, sa_type=UtcDateTime, description="`user_id` has this member on the phone")
    by_hand: bool = Field(default=False, description="put in by somebody, not drawn: stays when members are drawn again")
    external_id: str | None = None
    import_id: int | None = Field(default=None, index=True)
    updated_at: datetime = Field(sa_type=UtcDateTime)
    version: int = 1

    __table_args__ = (
        Index("ux_campaign_member", "campaign_id", "customer_id", "contact_id", "external_id", unique=True),
        Index("ix_campaign_member_state", "campaign_id", "held_out", "state", "id"),
        Index("ix_campaign_member_customer", "customer_id"),
        Index("ix_campaign_member_email", "email"),
    )


class CampaignSend(SQLModel, table=True):
    """One mail of one step to one member: never two."""

    __tablename__ = "campaign_send"

    id: int | None = Field(default=None, primary_key=True)
    campaign_id: int = Field(foreign_key="campaign.id")
    step_id: int = Field(foreign_key="campaign_step.id")
    member_id: int = Field(foreign_key="campaign_member.id")
    variant: str = "a"
    state: str = Field(default="waiting", description="waiting, posted, sent, bounced, unknown or skipped")
    sent_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    opened_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    clicked_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    replied_at: datetime | None = Field(default=None, sa_type=UtcDateTime)

    __table_args__ = (
        Index("ux_campaign_send", "step_id", "member_id", unique=True),
        Index("ix_campaign_send_state", "campaign_id", "step_id", "state"),
        Index("ix_campaign_send_member", "member_id"),
    )


class CampaignTrack(SQLModel, table=True):
    """A pixel was loaded or a link was followed."""

    __tablename__ = "campaign_track"

    id: int | None = Field(default=None, primary_key=True)
    send_id: int = Field(foreign_key="campaign_send.id", index=True)
    campaign_id: int
    kind: str = Field(description="open or click")
    url: str | None = None
    at: datetime = Field(sa_type=UtcDateTime)
    agent: str | None = Field(default=None, description="what program asked, cut to 200 characters")
    automatic: bool = Field(default=False, description="looks like a scanner or a proxy")

    __table_args__ = (Index("ix_campaign_track", "campaign_id", "kind", "at"),)
