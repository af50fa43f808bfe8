"""Goals, forecasts as they were made, and reports that are handed in or sent."""
from datetime import date, datetime

from sqlalchemy import Column, Index, text
from sqlmodel import Field, SQLModel

from db.types import Json, Money, UtcDateTime


class Goal(SQLModel, table=True):
    """A figure to reach within a month, quarter or year, by a person, a team or the company."""

    id: int | None = Field(default=None, primary_key=True)
    measure: str = Field(description="key of crm_core/goals/measures.py")
    user_id: int | None = Field(default=None, foreign_key="app_user.id", description="None with no team: the company")
    team_id: int | None = Field(default=None, foreign_key="team.id")
    period: str = Field(description="month, quarter or year")
    starts_on: date
    ends_on: date = Field(description="its last day")
    target: float = Field(description="in the unit of the measure; money in minor units")
    created_by: int | None = Field(default=None, foreign_key="app_user.id")
    updated_at: datetime = Field(sa_type=UtcDateTime)
    version: int = 1

    __table_args__ = (
        Index("ux_goal", "measure", text("coalesce(user_id, 0)"), text("coalesce(team_id, 0)"), "period", "starts_on", unique=True),
        Index("ix_goal_period", "measure", "starts_on", "ends_on"),
        Index("ix_goal_user", "user_id", "starts_on"),
        Index("ix_goal_team", "team_id", "starts_on"),
    )


class ForecastSnapshot(SQLModel, table=True):
    """What was expected of a month on a day: kept every week, and later laid beside what happened."""

    __tablename__ = "forecast_snapshot"

    id: int | None = Field(default=None, primary_key=True)
    taken_on: date
    team_id: int | None = Field(default=None, foreign_key="team.id", description="None: the company")
    month: date = Field(description="its first day")
    low: int = Field(sa_type=Money, description="P10, minor units")
    middle: int = Field(sa_type=Money, description="P50")
    high: int = Field(sa_type=Money, description="P90")
    target: int | None = Field(default=None, sa_type=Money)

    __table_args__ = (
        Index("ux_forecast_snapshot", "taken_on", "team_id", "month", unique=True),
        Index("ix_forecast_snapshot_month", "month", "taken_on"),
    )


class SubmittedReport(SQLModel, table=True):
    """A report as it was when somebody handed it in; nothing of it changes afterwards."""

    __tablename__ = "submitted_report"

    id: int | None = Field(default=None, primary_key=True)
    report: str = Field(description="key of the report")
    title: str
    team_id: int | None = Field(default=None, foreign_key="team.id", description="whose rows it sums up; None: all")
    author_id: int = Field(foreign_key="app_user.id")
    at: datetime = Field(sa_type=UtcDateTime)
    starts_on: date | None = None
    ends_on: date | None = None
    filters: dict = Field(default_factory=dict, sa_column=Column(Json), description="as in the address of the page")
    comment: str | None = None
    content: dict = Field(default_factory=dict, sa_column=Column(Json), description="language → figures and tables as they were, see crm_core/content/model.py")
    sha256: str = Field(description="of `content`")
    withdrawn_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    withdrawn_reason: str | None = None

    __table_args__ = (
        Index("ix_submitted_report_at", "at"),
        Index("ix_submitted_report_report", "report", "at"),
        Index("ix_submitted_report_author", "author_id", "at"),
    )


class ReportSubscription(SQLModel, table=True):
    """Somebody gets a report by mail, every week or month, with the rights of that day."""

    __tablename__ = "report_subscription"

    id: int | None = Field(default=None, primary_key=True)
    user_id: int = Field(foreign_key="app_user.id", index=True)
    report: str
    filters: dict = Field(default_factory=dict, sa_column=Column(Json))
    every: str = Field(description="week or month")
    next_on: date = Field(index=True)
    last_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    version: int = 1
