"""How much time a ticket still has, in words and colour. Pure: everything needed comes in as an argument."""
from datetime import datetime

from crm_core.tickets.listing import TicketRow
from crm_core.tickets.page import TicketView
from crm_core.tickets.rules import OPEN
from pages.ui.format import DASH, Style

_DAY = 24 * 60
Told = tuple[str, str]  # words and tone


def span(minutes: int, style: Style) -> str:
    """A length of time: "12 min", "1 h 35", "3 days"."""
    if minutes < 60:
        return style._("{n} min").format(n=minutes)
    if minutes < _DAY:
        return style._("{hours} h {minutes}").format(hours=minutes // 60, minutes=f"{minutes % 60:02}")
    return style.count("{n} day", "{n} days", minutes // _DAY)


def _roughly(minutes: int, style: Style) -> str:
    """Long ago the minutes do not matter any more: "17 h"."""
    return style._("{n} h").format(n=minutes // 60) if 60 <= minutes < _DAY else span(minutes, style)


def of_row(row: TicketRow, style: Style) -> Told:
    """What is left of a ticket in a list: "12 min" in orange, "38 min over" in red, "paused" in grey."""
    if row.state not in OPEN:
        return _ended(row.resolve_met, style)
    return _left(row.state, row.due_at, row.near, style)


def of_view(view: TicketView, style: Style) -> Told:
    """The same for the page of a ticket, saying which limit it is: "12 min to first answer"."""
    if not view.is_open:
        return _ended(view.resolve_met, style)
    near = view.warned_at is not None or (view.warn_at is not None and view.warn_at <= style.now)
    text, tone = _left(view.state, view.due_at, near, style)
    if view.due_at is None:
        return text, tone
    limit = style._("first answer: {left}") if view.responding else style._("to resolve: {left}")
    return limit.format(left=text), tone


def _left(state: str, due_at: datetime | None, near: bool, style: Style) -> Told:
    if due_at is None:
        return style._("paused") if state == "waiting" else style._("no limit"), "gray"
    minutes = int((due_at - style.now).total_seconds() // 60)
    if minutes < 0:
        return style._("{span} over").format(span=_roughly(-minutes, style)), "red"
    return span(minutes, style), "orange" if near else "green"


def _ended(met: bool | None, style: Style) -> Told:
    if met is None:
        return DASH, "gray"
    return (style._("in time"), "gray") if met else (style._("late"), "red")
