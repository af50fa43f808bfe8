"""The words that reports share."""
from datetime import datetime

from crm_core.content.model import Content
from crm_core.content.result import Sentence
from crm_core.format import Style, moment, number
from crm_core.i18n import N_

# period → (choice in the filter, in a sentence, behind a change, what it is compared with)
PERIODS: dict[str, tuple[str, str, str, str]] = {
    "this_quarter": (N_("This quarter"), N_("this quarter"), N_("on last quarter"), N_("on the same days of last quarter")),
    "last_quarter": (N_("Last quarter"), N_("last quarter"), N_("on the quarter before"), N_("in the quarter before")),
    "this_month": (N_("This month"), N_("this month"), N_("on last month"), N_("on the same days of last month")),
    "last_month": (N_("Last month"), N_("last month"), N_("on the month before"), N_("in the month before")),
    "this_year": (N_("This year"), N_("this year"), N_("on last year"), N_("on the same days of last year")),
    "last_year": (N_("Last year"), N_("last year"), N_("on the year before"), N_("in the year before")),
    "all": (N_("All time"), N_("so far"), "", ""),
    "custom": (N_("From … to …"), N_("in the period"), N_("on the days before"), N_("in as many days before")),
}


def as_of(content: Content, style: Style) -> str:
    """Up to when the figures reach."""
    return style._("as of {moment}").format(moment=moment(datetime.fromisoformat(content.as_of), style))


def told(sentence: Sentence, style: Style) -> str:
    """A sentence of the core in the reader's language."""
    if sentence.plural is None:
        return style._(sentence.text).format(**sentence.params)
    text = style.ngettext(sentence.text, sentence.plural, sentence.n)
    return text.format(n=number(sentence.n, style), **sentence.params)


def together(sentences: list[str], style: Style) -> str:
    """Sentences behind each other."""
    return ("" if style.chinese else " ").join(sentence for sentence in sentences if sentence)
