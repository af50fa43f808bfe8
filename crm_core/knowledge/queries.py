"""Reading the knowledge base."""
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, func, select

from crm_core.errors import NotFound
from crm_core.happenings import Happened, told
from crm_core.knowledge.access import EDIT, VIEW, readable
from crm_core.knowledge.schemas import ArticlePage, ArticleRow, ArticleView
from crm_core.knowledge.uses import VOTES
from crm_core.work import Work, query
from db import search
from db.models import Article, ArticleUse, Event, Product, User

PAGE_SIZE = 50
MOST_HISTORY = 50
SORTS = {
    "updated": Article.updated_at, "title": Article.title, "views": Article.views, "helpful": Article.helpful, "used": Article.used,
}  # fmt: skip
WITHOUT = "none"


@dataclass(frozen=True)
class ArticleFilter:
    """What the list is narrowed to; empty means all. `products` are ids as text, or "none"."""

    text: str = ""
    states: tuple[str, ...] = ()
    locales: tuple[str, ...] = ()
    products: tuple[str, ...] = ()
    public: bool | None = None


@query(VIEW, EDIT)
def articles(
    work: Work, wanted: ArticleFilter, *, sort: str = "updated", descending: bool = True, page: int = 1, size: int = PAGE_SIZE,
) -> ArticlePage:
    """One page of the articles that this person may read and `wanted` matches."""
    conditions = [readable(work), *_conditions(work, wanted)]
    total = work.session.scalar(select(func.count(Article.id)).where(*conditions))
    by = SORTS.get(sort, Article.updated_at)
    a = Article
    rows = work.session.execute(
        select(a.id, a.title, a.state, a.public, a.locale, Product.name, User.name, a.views, a.helpful, a.unhelpful, a.used,
               a.updated_at)
        .outerjoin(Product, Product.id == a.product_id)
        .outerjoin(User, User.id == a.author_id)
        .where(*conditions)
        .order_by(by.desc() if descending else by.asc(), a.id.desc() if descending else a.id.asc())
        .limit(size)
        .offset((max(1, page) - 1) * size)
    )
    return ArticlePage(tuple(ArticleRow(*row) for row in rows), total)


@query(VIEW, EDIT)
def article(work: Work, article_id: int) -> ArticleView:
    """One article for its page. Raises NotFound."""
    a = Article
    voice = (
        select(ArticleUse.what)
        .where(ArticleUse.article_id == article_id, ArticleUse.user_id == work.actor.user_id, ArticleUse.what.in_(VOTES.values()))
        .limit(1).scalar_subquery()
    )
    row = work.session.execute(
        select(a.id, a.title, a.text, a.state, a.public, a.locale, a.product_id, Product.name, a.author_id, User.name, a.views,
               a.helpful, a.unhelpful, a.used, a.created_at, a.updated_at, a.version, voice)
        .outerjoin(Product, Product.id == a.product_id)
        .outerjoin(User, User.id == a.author_id)
        .where(readable(work), a.id == article_id)
    ).one_or_none()
    if row is None:
        raise NotFound()
    *fields, said = row
    return ArticleView(*fields, None if said is None else said == VOTES[True])


@query(EDIT)
def article_history(work: Work, article_id: int) -> list[Happened]:
    """What was done with an article, the newest first. Raises NotFound."""
    work.one(select(Article).where(readable(work), Article.id == article_id))
    events = select(Event).where(Event.subject_type == "article", Event.subject_id == article_id)
    rows: Sequence[Event] = work.session.scalars(events.order_by(Event.id.desc()).limit(MOST_HISTORY)).all()
    return told(work, rows)


def _conditions(work: Work, wanted: ArticleFilter) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.text.strip():
        found.append(search.matches(work.session, "article", wanted.text))
    if wanted.states:
        found.append(Article.state.in_(wanted.states))
    if wanted.locales:
        found.append(Article.locale.in_(wanted.locales))
    if wanted.products:
        ids = [int(one) for one in wanted.products if one.isascii() and one.isdigit() and len(one) < 10]
        named = Article.product_id.in_(ids)
        found.append(named | Article.product_id.is_(None) if WITHOUT in wanted.products else named)
    if wanted.public is not None:
        found.append(and_(Article.public.is_(wanted.public)))
    return found
