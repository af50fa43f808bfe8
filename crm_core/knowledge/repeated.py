"""Finding what is asked again and again: tickets of the last 90 days that read alike are one repeated question."""
from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import and_, bindparam, func, select, update

from crm_core.knowledge.access import EDIT
from crm_core.knowledge.grouping import Asked, group
from crm_core.work import Work, command, query
from db.bulk import insert_rows
from db.models import RepeatedQuestion, Ticket, TicketMessage
from db.terms import terms

WINDOW = timedelta(days=90)
MOST_TICKETS = 20_000
BEGINNING = 300  # characters of the first message that count
LEAST = 3  # tickets that make a question
LANGUAGES = {True: "zh_Hans", False: "en"}


@dataclass(frozen=True)
class AskedText:
    """A ticket with the beginning of its first message, and the question it is put to already."""

    id: int
    subject: str
    question_id: int | None
    opened_at: datetime
    locale: str | None
    said: str | None


@dataclass(frozen=True)
class Texts:
    """The tickets of the window in the order of time, and the titles of the questions whose tickets are all older."""

    tickets: tuple[AskedText, ...]
    older: dict[int, str]


@query(EDIT)
def texts(work: Work) -> Texts:
    """What `alike` compares."""
    tickets = _tickets(work)
    seen = {ticket.question_id for ticket in tickets}
    titles = work.session.execute(select(RepeatedQuestion.id, RepeatedQuestion.title))
    return Texts(tickets, {key: title for key, title in titles if key not in seen})


def alike(asked: Texts) -> dict[int, int]:
    """Ticket → question, or minus the id of a ticket that asks the same. Takes seconds for many: no transaction waits."""
    known = {key: frozenset(terms(title)) for key, title in asked.older.items()}
    return group([Asked(t.id, frozenset(terms(t.subject, t.said)), t.question_id) for t in asked.tickets], known)


@command(EDIT)
def put_together(work: Work, asked: Texts, found: dict[int, int]) -> dict[str, int]:
    """Stores what `alike` found: tickets join their question, and three and more that read alike become one.

    Returns how many questions are new and how many tickets were put to one.
    """
    members: dict[int, list[int]] = defaultdict(list)
    for ticket, key in found.items():
        members[key].append(ticket)
    new = {key: [-key, *some] for key, some in members.items() if key < 0 and len(some) + 1 >= LEAST}
    ids = _make(work, {ticket.id: ticket for ticket in asked.tickets}, list(new.values()))
    joined = {key: some for key, some in members.items() if key > 0} | dict(zip(ids, new.values(), strict=True))
    pairs = [(ticket, question) for question, some in joined.items() for ticket in some]
    if pairs:
        _join(work, pairs)
    return {"questions": len(ids), "tickets": len(pairs)}


def _tickets(work: Work) -> tuple[AskedText, ...]:
    """The newest tickets of the window in the order of time, each with its first message."""
    first = (
        select(TicketMessage.ticket_id, func.min(TicketMessage.id).label("id"))
        .join(Ticket, and_(Ticket.id == TicketMessage.ticket_id, Ticket.opened_at > work.now - WINDOW))
        .where(TicketMessage.direction == "in").group_by(TicketMessage.ticket_id).subquery()
    )
    statement = (
        select(Ticket.id, Ticket.subject, Ticket.question_id, Ticket.opened_at, Ticket.locale,
               func.substr(TicketMessage.text, 1, BEGINNING).label("said"))
        .outerjoin(first, first.c.ticket_id == Ticket.id)
        .outerjoin(TicketMessage, TicketMessage.id == first.c.id)
        .where(Ticket.deleted_at.is_(None), Ticket.merged_into_id.is_(None), Ticket.opened_at > work.now - WINDOW)
        .order_by(Ticket.opened_at.desc(), Ticket.id.desc())
        .limit(MOST_TICKETS)
    )
    return tuple(AskedText(*row) for row in reversed(work.session.execute(statement).all()))


def _make(work: Work, rows: dict[int, AskedText], groups: list[list[int]]) -> list[int]:
    values = []
    for members in groups:
        some = [rows[ticket] for ticket in members]
        subject = Counter(row.subject for row in some).most_common(1)[0][0]
        values.append({
            "title": subject, "locale": _language(some), "count": len(some), "state": "open",
            "first_at": min(row.opened_at for row in some), "last_at": max(row.opened_at for row in some),
        })
    ids = insert_rows(work.session, RepeatedQuestion, values)
    for key, value in zip(ids, values, strict=True):
        work.record("question.found", "repeated_question", key, after={"title": value["title"], "count": value["count"]})
    return ids


def _language(rows: list[AskedText]) -> str:
    said = next((row.locale for row in rows if row.locale), None)
    return said or LANGUAGES[any("\u4e00" <= character <= "\u9fff" for character in rows[0].subject)]


def _join(work: Work, pairs: list[tuple[int, int]]) -> None:
    ticket, question = Ticket.__table__, RepeatedQuestion.__table__
    statement = update(ticket).where(ticket.c.id == bindparam("ticket")).values(question_id=bindparam("question"))
    work.session.execute(statement, [{"ticket": key, "question": to} for key, to in pairs])
    mine = and_(ticket.c.question_id == question.c.id, ticket.c.deleted_at.is_(None))
    work.session.execute(update(question).where(question.c.id.in_({to for _key, to in pairs})).values(
        count=select(func.count()).select_from(ticket).where(mine).scalar_subquery(),
        last_at=select(func.max(ticket.c.opened_at)).where(mine).scalar_subquery(),
    ))
