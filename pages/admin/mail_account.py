"""How mail is sent: the account, the test, and the address that links in mails begin with."""
from urllib.parse import urlsplit

import streamlit as st

from crm_core.company.queries import company
from crm_core.delivery import trial
from crm_core.errors import CrmError
from crm_core.mail.accounts import MOST_PER_MINUTE, account, change_public_url, save_account
from crm_core.mail.schemas import Account, AccountForm
from pages.admin import mail_mailbox
from pages.admin.dialog import tried
from pages.admin.mail_words import problem, securities
from pages.ui import forms, layout, session
from pages.ui.run import act, ask_now
from pages.ui.text import _, plain, told

SEEN = "mail_account_seen"


def draw(smtp: Account | None, imap: Account | None) -> None:
    """The forms."""
    left, right = st.columns([3, 2])
    with left, layout.card(_("Sending")):
        _account(smtp)
    with right:
        with layout.card(_("Links in mails")):
            _public_url()
        with layout.card(_("Mailbox")):
            mail_mailbox.draw(imap)


def try_it() -> None:
    """Sends a test mail to whoever is here and tells how it went; follow with a rerun."""
    actor = session.actor(fresh=True)
    if actor is None:
        return
    try:
        with st.spinner(_("Sending the test mail…")):
            kept = trial.send_test(actor, actor.email or "")
    except CrmError as error:
        session.notify(told(error), "error")
        return
    if kept is None:
        session.notify(_("The server took the test mail to {address}. Look into that mailbox.").format(address=plain(actor.email)))
    else:
        session.notify("  \n".join(plain(part) for part in problem(kept) if part), "error")


def _account(smtp: Account | None) -> None:
    seen: Account | None = session.get(SEEN, smtp)
    session.keep(SEEN, seen)
    with forms.form("smtp") as form:
        values, password = _fields(form, seen)
        with st.container(horizontal=True, key="form_buttons_smtp"):
            saved = st.form_submit_button(_("Save"), type="primary", key="smtp.save")
            testing = st.form_submit_button(_("Save and send me a test mail"), key="smtp.try")
    if saved or testing:
        ended = tried(form, lambda: act(
            save_account, "smtp", AccountForm(**values), password, seen.version if seen else None, quiet=True))  # fmt: skip
        if ended.ok:
            session.notify(_("The account is saved"))
            if testing:
                try_it()
            session.forget(SEEN, "smtp.password")
            st.rerun()
        elif ended.error.status == 409:
            session.keep(SEEN, ask_now(account, "smtp"))


def _fields(form: forms.Form, seen: Account | None) -> tuple[dict, str | None]:
    host = form.text("host", _("Server"), seen.host if seen else None, required=True, placeholder="smtp.example.com", max_chars=200)
    with st.grid(2, min_column_width=160):
        port = form.number("port", _("Port"), seen.port if seen else 465, min_value=1, max_value=65_535)
        security = form.choice("security", _("Encryption"), securities(), seen.security if seen else "tls", required=True)
    with st.grid(2, min_column_width=160):
        user = form.text("username", _("User"), seen.username if seen else None, autocomplete="off", max_chars=200)
        stored = bool(seen and seen.has_password)
        typed = form.text(
            "password", _("Password"), type="password", autocomplete="new-password", max_chars=500,
            placeholder=_("stored; type to replace it") if stored else None,
            help=_("It is kept encrypted and never shown again. Many providers want a password of its own for programs."),
        )
    with st.grid(2, min_column_width=160):
        address = form.text("from_email", _("Sender's address"), seen.from_email if seen else None, required=True, max_chars=200)
        name = form.text("from_name", _("Sender's name"), seen.from_name if seen else ask_now(company).company, max_chars=100)
    per_minute = form.number(
        "per_minute", _("At most so many mails in a minute"), seen.per_minute if seen else 60, min_value=1, max_value=MOST_PER_MINUTE,
        help=_("Your provider's limit. Answers to people go before campaigns."),
    )
    with form.field("active") as key:
        active = st.checkbox(_("Send mail"), seen.active if seen else True, key=key)
    values = {
        "host": host, "port": port, "security": security, "username": user, "from_email": address, "from_name": name,
        "per_minute": per_minute, "active": active,
    }
    return values, typed or (None if user.strip() else "")


def _public_url() -> None:
    known, guess = ask_now(company).public_url, _guess()
    layout.quiet(_("Surveys, unsubscribing and clicks in mails lead to this address. It must be reachable for your customers."))
    with forms.form("links") as form:
        typed = form.text("public_url", _("Address of Hutong CRM"), known or guess, placeholder="https://crm.example.com", max_chars=200)
        if not known and guess:
            form.note("public_url", _("Not stored yet: this is the address you are at."))
        pressed = form.buttons(_("Save"), cancel=False)
    if pressed.save:
        ended = tried(form, lambda: act(change_public_url, typed, quiet=True))
        if ended.ok:
            session.notify(_("The address is saved") if typed.strip() else _("Mails carry no links now"))
            session.forget("links.public_url")
            st.rerun()


def _guess() -> str:
    """The address of this page, if it is one that others can use."""
    parts = urlsplit(st.context.url or "")
    local = parts.hostname in (None, "localhost") or parts.hostname.startswith("127.") or parts.hostname == "::1"
    return "" if local else f"{parts.scheme}://{parts.netloc}"
