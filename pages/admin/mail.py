"""Mail: what is on its way, how it is sent, and which addresses do not work."""
import streamlit as st

from crm_core.mail.accounts import account
from crm_core.mail.queries import counts
from crm_core.mail.schemas import Account, Counts
from crm_core.mailbox.queries import failed
from pages.admin import mail_account, mail_addresses, mail_outbox, mail_received
from pages.admin.mail_words import problem
from pages.ui import filters, format, layout, session
from pages.ui.format import Style
from pages.ui.reader import style
from pages.ui.run import ask_now
from pages.ui.text import _, ngettext, plain

SHOW = "show"


def page() -> None:
    """The outbox, the account, or the addresses."""
    look, known = style(), ask_now(counts)
    smtp, imap = ask_now(account, "smtp"), ask_now(account, "imap")
    shown = filters.value(SHOW) if filters.value(SHOW) in _parts() else ""
    with layout.header(_("Mail"), sub=_status(smtp)):
        if smtp and st.button(_("Send me a test mail"), icon=":material/outgoing_mail:", key="mail_test"):
            mail_account.try_it()
            st.rerun()
    _warnings(smtp, known, look)
    _troubles(imap)
    st.segmented_control(
        _("Show"), list(_parts()), format_func=_parts().get, default=shown, required=True, key="mail_show",
        label_visibility="collapsed", on_change=_switched,
    )
    if shown == "account":
        mail_account.draw(smtp, imap)
    elif shown == "received":
        mail_received.draw(look)
    elif shown == "addresses":
        mail_addresses.draw(look)
    else:
        mail_outbox.draw(known, look)


def _parts() -> dict[str, str]:
    return {"": _("Outbox"), "received": _("Received"), "addresses": _("Bounced"), "account": _("Settings")}


def _switched() -> None:
    chosen = session.get("mail_show")
    filters.replace(f"{SHOW}={chosen}" if chosen else "")


def _status(smtp: Account | None) -> str:
    if smtp is None:
        return _("No account for sending yet. Mails wait until there is one.")
    if not smtp.active:
        return _("Sending is switched off. Mails wait.")
    return _("Sent through {host} as {address}").format(host=smtp.host, address=smtp.from_email)


def _warnings(smtp: Account | None, known: Counts, look: Style) -> None:
    if smtp is None and known.waiting:
        waiting = look.count("{n} mail waits", "{n} mails wait", known.waiting)
        st.warning(_("{waiting} for an account. Enter it under “Settings”; nothing is lost meanwhile.").format(waiting=waiting))
    elif smtp and smtp.problem:
        words, said = problem(smtp.problem)
        told = [f"**{plain(words)}**", plain(said)]
        if smtp.active and smtp.rests_until and smtp.rests_until > look.now:
            again = format.clock(smtp.rests_until, look)
            told.append(plain(_("Mails wait, nothing is lost. The next try is at {time}.").format(time=again)))
        st.error("  \n".join(filter(None, told)), icon=":material/error:")


def _troubles(imap: Account | None) -> None:
    """What is wrong with the mailbox, and mails that nobody understood."""
    if imap and imap.active and imap.problem:
        words, said = problem(imap.problem)
        told = _("The mailbox: {problem}").format(problem=words)
        st.error("  \n".join(filter(None, [f"**{plain(told)}**", plain(said)])), icon=":material/error:")
    stuck = ask_now(failed)
    if stuck:
        text = ngettext("{n} mail that came in was not understood", "{n} mails that came in were not understood", stuck).format(n=stuck)
        st.warning(f"{plain(text)}", icon=":material/warning:")
