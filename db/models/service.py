"""Tickets, what they are measured by, and the knowledge that answers them."""
from datetime import datetime

from sqlalchemy import Column, Index
from sqlmodel import Field, SQLModel

from db.types import Json, UtcDateTime


class Ticket(SQLModel, table=True):
    """A request of a customer. Its words are its messages; its id is its number."""

    id: int | None = Field(default=None, primary_key=True)
    subject: str
    kind: str = Field(default="inquiry", description="code of the dictionary `ticket_kind`")
    priority: str = Field(default="normal", description="low, normal, high or urgent")
    channel: str = Field(default="phone", description="phone, email, web, social, visit or api")
    state: str = Field(default="new", description="new, assigned, processing, waiting, resolved or archived")
    state_since: datetime = Field(sa_type=UtcDateTime)
    customer_id: int | None = Field(default=None, foreign_key="customer.id")
    contact_id: int | None = Field(default=None, foreign_key="contact.id")
    product_id: int | None = Field(default=None, foreign_key="product.id")
    requester_name: str | None = None
    requester_email: str | None = Field(default=None, description="lower case; where answers go")
    requester_phone: str | None = None
    locale: str | None = Field(default=None, description="the language to answer in")
    owner_id: int | None = Field(default=None, foreign_key="app_user.id", description="the agent")
    team_id: int | None = Field(default=None, foreign_key="team.id", description="of the agent, or whose queue it is in")
    grade: str | None = Field(default=None, description="the customer's, when it was opened")
    rank: int = Field(default=0, description="what goes first: VIP and priority, the greater the sooner")
    rule_id: int | None = Field(default=None, description="the rule that assigned it")
    policy_id: int | None = Field(default=None, foreign_key="sla_policy.id")
    opened_at: datetime = Field(sa_type=UtcDateTime)
    first_response_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    resolved_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    archived_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    response_due_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    resolve_due_at: datetime | None = Field(default=None, sa_type=UtcDateTime, description="None while paused")
    resolve_left: int | None = Field(default=None, description="working minutes left, while paused")
    due_at: datetime | None = Field(default=None, sa_type=UtcDateTime, description="the next of the two limits, for queues")
    response_met: bool | None = None
    resolve_met: bool | None = None
    response_minutes: int | None = Field(default=None, description="working minutes until the first response")
    resolve_minutes: int | None = Field(default=None, description="working minutes until resolved, waiting left out")
    warn_at: datetime | None = Field(default=None, sa_type=UtcDateTime, index=True, description="when to look at it next: before due_at to warn, at due_at to escalate")
    warned_at: datetime | None = Field(default=None, sa_type=UtcDateTime, description="of the limit in due_at")
    escalated_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    reopened: int = 0
    merged_into_id: int | None = Field(default=None, index=True)
    split_from_id: int | None = Field(default=None, index=True)
    question_id: int | None = Field(default=None, index=True, description="the repeated question it is")
    satisfaction: int | None = Field(default=None, description="1 to 5, as the survey said")
    last_message_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    last_message_from: str | None = Field(default=None, description="customer or agent")
    external_id: str | None = Field(default=None, index=True)
    import_id: int | None = Field(default=None, index=True)
    created_by: int | None = Field(default=None, foreign_key="app_user.id")
    updated_at: datetime = Field(sa_type=UtcDateTime)
    deleted_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    version: int = 1

    __table_args__ = (
        Index("ix_ticket_owner", "owner_id", "state", "rank", "due_at"),
        Index("ix_ticket_team", "team_id", "state", "rank", "due_at"),
        Index("ix_ticket_state", "state", "rank", "due_at"),
        Index("ix_ticket_due", "due_at", "state"),
        Index("ix_ticket_customer", "customer_id", "opened_at"),
        Index("ix_ticket_contact", "contact_id"),
        Index("ix_ticket_opened", "opened_at", "kind", "product_id", "channel", "team_id", "owner_id"),
        Index("ix_ticket_resolved", "resolved_at", "team_id", "owner_id"),
        Index("ix_ticket_email", "requester_email"),
    )


class TicketMessage(SQLModel, table=True):
    """One message of a ticket's conversation, or an internal note."""

    __tablename__ = "ticket_message"

    id: int | None = Field(default=None, primary_key=True)
    ticket_id: int = Field(foreign_key="ticket.id")
    direction: str = Field(description="in, out or note")
    channel: str = Field(description="as Ticket.channel")
    text: str
    user_id: int | None = Field(default=None, foreign_key="app_user.id", description="the colleague who wrote it")
    name: str | None = Field(default=None, description="who wrote it, of those outside")
    email: str | None = None
    message_id: str | None = Field(default=None, index=True, description="of the mail")
    mail_id: int | None = Field(default=None, description="the outgoing mail")
    at: datetime = Field(sa_type=UtcDateTime)

    __table_args__ = (Index("ix_ticket_message", "ticket_id", "at", "id"),)


class TicketStage(SQLModel, table=True):
    """One visit of a ticket to a state."""

    __tablename__ = "ticket_stage"

    id: int | None = Field(default=None, primary_key=True)
    ticket_id: int = Field(foreign_key="ticket.id")
    state: str
    owner_id: int | None = None
    entered_at: datetime = Field(sa_type=UtcDateTime)
    left_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    user_id: int | None = None

    __table_args__ = (Index("ix_ticket_stage", "ticket_id", "entered_at"),)


