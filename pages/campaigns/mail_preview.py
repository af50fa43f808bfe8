"""A mail as one member gets it."""
import streamlit as st

from crm_core.campaigns.members import list_members
from crm_core.campaigns.messages import Preview
from crm_core.campaigns.schemas import CampaignPage, MemberFilter
from pages.ui import layout, session
from pages.ui.run import ask
from pages.ui.text import _, plain

OFFERED = 50
SHEET = '<div style="background:#fff;color:#1f2a30;color-scheme:light;border-radius:6px;padding:16px;overflow:auto">{html}</div>'


def choose_member(found: CampaignPage) -> int | None:
    """For whom to look at it; None: nobody is a member yet."""
    if not found.counts.all:
        layout.quiet(_("Nobody is a member yet, so this is shown as if it went to you."))
        return None
    names = {row.id: f"{row.name or row.email} · {row.email or ''}" for row in ask(list_members, found.id, MemberFilter(), 1, OFFERED)
             if row.skipped is None and not row.held_out}
    if not names:
        return None
    return st.selectbox(_("For"), list(names), format_func=names.get, key=_key(found))


def chosen(found: CampaignPage) -> int | None:
    """Who is chosen, known before it is drawn."""
    return session.get(_key(found))


def show(seen: Preview) -> None:
    """Subject and text, as HTML or plain."""
    message = seen.message
    st.markdown(f"**{plain(message.subject)}**  \n{layout.small(_('to {email}').format(email=seen.email or ''))}")
    if message.html is None:
        st.text(message.text)
        return
    as_html, as_text = st.tabs([_("HTML"), _("Plain text")])
    with as_html:
        st.html(SHEET.format(html=message.html.partition("<body")[2].partition(">")[2].removesuffix("</body></html>")))
    with as_text:
        st.text(message.text)


def _key(found: CampaignPage) -> str:
    return f"mail_for.{found.id}"
