"""Customers, their contacts, what was done with them and what is next."""
from datetime import date, datetime

from sqlalchemy import Column, Index, text
from sqlmodel import Field, SQLModel

from db.types import Json, Money, UtcDateTime


def _listed(name: str, *columns: str) -> Index:
    """An index over the customers that are not deleted. With `deleted_at` in it SQLite need not look at the rows."""
    rows = text("deleted_at IS NULL")
    return Index(name, *columns, "deleted_at", sqlite_where=rows, postgresql_where=rows)


class Customer(SQLModel, table=True):
    """A company or a person. No owner means the public pool."""

    id: int | None = Field(default=None, primary_key=True)
    kind: str = Field(default="company", description="company or person")
    name: str
    name_key: str = Field(default="", description="normalised name: sorts lists and finds duplicates")
    phone: str | None = Field(default=None, description="+country-area-number")
    email: str | None = Field(default=None, description="lower case")
    website: str | None = None
    address: str | None = None
    city: str | None = None
    region: str | None = Field(default=None, description="province or state")
    postal_code: str | None = None
    country: str | None = Field(default=None, description="ISO 3166 two letters, or as imported")
    industry: str | None = Field(default=None, description="code of the dictionary `industry`")
    source: str | None = Field(default=None, description="code of the dictionary `source`")
    grade: str | None = Field(default=None, description="code of the dictionary `grade`")
    grade_reason: str | None = None
    grade_by: str | None = Field(default=None, description="rule, or hand: then the rule leaves it alone")
    lifecycle: str = Field(default="prospect", description="computed, see crm_core/customers/rules.py")
    owner_id: int | None = Field(default=None, foreign_key="app_user.id")
    team_id: int | None = Field(default=None, foreign_key="team.id", description="the owner's team")
    parent_id: int | None = Field(default=None, foreign_key="customer.id", index=True)
    employees: int | None = None
    annual_revenue: int | None = Field(default=None, sa_type=Money, description="minor units")
    founded_year: int | None = None
    notes: str | None = None
    birthday: date | None = Field(default=None, index=True, description="of a person")
    locale: str | None = Field(default=None, description="the language to write in; None: by country, else the company's")
    contract_ends_on: date | None = Field(default=None, index=True)
    agent_id: int | None = Field(default=None, index=True, description="app_user.id of the named agent for tickets")
    external_id: str | None = Field(default=None, index=True)
    import_id: int | None = Field(default=None, index=True)
    created_by: int | None = Field(default=None, foreign_key="app_user.id")
    created_at: datetime = Field(sa_type=UtcDateTime)
    updated_at: datetime = Field(sa_type=UtcDateTime, index=True)
    deleted_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    version: int = 1

    # facts kept in the same transaction as what they are computed from, so that lists need no joins
    last_activity_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    last_activity_kind: str | None = None
    next_step: str | None = None
    next_step_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    open_deals: int = 0
    open_value: int = Field(default=0, sa_type=Money, description="minor units")
    won_deals: int = 0
    won_value: int = Field(default=0, sa_type=Money, description="minor units")
    last_won_on: date | None = None
    order_count: int = Field(default=0, description="orders that count as sales; returns are none")
    revenue: int = Field(default=0, sa_type=Money, description="of all orders and returns, minor units, company's currency")
    first_order_on: date | None = None
    last_order_on: date | None = None

    # Lists show what is not deleted: partial indexes answer counts and deep pages without touching the rows.
    __table_args__ = (
        _listed("ix_customer_owner_name", "owner_id", "name_key", "team_id"),
        _listed("ix_customer_team_name", "team_id", "name_key", "owner_id"),
        _listed("ix_customer_name", "name_key"),
        _listed("ix_customer_owner_activity", "owner_id", "last_activity_at"),
        _listed("ix_customer_last_activity", "last_activity_at", "created_at"),
        _listed("ix_customer_next_step", "next_step_at"),
        _listed("ix_customer_created", "created_at"),
        _listed("ix_customer_open_value", "open_value"),
        _listed("ix_customer_won_value", "won_value"),
        _listed("ix_customer_revenue", "revenue"),
        _listed("ix_customer_last_order", "last_order_on"),
        _listed("ix_customer_grade", "grade"),
        _listed("ix_customer_lifecycle", "lifecycle"),
        _listed("ix_customer_industry", "industry"),
        _listed("ix_customer_region", "region"),
        _listed("ix_customer_source", "source"),
        Index("ix_customer_phone", "phone"),
        Index("ix_customer_email", "email"),
    )


