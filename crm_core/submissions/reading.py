"""A report for one reader, and in every language."""
from collections.abc import Mapping
from dataclasses import dataclass, replace

from crm_core.content.model import Content
from crm_core.content.stored import packed
from crm_core.errors import N_, Invalid
from crm_core.format import Style
from crm_core.i18n import locales, words
from crm_core.submissions.catalogue import RIGHTS, Address, Report, report_named
from crm_core.submissions.scope import team_of
from crm_core.work import Work, query

MOST_FILTERS, LONGEST = 30, 200


@query(*RIGHTS)
def report_content(work: Work, key: str, address: Address) -> Content:
    """The report `key` with the filters of its page's address, in the reader's language. Raises NotFound, Forbidden."""
    return report_named(key).read(work, tidy(address))(style_of(work))


@dataclass(frozen=True)
class Frozen:
    """A report as it was computed for `author_id`, to be stored. `content`: locale → the report as JSON; `team_id`: whose rows it sums up."""

    report: str
    filters: dict[str, str]
    team_id: int | None
    author_id: int | None
    content: dict[str, dict]


@query("reports:submit")
def report_to_submit(work: Work, key: str, address: Address) -> Frozen:
    """The report as it is now, in every language. Raises NotFound, Forbidden without the right to it, Invalid."""
    report, filters = report_named(key), tidy(address)
    return Frozen(key, filters, team_of(work, report, filters), work.actor.user_id, in_every_language(work, report, filters))


def in_every_language(work: Work, report: Report, address: Address) -> dict[str, dict]:
    """Locale → the report as JSON: names that are data, as of stages, have their own words in each."""
    readers = (Work(work.session, replace(work.actor, locale=locale), work.now) for locale in locales())
    return {reader.actor.locale: packed(report.read(reader, address)(style_of(reader))) for reader in readers}


def style_of(work: Work) -> Style:
    """How things are written for the one on whose behalf this is."""
    said = words(work.actor.locale)
    return Style(work.actor.locale, work.actor.time_zone, work.settings.currency, work.now, said.gettext, said.ngettext)


def tidy(address: Mapping[str, object]) -> dict[str, str]:
    """The filters of an address, as texts, sorted. Raises Invalid when there are more or longer ones than any page has."""
    found = {str(name): str(value) for name, value in sorted(address.items()) if value not in (None, "")}
    if len(found) > MOST_FILTERS or any(len(text) > LONGEST for pair in found.items() for text in pair):
        raise Invalid(N_("These filters cannot be kept."))
    return found
