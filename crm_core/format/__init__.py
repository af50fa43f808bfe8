"""How numbers, money, dates and names are written for one reader. Pure: everything needed comes in as an argument."""

from crm_core.format.figures import initials, money, money_full, money_unit, number, percent, short, size
from crm_core.format.style import DASH, Style
from crm_core.format.times import (
    ago,
    clock,
    day,
    day_long,
    days,
    days_away,
    days_tone,
    due,
    due_tone,
    moment,
    moment_full,
    month,
)

__all__ = [
    "DASH", "Style", "ago", "clock", "day", "day_long", "days", "days_away", "days_tone", "due", "due_tone", "initials",
    "moment", "moment_full", "money", "money_full", "money_unit", "month", "number", "percent", "short", "size",
]  # fmt: skip
