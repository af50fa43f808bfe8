"""Spans of days as the address of a page names them: `this_quarter`, `2026-10-01..2026-12-31`, `..2026-09-30`."""
from calendar import monthrange
from datetime import date, timedelta

from crm_core.i18n import N_

NEVER = "-"
NAMES: dict[str, str] = {
    "overdue": N_("Before today"),
    "this_month": N_("This month"),
    "next_month": N_("Next month"),
    "this_quarter": N_("This quarter"),
    "next_quarter": N_("Next quarter"),
    "last_month": N_("Last month"),
    "last_quarter": N_("Last quarter"),
    "this_year": N_("This year"),
    "last_year": N_("Last year"),
}

Span = tuple[date | None, date | None]


def span(text: str, today: date) -> Span | None:
    """First and last day, both included; None for a text that names no span."""
    if text in NAMES:
        return _named(text, today)
    first, mark, last = text.partition("..")
    try:
        found = (date.fromisoformat(first) if first else None, date.fromisoformat(last) if last else None)
    except ValueError:
        return None
    return found if mark and any(found) else None


def written(first: date | None, last: date | None) -> str:
    """The two days as `span` reads them."""
    return f"{first or ''}..{last or ''}"


def _named(name: str, today: date) -> Span:
    if name == "overdue":
        return None, today - timedelta(days=1)
    which, _, unit = name.partition("_")
    step = {"last": -1, "this": 0, "next": 1}[which]
    months = {"month": 1, "quarter": 3, "year": 12}[unit]
    start = (today.year * 12 + today.month - 1) // months * months + step * months
    end = start + months - 1
    return date(start // 12, start % 12 + 1, 1), date(end // 12, end % 12 + 1, monthrange(end // 12, end % 12 + 1)[1])
