"""What customers are worth and who is about to leave: computed at night, and what people decide about it."""
from datetime import date, datetime

from sqlalchemy import Column, Index, text
from sqlmodel import Field, SQLModel

from db.types import Json, Money, UtcDateTime


class ModelRun(SQLModel, table=True):
    """A model fitted on the company's own history, and how it did on the months held out."""

    __tablename__ = "model_run"

    id: int | None = Field(default=None, primary_key=True)
    kind: str = Field(description="purchases (BG/NBD), spend (Gamma-Gamma) or win (deals)")
    at: datetime = Field(sa_type=UtcDateTime)
    enough: bool = Field(description="there was enough history to fit at all")
    signal: bool = Field(description="it beat the base rate on what was held out")
    rows: int = Field(default=0, description="customers or deals it was fitted on")
    parameters: dict = Field(default_factory=dict, sa_column=Column(Json))
    check: dict = Field(default_factory=dict, sa_column=Column(Json), description="scores and reliability of the held-out time")

    __table_args__ = (Index("ix_model_run_kind", "kind", "at"),)


class CustomerValue(SQLModel, table=True):
    """The last night's figures of a customer who has ordered. Money in minor units of the company's currency."""

    __tablename__ = "customer_value"

    customer_id: int = Field(foreign_key="customer.id", primary_key=True)
    at: datetime = Field(sa_type=UtcDateTime)
    orders: int
    revenue: int = Field(sa_type=Money, description="all time")
    revenue_year: int = Field(default=0, sa_type=Money, description="the last 365 days")
    margin: int = Field(sa_type=Money, description="all time")
    first_on: date
    last_on: date
    recency: int = Field(description="1 to 5, 5 bought last")
    frequency: int = Field(description="1 to 5, 5 buys most often")
    monetary: int = Field(description="1 to 5, 5 spends most")
    segment: str = Field(description="key of crm_core/value/rules.py, as champions or asleep")
    cycle_days: float | None = Field(default=None, description="median days between orders; None below three orders")
    silent_ratio: float | None = Field(default=None, description="days of silence / cycle_days on the day of `at`")
    alive: float | None = Field(default=None, description="probability of being alive; None where no model stands")
    orders_next: float | None = Field(default=None, description="expected orders of the next 12 months")
    value_next: int | None = Field(default=None, sa_type=Money, description="expected revenue of the next 12 months")
    value_low: int | None = Field(default=None, sa_type=Money, description="10 % quantile of it")
    value_high: int | None = Field(default=None, sa_type=Money, description="90 % quantile of it")
    risk: float | None = Field(default=None, description="0 to 1; by the model, or by rhythm where it has no signal")
    risk_by: str | None = Field(default=None, description="model or rhythm")
    at_risk: int = Field(default=0, sa_type=Money, description="revenue of 12 months × risk")
    reasons: list = Field(default_factory=list, sa_column=Column(Json), description="[[key, {figures}], …], see crm_core/churn/reasons.py")

    __table_args__ = (
        Index("ix_customer_value_at_risk", "at_risk"),
        Index("ix_customer_value_segment", "segment"),
    )


class LifecycleMove(SQLModel, table=True):
    """A customer went from one stage of its lifecycle to another."""

    __tablename__ = "lifecycle_move"

    id: int | None = Field(default=None, primary_key=True)
    customer_id: int = Field(foreign_key="customer.id", index=True)
    day: date
    before: str | None = None
    after: str

    __table_args__ = (Index("ix_lifecycle_move_day", "day", "after"),)


class ChurnCase(SQLModel, table=True):
    """One danger of losing a customer: from the warning to what became of it."""

    __tablename__ = "churn_case"

    id: int | None = Field(default=None, primary_key=True)
    customer_id: int = Field(foreign_key="customer.id", index=True)
    owner_id: int | None = Field(default=None, foreign_key="app_user.id", description="the customer's")
    team_id: int | None = Field(default=None, foreign_key="team.id", description="the customer's")
    state: str = Field(default="warned", description="warned, deferred, confirmed, recovered or dropped (no danger any more)")
    warned_on: date
    risk: float
    risk_by: str = Field(description="model, rhythm or hand")
    at_risk: int = Field(default=0, sa_type=Money, description="revenue of 12 months × risk, when last computed")
    reasons: list = Field(default_factory=list, sa_column=Column(Json), description="as CustomerValue.reasons")
    first_risk: float | None = Field(default=None, description="risk, or where the rhythm warned silent_ratio, on the day of the warning")
    first_value: int | None = Field(default=None, sa_type=Money, description="revenue of the 12 months before the warning")
    deferred_on: date | None = None
    measure: str | None = Field(default=None, description="code of the dictionary `churn_measure`")
    person_id: int | None = Field(default=None, foreign_key="app_user.id", description="who carries the measure out")
    review_on: date | None = None
    task_id: int | None = Field(default=None, foreign_key="task.id")
    confirmed_on: date | None = None
    reason: str | None = Field(default=None, description="code of the dictionary `churn_reason`")
    note: str | None = None
    ended_on: date | None = Field(default=None, description="recovered or dropped")
    order_id: int | None = Field(default=None, foreign_key="sales_order.id", description="with which it recovered")
    updated_at: datetime = Field(sa_type=UtcDateTime)
    version: int = 1

    __table_args__ = (
        Index("ix_churn_case_state", "state", "at_risk"),
        Index("ix_churn_case_owner", "owner_id", "state"),
        Index("ix_churn_case_team", "team_id", "state"),
        Index("ix_churn_case_warned", "warned_on"),
        Index(
            "ux_churn_case_open", "customer_id", unique=True,
            sqlite_where=text("state IN ('warned', 'deferred')"), postgresql_where=text("state IN ('warned', 'deferred')"),
        ),
    )
