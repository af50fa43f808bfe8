"""Filters as a page's address has them. What cannot be understood counts as not said."""
from collections.abc import Mapping
from datetime import date

from crm_core.content.period import KEYS

Address = Mapping[str, str]


def period(address: Address, default: str = "this_quarter") -> tuple[str, date | None, date | None]:
    """The key of the period, and its days where they are chosen freely."""
    found = address.get("period", "")
    key = found if found in KEYS else default
    return (key, day(address, "from"), day(address, "to")) if key == "custom" else (key, None, None)


def whole(address: Address, name: str) -> int | None:
    """A number, as an id."""
    found = address.get(name, "")
    return int(found) if found.isascii() and found.isdigit() and len(found) < 10 else None


def day(address: Address, name: str) -> date | None:
    """A day."""
    try:
        return date.fromisoformat(address.get(name, ""))
    except ValueError:
        return None


def one_of(address: Address, name: str, known) -> str | None:
    """One of these words."""
    found = address.get(name, "")
    return found if found in known else None
