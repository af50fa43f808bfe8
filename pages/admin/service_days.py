"""How long a resolved ticket may be opened again, and when it is put away."""
import streamlit as st

from crm_core.tickets.settings_days import Days, change_days, days
from pages.ui import forms, layout, session
from pages.ui.run import act, ask_now
from pages.ui.text import _


def draw() -> None:
    """One small form."""
    now = ask_now(days)
    with st.container(border=True, width=560), forms.form("service_days") as form:
        reopen = form.number("ticket_reopen_days", _("An answer reopens a resolved ticket for days"), now.ticket_reopen_days, min_value=1, max_value=365)
        layout.quiet(_("Later answers make a new ticket that names the old one."))
        archive = form.number("ticket_archive_days", _("Resolved tickets are archived after days"), now.ticket_archive_days, min_value=1, max_value=365)
        pressed = form.buttons(_("Save"), cancel=False)
    if pressed.save:
        stored = forms.attempt(lambda: act(change_days, Days(ticket_reopen_days=reopen, ticket_archive_days=archive), quiet=True))
        form.show(stored.error)
        if stored.ok:
            before = now
            session.offer_undo(_("The settings are saved"), lambda: act(change_days, before))
            st.rerun()
