"""Why a customer is in danger: data as it is stored, and the sentence it becomes in each language.

A reason is `[key, {figures}]`. Money is minor units of the company's currency, days are days, months "2026-08".
"""
from collections.abc import Callable, Iterable, Sequence
from datetime import date

from babel.dates import format_date

from crm_core.errors import N_, NN_
from crm_core.i18n import Words

RHYTHM, COMPLAINTS, FALL, CONTRACT, ENDED, CONTACT, SURVEY, RANGE, FIRST, HAND = (
    "rhythm", "complaints", "fall", "contract", "contract_ended", "contact", "survey", "range", "first", "hand",
)  # fmt: skip
Reason = Sequence  # [key, {figures}]; JSON keeps no tuples

SENTENCES: dict[str, str | tuple[str, str]] = {
    RHYTHM: N_("Usually orders every {cycle} days, silent for {silent}."),
    FIRST: N_("Silent for {silent} days since the last order."),
    COMPLAINTS: NN_("{n} complaint open.", "{n} complaints open."),
    FALL: N_("Orders fell from {before} to {now} a month."),
    CONTRACT: NN_("Contract ends in {n} day.", "Contract ends in {n} days."),
    ENDED: NN_("Contract ended {n} day ago.", "Contract ended {n} days ago."),
    CONTACT: N_("No contact for {n} days."),
    SURVEY: N_("Last survey {score} of 5."),
    RANGE: N_("Buys {now} of {usual} usual categories since {month}."),
    HAND: N_("Marked by a colleague."),
}
MONEY = {FALL: ("before", "now")}


def told(reasons: Iterable[Reason], words: Words, money: Callable[[int], str]) -> str:
    """All reasons as one text in the language of `words`; `money` writes minor units. Not escaped."""
    return _joined([one(reason, words, money) for reason in reasons], words)


def one(reason: Reason, words: Words, money: Callable[[int], str]) -> str:
    """A single reason as a sentence; "" for a key of an older or newer program."""
    key, figures = reason[0], dict(reason[1])
    text = SENTENCES.get(key)
    if text is None:
        return ""
    for name in MONEY.get(key, ()):
        figures[name] = money(figures[name])
    if "month" in figures:
        month = date.fromisoformat(f"{figures['month']}-01")
        figures["month"] = format_date(month, "M月" if words.locale.startswith("zh") else "LLLL", locale=words.locale)
    if isinstance(text, tuple):
        return words.ngettext(*text, int(figures["n"])).format(**figures)
    return words.gettext(text).format(**figures)


def _joined(sentences: list[str], words: Words) -> str:
    found = [text for text in sentences if text]
    if not words.locale.startswith("zh"):
        return " ".join(found)
    return "；".join(text.rstrip("。") for text in found) + ("。" if found else "")
