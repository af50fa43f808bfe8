"""What is asked again and again: reading it, making an article of it, or setting it aside."""
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select

from crm_core.access import scope
from crm_core.errors import N_, Conflict
from crm_core.knowledge.access import EDIT
from crm_core.knowledge.commands import create_article, delete_article
from crm_core.knowledge.schemas import ArticleNew
from crm_core.work import Work, command, query
from db.models import Article, Customer, RepeatedQuestion, Ticket, TicketMessage

RECENT = timedelta(days=30)
MOST = 100
MOST_TICKETS = 50
LIMIT = 20_000


@dataclass(frozen=True)
class QuestionRow:
    """A repeated question: how often in all and in the last 30 days, and the article made of it."""

    id: int
    title: str
    locale: str | None
    state: str
    count: int
    recent: int
    last_at: datetime
    article_id: int | None
    article: str | None


@dataclass(frozen=True)
class AskedTicket:
    """A ticket that asked it, as far as the reader may see it."""

    id: int
    subject: str
    state: str
    opened_at: datetime
    customer: str | None
    satisfaction: int | None


@query(EDIT)
def questions(work: Work, state: str = "open", most: int = MOST) -> tuple[QuestionRow, ...]:
    """The questions in a state (open, drafted, dismissed), what was asked most in the last 30 days first."""
    recent = (
        select(Ticket.question_id, func.count().label("n"))
        .where(Ticket.opened_at > work.now - RECENT, Ticket.question_id.is_not(None), Ticket.deleted_at.is_(None))
        .group_by(Ticket.question_id).subquery()
    )
    times = func.coalesce(recent.c.n, 0)
    q = RepeatedQuestion
    rows = work.session.execute(
        select(q.id, q.title, q.locale, q.state, q.count, times, q.last_at, Article.id, Article.title)
        .outerjoin(recent, recent.c.question_id == q.id)
        .outerjoin(Article, Article.id == q.article_id)
        .where(q.state == state)
        .order_by(times.desc(), q.count.desc(), q.id)
        .limit(most)
    )
    return tuple(QuestionRow(*row) for row in rows)


@query(EDIT)
def count_questions(work: Work, state: str = "open") -> int:
    """How many questions are in a state."""
    return work.session.scalar(select(func.count()).select_from(RepeatedQuestion).where(RepeatedQuestion.state == state))


@query(EDIT)
def tickets_behind(work: Work, question_id: int) -> tuple[AskedTicket, ...]:
    """The newest tickets that asked it, of those the reader may see. Raises NotFound."""
    work.one(_question(question_id))
    t = Ticket
    rows = work.session.execute(
        select(t.id, t.subject, t.state, t.opened_at, Customer.name, t.satisfaction)
        .outerjoin(Customer, Customer.id == t.customer_id)
        .where(scope.tickets(work), t.question_id == question_id)
        .order_by(t.opened_at.desc(), t.id.desc())
        .limit(MOST_TICKETS)
    )
    return tuple(AskedTicket(*row) for row in rows)


@command(EDIT)
def draft_article(work: Work, question_id: int) -> int:
    """A draft from the best answer that was given; returns the article's id. Raises NotFound, Conflict.

    The best answer is the longest of the ticket that pleased most; without any the question itself is quoted.
    """
    row = work.one(_question(question_id).with_for_update())
    if row.state == "drafted":
        raise Conflict(N_("There is an article for this question already."))
    text, product_id = _best_answer(work, question_id), _product(work, question_id)
    data = ArticleNew(title=row.title, text=text or f"> {row.title}", locale=row.locale or work.actor.locale, product_id=product_id)
    article_id = create_article(work, data)
    _set(work, row, "question.drafted", "drafted", article_id)
    return article_id


@command(EDIT)
def dismiss_question(work: Work, question_id: int) -> None:
    """No article is wanted; it is not offered again. Raises NotFound, Conflict."""
    row = work.one(_question(question_id).with_for_update())
    if row.state != "open":
        raise Conflict(N_("This question is settled already."))
    _set(work, row, "question.dismissed", "dismissed")


@command(EDIT)
def reopen_question(work: Work, question_id: int) -> None:
    """Takes back that it was dismissed, or made an article of: a draft that is still one goes. Raises NotFound."""
    row = work.one(_question(question_id).with_for_update())
    draft = select(Article.id).where(Article.id == row.article_id, Article.state == "draft", Article.deleted_at.is_(None))
    if row.article_id is not None and work.session.scalar(draft) is not None:
        delete_article(work, row.article_id)
    _set(work, row, "question.reopened", "open")


def _question(question_id: int):
    return select(RepeatedQuestion).where(RepeatedQuestion.id == question_id)


def _set(work: Work, row: RepeatedQuestion, kind: str, state: str, article_id: int | None = None) -> None:
    before, row.state, row.article_id = row.state, state, article_id
    work.record(kind, "repeated_question", row.id, before={"state": before}, after={"state": state})


def _best_answer(work: Work, question_id: int) -> str | None:
    m, t = TicketMessage, Ticket
    answers = (
        select(m.text).join(t, t.id == m.ticket_id)
        .where(scope.tickets(work), t.question_id == question_id, m.direction == "out")
        .order_by(func.coalesce(t.satisfaction, 3).desc(), t.resolved_at.is_(None), t.reopened, func.length(m.text).desc(), m.id)
    )
    found = work.session.scalar(answers.limit(1))
    return found[:LIMIT] if found else None


def _product(work: Work, question_id: int) -> int | None:
    """The product, when they all are about the same."""
    products = select(func.min(Ticket.product_id), func.max(Ticket.product_id)).where(Ticket.question_id == question_id)
    first, last = work.session.execute(products).one()
    return first if first == last else None
