"""One article: what it says, whether it helps, what was done with it."""
from functools import partial
from itertools import groupby

import streamlit as st

from crm_core.errors import NotFound
from crm_core.happenings import Happened, Value
from crm_core.knowledge.commands import delete_article, restore_article, set_article_state
from crm_core.knowledge.queries import article, article_history
from crm_core.knowledge.schemas import ArticleView
from crm_core.knowledge.uses import note_view, vote
from pages.knowledge import words
from pages.ui import components, filters, format, forms, layout, links, session
from pages.ui.changes import change_label, change_text
from pages.ui.format import Style
from pages.ui.layout import Metric
from pages.ui.reader import style as reader
from pages.ui.run import act, ask, ask_now
from pages.ui.text import _

SEEN, DELETED, DELETE = "article.seen", "article.deleted", "article.delete"


def page() -> None:
    """The article that the address names (`?id=7`)."""
    key = filters.number("id")
    if key is not None and session.get(DELETED) == key:
        session.forget(DELETED)
        links.leave_for("knowledge")
    try:
        if key is not None and session.get(SEEN) != key and act(note_view, key, quiet=True).ok:
            session.keep(SEEN, key)
        found = ask_now(article, key or 0)
    except NotFound:
        not_found()
        return
    style, writes = reader(), session.actor().may("knowledge:edit")
    _back()
    _header(found, style, writes)
    _figures(found, style)
    left, right = st.columns([5, 2]) if writes else (st.container(), None)
    with left:
        with st.container(border=True):
            words.show(found.text)
        _did_it_help(found)
    if right:
        with right:
            _history(found, style)
    forms.dialog(DELETE, _("Delete article"), partial(_delete, found))


def not_found() -> None:
    """What stands in place of an article that is not there for this person."""
    _back()
    layout.empty_state(
        "search_off", _("There is no such article"), _("It does not exist, was deleted, or is not published."),
        lambda: st.page_link(links.page("knowledge"), label=_("To the knowledge base"), icon=":material/menu_book:"),
    )


def _back() -> None:
    st.page_link(links.page("knowledge"), label=_("Knowledge base"), icon=":material/arrow_back:")


def _header(found: ArticleView, style: Style, writes: bool) -> None:
    badges = [layout.badge(words.state(found.state), words.TONES[found.state])]
    if found.public:
        badges.append(layout.badge(_("Public"), "blue", "public"))
    changed = _("changed {when}").format(when=format.ago(found.updated_at, style))
    sub = " · ".join(part for part in (words.language(found.locale), found.product, found.author, changed) if part)
    with layout.header(found.title, sub=sub, badges=badges):
        if writes:
            _buttons(found)


def _buttons(found: ArticleView) -> None:
    if found.state == "draft":
        st.button(_("Publish"), icon=":material/publish:", type="primary", key="publish", on_click=_move, args=(found, "published"))
    if st.button(_("Edit"), icon=":material/edit:", key="edit", shortcut="E"):
        links.leave_for("article-edit", id=found.id)
    deeds = {
        "published": _("Publish again"), "draft": _("Back to draft"), "archived": _("Archive"), "delete": _("Delete…"),
    }
    if found.state == "draft":
        deeds.pop("published")
    deeds.pop(found.state, None)
    st.menu_button(":material/more_horiz:", list(deeds), format_func=deeds.get, key="article_menu", on_click=_chosen, args=(found,),
                   help=_("More"))


def _chosen(found: ArticleView) -> None:
    deed = session.get("article_menu")
    if deed == "delete":
        forms.open_dialog(DELETE)
    elif deed:
        _move(found, deed)


def _move(found: ArticleView, state: str) -> None:
    """Gives the article another state; a callback."""
    told = {"published": _("{title} is published"), "archived": _("{title} is archived"), "draft": _("{title} is a draft again")}
    moved = act(set_article_state, found.id, state)
    if moved.ok:
        session.offer_undo(told[state].format(title=found.title), lambda: act(set_article_state, found.id, moved.value))


def _delete(found: ArticleView) -> None:
    def delete() -> None:
        if act(delete_article, found.id).ok:
            session.offer_undo(_("{title} is deleted").format(title=found.title), lambda: act(restore_article, found.id))
            session.keep(DELETED, found.id)

    forms.confirm(
        _("Delete {title}?").format(title=found.title),
        _("Nobody finds it any more. Archive it instead if it may be of use later."), _("Delete"), delete, "article.delete")


def _did_it_help(found: ArticleView) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(_("Did this help?"), width="content")
        for helped, icon, label in ((True, "thumb_up", _("Yes")), (False, "thumb_down", _("No"))):
            st.button(label, icon=f":material/{icon}:", key=f"helped_{helped}", type="primary" if found.vote is helped else "secondary",
                      on_click=act, args=(vote, found.id, helped))


def _figures(found: ArticleView, style: Style) -> None:
    layout.metrics([
        Metric(_("Read"), format.number(found.views, style), help=_("Once per person and day.")),
        Metric(_("Helped"), words.helped(found.helpful, found.unhelpful, style) or format.DASH,
               help=_("How many of those who said so found it helpful.")),
        Metric(_("In answers"), format.number(found.used, style), help=_("Tickets into whose answer it was put.")),
    ], columns=3)


def _history(found: ArticleView, style: Style) -> None:
    events = ask(article_history, found.id)
    with layout.card(_("History")):
        if not events:
            layout.quiet(_("Written {day}, not changed since.").format(day=format.day(found.created_at, style)))
            return
        days = groupby(events, key=lambda event: style.local(event.at).date())
        components.timeline(
            [{"label": format.day_long(day, style), "items": [_item(e, style) for e in some]} for day, some in days], "article_history")


def _item(event: Happened, style: Style) -> dict:
    body = [] if event.kind == "article.created" else [
        change_label(c) if c.field == "text" else change_text(_named(c), style) for c in event.changes if c.field != "state"]
    return {
        "id": event.id, "icon": "edit", "tone": "gray", "title": _(event.what), "who": event.who or _("Hutong"),
        "body": "\n".join(body), "time": format.clock(event.at, style), "time_title": format.moment_full(event.at, style),
    }


def _named(change):
    """A language by its own name instead of its code."""
    if change.field != "locale":
        return change
    sides = {side: getattr(change, side) for side in ("before", "after")}
    named = {side: value and Value("text", words.language(value.value)) for side, value in sides.items()}
    return type(change)(change.field, change.label, named["before"], named["after"])
