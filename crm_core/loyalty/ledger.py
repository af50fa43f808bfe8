"""Booking: the only place that writes the ledger. Rows are only ever added, and no balance goes below zero."""
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date

from crm_core.loyalty.standing import locked_balances
from crm_core.work import Work
from db.bulk import insert_rows
from db.models import LoyaltyEntry


@dataclass(frozen=True)
class Booking:
    """A row to be; see db.models.LoyaltyEntry. Negative points are taken."""

    customer_id: int
    kind: str
    points: int
    once: str | None = None
    expires_on: date | None = None
    order_id: int | None = None
    reward_id: int | None = None
    campaign_id: int | None = None
    reason: str | None = None
    rate: float | None = None


def book(work: Work, bookings: Sequence[Booking]) -> list[int]:
    """Adds rows by rule and returns their ids. What would take more than is there takes what is there."""
    balances = locked_balances(work, (booking.customer_id for booking in bookings))
    given = defaultdict(int, balances)
    kept: list[Booking] = []
    for booking in sorted(bookings, key=lambda booking: booking.points < 0):  # gains first
        points = max(booking.points, -given[booking.customer_id])
        if points:
            given[booking.customer_id] += points
            kept.append(replace(booking, points=points))
    return write(work, kept)


def write(work: Work, bookings: Sequence[Booking]) -> list[int]:
    """Adds these rows as they are; the caller has locked the customers and looked at their balances."""
    common = {"at": work.now, "user_id": work.actor.user_id}
    return insert_rows(work.session, LoyaltyEntry, [asdict(booking) | common for booking in bookings])
