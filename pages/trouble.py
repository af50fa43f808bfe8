"""When a page breaks: the log gets everything, the user a sentence and a reference."""
import logging
import secrets

import streamlit as st

from crm_core.errors import CrmError, NotFound
from pages.ui.text import _, told

log = logging.getLogger("hutong")


def show(error: Exception) -> bool:
    """Tells the user about an error that no page caught. True: nothing else has to be shown."""
    if isinstance(error, CrmError):
        (st.info if isinstance(error, NotFound) else st.error)(told(error))
        return True
    reference = secrets.token_hex(4).upper()
    log.error("reference %s", reference, exc_info=error)
    st.error(
        _("Something went wrong here. What was saved before is safe. If it happens again, tell your administrator this reference: {reference}")
        .format(reference=reference),
        icon=":material/error:",
    )
    return True
