"""What brings points, how long they last, tiers and rewards."""
import streamlit as st

from crm_core.i18n import N_
from pages.admin import dialog
from pages.loyalty import settings_rewards, settings_rules, settings_tiers
from pages.ui import filters, layout, session
from pages.ui.text import _

TABS = {
    "rules": (N_("Rules"), None, settings_rules),
    "tiers": (N_("Tiers"), N_("New tier"), settings_tiers),
    "rewards": (N_("Rewards"), N_("New reward"), settings_rewards),
}


def page() -> None:
    """One part at a time; the address says which."""
    chosen = filters.value("tab")
    chosen = chosen if chosen in TABS else next(iter(TABS))
    _title, new, part = TABS[chosen]
    with layout.header(_("Loyalty settings"), sub=_("What brings points, how long they last, and what they are good for")):
        if new:
            st.button(_(new), type="primary", icon=":material/add:", shortcut="N", on_click=dialog.show, args=(dialog.NEW,), key="loyalty_new")
    st.segmented_control(
        _("Part"), list(TABS), default=chosen, required=True, format_func=lambda tab: _(TABS[tab][0]), key=f"loyalty_tab_{chosen}",
        label_visibility="collapsed", on_change=_choose, args=(chosen,),
    )
    part.draw()


def _choose(now: str) -> None:
    dialog.close()
    filters.put({"tab": session.get(f"loyalty_tab_{now}")})
