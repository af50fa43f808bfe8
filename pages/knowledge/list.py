"""The list of articles."""
import streamlit as st

from crm_core.i18n import locales
from crm_core.knowledge.queries import PAGE_SIZE, SORTS, WITHOUT, ArticleFilter, articles
from crm_core.knowledge.schemas import ArticlePage, ArticleRow
from crm_core.products.queries import product_choices
from pages.knowledge import questions, words
from pages.ui import filters, format, layout, links, session
from pages.ui.components import happened, record_table
from pages.ui.format import Style
from pages.ui.reader import style as reader
from pages.ui.run import ask
from pages.ui.text import _

TABLE = "articles_table"
FILTERS = ("q", "state", "language", "product", "public")
MORE = ("product", "public")
SHOWN = {"": None, "yes": True, "no": False}


def page() -> None:
    """Finding an article; who writes them begins a new one and sees what is asked again and again."""
    opened = happened(TABLE, "open")
    if opened:
        links.leave_for("article", id=opened)
    style, writes = reader(), session.actor().may("knowledge:edit")
    sort = filters.sort(list(SORTS), ("updated", "desc"))
    found = _found(sort)
    with layout.header(_("Knowledge base"), format.number(found.total, style) if found.total else None):
        if writes and st.button(_("New article"), icon=":material/add:", type="primary", shortcut="N", key="new_article"):
            links.leave_for("article-edit")
    if writes:
        questions.card(style)
    if found.total or filters.active(FILTERS):
        _filters(writes)
    if found.rows:
        _table(found, sort, style, writes)
    elif filters.active(FILTERS):
        filters.nothing_found(_("No article matches these filters."))
    else:
        _empty(writes)


def _found(sort: tuple[str, str]) -> ArticlePage:
    wanted = ArticleFilter(
        text=filters.value("q")[:200], states=filters.values("state"), locales=filters.values("language"),
        products=filters.values("product"), public=SHOWN.get(filters.value("public")),
    )
    return ask(articles, wanted, sort=sort[0], descending=sort[1] == "desc", page=filters.number(filters.PAGE, 1) or 1)


def _filters(writes: bool) -> None:
    with st.container(horizontal=True, vertical_alignment="center", key="filter_row"):
        filters.search(_("Words of title or text"))
        with st.container(horizontal=True, width="content", key="wide_filters"):
            filters.compact("language", _("Language"), locales(), nothing=_("all"))
            if writes:
                filters.compact("state", _("State"), words.states(), nothing=_("all"))
        box = filters.more(MORE, on_phones=FILTERS[1:])
        if box.open:
            with box, st.container(width=340):
                _more(writes)


def _more(writes: bool) -> None:
    with st.container(key="phone_filters"):
        filters.many("language", _("Language"), locales(), place="more")
        if writes:
            filters.many("state", _("State"), words.states(), place="more")
    if session.actor().may("products:view"):
        products = {str(product.id): product.name for product in ask(product_choices)}
        filters.many("product", _("Product"), products | {WITHOUT: _("None")})
    filters.one("public", _("Shown outside"), {"": _("Any"), "yes": _("yes"), "no": _("no")})


def _table(found: ArticlePage, sort: tuple[str, str], style: Style, writes: bool) -> None:
    rows = [{"id": row.id, "href": links.href("article", row.id), "cells": _cells(row, style)} for row in found.rows]
    record_table(_columns(writes), rows, TABLE, sort=sort, selectable=False, on_sort=_sort)
    filters.pagination(-(-found.total // PAGE_SIZE))


def _columns(writes: bool) -> list[dict]:
    state = [{"id": "state", "label": _("State"), "card": "badge", "width": "17%"}] if writes else []
    return [
        {"id": "title", "label": _("Article"), "sortable": True, "width": "33%", "card": "title"},
        *state,
        {"id": "language", "label": _("Language"), "wide": True, "width": "10%"},
        {"id": "views", "label": _("Read"), "align": "right", "sortable": True, "width": "8%"},
        {"id": "used", "label": _("In answers"), "align": "right", "sortable": True, "width": "10%"},
        {"id": "helpful", "label": _("Helped"), "align": "right", "sortable": True, "card": "figure", "width": "10%"},
        {"id": "updated", "label": _("Changed"), "sortable": True, "card": "note", "width": "14%"},
    ]


def _cells(row: ArticleRow, style: Style) -> dict:
    public = [{"text": _("Public"), "tone": "blue"}] if row.public else []
    return {
        "title": {"text": row.title, "sub": row.product, "title": row.title},
        "state": {"badges": [{"text": words.state(row.state), "tone": words.TONES[row.state]}, *public]},
        "language": words.language(row.locale),
        "views": format.number(row.views, style),
        "used": format.number(row.used, style),
        "helpful": words.helped(row.helpful, row.unhelpful, style),
        "updated": {"text": format.ago(row.updated_at, style), "sub": row.author, "title": format.moment(row.updated_at, style)},
    }


def _sort(chosen: dict[str, str]) -> None:
    """As the heading says; figures and times begin with the greatest."""
    now, _direction = filters.sort(list(SORTS), ("updated", "desc"))
    if chosen["column"] not in (now, "title"):
        chosen = {"column": chosen["column"], "direction": "desc"}
    filters.put_sort(chosen)


def _empty(writes: bool) -> None:
    if not writes:
        layout.empty_state("menu_book", _("No articles yet"), _("What your service colleagues publish will stand here."))
        return
    text = _("Write down the answer to a question once: it is then offered beside every ticket that asks the same.")
    layout.empty_state("menu_book", _("No articles yet"), text, _first)


def _first() -> None:
    if st.button(_("New article"), icon=":material/add:", key="first_article"):
        links.leave_for("article-edit")
