"""How cases of churn are told."""
from crm_core.churn import reasons
from crm_core.churn.report import named
from crm_core.churn.rules import HAND, MODEL
from crm_core.churn.schemas import CaseRow
from crm_core.dictionary import choices
from crm_core.i18n import N_, words
from crm_core.wording import WORDS
from pages.ui import session
from pages.ui.format import Style, money, number, percent
from pages.ui.run import ask
from pages.ui.text import _

TABS = {"decide": N_("To decide"), "warned": N_("Watched"), "deferred": N_("Deferred")}
TONES = {"warned": "orange", "deferred": "blue", "confirmed": "red", "recovered": "green", "dropped": "gray"}
HIGH_RISK, HIGH_RATIO = 0.7, 3.0


def why(row: CaseRow, style: Style) -> str:
    """The reasons in the reader's language; not escaped."""
    return reasons.told(row.reasons, words(session.locale()), lambda minor: money(minor, style))


def risk(row: CaseRow, style: Style) -> tuple[str, str]:
    """The risk and its tone: a probability where the model knows it, else how long the silence is against the usual."""
    if row.risk_by == MODEL:
        return percent(row.risk, style), "red" if row.risk >= HIGH_RISK else "orange"
    if row.silent_ratio is not None:
        return _("{ratio}×").format(ratio=number(row.silent_ratio, style, 1)), "red" if row.silent_ratio >= HIGH_RATIO else "orange"
    return (_("by hand") if row.risk_by == HAND else _("unknown")), "orange"


def state(key: str) -> str:
    """What a state of a case is called."""
    return _(WORDS["churn_case.state"][key])


def names() -> dict[str, dict[str, str]]:
    """The dictionaries of the page: name → code → label."""
    return named(ask(choices))


def offered(name: str) -> list[tuple[str, str]]:
    """The values of a dictionary that may be chosen now."""
    return [(one.code, one.label) for one in ask(choices).get(name, ()) if one.active]
