"""What stands on a page while its figures are gathered for the first time."""
import streamlit as st

from crm_core.columnar.copy import Preparing, progress
from pages.ui.layout import quiet
from pages.ui.text import _, told


def draw(wait: Preparing) -> None:
    """How far it is; the page comes by itself."""
    with st.container(border=True):
        st.markdown(f"**{_('Gathering the figures')}**")
        _bar(wait.params["percent"])


@st.fragment(run_every=2)
def _bar(percent: int) -> None:
    now = progress()
    if now >= 1:
        st.rerun()
    done = max(percent, int(now * 100))
    st.progress(done / 100, told(Preparing(percent=done)))
    quiet(_("This happens once. You can leave this page and come back."))
