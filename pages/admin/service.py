"""What customer service is set up with: working hours, service levels, who gets what, templates, days."""
from crm_core.i18n import N_
from pages.admin import service_calendars, service_days, service_policies, service_rules, service_templates, tabs
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
    tabs.draw("service", _("Service settings"), _("How tickets are measured, and who gets them"), TABS)
