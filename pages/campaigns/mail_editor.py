"""The fields of a mail, for messages and templates: subject, text, and what may be inserted."""
from collections.abc import Mapping

import streamlit as st

from crm_core.campaigns.fields import FIELDS
from crm_core.campaigns.schemas import Version
from pages.ui import layout, session
from pages.ui.forms import Form
from pages.ui.text import _, plain

PARTS = ("subject", "html", "text")


def fields(form: Form, stored: Version, parts: tuple[str, ...] = PARTS) -> Version:
    """Draws `parts` and returns what is in them now."""
    typed = {}
    if "subject" in parts:
        typed["subject"] = form.text("subject", _("Subject line"), stored.subject, required=True, max_chars=200)
    if "html" in parts:
        typed["html"] = form.area("html", _("Text (HTML)"), stored.html, height=360, max_chars=200_000, placeholder="<p>{{ greeting }}</p>")
        layout.quiet(_("Scripts, forms and frames are taken out. A link to unsubscribe is added if there is none."))
    if "text" in parts:
        with st.expander(_("Plain text for mail programs without HTML")):
            typed["text"] = form.area("text", _("Plain text"), stored.text, height=160, max_chars=100_000, placeholder=_("Left empty, it is made from the HTML."))
    return Version(**typed)


def show(stored: Version) -> None:
    """The same, only to read."""
    if stored.subject:
        st.markdown(f"**{plain(stored.subject)}**")
    st.code(stored.html or stored.text or "", language="html" if stored.html else None, wrap_lines=True)


def insert_menu(key: str) -> None:
    """What may be inserted, each with a sentence; a click puts it at the end of the text."""
    with st.popover(_("Insert a field"), icon=":material/data_object:", width="content"):
        for field in FIELDS:
            with st.container(horizontal=True, vertical_alignment="center", wrap=False):
                st.button(f"`{written(field.key)}`", key=f"{key}.insert.{field.key}", type="tertiary", on_click=_insert, args=(key, field.key))
                layout.quiet(_(field.says))


def written(field: str) -> str:
    """A field as it stands in a text."""
    return f"{{{{ {field} }}}}"


def put(key: str, version: Mapping[str, str]) -> None:
    """Fills the editor with a template; a callback."""
    for part in PARTS:
        session.keep(f"{key}.{part}", version.get(part, ""))


def forget(key: str) -> None:
    """The editor begins with what is stored; a callback."""
    session.forget(*(f"{key}.{part}" for part in (*PARTS, "base")))


def _insert(key: str, field: str) -> None:
    name = f"{key}.html" if session.get(f"{key}.html") is not None else f"{key}.subject"
    session.keep(name, f"{session.get(name) or ''}{written(field)}")
