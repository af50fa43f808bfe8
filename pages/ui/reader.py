"""How things are written for whoever is reading."""
from crm_core import clock
from crm_core.company.queries import company
from crm_core.i18n import words
from pages.ui import session
from pages.ui.format import Style
from pages.ui.run import ask


def style() -> Style:
    """Language, time zone, currency and the moment of this reader, for `pages.ui.format`."""
    actor, texts = session.actor(), words(session.locale())
    return Style(
        locale=session.locale(),
        time_zone=actor.time_zone,
        currency=ask(company).currency,
        now=clock.now(),
        _=texts.gettext,
        ngettext=texts.ngettext,
    )
