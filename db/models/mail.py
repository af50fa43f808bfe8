"""Mail that goes out and comes in, what is known of addresses, and what runs by itself."""
from datetime import date, datetime

from sqlalchemy import Column, Index
from sqlmodel import Field, SQLModel

from db.types import Json, UtcDateTime


class MailAccount(SQLModel, table=True):
    """How mail is sent (`kind` smtp) or fetched (imap). At most one of each."""

    __tablename__ = "mail_account"

    kind: str = Field(primary_key=True, description="smtp or imap")
    host: str
    port: int
    security: str = Field(default="tls", description="tls, starttls or none")
    username: str | None = None
    secret: str | None = Field(default=None, description="the password, encrypted with the installation's key")
    from_email: str | None = None
    from_name: str | None = None
    per_minute: int = Field(default=60, description="at most so many mails in a minute")
    folder: str = Field(default="INBOX", description="of an IMAP account")
    active: bool = True
    uid_validity: int | None = None
    last_uid: int | None = Field(default=None, description="the newest mail that was read")
    checked_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    problem: str | None = Field(default=None, description="why the last try failed, as crm_core.mail.problems writes it")
    failures: int = Field(default=0, description="tries in a row that failed")
    rate_at: datetime | None = Field(default=None, sa_type=UtcDateTime, description="nothing is sent before then")
    version: int = 1


class Mail(SQLModel, table=True):
    """A mail on its way out. It is written in the transaction of what caused it, and sent after that."""

    id: int | None = Field(default=None, primary_key=True)
    state: str = Field(default="waiting", description="waiting, sending, sent, bounced, unknown or cancelled")
    purpose: str = Field(description="ticket, survey, campaign, digest, greeting, notice or test")
    to_email: str
    to_name: str | None = None
    subject: str
    text: str
    html: str | None = None
    headers: dict = Field(default_factory=dict, sa_column=Column(Json), description="further headers by name")
    message_id: str = Field(unique=True, description="fixed when written, so that a mail is never two")
    in_reply_to: str | None = None
    attachments: list = Field(default_factory=list, sa_column=Column(Json), description="ids of attachments")
    user_id: int | None = Field(default=None, description="the colleague it goes to, if it does")
    customer_id: int | None = None
    contact_id: int | None = None
    ticket_id: int | None = None
    send_id: int | None = Field(default=None, description="the campaign_send it is")
    created_by: int | None = None
    created_at: datetime = Field(sa_type=UtcDateTime)
    rank: int = Field(default=0, description="0 goes before 1: an answer does not wait behind a campaign")
    next_at: datetime = Field(sa_type=UtcDateTime, description="not before then")
    attempts: int = 0
    problem: str | None = None
    sent_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    lease: str | None = None
    leased_until: datetime | None = Field(default=None, sa_type=UtcDateTime)

    __table_args__ = (
        Index("ix_mail_waiting", "state", "rank", "next_at", "id"),
        Index("ix_mail_state", "state", "id"),
        Index("ix_mail_to", "to_email", "id"),
        Index("ix_mail_ticket", "ticket_id", "id"),
        Index("ix_mail_send", "send_id"),
        Index("ix_mail_customer", "customer_id", "id"),
        Index("ix_mail_sent", "sent_at"),
    )


class MailAddress(SQLModel, table=True):
    """What is known of an address: whether it may get marketing, whether it bounced. The log is `consent`."""

    __tablename__ = "mail_address"

    email: str = Field(primary_key=True, description="lower case")
    marketing: bool | None = Field(default=None, index=True, description="the last word of the consent log; None: never asked")
    marketing_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    bounced_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    bounce: str | None = Field(default=None, description="what the other side said")


