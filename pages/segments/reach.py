"""Whom a rule reaches: the count, who can be mailed, and five of them."""
import streamlit as st

from crm_core.dictionary import choices
from crm_core.errors import CrmError
from crm_core.segments.reaching import reach
from crm_core.segments.schemas import Reach, Sample
from pages.ui import format, layout, links, session
from pages.ui.format import Style
from pages.ui.run import ask
from pages.ui.text import _, plain, told


def card(rule: dict, incomplete: int, key: str, style: Style) -> Reach | None:
    """Counts at once, and samples; None while the rule cannot be counted."""
    with st.spinner(_("Counting…")):
        found = _reach(rule, session.get(f"{key}.seed", 0))
    if found is None:
        return None
    with st.container(gap="xxsmall"):
        st.markdown(f":small[{_('Match the rule')}]", help=_("Customers that you may view. Others with another reach see other counts."))
        st.markdown(f"## {style.count('{n} customer', '{n} customers', found.count)}", anchors=False)
        st.markdown(layout.badge(_("{n} can be mailed").format(n=format.number(found.mailable, style))), help=_(
            "They, or one of their contacts, have an address that agreed to marketing mail and from which no mail came back."))
    if incomplete:
        layout.quiet(style.count("{n} condition without a value is left out.", "{n} conditions without a value are left out.", incomplete))
    if found.sample:
        _sample(found, key, style)
    return found


def _reach(rule: dict, seed: int) -> Reach | None:
    try:
        return ask(reach, rule, seed)
    except CrmError as error:
        st.error(plain(told(error)))
        return None


def _sample(found: Reach, key: str, style: Style) -> None:
    grades = {choice.code: choice for choice in ask(choices).get("grade", ())}
    st.markdown(f"**{_('Some of them')}** " + layout.small(_("{n} at random").format(n=len(found.sample))))
    for one in found.sample:
        with st.container(gap=None, key=f"sample_{one.id}"):
            grade = grades.get(one.grade or "")
            mark = f" {layout.badge(grade.label, grade.tone or 'gray')}" if grade else ""
            st.page_link(links.page("customer"), label=f":green[{plain(one.name)}]{mark}", query_params={"id": str(one.id)})
            layout.quiet(_about(one, style))
    if found.count > len(found.sample):
        st.button(
            _("Another five"), icon=":material/refresh:", type="tertiary", key="sample_again", on_click=session.keep,
            args=(f"{key}.seed", session.get(f"{key}.seed", 0) + 1),
        )


def _about(one: Sample, style: Style) -> str:
    seen = _("last activity {ago}").format(ago=format.ago(one.last_activity_at, style)) if one.last_activity_at else _("no activity yet")
    return _("{one}, {other}").format(one=seen, other=_("won {value}").format(value=format.money(one.won_value, style)))
