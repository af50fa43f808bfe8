"""Reply templates that everybody has."""
import streamlit as st

from crm_core.tickets.templates import templates
from pages.admin import dialog
from pages.tickets import templates as shared
from pages.ui import layout
from pages.ui.run import ask_now
from pages.ui.text import _


def draw() -> None:
    """Those of everybody; agents keep their own beside the answer."""
    if dialog.opened() == dialog.NEW:
        dialog.close()
        shared.open_form(shared=True)
    layout.quiet(_("Everybody who answers tickets finds these beside the answer. One's own are kept there too."))
    found = [row for row in ask_now(templates) if row.shared]
    with st.container(border=True, gap="xsmall", width=860, key="service_templates"):
        shared.rows(found)
        if not found:
            layout.quiet(_("No template yet. Make the first one: what do you answer every day?"))
    shared.dialogs()
