"""Which articles may answer what somebody wrote."""
from sqlalchemy import select

from crm_core.access import scope
from crm_core.errors import NotFound
from crm_core.knowledge import marks
from crm_core.knowledge.access import EDIT, VIEW
from crm_core.knowledge.schemas import Suggestion
from crm_core.work import Work, query
from db import search
from db.models import Article, Ticket, TicketMessage
from db.terms import terms

MOST = 5
CANDIDATES = 30
EXCERPT = 160
SAME_PRODUCT = 1.25
FIRST_MESSAGES = 3


@query(VIEW, EDIT)
def suggest(
    work: Work, *, ticket_id: int | None = None, text: str | None = None, locale: str | None = None,
    product_id: int | None = None, public: bool = False, most: int = MOST,
) -> tuple[Suggestion, ...]:
    """The published articles that fit a ticket or a text, the best first.

    `locale` leaves only that language, `public` only what those outside may read; articles on `product_id` (a ticket's
    own, where it has one) come sooner. Raises NotFound for a ticket that may not be seen.
    """
    texts = [text]
    if ticket_id is not None:
        product_id, *texts = _ticket(work, ticket_id)
    wanted = terms(*texts)
    if not wanted:
        return ()
    ranked = search.ranked(work.session, "article", wanted)
    statement = (
        select(Article, ranked.c.hits, ranked.c.score)
        .join(ranked, ranked.c.id == Article.id)
        .where(Article.deleted_at.is_(None), Article.state == "published")
        .order_by(ranked.c.score.desc(), Article.helpful.desc(), Article.id)
        .limit(CANDIDATES)
    )
    if locale:
        statement = statement.where(Article.locale == locale)
    if public:
        statement = statement.where(Article.public)
    found = [(row, _score(row, hits, score, set(wanted), product_id)) for row, hits, score in work.session.execute(statement)]
    best = sorted((pair for pair in found if pair[1] > 0), key=lambda pair: -pair[1])[:most]
    return tuple(_suggestion(row) for row, _score_ in best)


def _ticket(work: Work, ticket_id: int) -> list:
    """Product, subject and what was written at first."""
    ticket = work.session.execute(
        select(Ticket.product_id, Ticket.subject).where(scope.tickets(work), Ticket.id == ticket_id)).one_or_none()
    if ticket is None:
        raise NotFound()
    said = (
        select(TicketMessage.text).where(TicketMessage.ticket_id == ticket_id, TicketMessage.direction == "in")
        .order_by(TicketMessage.at, TicketMessage.id).limit(FIRST_MESSAGES)
    )
    return [*ticket, *work.session.scalars(said)]


def _score(row: Article, hits: int, score: float, wanted: set[str], product_id: int | None) -> float:
    """A title that says what was asked counts most; one common word alone is no answer."""
    title = terms(row.title)
    share = sum(1 for term in title if term in wanted) / len(title) if title else 0
    if hits < min(2, len(wanted)) and share < 0.5:
        return 0
    return score * (1 + share) * (SAME_PRODUCT if product_id is not None and row.product_id == product_id else 1)


def _suggestion(row: Article) -> Suggestion:
    text = marks.bare(row.text)
    excerpt = text if len(text) <= EXCERPT else text[:EXCERPT].rstrip() + "…"
    return Suggestion(row.id, row.title, row.text, excerpt, row.locale, row.public, row.helpful, row.unhelpful, row.used)
