"""Below a list: which rows of how many are shown, and the numbers of the pages."""
import streamlit as st

from pages.ui import filters, format, layout
from pages.ui.reader import style
from pages.ui.text import _


def foot(total: int, size: int, count: int, hint: str = "") -> None:
    """`count` rows of `total` are shown, `size` on a page; `hint` is a quiet word for who works with keys."""
    pages = -(-total // size)
    first = (filters.page_number(pages) - 1) * size
    text = _("{first}–{last} of {total}").format(
        first=format.number(first + 1, style()), last=format.number(first + count, style()), total=format.number(total, style())
    )
    with st.container(horizontal=True, vertical_alignment="center"):
        layout.quiet(text)
        if hint:
            with st.container(key="keys_hint", width="content"):
                layout.quiet(hint, width="content")
        filters.pagination(pages)
