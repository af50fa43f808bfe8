"""Whose forecast it is, and what if."""
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, and_, or_, true

from crm_core.access import scope
from crm_core.access.rights import Scope
from crm_core.columnar.copy import visible
from crm_core.work import Work
from db.models import Deal, Order

RIGHT = "reports:forecast"
SALES, DEALS = "sales", "deals"
HORIZONS = (3, 4, 6, 12)


@dataclass(frozen=True)
class ForecastFilter:
    """`basis` sales: deals, and orders without a deal; deals: won value alone. `months` with the running one."""

    team_id: int | None = None
    owner_id: int | None = None
    basis: str = SALES
    months: int = 4


@dataclass(frozen=True)
class WhatIf:
    """`win` is percent more or less of every deal's chance, `weeks` how much later deals are won, `without` deals left out."""

    win: int = 0
    weeks: int = 0
    without: tuple[int, ...] = ()

    @property
    def is_any(self) -> bool:
        return bool(self.win or self.weeks or self.without)


AS_IT_IS = WhatIf()


def deals(work: Work, chosen: ForecastFilter) -> ColumnElement[bool]:
    """Deals within the right and the filter, whatever their state."""
    parts = [scope.deals(work, RIGHT)]
    if chosen.team_id is not None:
        parts.append(Deal.team_id == chosen.team_id)
    if chosen.owner_id is not None:
        parts.append(Deal.owner_id == chosen.owner_id)
    return and_(*parts)


def sales(work: Work, chosen: ForecastFilter) -> str:
    """Orders within the right and the filter, for the copy by columns."""
    parts = [visible(work, RIGHT, table="sale")]
    if chosen.team_id is not None:
        parts.append(f"sale.team_id = {int(chosen.team_id)}")
    if chosen.owner_id is not None:
        parts.append(f"sale.owner_id = {int(chosen.owner_id)}")
    return " AND ".join(parts)


def orders(work: Work, chosen: ForecastFilter) -> ColumnElement[bool]:
    """As `sales`, for the table of orders."""
    reach, actor = work.scope(RIGHT), work.actor
    parts = [true()]
    if reach is Scope.TEAM and actor.team_id is not None:
        parts.append(or_(Order.team_id == actor.team_id, Order.owner_id == actor.user_id))
    elif reach is not Scope.ALL:
        parts.append(Order.owner_id == actor.user_id)
    if chosen.team_id is not None:
        parts.append(Order.team_id == chosen.team_id)
    if chosen.owner_id is not None:
        parts.append(Order.owner_id == chosen.owner_id)
    return and_(*parts)


def goal_holder(work: Work, chosen: ForecastFilter) -> dict[str, int | None]:
    """Whose target counts: of the owner or team chosen, else of oneself, the team or the company as the right reaches."""
    if chosen.owner_id is not None:
        return {"user_id": chosen.owner_id}
    if chosen.team_id is not None:
        return {"team_id": chosen.team_id}
    reach = work.scope(RIGHT)
    if reach is Scope.ALL:
        return {}
    return {"team_id": work.actor.team_id} if reach is Scope.TEAM and work.actor.team_id else {"user_id": work.actor.user_id}


def after(work: Work, day: date) -> datetime:
    """The moment `day` is over in the company's time zone."""
    return datetime.combine(day + timedelta(days=1), time(), ZoneInfo(work.settings.time_zone))


def offset(work: Work) -> int:
    """Minutes that the company's time zone is ahead of UTC now."""
    return round(work.now.astimezone(ZoneInfo(work.settings.time_zone)).utcoffset().total_seconds() / 60)
