"""What other pages show of churn: a customer's case with the way to decide, and mine on my day."""
import streamlit as st

from crm_core.churn.commands import EDIT
from crm_core.churn.filters import RIGHT
from crm_core.churn.listing import case_of_customer, my_cases
from crm_core.churn.rules import CONFIRMED, DEFERRED
from crm_core.churn.schemas import CaseRow
from pages.churn import dialogs, words
from pages.ui import components, layout, links, session
from pages.ui.format import DASH, Style, day, due, due_tone, money, money_full
from pages.ui.run import ask
from pages.ui.text import _, plain

MINE = "home_churn"
SHOWN = 5


def leave_when_opened() -> None:
    """Before anything is asked for: goes to the customer that was clicked."""
    if opened := components.happened(MINE, "open"):
        links.leave_for("customer", id=opened)


def of_customer(customer_id: int, style: Style) -> CaseRow | None:
    """The customer's case: why it is in danger, what was decided, and the way to decide; nothing when there is none."""
    if not session.actor().may(RIGHT, EDIT):
        return None
    row = ask(case_of_customer, customer_id)
    if row is None:
        return None
    risk, tone = words.risk(row, style)
    with layout.card(_("Danger of leaving"), action=lambda: _decide(row), key="card-churn"):
        badges = layout.badge(words.state(row.state), words.TONES[row.state])
        if row.state != CONFIRMED:
            badges += f" {layout.badge(risk, tone)} {layout.small(_('{value} a year at risk').format(value=money_full(row.at_risk, style)))}"
        st.markdown(badges)
        st.markdown(plain(words.why(row, style)))
        for line in _decided(row, style):
            layout.quiet(line)
    return row


def _decide(row: CaseRow) -> None:
    with st.container(width=130):
        dialogs.menu(row, "customer")


def _decided(row: CaseRow, style: Style) -> list[str]:
    lines, names = [], words.names()
    if row.state == DEFERRED:
        lines.append(_("{measure} by {person}, review {day} ({when})").format(
            measure=names["churn_measure"].get(row.measure, row.measure or DASH), person=row.person or DASH, day=day(row.review_on, style),
            when=due(row.review_on, style)))
    if row.state == CONFIRMED:
        reason = names["churn_reason"].get(row.reason, row.reason) if row.reason else _("Nobody decided")
        lines.append(_("Confirmed on {day}: {reason}").format(day=day(row.confirmed_on, style), reason=reason))
    return [*lines, *([row.note] if row.note else [])]


def mine(style: Style) -> None:
    """On my day: what I should decide, and reviews that are due."""
    if not session.actor().may(EDIT):
        return
    found = ask(my_cases, SHOWN)
    if not found:
        return

    def everything() -> None:
        if session.actor().may(RIGHT):
            st.page_link(links.page("churn"), label=f":green[{plain(_('Churn'))}]")

    with layout.card(_("In danger of leaving"), help=_("Customers of yours about whom somebody should decide, and reviews that are due."),
                     action=everything):
        components.record_list([_mine(row, style) for row in found], MINE)


def _mine(row: CaseRow, style: Style) -> dict:
    risk, tone = words.risk(row, style)
    item = {
        "id": row.customer_id, "title": row.customer, "href": links.href("customer", row.customer_id), "sub": words.why(row, style),
        "value": money(row.at_risk, style), "value_title": money_full(row.at_risk, style), "badge": {"text": risk, "tone": tone},
    }
    if row.state == DEFERRED:
        item |= {"note": _("review {when}").format(when=due(row.review_on, style)), "note_tone": due_tone(row.review_on, style)}
    return item
