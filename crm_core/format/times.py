"""Dates, moments, and how far away they are."""

from datetime import date, datetime

from babel.dates import format_date, format_datetime, format_skeleton, format_time

from crm_core.format.figures import number
from crm_core.format.style import DASH, Style
from crm_core.i18n import NN_

_SPANS = {
    ("minute", False): NN_("{n} minute ago", "{n} minutes ago"),
    ("hour", False): NN_("{n} hour ago", "{n} hours ago"),
    ("day", False): NN_("{n} day ago", "{n} days ago"),
    ("month", False): NN_("{n} month ago", "{n} months ago"),
    ("year", False): NN_("{n} year ago", "{n} years ago"),
    ("minute", True): NN_("in {n} minute", "in {n} minutes"),
    ("hour", True): NN_("in {n} hour", "in {n} hours"),
    ("day", True): NN_("in {n} day", "in {n} days"),
    ("month", True): NN_("in {n} month", "in {n} months"),
    ("year", True): NN_("in {n} year", "in {n} years"),
}


def day(value: date | datetime | None, style: Style) -> str:
    """"17 Nov", "11月17日"; with the year when it is not this one."""
    if value is None:
        return DASH
    value = _date(value, style)
    if style.chinese:
        return format_date(value, "M月d日" if value.year == style.today.year else "y年M月d日", locale=style.locale)
    return format_date(value, "d MMM" if value.year == style.today.year else "d MMM y", locale=style.locale)


def day_long(value: date | datetime, style: Style) -> str:
    """"Monday, 16 November", "11月16日 星期一"."""
    value = _date(value, style)
    year = value.year != style.today.year
    if style.chinese:
        return format_date(value, "y年M月d日 EEEE" if year else "M月d日 EEEE", locale=style.locale)
    return format_date(value, "EEEE, d MMMM y" if year else "EEEE, d MMMM", locale=style.locale)


def month(value: date, style: Style, *, short: bool = False) -> str:
    """"March 2021", "2021年3月"; short: "Mar", "3月"."""
    if short:
        return format_date(value, "LLL" if not style.chinese else "M月", locale=style.locale)
    return format_skeleton("yMMMM", value, locale=style.locale)


def clock(moment: datetime, style: Style) -> str:
    """"14:10" on the reader's clock."""
    return format_time(style.local(moment), "HH:mm", locale=style.locale)


def moment(value: datetime | None, style: Style) -> str:
    """"17 Nov, 14:10", "11月17日 14:10"."""
    if value is None:
        return DASH
    return f"{day(value, style)}{' ' if style.chinese else ', '}{clock(value, style)}"


def moment_full(value: datetime, style: Style) -> str:
    """Everything, for a hover: "2026-11-17 14:10:05 GMT+8"."""
    return format_datetime(style.local(value), "yyyy-MM-dd HH:mm:ss ZZZZ", locale=style.locale)


# Words for time


def ago(value: datetime | None, style: Style) -> str:
    """How long since, or until: "just now", "2 hours ago", "3 天前", "in 5 hours"."""
    if value is None:
        return DASH
    seconds = (value - style.now).total_seconds()
    if abs(seconds) < 60:
        return style._("just now")
    if abs(seconds) < 3600:
        return _span(int(abs(seconds) // 60), "minute", seconds > 0, style)
    days = (_date(value, style) - style.today).days
    if abs(seconds) < 86400 and abs(days) <= 1 and (days == 0 or abs(seconds) < 43200):
        return _span(int(abs(seconds) // 3600), "hour", seconds > 0, style)
    return days_away(_date(value, style), style)


def days_away(value: date | None, style: Style) -> str:
    """A day as seen from today: "today", "in 3 days", "64 days ago", "2 years ago"."""
    if value is None:
        return DASH
    days = (value - style.today).days
    if days == 0:
        return style._("today")
    for unit, length, least in (("year", 365, 730), ("month", 30, 360)):
        if abs(days) >= least:
            return _span(abs(days) // length, unit, days > 0, style)
    return _span(abs(days), "day", days > 0, style)


def due(value: date | datetime | None, style: Style) -> str:
    """When something must be done: "1 day overdue", "today 10:30", "tomorrow", "in 3 days"."""
    if value is None:
        return DASH
    days = (_date(value, style) - style.today).days
    if days < 0:
        return style.count("{n} day overdue", "{n} days overdue", -days)
    if days > 1:
        return days_away(_date(value, style), style)
    if isinstance(value, datetime):
        when = style._("tomorrow {time}") if days else style._("today {time}")
        return when.format(time=clock(value, style))
    return style._("tomorrow") if days else style._("today")


def due_tone(value: date | datetime | None, style: Style) -> str | None:
    """The colour of `due`: red when overdue, green today, else none."""
    if value is None:
        return None
    days = (_date(value, style) - style.today).days
    return "red" if days < 0 else "green" if days == 0 else None


def days(n: int, style: Style, limit: int | None = None) -> str:
    """"16 days", "16 天"; with a limit "16 of 14 days", "16 天 / 限 14 天"."""
    if limit is None:
        return style.count("{n} day", "{n} days", n)
    text = style.ngettext("{n} of {limit} day", "{n} of {limit} days", limit)
    return text.format(n=number(n, style), limit=number(limit, style))


def days_tone(n: int, limit: int | None) -> str | None:
    """Red past the limit, orange in its last seventh, else none."""
    if not limit:
        return None
    return "red" if n > limit else "orange" if n >= limit * 6 / 7 else None


def _span(n: int, unit: str, ahead: bool, style: Style) -> str:
    return style.count(*_SPANS[unit, ahead], n)


def _date(value: date | datetime, style: Style) -> date:
    return style.local(value).date() if isinstance(value, datetime) else value
