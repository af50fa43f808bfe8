"""How pages are put together. Every text comes in translated and as plain text; it is made harmless here."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import streamlit as st

from pages.ui.text import plain

Tone = Literal["red", "green", "blue", "orange", "violet", "gray"]
STYLE = Path(__file__).with_name("style.css")


def style() -> None:
    """The one small style sheet, for what no option of Streamlit gives. Once per run, in the frame."""
    st.html(STYLE)


# Markdown pieces


def badge(text: object, tone: Tone = "gray", icon: str | None = None) -> str:
    """A pale badge, as Markdown to put into a text."""
    mark = f":material/{icon}: " if icon else ""
    return f":{tone}-badge[{mark}{plain(text)}]"


def small(text: object) -> str:
    """Small and quiet, as Markdown to put into a text."""
    return f":small[:gray[{plain(text)}]]"


def quiet(text: object, width: Any = "stretch") -> None:
    """One quiet line."""
    st.markdown(small(text), width=width)


def text_button(label: str, key: str, **button: Any) -> bool:
    """A green word to click, for the right end of a card's title."""
    return st.button(f":green[{plain(label)}]", key=key, type="tertiary", **button)


# Page patterns


@contextmanager
def header(title: str, count: str | None = None, sub: str | None = None, badges: Sequence[str] = ()) -> Iterator[None]:
    """Title with its count and badges, a quiet line below, and at the right what is drawn inside.

    >>> with header(_("Customers"), "2,047"):
    ...     st.button(_("New customer"), type="primary", icon=":material/add:", shortcut="N")
    """
    more = f" :gray[:small[{plain(count)}]]" if count else ""
    text = "# " + " ".join([plain(title) + more, *(f":small[{item}]" for item in badges)])
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        if sub:
            with st.container(gap=None, width="content"):
                st.markdown(text, anchors=False)
                quiet(sub)
        else:
            st.markdown(text, width="content", anchors=False)
        with st.container(horizontal=True, vertical_alignment="center", width="content"):
            yield


@contextmanager
def card(
    title: str,
    note: str | None = None,
    *,
    help: str | None = None,
    action: Callable[[], Any] | None = None,
    height: Any = "content",
    key: str | None = None,
) -> Iterator[None]:
    """A bordered card; `action` draws what stands at the right of its title, `help` goes behind an icon."""
    with st.container(border=True, height=height, key=key):
        with st.container(horizontal=True, vertical_alignment="center"):
            beside = f" {small(note)}" if note else ""
            st.subheader(plain(title) + beside, anchor=False, help=help, width="stretch")
            if action:
                action()
        yield


@dataclass(frozen=True)
class Metric:
    """A figure. `delta` stands in a coloured pill with an arrow, or grey without one when `neutral`.

    `delta` begins with an ASCII minus when it fell; `falling_is_good` turns the colours. `beside` explains it.
    `trend` draws a line or bars below; leave it out on phones.
    """

    label: str
    value: str
    delta: str | None = None
    beside: str | None = None
    neutral: bool = False
    falling_is_good: bool = False
    help: str | None = None
    trend: Sequence[float] | None = None
    bars: bool = False


def metrics(items: Sequence[Metric], columns: int = 4) -> None:
    """Figures side by side, two in a row on a phone."""
    with st.grid(columns, min_column_width=150):
        for item in items:
            st.metric(
                plain(item.label),
                item.value,
                item.delta,
                "off" if item.neutral else "inverse" if item.falling_is_good else "normal",
                delta_arrow="off" if item.neutral else "auto",
                delta_description=item.beside,
                help=item.help,
                chart_data=item.trend,
                chart_type="bar" if item.bars else "area",
                border=True,
                height="stretch",
            )


def empty_state(icon: str, title: str, text: str, action: Callable[[], Any] | None = None) -> None:
    """Nothing here yet: what the page is for, and `action` draws the first step."""
    with st.container(border=True, horizontal_alignment="center", gap="small"):
        st.space("medium")
        st.markdown(f"# :gray[:material/{icon}:]", width="content", anchors=False)
        st.markdown(f"**{plain(title)}**", width="content")
        st.markdown(small(text), width="content", text_alignment="center")
        if action:
            action()
        st.space("medium")


def undo_bar(text: str, label: str, on_undo: Callable[[], Any]) -> None:
    """At the bottom: what was done, and the way back (also Ctrl+Z)."""
    with st.bottom, st.container(horizontal=True, vertical_alignment="center", key="undo_bar"):
        st.markdown(f":green[:material/check:] {plain(text)}", width="content")
        st.button(label, icon=":material/undo:", shortcut="Ctrl+Z", type="tertiary", on_click=on_undo, key="undo")


def tab_bar(tabs: Sequence[tuple[Any, str, str]]) -> None:
    """On a phone only, at the bottom: (page, label, Material icon) of the four places a thumb needs."""
    with st.bottom, st.container(horizontal=True, horizontal_alignment="distribute", wrap=False, key="tab_bar"):
        for page, label, icon in tabs:
            st.page_link(page, label=plain(label), icon=f":material/{icon}:")
