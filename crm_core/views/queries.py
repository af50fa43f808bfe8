"""Reading saved views."""
from dataclasses import dataclass

from sqlalchemy import or_, select

from crm_core.work import ANYBODY, Work, query
from db.models import SavedView, User


@dataclass(frozen=True)
class View:
    """A saved view. `owner` is who saved it, `query` the query string of its page."""

    id: int
    name: str
    query: str
    shared: bool
    mine: bool
    owner: str


@query(ANYBODY)
def saved_views(work: Work, page: str) -> tuple[View, ...]:
    """One's own views of a page and those that are shared, one's own first, by name."""
    mine = SavedView.owner_id == work.actor.user_id
    rows = work.session.execute(
        select(SavedView, User.name)
        .join(User, User.id == SavedView.owner_id)
        .where(SavedView.page == page, or_(mine, SavedView.shared))
        .order_by(mine.desc(), SavedView.name, SavedView.id)
    )
    return tuple(
        View(view.id, view.name, view.query, view.shared, view.owner_id == work.actor.user_id, owner) for view, owner in rows
    )
