"""What a greeting says: the text the company wrote, else the built-in one, in the language of whom it goes to."""
from html import escape

from crm_core.errors import N_
from crm_core.i18n import locales, words

SUBJECTS: dict[str, str] = {
    "birthday": N_("Happy birthday from {company}"),
    "new_year": N_("A happy new year from {company}"),
    "spring_festival": N_("Happy Chinese New Year from {company}"),
    "dragon_boat": N_("A pleasant Dragon Boat Festival from {company}"),
    "mid_autumn": N_("A happy Mid-Autumn Festival from {company}"),
}
TEXTS: dict[str, str] = {
    "birthday": N_("all of us at {company} wish you a happy birthday, good health and a year full of good news."),
    "new_year": N_("thank you for the year behind us. All of us at {company} wish you and your family a happy and healthy new year."),
    "spring_festival": N_("all of us at {company} wish you and your family a happy Chinese New Year, good health and good fortune."),
    "dragon_boat": N_("all of us at {company} wish you and your family a pleasant Dragon Boat Festival."),
    "mid_autumn": N_("all of us at {company} wish you and your family a happy Mid-Autumn Festival and time together."),
}
COMPANY = "{{ company }}"


def built_in(occasion: str) -> dict[str, dict[str, str]]:
    """The text of the program in every language, as a template."""
    found = {}
    for locale in locales():
        say = words(locale).gettext
        comma = say(N_(",\n\n"))
        found[locale] = {
            "subject": say(SUBJECTS[occasion]).format(company=COMPANY),
            "text": f"{{{{ greeting }}}}{comma}{say(TEXTS[occasion]).format(company=COMPANY)}\n\n{COMPANY}",
        }
    return found


def with_html(versions: dict[str, dict[str, str]]) -> dict[str, dict[str, str]]:
    """The same with HTML where only a text was written: its paragraphs."""
    return {
        locale: version if version.get("html") or not version.get("text") else version | {"html": _html(version["text"])}
        for locale, version in versions.items()
    }


def _html(text: str) -> str:
    paragraphs = escape(text, quote=False).strip().split("\n\n")
    return "".join(f"<p>{part.strip()}</p>".replace("\n", "<br>") for part in paragraphs)
