"""The sentence of every kind of notice. Texts are message ids; whoever shows them translates.

A kind with a plural has two, and `n` in its params.
"""
from collections.abc import Mapping

from crm_core.errors import N_, NN_
from crm_core.i18n import Words

SENTENCES: dict[str, str | tuple[str, str]] = {
    "churn.recovered": N_("{name} ordered again"),
    "churn.review": N_("Review today: is {name} staying?"),
    "churn.warned": N_("{name} is in danger of leaving"),
    "churns.warned": NN_("{n} of your customers is in danger of leaving", "{n} of your customers are in danger of leaving"),
    "customer.given": N_("{who} gave you the customer {name}"),
    "customers.given": NN_("{who} gave you {n} customer", "{who} gave you {n} customers"),
    "deal.given": N_("{who} gave you the deal {name}"),
    "deals.given": NN_("{who} gave you {n} deal", "{who} gave you {n} deals"),
    "import.failed": N_("The import of {name} stopped before its end"),
    "import.finished": N_("{name} is imported: {accepted} new, {updated} changed, {rejected} rejected"),
    "job.failed": N_("“{name}” failed and is not tried again"),
    "mail.bounced": N_("Your mail about #{number} {subject} came back"),
    "mail.unknown": N_("Nobody knows whether your mail about #{number} {subject} arrived"),
    "report.submitted": N_("{who} submitted the report “{name}”"),
    "report.withdrawn": N_("{who} withdrew the report “{name}”"),
    "step.planned": N_("{who} planned for you: {name}"),
    "steps.planned": NN_("{who} planned {n} next step for you", "{who} planned {n} next steps for you"),
    "subscription.ended": N_("You no longer get “{name}” by mail, since you may not open it any more"),
    "survey.low": N_("A low rating ({score} of 5) for #{number} {subject}"),
    "ticket.answered": N_("The customer wrote on #{number} {subject}"),
    "ticket.assigned": N_("You were given #{number} {subject}"),
    "ticket.escalated": N_("#{number} {subject} is past its limit"),
    "ticket.noted": N_("There is a note on #{number} {subject}"),
    "ticket.warned": N_("#{number} {subject} is near its limit"),
    "tickets.assigned": NN_("You were given {n} ticket", "You were given {n} tickets"),
}
TITLED = ("job.failed", "report.submitted", "report.withdrawn", "subscription.ended")  # their name is one of the program's own, to be translated


def sentence(kind: str, params: Mapping[str, str | int | None], words: Words) -> str:
    """What a notice says, in the language of `words`. Not escaped."""
    text = SENTENCES.get(kind, kind)
    if kind in TITLED:
        params = {**params, "name": words.gettext(str(params.get("name") or ""))}
    if isinstance(text, tuple):
        return words.ngettext(*text, int(params.get("n") or 0)).format_map(_Known(params))
    return words.gettext(text).format_map(_Known(params))


class _Known(dict):
    """What a notice was told with; a name it was not told stays empty."""

    def __missing__(self, name: str) -> str:
        return ""
