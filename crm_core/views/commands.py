"""Saving, renaming, sharing and deleting views."""
from sqlalchemy import or_, select

from crm_core.errors import Invalid
from crm_core.i18n import N_
from crm_core.work import ANYBODY, Work, command
from db.models import SavedView

LONGEST_NAME, LONGEST_QUERY, MOST = 60, 4000, 100


@command(ANYBODY)
def save_view(work: Work, page: str, name: str, query: str, shared: bool = False) -> int:
    """Keeps the filters of a page under a name and returns the view's id; one's own of that name is replaced.

    Raises Invalid; Forbidden when it shall be shared without the right to.
    """
    name = _checked_name(name)
    if len(query) > LONGEST_QUERY:
        raise Invalid(N_("These are too many filters to save."))
    if shared:
        work.require("views:share")
    own = work.session.scalars(
        select(SavedView).where(SavedView.owner_id == work.actor.user_id, SavedView.page == page)
    ).all()
    view = next((view for view in own if view.name == name), None)
    if view is None and len(own) >= MOST:
        raise Invalid(N_("You have {n} views of this page. Delete one first."), n=MOST)
    view = view or SavedView(page=page, name=name, owner_id=work.actor.user_id, created_at=work.now)
    view.query, view.shared = query, shared
    work.session.add(view)
    work.session.flush()
    work.record("view.saved", "saved_view", view.id, after={"page": page, "name": name, "shared": shared})
    return view.id


@command(ANYBODY)
def change_view(work: Work, view_id: int, name: str | None = None, shared: bool | None = None) -> None:
    """Renames a view of one's own, or shares it. Raises NotFound, Invalid, Forbidden."""
    view = _mine(work, view_id)
    before = {"name": view.name, "shared": view.shared}
    if name is not None:
        view.name = _checked_name(name)
    if shared is not None and shared != view.shared:
        if shared:
            work.require("views:share")
        view.shared = shared
    work.record("view.saved", "saved_view", view.id, before=before, after={"name": view.name, "shared": view.shared})


@command(ANYBODY)
def delete_view(work: Work, view_id: int) -> None:
    """Deletes a view of one's own; who may share views also deletes shared ones. Raises NotFound."""
    view = _mine(work, view_id, shared_too=work.actor.may("views:share"))
    work.session.delete(view)
    work.record("view.deleted", "saved_view", view_id, before={"page": view.page, "name": view.name})


def _mine(work: Work, view_id: int, shared_too: bool = False) -> SavedView:
    mine = SavedView.owner_id == work.actor.user_id
    return work.one(select(SavedView).where(SavedView.id == view_id, or_(mine, SavedView.shared) if shared_too else mine))


def _checked_name(name: str) -> str:
    name = " ".join(name.split())
    if not name:
        raise Invalid(N_("Give the view a name."), field="name")
    if len(name) > LONGEST_NAME:
        raise Invalid(N_("At most {limit} characters."), field="name", limit=LONGEST_NAME)
    return name
