"""Who of a customer agreed to marketing mail, when and to what; and writing that down."""
from uuid import uuid4

import streamlit as st

from crm_core.consents.commands import write_down
from crm_core.consents.queries import consent_card
from crm_core.consents.schemas import BY_HAND, Addressee, ConsentForm, Entry
from crm_core.wording import WORDS
from pages.ui import forms, layout
from pages.ui.format import Style, day
from pages.ui.run import act, ask
from pages.ui.text import _, plain

DIALOG = "consent.form"
HOW = WORDS["how"]


def draw(customer_id: int, style: Style) -> None:
    """The card, closed at first: it asks the database when it is opened."""
    box = st.expander(_("Consent to marketing mail"), key="consent_box", on_change="rerun")
    if not box.open:
        return
    found = ask(consent_card, customer_id)
    with box:
        for one in found.addressees:
            _addressee(one, style)
        if not found.addressees:
            layout.quiet(_("No mail address is known here."))
        elif found.may_write:
            layout.text_button(
                _("Write down consent or refusal"), "consent_add", on_click=forms.open_dialog, args=(DIALOG,),
                kwargs={"customer_id": customer_id, "key": f"consent_{uuid4().hex[:6]}"},
            )
        if found.log:
            st.markdown(f"**{_('Who said what, and when')}**")
        for entry in found.log:
            _entry(entry, style)


def dialogs() -> None:
    """Draws the dialog when it is open."""
    forms.dialog(DIALOG, _("Write down consent"), _form)


def _addressee(one: Addressee, style: Style) -> None:
    if one.marketing is None:
        badge = layout.badge(_("never asked"))
    elif one.marketing:
        badge = layout.badge(_("agrees"), "green")
    else:
        badge = layout.badge(_("refuses"), "red")
    bounced = " " + layout.badge(_("mail comes back"), "orange") if one.bounced else ""
    about = " · ".join(filter(None, [one.name, day(one.since, style) if one.since else None]))
    st.markdown(f"{plain(one.email)} {badge}{bounced} {layout.small(about) if about else ''}")


def _entry(entry: Entry, style: Style) -> None:
    word = _("agreed") if entry.given else _("refused")
    about = " · ".join(filter(None, [day(entry.at, style), _(HOW.get(entry.source, entry.source)), entry.who]))
    st.markdown(f"{plain(entry.email)} {layout.badge(word, 'green' if entry.given else 'red')} {layout.small(about)}")
    if entry.text:
        layout.quiet(f"“{entry.text}”")


def _form(customer_id: int, key: str) -> None:
    found = ask(consent_card, customer_id)
    with forms.form(key) as form:
        emails = [(one.email, f"{one.email} ({one.name})" if one.name else one.email) for one in found.addressees]
        email = form.choice("email", _("E-mail"), emails, emails[0][0] if emails else None, required=True)
        agreed = form.choice("agreed", _("The customer"), [(True, _("agrees to marketing mail")), (False, _("refuses marketing mail"))], True,
                            required=True)  # fmt: skip
        source = form.choice("source", _("How it was said"), [(how, _(HOW[how])) for how in BY_HAND], "phone", required=True)
        text = form.area("text", _("The words that were agreed to"), _("May we send you news and offers by mail?"), max_chars=1000,
                         help=_("Kept as the proof of what was asked. Not needed for a refusal."))  # fmt: skip
        pressed = form.buttons(_("Save"))
    if pressed.cancel:
        forms.close_dialog()
        st.rerun()
    if pressed.save:
        stored = forms.attempt(lambda: act(
            write_down, customer_id, ConsentForm(email=email, agreed=agreed, source=source, text=text if agreed else None), quiet=True))  # fmt: skip
        form.show(stored.error)
        if stored.ok:
            forms.saved(_("The consent is written down"))
