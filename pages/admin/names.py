"""Fields for a name in every language the program speaks."""
from collections.abc import Mapping

from crm_core.i18n import ENGLISH, locales
from pages.ui import session
from pages.ui.forms import Form
from pages.ui.text import _


def name_fields(form: Form, name: str, names: Mapping[str, str]) -> dict:
    """One field for each language, the reader's first; one of them is enough. Returns `name` and `names`."""
    known = _by_language(name, names)
    order = sorted(locales(), key=lambda locale: locale != session.locale())
    typed = {}
    for locale in order:
        label = _("Name in {language}").format(language=locales()[locale])
        field = "name" if locale == order[0] else f"name_{locale}"
        typed[locale] = form.text(field, label, known.get(locale), max_chars=80)
    return _stored(typed)


def _by_language(name: str, names: Mapping[str, str]) -> dict[str, str]:
    known = {locale: text for locale, text in names.items() if text}
    chinese = any("\u4e00" <= letter <= "\u9fff" for letter in name)
    home = next((locale for locale in locales() if locale.startswith("zh") and locale not in known), ENGLISH)
    known.setdefault(home if chinese else ENGLISH, name)
    return known


def _stored(typed: Mapping[str, str]) -> dict:
    filled = {locale: text for locale, text in typed.items() if text.strip()}
    base = ENGLISH if ENGLISH in filled else next(iter(filled), None)
    others = {locale: text for locale, text in filled.items() if locale != base}
    return {"name": filled.get(base, ""), "names": others}
