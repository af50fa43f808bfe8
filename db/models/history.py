"""What happened, and the imports that made it happen in bulk."""
from datetime import datetime

from sqlalchemy import Column, Index
from sqlmodel import Field, SQLModel

from db.types import Json, UtcDateTime


class Event(SQLModel, table=True):
    """Who did what when: the audit trail and the timeline are these rows. Never changed, never deleted."""

    id: int | None = Field(default=None, primary_key=True)
    at: datetime = Field(sa_type=UtcDateTime)
    user_id: int | None = Field(default=None, description="None: the program itself")
    kind: str = Field(description="what happened, e.g. deal.won")
    subject_type: str = Field(description="table of the row it happened to")
    subject_id: int | None = None
    customer_id: int | None = None
    deal_id: int | None = None
    before: dict | None = Field(default=None, sa_column=Column(Json), description="the changed fields before")
    after: dict | None = Field(default=None, sa_column=Column(Json), description="the changed fields after")
    batch: str | None = Field(default=None, description="shared by the events of one bulk change or import")

    __table_args__ = (
        Index("ix_event_customer", "customer_id", "id"),
        Index("ix_event_deal", "deal_id", "id"),
        Index("ix_event_subject", "subject_type", "subject_id", "id"),
        Index("ix_event_batch", "batch"),
        Index("ix_event_user", "user_id", "id"),
        Index("ix_event_at", "at"),
    )


class ImportRun(SQLModel, table=True):
    """A file on its way into the CRM."""

    __tablename__ = "import_run"

    id: int | None = Field(default=None, primary_key=True)
    kind: str = Field(description="customers, contacts, products, teams or opportunities")
    file_name: str
    stored_as: str = Field(description="file in the data folder; empty once it was deleted")
    state: str = Field(default="draft", description="draft, waiting, running, done, failed, undone")
    mapping: dict = Field(default_factory=dict, sa_column=Column(Json))
    options: dict = Field(default_factory=dict, sa_column=Column(Json))
    total: int = 0
    handled: int = 0
    accepted: int = 0
    updated: int = 0
    rejected: int = 0
    message: str | None = None
    created_by: int = Field(foreign_key="app_user.id", index=True)
    created_at: datetime = Field(sa_type=UtcDateTime)
    started_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    finished_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    leased_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    lease: str | None = None


class ImportRow(SQLModel, table=True):
    """What became of one row of an imported file."""

    __tablename__ = "import_row"

    import_id: int = Field(foreign_key="import_run.id", primary_key=True)
    row: int = Field(primary_key=True, description="number of the row in the file, the first heading row is 1")
    verdict: str = Field(description="accepted, updated or rejected")
    subject_id: int | None = None
    problems: list = Field(default_factory=list, sa_column=Column(Json), description="[field, message id, params] each")


class ImportMemory(SQLModel, table=True):
    """A choice made in the wizard, offered again next time."""

    __tablename__ = "import_memory"

    kind: str = Field(primary_key=True)
    what: str = Field(primary_key=True, description="heading, or value:FIELD")
    given: str = Field(primary_key=True, description="normalised heading or value of the file")
    chosen: str = ""
    chosen_at: datetime = Field(sa_type=UtcDateTime)

    __table_args__ = (Index("ix_import_memory_kind", "kind", "what"),)
