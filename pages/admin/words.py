"""Words for what the administration shows."""
from pages.ui.text import _

STATE_TONES = {"active": "green", "invited": "blue", "not_invited": "orange", "deactivated": "gray"}


def state_word(state: str) -> str:
    """The state of a user."""
    return {
        "active": _("Active"),
        "invited": _("Invited"),
        "not_invited": _("Not invited"),
        "deactivated": _("Deactivated"),
    }[state]


def role_name(name: str, built_in: bool) -> str:
    """The names of the built-in roles are translated, others are as somebody typed them."""
    return _(name) if built_in else name
