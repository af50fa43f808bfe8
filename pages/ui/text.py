"""Words on the screen: translation, and making other people's text harmless."""
import re

from crm_core.errors import CrmError
from crm_core.i18n import words
from pages.ui import session

_MARKDOWN = re.compile(r"([\\`*_{}\[\]()#+\-.!~|<>$:&^=@/])")


def _(message: str) -> str:
    """The message in the user's language."""
    return words(session.locale()).gettext(message)


def ngettext(singular: str, plural: str, n: int) -> str:
    """The message for `n` things, with `{n}` still to be filled."""
    return words(session.locale()).ngettext(singular, plural, n)


def told(error: CrmError) -> str:
    """What to tell the user about a known error."""
    return words(session.locale()).error(error)


def plain(text: object) -> str:
    """Text of users for a place that reads Markdown: shown letter by letter, never as markup, on one line."""
    return _MARKDOWN.sub(r"\\\1", " ".join(str(text).split()))
