"""Which articles a person may read: the published ones, and all of them who writes the knowledge base."""
from sqlalchemy import ColumnElement, Select, and_, false, select, true

from crm_core.work import Work
from db.models import Article

VIEW, EDIT = "knowledge:view", "knowledge:edit"


def readable(work: Work) -> ColumnElement[bool]:
    """Articles that are there for this person."""
    if not work.actor.may(VIEW, EDIT):
        return false()
    seen = true() if work.actor.may(EDIT) else Article.state == "published"
    return and_(Article.deleted_at.is_(None), seen)


def visible_articles(work: Work) -> Select[tuple[Article]]:
    return select(Article).where(readable(work))


def editable(work: Work) -> Select[tuple[Article]]:
    """Articles to change; the caller has the right."""
    return select(Article).where(Article.deleted_at.is_(None))
