"""Words in the user's language.

English texts are the message ids. A language is a folder beside this file with one catalogue per
feature (`customers.po`, …); adding a folder adds the language to the menu.
"""
from functools import cache
from pathlib import Path

from babel import Locale
from babel.messages.pofile import read_po

from crm_core.errors import N_, NN_, CrmError

FOLDER = Path(__file__).parent
ENGLISH = "en"
ALSO = {"en": ("英文",), "zh": ("汉语", "华语", "普通话", "mandarin")}  # what people write besides the official names

__all__ = ["ENGLISH", "NN_", "N_", "Words", "best_locale", "language_named", "locales", "words"]


class Words:
    """The texts of one language."""

    def __init__(self, locale: str) -> None:
        self.locale = locale
        self._texts, self._plurals = _load(locale)

    def gettext(self, message: str) -> str:
        return self._texts.get(message) or message

    def ngettext(self, singular: str, plural: str, n: int) -> str:
        forms = self._plurals.get((singular, plural))
        if forms:
            return forms[min(len(forms) - 1, _plural_index(self.locale, n))]
        return singular if n == 1 else plural

    def error(self, error: CrmError) -> str:
        """What to tell the user about `error`."""
        params = {k: self.gettext(v) if isinstance(v, str) else v for k, v in error.params.items()}
        return self.gettext(error.message).format(**params) if params else self.gettext(error.message)


@cache
def words(locale: str) -> Words:
    """The texts of `locale`; English where it has none."""
    return Words(locale if locale in locales() else ENGLISH)


@cache
def locales() -> dict[str, str]:
    """Locale → its own name, e.g. `{'en': 'English', 'zh_Hans': '简体中文'}`."""
    names = [ENGLISH] + sorted(folder.name for folder in FOLDER.iterdir() if any(folder.glob("*.po")))
    return {name: Locale.parse(name).get_display_name(name).capitalize() for name in names}


def best_locale(accept_language: str | None) -> str:
    """The first of a browser's languages that we speak."""
    for part in (accept_language or "").split(","):
        tag = part.split(";")[0].strip().lower()
        if tag.startswith("zh"):
            traditional = any(t in tag for t in ("hant", "tw", "hk", "mo"))
            return "zh_Hant" if traditional and "zh_Hant" in locales() else "zh_Hans"
        for name in locales():
            if tag.split("-")[0] == name.split("_")[0].lower():
                return name
    return ENGLISH


@cache
def language_named(text: str) -> str | None:
    """The language of ours that somebody means by its code or its name, in any language; None when it is none of ours."""
    wanted = text.strip().casefold().replace("-", "_")
    for name in locales():
        language = Locale.parse(name).language
        names = [Locale.parse(other).languages.get(language, "").casefold() for other in locales()]
        if wanted.split("_")[0] == language or any(one and one in wanted for one in (*names, *ALSO.get(language, ()))):
            return best_locale(wanted.replace("_", "-")) if wanted.startswith("zh") else name
    return None


@cache
def _load(locale: str) -> tuple[dict[str, str], dict[tuple[str, str], tuple[str, ...]]]:
    texts, plurals = {}, {}
    for path in sorted((FOLDER / locale).glob("*.po")):
        with path.open("rb") as file:
            for message in read_po(file, locale=locale):
                if isinstance(message.id, tuple):
                    plurals[message.id] = tuple(message.string)
                elif message.id:
                    texts[message.id] = message.string
    return texts, plurals


def _plural_index(locale: str, n: int) -> int:
    tags = [*Locale.parse(locale).plural_form.tags]
    return 0 if Locale.parse(locale).plural_form(n) in tags[:1] else 1