class Consent(SQLModel, table=True):
    """Somebody agreed or disagreed. Rows are only added."""

    id: int | None = Field(default=None, primary_key=True)
    email: str
    purpose: str = Field(default="marketing")
    given: bool
    source: str = Field(description="form, import, page, mail, phone or colleague")
    text: str | None = Field(default=None, description="the words that were agreed to")
    customer_id: int | None = Field(default=None, index=True)
    contact_id: int | None = None
    campaign_id: int | None = None
    user_id: int | None = Field(default=None, description="the colleague who wrote it down")
    address: str | None = Field(default=None, description="network address it came from")
    at: datetime = Field(sa_type=UtcDateTime)

    __table_args__ = (Index("ix_consent_email", "email", "purpose", "id"),)


class IncomingMail(SQLModel, table=True):
    """A mail that was fetched; each once."""

    __tablename__ = "incoming_mail"

    id: int | None = Field(default=None, primary_key=True)
    message_id: str = Field(unique=True)
    from_email: str | None = None
    from_name: str | None = None
    subject: str | None = None
    state: str = Field(default="handled", description="waiting, handled, ignored or failed")
    outcome: str | None = Field(default=None, description="ticket, reply, campaign_reply, bounce, automatic or why it failed")
    ticket_id: int | None = Field(default=None, index=True)
    stored_as: str | None = Field(default=None, description="its bytes as they came, in the data folder")
    cut: bool = Field(default=False, description="too large: only its beginning was fetched")
    at: datetime = Field(sa_type=UtcDateTime, index=True)

    __table_args__ = (Index("ix_incoming_mail_state", "state", "id"), Index("ix_incoming_mail_from", "from_email", "at"))


class JobRun(SQLModel, table=True):
    """One run of something that runs by itself. `period` makes two processes do it once."""

    __tablename__ = "job_run"

    id: int | None = Field(default=None, primary_key=True)
    name: str
    period: str = Field(description="2026-11-25, 2026-11-25T14 … or a word of its own for 'run again'")
    state: str = Field(default="running", description="running, done or failed")
    started_at: datetime = Field(sa_type=UtcDateTime, index=True)
    finished_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    leased_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    process: str | None = None
    result: dict | None = Field(default=None, sa_column=Column(Json), description="counts of what was done")
    problem: str | None = None
    attempts: int = 1
    asked_by: int | None = Field(default=None, description="who pressed 'run again'")

    __table_args__ = (
        Index("ux_job_run", "name", "period", unique=True),
        Index("ix_job_run_name", "name", "id"),
    )


class Notification(SQLModel, table=True):
    """Something a colleague should know, behind the bell. `kind` has its sentence in crm_core/notices."""

    id: int | None = Field(default=None, primary_key=True)
    user_id: int = Field(foreign_key="app_user.id")
    kind: str
    subject_type: str | None = None
    subject_id: int | None = None
    customer_id: int | None = None
    params: dict = Field(default_factory=dict, sa_column=Column(Json), description="what fills the sentence")
    at: datetime = Field(sa_type=UtcDateTime)
    read_at: datetime | None = Field(default=None, sa_type=UtcDateTime)

    __table_args__ = (Index("ix_notification_user", "user_id", "read_at", "id"),)


class Greeting(SQLModel, table=True):
    """A birthday or festival of one customer or contact, greeted or reminded of once a year."""

    id: int | None = Field(default=None, primary_key=True)
    occasion: str = Field(description="birthday, or the key of a festival")
    day: date
    customer_id: int = Field(foreign_key="customer.id")
    contact_id: int | None = Field(default=None, foreign_key="contact.id")
    how: str = Field(description="task or mail")
    task_id: int | None = None
    mail_id: int | None = None
    at: datetime = Field(sa_type=UtcDateTime)

    __table_args__ = (Index("ux_greeting", "occasion", "day", "customer_id", "contact_id", unique=True),)


class PublicVisit(SQLModel, table=True):
    """A request to a public page that writes, kept an hour to slow down floods."""

    __tablename__ = "public_visit"

    id: int | None = Field(default=None, primary_key=True)
    kind: str = Field(description="ticket_form, survey, unsubscribe …")
    address: str
    at: datetime = Field(sa_type=UtcDateTime)

    __table_args__ = (Index("ix_public_visit", "kind", "address", "at"),)
