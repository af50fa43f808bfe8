"""Opportunities, the stages they go through and the products in them."""
from datetime import date, datetime

from sqlalchemy import Column, Index
from sqlmodel import Field, SQLModel

from db.types import Json, Money, UtcDateTime


class Product(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str
    name_key: str = Field(default="", index=True)
    sku: str | None = Field(default=None, index=True)
    category: str | None = None
    unit: str | None = None
    price: int | None = Field(default=None, sa_type=Money, description="minor units")
    cost: int | None = Field(default=None, sa_type=Money, description="minor units")
    stock: float | None = Field(default=None, description="in `unit`; None: not known. Written by import and API only")
    stock_at: datetime | None = Field(default=None, sa_type=UtcDateTime, description="when the stock was told")
    active: bool = True
    external_id: str | None = Field(default=None, index=True)
    import_id: int | None = Field(default=None, index=True)
    created_at: datetime = Field(sa_type=UtcDateTime)
    version: int = 1


class Pipeline(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str
    names: dict = Field(default_factory=dict, sa_column=Column(Json), description="locale → name, where it differs")
    position: int = 0
    active: bool = True
    import_id: int | None = None
    version: int = 1


class Stage(SQLModel, table=True):
    """A step of a pipeline. Won and lost are not stages but the status of a deal."""

    id: int | None = Field(default=None, primary_key=True)
    pipeline_id: int = Field(foreign_key="pipeline.id", index=True)
    name: str
    names: dict = Field(default_factory=dict, sa_column=Column(Json))
    position: int
    probability: int = Field(default=50, description="percent of deals in this stage that are won")
    limit_days: int | None = Field(default=None, description="days a deal should stay at most")
    required: list = Field(default_factory=list, sa_column=Column(Json), description="fields a deal needs to enter")
    active: bool = True
    version: int = 1


class Deal(SQLModel, table=True):
    """A sales opportunity. `status` is open, won or lost; `stage_id` is the last open stage it was in."""

    id: int | None = Field(default=None, primary_key=True)
    name: str
    customer_id: int | None = Field(default=None, foreign_key="customer.id")
    pipeline_id: int = Field(foreign_key="pipeline.id")
    stage_id: int = Field(foreign_key="stage.id")
    stage_since: datetime = Field(sa_type=UtcDateTime)
    status: str = "open"
    value: int = Field(default=0, sa_type=Money, description="minor units; what it was closed for once closed")
    first_value: int | None = Field(default=None, sa_type=Money, description="minor units, as first entered")
    owner_id: int | None = Field(default=None, foreign_key="app_user.id")
    team_id: int | None = Field(default=None, foreign_key="team.id", description="the owner's team")
    source: str | None = None
    opened_on: date | None = Field(default=None, description="first contact about it; unknown in some imports")
    expected_close: date | None = None
    closed_on: date | None = None
    close_reason: str | None = Field(default=None, description="code of won_reason or lost_reason")
    competitor: str | None = None
    close_note: str | None = None
    notes: str | None = None
    external_id: str | None = Field(default=None, index=True)
    import_id: int | None = Field(default=None, index=True)
    created_by: int | None = Field(default=None, foreign_key="app_user.id")
    created_at: datetime = Field(sa_type=UtcDateTime)
    updated_at: datetime = Field(sa_type=UtcDateTime)
    deleted_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    version: int = 1

    # facts kept in the same transaction as what they are computed from
    next_step: str | None = None
    next_step_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    last_activity_at: datetime | None = Field(default=None, sa_type=UtcDateTime)

    __table_args__ = (
        # the last four let the board's totals be read from the index alone
        Index("ix_deal_board", "pipeline_id", "status", "stage_id", "stage_since", "deleted_at", "team_id", "owner_id", "value"),
        Index("ix_deal_customer", "customer_id", "status"),
        Index("ix_deal_owner", "owner_id", "status", "stage_since"),
        Index("ix_deal_team", "team_id", "status", "stage_since"),
        # these three hold all that the report sums up, so that it never reads whole deals
        Index("ix_deal_closed", "status", "closed_on", "owner_id", "team_id", "pipeline_id", "customer_id", "opened_on", "value", "deleted_at"),
        Index("ix_deal_opened", "opened_on", "pipeline_id", "stage_id", "status", "closed_on", "owner_id", "team_id", "customer_id", "value", "deleted_at"),
        Index("ix_deal_expected", "status", "expected_close", "stage_id", "owner_id", "team_id", "pipeline_id", "value", "deleted_at"),
        Index("ix_deal_value", "value"),
        Index("ix_deal_updated", "updated_at"),
    )


class DealLine(SQLModel, table=True):
    __tablename__ = "deal_line"

    id: int | None = Field(default=None, primary_key=True)
    deal_id: int = Field(foreign_key="deal.id")
    product_id: int = Field(foreign_key="product.id", index=True)
    quantity: float = 1
    price: int = Field(default=0, sa_type=Money, description="minor units for one")
    discount: float = Field(default=0, description="percent")
    position: int = 0

    __table_args__ = (Index("ix_deal_line_deal", "deal_id", "product_id", "quantity", "price", "discount"),)


class DealContact(SQLModel, table=True):
    __tablename__ = "deal_contact"

    deal_id: int = Field(foreign_key="deal.id", primary_key=True)
    contact_id: int = Field(foreign_key="contact.id", primary_key=True, index=True)


class StageHistory(SQLModel, table=True):
    """One visit of a deal to a stage, or its close (`stage_id` None, `status` won or lost)."""

    __tablename__ = "stage_history"

    id: int | None = Field(default=None, primary_key=True)
    deal_id: int = Field(foreign_key="deal.id")
    pipeline_id: int = Field(foreign_key="pipeline.id")
    stage_id: int | None = Field(default=None, foreign_key="stage.id")
    status: str = "open"
    entered_at: datetime = Field(sa_type=UtcDateTime)
    left_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    user_id: int | None = Field(default=None, foreign_key="app_user.id")

    __table_args__ = (
        Index("ix_stage_history_deal", "deal_id", "stage_id", "entered_at"),
        Index("ix_stage_history_stage", "stage_id", "entered_at"),
    )
