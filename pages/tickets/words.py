"""What kinds, priorities, states and channels of tickets are called, and their colours: one for each everywhere."""
from crm_core.dictionary import Choice, choices
from crm_core.tickets.rules import CHANNELS, PRIORITIES, STATES
from crm_core.wording import WORDS
from pages.ui.run import ask
from pages.ui.text import _

STATE_TONES = {"new": "blue", "assigned": "blue", "processing": "green", "resolved": "violet"}
PRIORITY_TONES = {"urgent": "red", "high": "orange"}


def state(code: str) -> str:
    return _word("ticket.state", code)


def state_short(code: str) -> str:
    """As narrow columns have room for."""
    return _("Waiting") if code == "waiting" else state(code)


def priority(code: str) -> str:
    return _word("priority", code)


def channel(code: str) -> str:
    return _word("ticket.channel", code)


def states() -> dict[str, str]:
    """Every state with its name, for filters."""
    return {code: state(code) for code in STATES}


def priorities() -> dict[str, str]:
    """The most urgent first."""
    return {code: priority(code) for code in reversed(PRIORITIES)}


def channels() -> dict[str, str]:
    return {code: channel(code) for code in CHANNELS}


def named(dictionary: str) -> dict[str, Choice]:
    """The values of a dictionary by their code."""
    return {choice.code: choice for choice in ask(choices).get(dictionary, ())}


def kind(code: str) -> str:
    """The type of a ticket."""
    found = named("ticket_kind").get(code)
    return found.label if found else code


def _word(what: str, code: str) -> str:
    return _(WORDS[what].get(code, code))
