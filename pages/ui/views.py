"""The menu of saved views: a list's filters, sort and columns under a name."""
from collections.abc import Mapping

import streamlit as st

from crm_core.views.commands import change_view, delete_view, save_view
from crm_core.views.queries import View, saved_views
from pages.ui import filters, forms, session
from pages.ui.run import act, ask
from pages.ui.text import _, plain

SAVE, MANAGE = "view.save", "view.manage"
_SAVE, _MANAGE, _NONE = "save…", "manage…", "none…"  # no query string looks like these


def remember(page: str) -> None:
    """Keeps what the list shows now, for the way back to it."""
    number = filters.value(filters.PAGE)
    session.keep(f"list-{page}", filters.query() + (f"&{filters.PAGE}={number}" if number else ""))


def come_back(page: str) -> None:
    """First thing on a list: Back from a record leaves its id in the address; what the list showed is put there."""
    if filters.value("id"):
        filters.replace(session.get(f"list-{page}", ""))


def menu(page: str, usual: Mapping[str, str] | None = None) -> None:
    """The button with the views of `page`; its name is that of the view that is shown.

    `usual` are views that everybody has: query string → name.
    """
    found, now = ask(saved_views, page), filters.query()
    names = {view.query: view.name for view in found} | {query: _(name) for query, name in (usual or {}).items()}
    offered = {query: _(name) for query, name in (usual or {}).items()} | {str(view.id): _named(view) for view in found}
    if now:
        offered[_NONE] = _("Without filters")
    if now and now not in names:
        offered[_SAVE] = _("Save this view…")
    if any(view.mine for view in found) or (found and session.actor().may("views:share")):
        offered[_MANAGE] = _("Manage views…")
    if offered:
        st.menu_button(
            plain(names.get(now) or _("Views")), list(offered), format_func=lambda key: offered[key],
            icon=":material/bookmark:", key=f"views_{page}", on_click=_chosen, args=(page, found),
        )
    forms.dialog(SAVE, _("Save this view"), _save)
    forms.dialog(MANAGE, _("Views"), _manage)


def _named(view: View) -> str:
    return plain(view.name) if view.mine else f"{plain(view.name)} :gray[· {plain(view.owner)}]"


def _chosen(page: str, found: tuple[View, ...]) -> None:
    chosen = session.get(f"views_{page}")
    if chosen == _SAVE:
        forms.open_dialog(SAVE, page=page)
    elif chosen == _MANAGE:
        forms.open_dialog(MANAGE, page=page)
    elif chosen == _NONE:
        filters.clear()
    else:
        filters.replace(next((view.query for view in found if str(view.id) == chosen), chosen or ""))


def _save(page: str) -> None:
    with forms.form("view") as form:
        name = form.text("name", _("Name"), required=True, max_chars=60)
        shared = False
        if session.actor().may("views:share"):
            shared = st.checkbox(_("Everybody sees it (each with their own customers)"), key="view.shared")
        pressed = form.buttons(_("Save"))
    if pressed.cancel:
        forms.close_dialog()
        st.rerun()
    if pressed.save:
        kept = act(save_view, page, name, filters.query(), shared, quiet=True)
        form.show(kept.error)
        if kept.ok:
            forms.saved(_("View saved"))


def _manage(page: str) -> None:
    sharing = session.actor().may("views:share")
    found = [view for view in ask(saved_views, page) if view.mine or sharing]
    for view in found:
        with st.container(horizontal=True, vertical_alignment="center", key=f"view_{view.id}"):
            if view.mine:
                st.text_input(
                    _("Name"), view.name, key=f"view_name_{view.id}", label_visibility="collapsed", max_chars=60,
                    on_change=_rename, args=(view.id,),
                )
            else:
                st.markdown(_named(view), width="stretch")
            if view.mine and sharing:
                label = _("Shared") if view.shared else _("Only me")
                icon = ":material/group:" if view.shared else ":material/lock:"
                st.button(label, icon=icon, key=f"view_share_{view.id}", on_click=_share, args=(view.id, not view.shared))
            st.button("", icon=":material/delete:", help=_("Delete"), key=f"view_delete_{view.id}", on_click=_delete, args=(page, view))
    if not found:
        st.markdown(_("There are no views any more."))


def _rename(view_id: int) -> None:
    act(change_view, view_id, name=session.get(f"view_name_{view_id}") or "")


def _share(view_id: int, shared: bool) -> None:
    act(change_view, view_id, shared=shared)


def _delete(page: str, view: View) -> None:
    if act(delete_view, view.id).ok and view.mine:
        session.offer_undo(_("View deleted"), lambda: act(save_view, page, view.name, view.query, view.shared))
