"""What customer service is set up with: working hours, service levels, who gets what, templates, days."""
import streamlit as st

from crm_core.i18n import N_
from pages.admin import dialog, service_calendars, service_days, service_policies, service_rules, service_templates
from pages.ui import filters, layout, session
from pages.ui.text import _

TABS = {
    "levels": (N_("Service levels"), N_("New service level"), service_policies),
    "hours": (N_("Working hours"), N_("New calendar"), service_calendars),
    "rules": (N_("Assignment"), N_("New rule"), service_rules),
    "templates": (N_("Reply templates"), N_("New template"), service_templates),
    "days": (N_("Reopening and archive"), None, service_days),
}


def page() -> None:
    """One part at a time; the address says which."""
    chosen = filters.value("tab")
    chosen = chosen if chosen in TABS else next(iter(TABS))
    _title, new, part = TABS[chosen]
    with layout.header(_("Service settings"), sub=_("How tickets are measured, and who gets them")):
        if new:
            st.button(_(new), type="primary", icon=":material/add:", shortcut="N", on_click=dialog.show, args=(dialog.NEW,), key="service_new")
    st.segmented_control(
        _("Part"), list(TABS), default=chosen, required=True, format_func=lambda tab: _(TABS[tab][0]), key=f"service_tab_{chosen}",
        label_visibility="collapsed", on_change=_choose, args=(chosen,),
    )
    part.draw()


def _choose(now: str) -> None:
    dialog.close()
    filters.put({"tab": session.get(f"service_tab_{now}")})
