"""What brings points, how long they last, tiers and rewards."""
from crm_core.i18n import N_
from pages.admin import tabs
from pages.loyalty import settings_rewards, settings_rules, settings_tiers
from pages.ui.text import _

TABS = {
    "rules": (N_("Rules"), None, settings_rules),
    "tiers": (N_("Tiers"), N_("New tier"), settings_tiers),
    "rewards": (N_("Rewards"), N_("New reward"), settings_rewards),
}


def page() -> None:
    """One part at a time; the address says which."""
    tabs.draw("loyalty", _("Loyalty settings"), _("What brings points, how long they last, and what they are good for"), TABS)
