"""Deals for the tests of reports, a line each."""
from datetime import UTC, date, datetime, time

from sqlalchemy import select

from db.engine import database
from db.models import Customer, Deal, DealLine, Product, Stage, StageHistory, User

NOW = datetime(2026, 11, 19, 9, tzinfo=UTC)


def day(text: str) -> date:
    return date.fromisoformat(text)


def moment(text: str) -> datetime:
    return datetime.combine(day(text), time(4), UTC)


class Book:
    """Adds rows for the people of the cast: `book.deal("wei", value=100, won="2026-10-05")`."""

    def __init__(self, session) -> None:
        self.session = session
        self.stages = list(session.scalars(select(Stage).order_by(Stage.position)))

    def user(self, key: str) -> User:
        return self.session.scalars(select(User).where(User.email == f"{key}@example.com")).one()

    def add(self, row):
        self.session.add(row)
        self.session.flush()
        return row

    def customer(self, name: str, **values) -> Customer:
        return self.add(Customer(name=name, created_at=NOW, updated_at=NOW, **values))

    def product(self, name: str) -> Product:
        return self.add(Product(name=name, created_at=NOW))

    def deal(self, owner: str, *, stage: int = 0, opened: str | None = "2026-10-05", won: str | None = None,
             lost: str | None = None, value: int = 1000, path: tuple[tuple[int, str], ...] = (), lines=(), **values) -> Deal:
        seller = self.user(owner)
        deal = self.add(Deal(
            name=values.pop("name", "Deal"), pipeline_id=self.stages[stage].pipeline_id, stage_id=self.stages[stage].id, stage_since=NOW,
            status="won" if won else "lost" if lost else "open", value=value, owner_id=seller.id, team_id=seller.team_id,
            opened_on=day(opened) if opened else None, closed_on=day(won or lost) if won or lost else None,
            created_at=NOW, updated_at=NOW, **values,
        ))  # fmt: skip
        for place, entered in path:
            self.add(StageHistory(deal_id=deal.id, pipeline_id=deal.pipeline_id, stage_id=self.stages[place].id, entered_at=moment(entered)))
        for product, quantity, price in lines:
            self.add(DealLine(deal_id=deal.id, product_id=product.id, quantity=quantity, price=price))
        return deal


def write(make) -> None:
    """Calls `make(book)` and keeps what it added."""
    with database().writing() as session:
        make(Book(session))
        session.commit()
