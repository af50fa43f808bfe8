"""Writing an article, with what readers will see beside it."""
from typing import Any
from uuid import uuid4

import streamlit as st

from crm_core.errors import Conflict, Invalid, NotFound
from crm_core.i18n import locales
from crm_core.knowledge.commands import create_article, update_article
from crm_core.knowledge.queries import article, article_history
from crm_core.knowledge.schemas import ArticleEdit, ArticleNew, ArticleView
from crm_core.products.queries import product_choices
from crm_core.undo import undo_batch
from pages.knowledge import words
from pages.knowledge.article import not_found
from pages.ui import editing, filters, forms, layout, links, session
from pages.ui.forms import Form
from pages.ui.run import Attempt, act, ask, ask_now
from pages.ui.text import _, plain

KEY = "article_editor"


def page() -> None:
    """A form at the left, the preview at the right. What is typed stays until it is saved or left."""
    key = filters.number("id")
    if session.get(f"{_key(key)}.title") is None:  # opened anew: whatever was left here before is old
        _forget(key)
    try:
        known = editing.prepare(_key(key), ask_now(article, key)) if key else None
    except NotFound:
        not_found()
        return
    with layout.header(_("Edit article") if known else _("New article")):
        pass
    left, right = st.columns(2)
    with left:
        form = Form(_key(key))
        editing.choose(form)
        typed = _fields(form, known)
        pressed = _buttons(known)
    with right, layout.card(_("What readers see")):
        _preview(typed)
    if pressed == "leave":
        _leave(known)
    elif pressed and known:
        _save(form, known, typed)
    elif pressed:
        _create(form, typed, pressed)


def _key(article_id: int | None) -> str:
    return f"{KEY}.{article_id or 'new'}"


def _fields(form: Form, known: ArticleView | None) -> dict[str, Any]:
    typed = {"title": form.text("title", _("Title"), known.title if known else None, required=True, max_chars=200,
                                placeholder=_("The question, as people ask it"))}
    help_text = _("Marks: # heading, **bold**, *italic*, - list, 1. steps, > quote, `code`, [words](https://…).")
    typed["text"] = form.area("text", _("Answer"), known.text if known else None, required=True, height=360, help=help_text)
    with st.grid(2, min_column_width=180):
        first = known.locale if known else session.locale()
        typed["locale"] = form.choice("locale", _("Language"), list(locales().items()), first, required=True)
        products = [(p.id, p.name) for p in ask(product_choices)] if session.actor().may("products:view") else []
        typed["product_id"] = form.choice("product_id", _("Product"), products, known.product_id if known else None)
    with form.field("public") as key:
        start = {} if session.get(key) is not None else {"value": bool(known and known.public)}
        typed["public"] = st.toggle(_("Also shown outside, by the web form"), key=key, **start)
    return typed


def _buttons(known: ArticleView | None) -> str | None:
    """What was pressed: a state to save in, "save", "leave" or None."""
    offered = {"save": _("Save")} if known else {"published": _("Publish"), "draft": _("Keep as draft")}
    offered["leave"] = _("Cancel")
    kinds = {"save": "primary", "published": "primary", "leave": "tertiary"}
    with st.container(horizontal=True):
        pressed = {name: st.button(label, key=f"article_{name}", type=kinds.get(name, "secondary"))
                   for name, label in offered.items()}
    return next((name for name, was in pressed.items() if was), None)


def _preview(typed: dict[str, Any]) -> None:
    if not (typed["title"] or typed["text"]):
        layout.quiet(_("Begin to write; leave a field to see it here."))
        return
    st.subheader(plain(typed["title"] or ""), anchor=False)
    words.show(typed["text"] or "")


def _create(form: Form, typed: dict[str, Any], state: str) -> None:
    made = forms.attempt(lambda: act(create_article, ArticleNew(**typed, state=state), quiet=True))
    form.show(made.error)
    if made.ok:
        session.notify(_("The article is published") if state == "published" else _("The draft is kept"))
        _forget(None)
        links.leave_for("article", id=made.value)


def _save(form: Form, known: ArticleView, typed: dict[str, Any]) -> None:
    try:
        changed = editing.changed(form.key, ArticleEdit(**typed).given())
    except Invalid as refused:
        form.show(refused)
        return
    batch = uuid4().hex
    stored = _store(known.id, changed, editing.version(form.key), batch)
    if isinstance(stored.error, Conflict):
        now = ask_now(article, known.id)
        if not editing.meet(form.key, now, changed, _who(known.id)):
            st.rerun()
        stored = _store(known.id, changed, now.version, batch)
    form.show(stored.error)
    if stored.ok:
        if changed:
            session.offer_undo(_("{title} is changed").format(title=changed.get("title") or known.title), lambda: act(undo_batch, batch))
        _leave(known)


def _store(article_id: int, changed: dict[str, Any], version: int, batch: str) -> Attempt:
    return forms.attempt(lambda: act(update_article, article_id, ArticleEdit(**changed), version, batch=batch, quiet=True))


def _who(article_id: int) -> str | None:
    found = ask_now(article_history, article_id)
    return found[0].who if found else None


def _leave(known: ArticleView | None) -> None:
    _forget(known.id if known else None)
    if known:
        links.leave_for("article", id=known.id)
    links.leave_for("knowledge")


def _forget(article_id: int | None) -> None:
    """The next time the form begins with what is stored then."""
    names = (*ArticleEdit.model_fields, "base", "fresh", "asked", "who")
    session.forget(*(f"{_key(article_id)}.{name}" for name in names))