class WorkCalendar(SQLModel, table=True):
    """When a team works: hours by weekday, less the holidays of a country."""

    __tablename__ = "work_calendar"

    id: int | None = Field(default=None, primary_key=True)
    name: str
    time_zone: str
    country: str | None = Field(default=None, description="ISO 3166 two letters, whose public holidays are off")
    subdivision: str | None = None
    hours: dict = Field(default_factory=dict, sa_column=Column(Json), description='weekday "0" (Monday) to "6" → [["09:00", "18:00"], …]')
    extra: dict = Field(default_factory=dict, sa_column=Column(Json), description="day → true (worked) or false (off), beside the holidays")
    version: int = 1


class SlaPolicy(SQLModel, table=True):
    """How soon, in working minutes. The first policy that fits counts."""

    __tablename__ = "sla_policy"

    id: int | None = Field(default=None, primary_key=True)
    name: str
    position: int = 0
    priority: str | None = Field(default=None, description="None: any")
    grade: str | None = Field(default=None, description="None: any")
    calendar_id: int = Field(foreign_key="work_calendar.id")
    response_minutes: int
    resolve_minutes: int
    warn_percent: int = Field(default=80, description="of the time gone, when a warning is due")
    active: bool = True
    version: int = 1


class AssignRule(SQLModel, table=True):
    """Who gets a new ticket. The first rule that fits counts; empty fields fit everything."""

    __tablename__ = "assign_rule"

    id: int | None = Field(default=None, primary_key=True)
    name: str
    position: int = 0
    kind: str | None = None
    channel: str | None = None
    product_id: int | None = Field(default=None, foreign_key="product.id")
    grade: str | None = None
    hours: str | None = Field(default=None, description="inside or outside the working hours; None: always")
    user_id: int | None = Field(default=None, foreign_key="app_user.id", description="this agent")
    team_id: int | None = Field(default=None, foreign_key="team.id", description="or whoever of this team has least to do")
    active: bool = True
    version: int = 1


class ReplyTemplate(SQLModel, table=True):
    """An answer to begin with."""

    __tablename__ = "reply_template"

    id: int | None = Field(default=None, primary_key=True)
    name: str
    locale: str | None = None
    text: str
    owner_id: int | None = Field(default=None, foreign_key="app_user.id", description="None: everybody's")
    version: int = 1


class Article(SQLModel, table=True):
    """What is known: a question and its answer."""

    id: int | None = Field(default=None, primary_key=True)
    title: str
    text: str = Field(description="plain text with the few marks of Markdown")
    state: str = Field(default="draft", description="draft, published or archived")
    public: bool = Field(default=False, description="also shown to those outside, by the web form")
    locale: str
    product_id: int | None = Field(default=None, foreign_key="product.id", index=True)
    author_id: int | None = Field(default=None, foreign_key="app_user.id")
    views: int = 0
    helpful: int = 0
    unhelpful: int = 0
    used: int = Field(default=0, description="inserted into answers")
    created_at: datetime = Field(sa_type=UtcDateTime)
    updated_at: datetime = Field(sa_type=UtcDateTime)
    deleted_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    import_id: int | None = None
    version: int = 1

    __table_args__ = (
        Index("ix_article_state", "state", "locale", "updated_at"),
        Index("ix_article_updated", "updated_at"),
    )


class ArticleUse(SQLModel, table=True):
    """Somebody read an article, put it into an answer, or said whether it helped."""

    __tablename__ = "article_use"

    id: int | None = Field(default=None, primary_key=True)
    article_id: int = Field(foreign_key="article.id", index=True)
    what: str = Field(description="viewed, inserted, helpful, unhelpful or answered (no ticket was needed)")
    ticket_id: int | None = None
    user_id: int | None = None
    at: datetime = Field(sa_type=UtcDateTime)


class RepeatedQuestion(SQLModel, table=True):
    """Tickets that ask the same."""

    __tablename__ = "repeated_question"

    id: int | None = Field(default=None, primary_key=True)
    title: str
    locale: str | None = None
    count: int = 0
    state: str = Field(default="open", description="open, drafted or dismissed")
    article_id: int | None = Field(default=None, foreign_key="article.id")
    first_at: datetime = Field(sa_type=UtcDateTime)
    last_at: datetime = Field(sa_type=UtcDateTime)

    __table_args__ = (Index("ix_repeated_question", "state", "count"),)


class Survey(SQLModel, table=True):
    """How satisfied somebody was with a ticket: asked once, answered once."""

    id: int | None = Field(default=None, primary_key=True)
    ticket_id: int = Field(foreign_key="ticket.id", index=True)
    user_id: int | None = Field(default=None, index=True, description="the agent who resolved it")
    customer_id: int | None = Field(default=None, index=True)
    mail_id: int | None = None
    locale: str = "en"
    sent_at: datetime = Field(sa_type=UtcDateTime)
    expires_at: datetime = Field(sa_type=UtcDateTime)
    reminded_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    answered_at: datetime | None = Field(default=None, sa_type=UtcDateTime, index=True)
    score: int | None = None
    comment: str | None = None


class TicketLook(SQLModel, table=True):
    """Somebody has a ticket open just now; kept for a minute."""

    __tablename__ = "ticket_look"

    ticket_id: int = Field(foreign_key="ticket.id", primary_key=True)
    user_id: int = Field(foreign_key="app_user.id", primary_key=True)
    at: datetime = Field(sa_type=UtcDateTime, index=True)
