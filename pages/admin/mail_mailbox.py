"""The mailbox whose mails become tickets."""
import streamlit as st

from crm_core.delivery import trial
from crm_core.errors import CrmError
from crm_core.mail.accounts import account, save_account
from crm_core.mail.schemas import Account, AccountForm
from pages.admin.dialog import tried
from pages.admin.mail_words import problem, securities
from pages.ui import forms, layout, session
from pages.ui.run import act, ask_now
from pages.ui.text import _, plain, told

SEEN = "mailbox_seen"


def draw(imap: Account | None) -> None:
    """The form; saving tries it at once."""
    layout.quiet(_("Mails to this mailbox become tickets, answers join theirs. At first, unread mails of the last 14 days are taken."))
    seen: Account | None = session.get(SEEN, imap)
    session.keep(SEEN, seen)
    with forms.form("imap") as form:
        values, password = _fields(form, seen)
        pressed = form.buttons(_("Save and try"), cancel=False)
    if not pressed.save:
        return
    ended = tried(form, lambda: act(
        save_account, "imap", AccountForm(**values), password, seen.version if seen else None, quiet=True))  # fmt: skip
    if ended.ok:
        session.notify(_("The mailbox is saved"))
        if values["active"]:
            _try_it()
        session.forget(SEEN, "imap.password")
        st.rerun()
    elif ended.error.status == 409:
        session.keep(SEEN, ask_now(account, "imap"))


def _fields(form: forms.Form, seen: Account | None) -> tuple[dict, str | None]:
    host = form.text("host", _("Server"), seen.host if seen else None, required=True, placeholder="imap.example.com", max_chars=200)
    with st.grid(2, min_column_width=120):
        port = form.number("port", _("Port"), seen.port if seen else 993, min_value=1, max_value=65_535)
        security = form.choice("security", _("Encryption"), securities(), seen.security if seen else "tls", required=True)
    user = form.text("username", _("User"), seen.username if seen else None, required=True, autocomplete="off", max_chars=200)
    stored = bool(seen and seen.has_password)
    typed = form.text(
        "password", _("Password"), type="password", autocomplete="new-password", max_chars=500,
        placeholder=_("stored; type to replace it") if stored else None,
    )
    folder = form.text("folder", _("Folder"), seen.folder if seen else "INBOX", max_chars=200)
    with form.field("active") as key:
        active = st.checkbox(_("Fetch mail"), seen.active if seen else True, key=key)
    values = {"host": host, "port": port, "security": security, "username": user, "folder": folder, "active": active}
    return values, typed or None


def _try_it() -> None:
    actor = session.actor(fresh=True)
    if actor is None:
        return
    try:
        with st.spinner(_("Opening the mailbox…")):
            kept = trial.check_mailbox(actor)
    except CrmError as error:
        session.notify(told(error), "error")
        return
    if kept is None:
        session.notify(_("The mailbox opens"))
    else:
        session.notify("  \n".join(plain(part) for part in problem(kept) if part), "error")
