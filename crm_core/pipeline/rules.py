"""What is allowed on the way of a deal. Nothing here knows the database."""
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal
from zoneinfo import ZoneInfo

from crm_core.errors import Conflict, Invalid
from crm_core.i18n import N_

OPEN, WON, LOST = "open", "won", "lost"
REASONS = {WON: "won_reason", LOST: "lost_reason"}

# What a stage may ask of a deal that enters it, with the words for it.
REQUIRABLE: dict[str, str] = {
    "customer": N_("Customer"),
    "contacts": N_("Contact"),
    "value": N_("Value"),
    "expected_close": N_("Expected close"),
    "products": N_("Products"),
    "source": N_("Source"),
    "notes": N_("Notes"),
    "next_step": N_("Next step"),
}
PLANNED_LATER = "next_step"  # a deal must be there before something can be planned for it

LARGEST_VALUE = 10**15  # minor units

# A step taken back this soon was a slip of the hand: the history forgets it, the audit trail does not.
SLIP = timedelta(minutes=5)


class Missing(Invalid):
    """The stage asks for fields that the deal does not have; `fields` names them (keys of REQUIRABLE)."""

    def __init__(self, stage: str, fields: tuple[str, ...]) -> None:
        names = {f"field{i}": REQUIRABLE[name] for i, name in enumerate(fields[:2])}
        message = (
            N_("{stage} needs: {field0}."),
            N_("{stage} needs: {field0}, {field1}."),
            N_("{stage} needs: {field0}, {field1} and more."),
        )[min(len(fields), 3) - 1]
        super().__init__(message, field=fields[0], stage=stage, **names)
        self.fields = fields


@dataclass(frozen=True)
class Facts:
    """What a deal has, as far as stages may ask for it."""

    customer: bool
    contacts: bool
    value: bool
    expected_close: bool
    products: bool
    source: bool
    notes: bool
    next_step: bool

    def lacking(self, required: Iterable[str]) -> tuple[str, ...]:
        """Those of `required` that are not there, in the order of REQUIRABLE."""
        wanted = set(required)
        return tuple(name for name in REQUIRABLE if name in wanted and not getattr(self, name))


def check_open(status: str) -> None:
    """Raises Conflict when the deal is closed."""
    if status != OPEN:
        raise Conflict(N_("This deal is closed. Reopen it first."))


def check_closed(status: str) -> None:
    """Raises Conflict when the deal is open."""
    if status == OPEN:
        raise Conflict(N_("This deal is open already."))


def check_move(facts: Facts, stage: str, required: Iterable[str]) -> None:
    """Raises Missing with every field that `stage` asks for and the deal lacks."""
    missing = facts.lacking(required)
    if missing:
        raise Missing(stage, missing)


def check_close(closed_on: date, opened_on: date | None, today: date) -> None:
    """Raises Invalid for a closing day in the future or before the deal began."""
    if closed_on > today:
        raise Invalid(N_("This day is still to come."), field="closed_on")
    if opened_on and closed_on < opened_on:
        raise Invalid(N_("The deal was opened only after this day."), field="closed_on")


def line_total(quantity: float, price: int, discount: float) -> int:
    """Minor units of one line: quantity × price, less `discount` percent, rounded half up."""
    exact = Decimal(str(quantity)) * price * (100 - Decimal(str(discount))) / 100
    return int(exact.quantize(Decimal(1), ROUND_HALF_UP))


def weighted(value: int, probability: int) -> int:
    """The value times the stage's probability (percent), minor units."""
    return int((Decimal(value) * probability / 100).quantize(Decimal(1), ROUND_HALF_UP))


def close_moment(closed_on: date, now: datetime, entered_at: datetime, zone: str) -> datetime:
    """When a deal closed on that day left its stage: now when it is today, else the end of the day.

    Never before it entered the stage.
    """
    end = datetime.combine(closed_on, time(23, 59, 59), ZoneInfo(zone))
    return max(min(now, end), entered_at)


def day_start(day: date, zone: str) -> datetime:
    """The first moment of a calendar day in `zone`."""
    return datetime.combine(day, time(), ZoneInfo(zone))


def is_slip(entered_at: datetime, now: datetime) -> bool:
    """Whether going back to where the deal came from undoes a slip."""
    return now - entered_at < SLIP
