"""Writing the knowledge base."""
from sqlalchemy import select, update

from crm_core.errors import N_, Invalid
from crm_core.knowledge.access import EDIT, editable
from crm_core.knowledge.schemas import ArticleEdit, ArticleNew, State
from crm_core.work import Work, command
from db.models import Article, Product, RepeatedQuestion

MOVED = {"published": "article.published", "archived": "article.archived", "draft": "article.withdrawn"}


@command(EDIT)
def create_article(work: Work, data: ArticleNew) -> int:
    """A new article; returns its id. Raises Invalid."""
    _check_product(work, data.product_id)
    values = data.model_dump()
    row = Article(**values, author_id=work.actor.user_id, created_at=work.now, updated_at=work.now)
    work.session.add(row)
    work.session.flush()
    after = {name: values[name] for name in ("title", "state", "locale", "public", "product_id") if values[name] is not None}
    work.record("article.created", "article", row.id, after=after)
    return row.id


@command(EDIT)
def update_article(work: Work, article_id: int, data: ArticleEdit, version: int) -> int:
    """Changes the fields set in `data`; returns the new version.

    Raises NotFound, Invalid, or Conflict when it is no longer the `version` that was read.
    """
    row = work.one(editable(work).where(Article.id == article_id), version=version)
    given = {name: value for name, value in data.given().items() if value != getattr(row, name)}
    if "product_id" in given:
        _check_product(work, given["product_id"])
    if given:
        before = {name: getattr(row, name) for name in given}
        _set(work, row, **given)
        work.record("article.changed", "article", row.id, before=before, after=given)
    return row.version


@command(EDIT)
def set_article_state(work: Work, article_id: int, state: State) -> str:
    """Publishes an article, archives it or makes it a draft again; returns the state it had. Raises NotFound."""
    if state not in MOVED:
        raise Invalid(N_("This state is not there."), field="state")
    row = work.one(editable(work).where(Article.id == article_id).with_for_update())
    before = row.state
    if before != state:
        _set(work, row, state=state)
        work.record(MOVED[state], "article", row.id, before={"state": before}, after={"state": state})
    return before


@command(EDIT)
def delete_article(work: Work, article_id: int) -> None:
    """Deletes an article; it can be brought back. Raises NotFound."""
    row = work.one(editable(work).where(Article.id == article_id).with_for_update())
    _set(work, row, deleted_at=work.now)
    _question_is(work, row.id, "drafted", "open")
    work.record("article.deleted", "article", row.id, before={"name": row.title})


@command(EDIT)
def restore_article(work: Work, article_id: int) -> None:
    """Takes a deletion back. Raises NotFound when there is nothing to take back."""
    row = work.one(select(Article).where(Article.id == article_id, Article.deleted_at.is_not(None)).with_for_update())
    _set(work, row, deleted_at=None)
    _question_is(work, row.id, "open", "drafted")
    work.record("article.restored", "article", row.id, after={"name": row.title})


def _set(work: Work, row: Article, **values: object) -> None:
    for name, value in values.items():
        setattr(row, name, value)
    row.version, row.updated_at = row.version + 1, work.now


def _question_is(work: Work, article_id: int, before: str, after: str) -> None:
    """The repeated question the article was made of is offered again when it goes, and settled when it comes back."""
    work.session.execute(update(RepeatedQuestion).where(
        RepeatedQuestion.article_id == article_id, RepeatedQuestion.state == before).values(state=after))


def _check_product(work: Work, product_id: int | None) -> None:
    if product_id is not None and work.session.get(Product, product_id) is None:
        raise Invalid(N_("This product does not exist."), field="product_id")
