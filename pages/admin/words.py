"""Words for what the administration shows."""
from pages.ui.text import _

STATE_TONES = {"active": "green", "invited": "blue", "not_invited": "orange", "deactivated": "gray"}


def state_word(state: str) -> str:
    """The state of a user."""
    return {
        "active": _("Can sign in"),
        "invited": _("Invited"),
        "not_invited": _("Not invited"),
        "deactivated": _("Deactivated"),
    }[state]


def role_name(name: str, built_in: bool) -> str:
    """The names of the built-in roles are translated, others are as somebody typed them."""
    return _(name) if built_in else name


def area_word(area: str) -> str:
    """A group of events, a key of `crm_core.audit.schemas.AREAS`."""
    return {
        "customers": _("Customers and contacts"),
        "deals": _("Deals"),
        "products": _("Products"),
        "people": _("Users, teams and rights"),
        "setup": _("Settings and stages"),
        "imports": _("Imports"),
        "exports": _("Exports"),
        "views": _("Saved views"),
        "mail": _("Mail"),
    }[area]
