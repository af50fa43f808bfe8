"""Going to another page of the program without loading it anew."""
import streamlit as st

from pages import menu


def page(url: str) -> st.Page:
    """The page at `url`, for `st.page_link` and `st.switch_page`."""
    entry = next(entry for entry in menu.MENU if entry.url == url)
    return st.Page(entry.run, url_path=entry.url, default=entry.url == "home")


def leave_for(url: str, **query: object) -> None:
    """Ends this run and shows `/url?query`."""
    st.switch_page(page(url), query_params={name: str(value) for name, value in query.items()})


def href(url: str, key: int) -> str:
    """The address of a record, for components: `href("customer", 7)`."""
    return f"/{url}?id={key}"
