"""The card "Value at risk": open cases, what is most at risk first, each with its reasons and the way to decide."""
import streamlit as st

from crm_core.churn import answer
from crm_core.churn.filters import ChurnFilter
from crm_core.churn.listing import PAGE, TABS, cases
from crm_core.churn.report import Report
from crm_core.churn.schemas import CaseRow
from pages.churn import dialogs, words
from pages.churn.rows import CUSTOMERS
from pages.customers.deeds import tel
from pages.ui import filters, layout, links, session
from pages.ui.format import DASH, Style, day, due, due_tone, money, number
from pages.ui.run import ask
from pages.ui.text import _, plain

WEIGHTS = (2.3, 1.0, 0.8, 4.2, 1.1, 1.2)
NUMBER = "case-page"


def draw(report: Report, chosen: ChurnFilter, style: Style, narrow: bool) -> None:
    """A tab with its number, and a page of its cases."""
    found, signal = report.summary, report.summary.trust.signal
    tab = filters.value("tab", TABS[0])
    tab = tab if tab in TABS else TABS[0]
    total = found.tabs[tab]
    pages = -(-total // PAGE)
    page = max(1, min(filters.number(NUMBER) or 1, max(pages, 1)))
    note = _("value of 12 months × risk") if signal else _("sales of the last 12 months")

    def beside() -> None:
        _tabs(found.tabs, tab, style)
        CUSTOMERS.excel(chosen, "at_risk")

    with layout.card(_("Value at risk"), note, help=answer.risk_formula(report, style), action=None if narrow else beside, key="card-at_risk"):
        if narrow:
            _tabs(found.tabs, tab, style)
        if not total:
            layout.quiet(_nothing(tab))
            return
        shown: tuple[CaseRow, ...] = ask(cases, chosen, tab, page)
        if not narrow:
            _heads(signal)
        for row in shown:
            (_small if narrow else _wide)(row, report.names["grade"], style)
        _foot(page, pages, total, len(shown), style)


def _tabs(counts, tab: str, style: Style) -> None:
    key = f"churn-tab-{tab}"
    st.segmented_control(
        _("Show"), list(TABS), default=tab, required=True, key=key, label_visibility="collapsed",
        format_func=lambda one: f"{_(words.TABS[one])} {number(counts[one], style)}",
        on_change=lambda: filters.put({"tab": session.get(key), NUMBER: None}))


def _heads(signal: bool) -> None:
    heads = (_("Customer"), _("Value at risk"), _("Risk") if signal else _("Silence"), _("Reason"), _("Owner"), "")
    for place, (side, head) in enumerate(zip(st.columns(WEIGHTS, vertical_alignment="center"), heads, strict=True)):
        side.markdown(layout.small(head) if head else "", text_alignment="right" if place in (1, 2) else "left")


def _wide(row: CaseRow, grades: dict[str, str], style: Style) -> None:
    risk, tone = words.risk(row, style)
    sides = st.columns(WEIGHTS, vertical_alignment="center")
    sides[0].markdown(_name(row, grades))
    sides[1].markdown(f"**{plain(money(row.at_risk, style))}**", text_alignment="right")
    sides[2].markdown(layout.badge(risk, tone), text_alignment="right")
    sides[3].markdown(_why(row, style))
    sides[4].markdown(layout.small(row.owner or DASH))
    with sides[5]:
        dialogs.menu(row, "wide")


def _small(row: CaseRow, grades: dict[str, str], style: Style) -> None:
    risk, tone = words.risk(row, style)
    with st.container(border=True, gap="small"):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(_name(row, grades), width="stretch")
            st.markdown(f"**{plain(money(row.at_risk, style))}**", width="content")
        st.markdown(f"{layout.badge(risk, tone)} {_why(row, style)}")
        with st.container(horizontal=True):
            if row.phone:
                st.link_button(_("Call"), tel(row.phone), icon=":material/call:", width="stretch")
            dialogs.menu(row, "small")


def _name(row: CaseRow, grades: dict[str, str]) -> str:
    href = links.href("customer", row.customer_id)
    grade = f" {layout.badge(grades.get(row.grade, row.grade))}" if row.grade else ""
    return f"**[{plain(row.customer)}]({href})**{grade}"


def _why(row: CaseRow, style: Style) -> str:
    told = plain(words.why(row, style))
    if row.review_on is None:
        return told
    measure = words.names()["churn_measure"].get(row.measure, row.measure or "")
    review = _("{measure} by {person}, review {day} ({when})").format(
        measure=measure, person=row.person or DASH, day=day(row.review_on, style), when=due(row.review_on, style))
    text = plain(review)
    return f"{told} :red[{text}]" if due_tone(row.review_on, style) == "red" else f"{told} {layout.small(review)}"


def _foot(page: int, pages: int, total: int, shown: int, style: Style) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        first = (page - 1) * PAGE + 1
        layout.quiet(_("{first}–{last} of {n}").format(first=number(first, style), last=number(first + shown - 1, style), n=number(total, style)))
        if pages > 1:
            key = f"churn-pages-{page}-{pages}"
            st.pagination(pages, default=page, key=key, width=240, on_change=lambda: filters.put({NUMBER: session.get(key)}))


def _nothing(tab: str) -> str:
    return {
        "decide": _("Nothing to decide: nobody is in great danger, and no review is due."), "warned": _("Nobody is watched for a lesser danger."),
        "deferred": _("Nobody is deferred. Deferring keeps a measure, a person and a day on which somebody looks again."),
    }[tab]
