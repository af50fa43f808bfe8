"""The cells of a table, and of a whole report, written for one reader."""
from datetime import UTC, date, datetime

from crm_core.content.model import Column, Content
from crm_core.format import DASH, Style, day, money_full, number, percent
from crm_core.i18n import words

RIGHT = ("number", "decimal", "money", "percent", "days")  # kinds that stand at the right


def style_of(content: Content) -> Style:
    """How the report itself is written: its language and currency."""
    said = words(content.locale)
    return Style(content.locale, "UTC", content.currency, datetime.fromisoformat(content.as_of).astimezone(UTC), said.gettext, said.ngettext)


def cell(column: Column, value: object, style: Style) -> str:
    """One value of a table as people read it; a dash where there is none."""
    if value is None or value != value:
        return DASH
    match column.kind:
        case "money":
            return money_full(int(value), style)
        case "percent":
            return percent(value, style, 0 if abs(value) >= 0.1 or not value else 1)
        case "number" | "days":
            return number(value, style)
        case "decimal":
            return number(value, style, 1)
        case "day":
            return day(date.fromisoformat(value) if isinstance(value, str) else value, style)
    return str(value)
