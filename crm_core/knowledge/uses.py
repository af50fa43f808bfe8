"""Reading an article, saying whether it helped, and putting it into an answer. Counted, not recorded as events."""
from datetime import datetime, time
from zoneinfo import ZoneInfo

from sqlalchemy import select

from crm_core.access import scope
from crm_core.errors import NotFound
from crm_core.knowledge.access import EDIT, VIEW, visible_articles
from crm_core.work import ANYBODY, Work, command
from db.models import Article, ArticleUse, Ticket

VOTES = {True: "helpful", False: "unhelpful"}


@command(ANYBODY)
def note_view(work: Work, article_id: int) -> bool:
    """Counts that this person read the article, once a day; returns whether it counted. Raises NotFound."""
    row = _locked(work, article_id)
    zone = ZoneInfo(work.actor.time_zone)
    today = datetime.combine(work.now.astimezone(zone).date(), time(), zone)
    seen = _uses(work, article_id, "viewed").where(ArticleUse.at >= today)
    if work.session.scalar(seen.limit(1)) is not None:
        return False
    row.views += 1
    _note(work, row, "viewed")
    return True


@command(ANYBODY)
def vote(work: Work, article_id: int, helped: bool) -> None:
    """Whether it helped this person: one voice each, which may change. Raises NotFound."""
    row = _locked(work, article_id)
    before = work.session.scalars(_uses(work, article_id, *VOTES.values()).limit(1)).one_or_none()
    if before is not None:
        if before.what == VOTES[helped]:
            return
        _count(row, before.what, -1)
        before.what, before.at = VOTES[helped], work.now
    else:
        _note(work, row, VOTES[helped])
    _count(row, VOTES[helped], 1)


@command("tickets:edit")
def use_article(work: Work, article_id: int, ticket_id: int) -> None:
    """Counts that the article went into an answer to a ticket, once per ticket. Raises NotFound."""
    row = _locked(work, article_id)
    if work.session.scalar(select(Ticket.id).where(scope.tickets(work), Ticket.id == ticket_id)) is None:
        raise NotFound()
    used = select(ArticleUse.id).where(
        ArticleUse.article_id == article_id, ArticleUse.what == "inserted", ArticleUse.ticket_id == ticket_id)
    if work.session.scalar(used.limit(1)) is None:
        row.used += 1
        _note(work, row, "inserted", ticket_id)


@command("knowledge:edit")
def note_answered(work: Work, article_id: int) -> None:
    """Somebody outside was answered by the article and made no ticket. Raises NotFound for one that is not public."""
    row = work.one(visible_articles(work).where(
        Article.id == article_id, Article.public, Article.state == "published").with_for_update())
    row.helpful += 1
    _note(work, row, "answered")


def _locked(work: Work, article_id: int) -> Article:
    work.require(VIEW, EDIT)
    return work.one(visible_articles(work).where(Article.id == article_id).with_for_update())


def _uses(work: Work, article_id: int, *what: str):
    return select(ArticleUse).where(
        ArticleUse.article_id == article_id, ArticleUse.user_id == work.actor.user_id, ArticleUse.what.in_(what))


def _note(work: Work, row: Article, what: str, ticket_id: int | None = None) -> None:
    work.session.add(ArticleUse(article_id=row.id, what=what, ticket_id=ticket_id, user_id=work.actor.user_id, at=work.now))


def _count(row: Article, what: str, by: int) -> None:
    setattr(row, what, getattr(row, what) + by)