class CustomerTag(SQLModel, table=True):
    __tablename__ = "customer_tag"

    tag: str = Field(primary_key=True)
    customer_id: int = Field(foreign_key="customer.id", primary_key=True, index=True)


class Contact(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    customer_id: int = Field(foreign_key="customer.id", index=True)
    name: str
    name_key: str = ""
    title: str | None = None
    department: str | None = None
    phone: str | None = Field(default=None, index=True)
    mobile: str | None = Field(default=None, index=True)
    email: str | None = Field(default=None, index=True)
    social: str | None = Field(default=None, description="WeChat, LinkedIn …, as typed")
    buying_role: str | None = Field(default=None, description="code of the dictionary `buying_role`")
    is_primary: bool = False
    birthday: date | None = Field(default=None, index=True)
    notes: str | None = None
    external_id: str | None = Field(default=None, index=True)
    import_id: int | None = Field(default=None, index=True)
    created_at: datetime = Field(sa_type=UtcDateTime)
    updated_at: datetime = Field(sa_type=UtcDateTime)
    deleted_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    version: int = 1


class Activity(SQLModel, table=True):
    """Something that was done: a call, a mail, a visit …"""

    id: int | None = Field(default=None, primary_key=True)
    kind: str = Field(description="call, email, fax, sms, social, meeting, visit or note")
    text: str
    at: datetime = Field(sa_type=UtcDateTime)
    customer_id: int | None = Field(default=None, foreign_key="customer.id")
    contact_id: int | None = Field(default=None, foreign_key="contact.id")
    deal_id: int | None = Field(default=None, foreign_key="deal.id", index=True)
    user_id: int | None = Field(default=None, foreign_key="app_user.id")
    created_at: datetime = Field(sa_type=UtcDateTime)
    deleted_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    import_id: int | None = Field(default=None, index=True)

    __table_args__ = (
        Index("ix_activity_customer", "customer_id", "at"),
        Index("ix_activity_user", "user_id", "at"),
    )


class Task(SQLModel, table=True):
    """A next step with a date."""

    id: int | None = Field(default=None, primary_key=True)
    kind: str = Field(default="call", description="as Activity.kind")
    title: str
    due_at: datetime = Field(sa_type=UtcDateTime)
    all_day: bool = Field(default=True, description="the hour of due_at means nothing")
    customer_id: int | None = Field(default=None, foreign_key="customer.id")
    contact_id: int | None = Field(default=None, foreign_key="contact.id")
    deal_id: int | None = Field(default=None, foreign_key="deal.id")
    ticket_id: int | None = Field(default=None, index=True)
    owner_id: int = Field(foreign_key="app_user.id")
    done_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    result: str | None = None
    created_at: datetime = Field(sa_type=UtcDateTime)
    version: int = 1

    __table_args__ = (
        Index("ix_task_owner", "owner_id", "done_at", "due_at"),
        Index("ix_task_customer", "customer_id", "done_at"),
        Index("ix_task_deal", "deal_id", "done_at"),
    )


class Attachment(SQLModel, table=True):
    """A file. Its bytes lie in the data folder under `stored_as`."""

    id: int | None = Field(default=None, primary_key=True)
    customer_id: int | None = Field(default=None, foreign_key="customer.id", index=True)
    deal_id: int | None = Field(default=None, foreign_key="deal.id", index=True)
    ticket_id: int | None = Field(default=None, index=True)
    message_id: int | None = Field(default=None, description="the ticket_message it came with")
    name: str
    content_type: str
    size: int
    sha256: str
    stored_as: str
    uploaded_by: int | None = Field(default=None, foreign_key="app_user.id", description="None: somebody outside")
    at: datetime = Field(sa_type=UtcDateTime)
    deleted_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class DictionaryEntry(SQLModel, table=True):
    """A value people may choose: grade, industry, source, ticket_kind …; see crm_core/dictionary.py."""

    __tablename__ = "dictionary_entry"

    id: int | None = Field(default=None, primary_key=True)
    dictionary: str
    code: str
    name: str
    names: dict = Field(default_factory=dict, sa_column=Column(Json), description="locale → name, where it differs")
    tone: str | None = Field(default=None, description="green, blue, violet, orange, red or gray")
    position: int = 0
    active: bool = True
    import_id: int | None = None

    __table_args__ = (Index("ux_dictionary_entry", "dictionary", "code", unique=True),)
