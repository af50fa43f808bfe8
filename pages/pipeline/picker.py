"""Finding the customer of a deal among very many."""
import streamlit as st

from crm_core.customers.filtering import CustomerFilter
from crm_core.customers.listing import CustomerRow, list_customers
from pages.ui import session
from pages.ui.run import ask
from pages.ui.text import _, plain

SHOWN = 5
Picked = tuple[int, str] | None


def forget_picked(key: str) -> None:
    """Begins anew: call it where the dialog is opened."""
    session.forget(f"{key}.customer", f"{key}.customer-text")


def customer_picker(key: str, current: Picked) -> int | None:
    """The chosen customer, with a way to another; or a search as one types. Not inside a form."""
    held = f"{key}.customer"
    picked: Picked = session.get(held, current)
    if picked:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f":small[:gray[{_('Customer')}]]  \n**{plain(picked[1])}**", width="stretch")
            st.button(_("Change"), key=f"{held}-other", type="tertiary", on_click=session.keep, args=(held, None))
        return picked[0]
    _search(held)
    return None


def _search(held: str) -> None:
    text = st.text_input(
        _("Customer"), key=f"{held}-text", type="search", live=True, max_chars=200,
        placeholder=_("Name, phone or e-mail"), icon=":material/search:",
    )
    if not (text or "").strip():
        return
    found: tuple[CustomerRow, ...] = ask(list_customers, CustomerFilter(text=text), ("name", "asc"), 1, SHOWN)
    with st.container(gap=None, key=f"{held.replace('.', '_')}_found"):
        for row in found:
            about = " · ".join(part for part in (row.city or row.region, row.owner or _("public pool")) if part)
            st.button(
                f"{plain(row.name)} :small[:gray[{plain(about)}]]", key=f"{held}-{row.id}", type="tertiary",
                on_click=session.keep, args=(held, (row.id, row.name)),
            )
        if not found:
            st.markdown(f":small[:gray[{_('No customer of yours has this in its name, phone or e-mail.')}]]")
