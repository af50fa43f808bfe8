"""How the kinds of activities look and are called."""
from crm_core.i18n import N_
from pages.ui.text import _

ICONS = {
    "call": "call", "email": "mail", "meeting": "groups", "visit": "directions_walk", "note": "edit_note", "sms": "sms",
    "social": "forum", "fax": "fax",
}
TONES = {"call": "green", "meeting": "green", "visit": "green", "email": "gray", "note": "gray"}
NAMES = {
    "call": N_("Call"), "email": N_("E-mail message"), "meeting": N_("Meeting"), "visit": N_("Visit"), "note": N_("Note"),
    "sms": N_("SMS"), "social": N_("Social message"), "fax": N_("Fax"),
}
WITH = {
    "call": N_("Call with {name}"), "email": N_("E-mail to {name}"), "meeting": N_("Meeting with {name}"),
    "visit": N_("Visit to {name}"), "note": N_("Note about {name}"), "sms": N_("SMS to {name}"),
    "social": N_("Social message to {name}"), "fax": N_("Fax to {name}"),
}
LOGGED = {
    "call": N_("Call logged"), "email": N_("E-mail logged"), "meeting": N_("Meeting logged"), "visit": N_("Visit logged"),
    "note": N_("Note kept"), "sms": N_("SMS logged"), "social": N_("Social message logged"), "fax": N_("Fax logged"),
}


def choices() -> list[tuple[str, str]]:
    """Every kind with its name, for a form."""
    return [(kind, _(name)) for kind, name in NAMES.items()]


def title(kind: str, contact: str | None) -> str:
    """"Call", "Call with Gu Lan"."""
    return _(WITH[kind]).format(name=contact) if contact else _(NAMES.get(kind, kind))
