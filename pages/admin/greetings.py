"""Greetings: whom the program reminds of or congratulates, and with which words."""
import streamlit as st

from crm_core.dictionary import choices
from crm_core.greetings.rules import BIRTHDAY, EVERY_OTHER, FESTIVAL, HOW, OCCASIONS
from crm_core.greetings.setting import (
    Greetings,
    GreetingText,
    Sample,
    built_in_again,
    choose,
    greetings,
    sample,
    write_text,
)
from crm_core.i18n import N_, locales, words
from crm_core.wording import WORDS
from pages.ui import filters, forms, layout, session
from pages.ui.run import act, ask, ask_now
from pages.ui.text import _, plain

SOMEBODY = N_("Chen Jianguo")
WAYS = WORDS["birthday_greeting"]


def page() -> None:
    """At the left who is greeted how, at the right what the greetings say."""
    with layout.header(_("Greetings"), sub=_("Birthdays and festivals of customers: a next step for the owner three days before, or a mail on the day.")):
        pass
    found: Greetings = ask_now(greetings)
    left, right = st.columns([2, 3])
    with left, layout.card(_("Whom, and how")):
        _ways(found)
    with right, layout.card(_("What they say")):
        _text(found)


def _ways(found: Greetings) -> None:
    grades = {c.code: c.label for c in ask(choices)["grade"] if c.active}
    if not found.can_send:
        st.info(_("To send greetings, enter the address of this program in the company settings: a mail needs a link to unsubscribe."))
    chosen: dict[str, dict[str, str]] = {BIRTHDAY: {}, FESTIVAL: {}}
    with forms.form("greetings") as form:
        for grade, label in {**grades, EVERY_OTHER: _("All other customers")}.items():
            st.markdown(f"**{plain(label)}**")
            with st.grid(2, min_column_width=130):
                for kind, name in ((BIRTHDAY, _("Birthdays")), (FESTIVAL, _("Festivals"))):
                    now = found.how[kind].get(grade, found.how[kind][EVERY_OTHER])
                    field = f"{kind}_{grade or 'others'}"
                    chosen[kind][grade] = form.choice(field, name, [(way, _(WAYS[way])) for way in HOW], now)
        layout.quiet(_("Mails go only to addresses that agreed to news and do not come back."))
        pressed = form.buttons(_("Save"), cancel=False)
    if pressed.save:
        ended = act(choose, chosen)
        if ended.ok:
            session.notify(_("Saved") if ended.value else _("Nothing was changed"))
        st.rerun()


def _text(found: Greetings) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        with st.container(width=240):
            occasion = filters.one("occasion", _("Occasion"), {key: _(name) for key, name in OCCASIONS.items()})
        with st.container(width=180):
            locale = filters.one("language", _("Language"), _languages())
    shown: Sample = ask_now(sample, occasion, locale, _somebody(locale))
    with forms.form(f"greeting_{occasion}_{locale}") as form:
        subject = form.text("subject", _("Subject line"), shown.subject, required=True, max_chars=200)
        text = form.area("text", _("Text"), shown.text, required=True, height=220)
        layout.quiet(_("You may write {fields}.").format(fields="{{ greeting }}, {{ company }}, {{ customer.name }}, {{ contact.name }}"))
        pressed = form.buttons(_("Save"), cancel=False)
    if pressed.save:
        ended = forms.attempt(lambda: act(write_text, occasion, locale, GreetingText(subject=subject, text=text), quiet=True))
        form.show(ended.error)
        if ended.ok:
            session.notify(_("Saved"))
            st.rerun()
    if occasion in found.own:
        st.button(_("Back to the built-in text"), icon=":material/undo:", type="tertiary", key="greeting_built_in",
                  on_click=_built_in, args=(occasion,))
    layout.quiet(_("So it reads:"))
    with st.container(border=True):
        st.markdown(f"**{plain(shown.shown_subject)}**")
        st.text(shown.shown_text)


def _languages() -> dict[str, str]:
    mine = session.locale()
    return {mine: locales()[mine]} | dict(locales())


def _somebody(locale: str) -> str:
    return words(locale).gettext(SOMEBODY)


def _built_in(occasion: str) -> None:
    if act(built_in_again, occasion).ok:
        for locale in locales():
            session.forget(f"greeting_{occasion}_{locale}.subject", f"greeting_{occasion}_{locale}.text")
