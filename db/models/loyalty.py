"""Points: a ledger, never a counter. A balance is the sum of its rows."""
from datetime import date, datetime

from sqlalchemy import Column, Index
from sqlmodel import Field, SQLModel

from db.types import Json, Money, UtcDateTime


class LoyaltyEntry(SQLModel, table=True):
    """Points gained or given. Rows are never changed; what was wrong is corrected by another row."""

    __tablename__ = "loyalty_entry"

    id: int | None = Field(default=None, primary_key=True)
    customer_id: int = Field(foreign_key="customer.id")
    kind: str = Field(description="order, taking_part, reward, expired or correction")
    points: int = Field(description="negative: given")
    at: datetime = Field(sa_type=UtcDateTime)
    expires_on: date | None = Field(default=None, description="of points gained: unspent ones are gone after this day")
    order_id: int | None = Field(default=None, foreign_key="sales_order.id", index=True)
    reward_id: int | None = Field(default=None, foreign_key="loyalty_reward.id")
    campaign_id: int | None = Field(default=None, foreign_key="campaign.id")
    reason: str | None = None
    user_id: int | None = Field(default=None, foreign_key="app_user.id", description="None: by rule")
    rate: float | None = Field(default=None, description="points for one unit of money when the order first counted")
    once: str | None = Field(default=None, description="what may be booked once only, as order:7:3")

    __table_args__ = (
        Index("ix_loyalty_entry_customer", "customer_id", "at"),
        Index("ix_loyalty_entry_balance", "customer_id", "points"),
        Index("ix_loyalty_entry_at", "at"),
        Index("ix_loyalty_entry_expiry", "expires_on"),
        Index("ux_loyalty_entry_once", "once", unique=True),
    )


class LoyaltyReward(SQLModel, table=True):
    """What points can be spent on."""

    __tablename__ = "loyalty_reward"

    id: int | None = Field(default=None, primary_key=True)
    name: str
    names: dict = Field(default_factory=dict, sa_column=Column(Json), description="locale → name, where it differs")
    points: int
    active: bool = True
    position: int = 0
    version: int = 1


class LoyaltyTier(SQLModel, table=True):
    """A level that customers reach by what they bought in the last 12 months."""

    __tablename__ = "loyalty_tier"

    id: int | None = Field(default=None, primary_key=True)
    name: str
    names: dict = Field(default_factory=dict, sa_column=Column(Json))
    revenue_from: int = Field(sa_type=Money, description="of the last 12 months, minor units")
    factor: float = Field(default=1, description="times the points of an order")
    tone: str | None = None
    version: int = 1
