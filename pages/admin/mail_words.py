"""Words for mails, accounts and what went wrong with them."""
from crm_core.mail import problems
from crm_core.wording import WORDS
from pages.ui.text import _

STATE_TONES = {"waiting": "blue", "sending": "blue", "sent": "green", "bounced": "red", "unknown": "orange", "cancelled": "gray"}


def state(name: str) -> str:
    """The state of a mail."""
    return {
        "waiting": _("Waiting"), "sending": _("Being sent"), "sent": _("Sent"), "bounced": _("Came back"),
        "unknown": _("Unknown"), "cancelled": _("Cancelled"),
    }[name]


def purpose(name: str) -> str:
    """What a mail is for."""
    return _(WORDS["purpose"][name])


def problem(kept: str) -> tuple[str, str]:
    """What went wrong in words, and what the other side said."""
    message, said = problems.parts(kept)
    return _(message), said


def problem_line(kept: str) -> str:
    """The same on one line."""
    words, said = problem(kept)
    return _("{problem} ({said})").format(problem=words, said=said) if said else words


def securities() -> list[tuple[str, str]]:
    """The kinds of encryption, for a choice."""
    return [("tls", "TLS"), ("starttls", "STARTTLS"), ("none", _("None (only inside your own network)"))]
