"""The words of the terminal."""
import os
from functools import cache

from crm_core.i18n import Words, best_locale
from crm_core.i18n import words as words_of


@cache
def words() -> Words:
    """The texts in the terminal's language."""
    name = next((os.environ[key] for key in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(key)), "")
    return words_of(best_locale(name.split(".")[0].replace("_", "-")))


def _(message: str) -> str:
    return words().gettext(message)
