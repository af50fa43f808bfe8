"""The answer above the queue: what burns, and how the day goes."""
import streamlit as st

from crm_core.tickets.today import Today, today
from pages.tickets.timing import span
from pages.ui.format import Style, number
from pages.ui.layout import small
from pages.ui.run import ask
from pages.ui.text import _, ngettext, plain


def draw(box: str, style: Style) -> None:
    """One line: the state of the box in bold, the day behind it."""
    found: Today = ask(today, box)
    st.markdown(f"**{plain(_state(found, style))}** {small(_day(found, style))}")


def _state(found: Today, style: Style) -> str:
    parts = []
    if found.late:
        late = ngettext("{n} ticket is overdue", "{n} tickets are overdue", found.late)
        parts.append(late.format(n=number(found.late, style)))
    if found.vip and found.vip_due_at:
        minutes = max(0, int((found.vip_due_at - style.now).total_seconds() // 60))
        parts.append(_("the VIP's “{subject}” has {span} left").format(subject=found.vip, span=span(minutes, style)))
    elif found.near:
        near = ngettext("{n} is near its limit", "{n} are near their limit", found.near)
        parts.append(near.format(n=number(found.near, style)))
    if not parts:
        return _("Everything is within its limit.")
    return _("{parts}.").format(parts=_(" and ").join(parts))


def _day(found: Today, style: Style) -> str:
    parts = [ngettext("{n} solved", "{n} solved", found.resolved).format(n=number(found.resolved, style))]
    if found.answer_minutes is not None:
        parts.append(_("first answer in {span} (median)").format(span=span(found.answer_minutes, style)))
    if found.satisfaction is not None:
        parts.append(_("satisfaction {score}").format(score=number(found.satisfaction, style, 1)))
    return _("Today: {parts}.").format(parts=_(", ").join(parts))
