"""What the daily mail tells one person."""
from dataclasses import dataclass, field
from datetime import date, datetime


@dataclass(frozen=True)
class Reader:
    """Who gets a mail: their address, language, clock, and the day it is there."""

    id: int
    name: str
    email: str
    locale: str
    time_zone: str
    today: date


@dataclass(frozen=True)
class Item:
    """One line: what, beside it for whom, and where it leads. `on` or `at` is its day or moment, `value` money in minor units."""

    title: str
    sub: str | None
    path: str
    on: date | None = None
    at: datetime | None = None
    value: int | None = None
    days: int | None = None
    limit: int | None = None


@dataclass
class Section:
    """Lines of one kind, the first few, and how many there are in all."""

    items: list[Item] = field(default_factory=list)
    total: int = 0

    def add(self, item: Item, total: int) -> None:
        self.items.append(item)
        self.total = total


@dataclass
class Digest:
    """All that one person is told."""

    reader: Reader
    sections: dict[str, Section] = field(default_factory=dict)

    def section(self, key: str) -> Section:
        return self.sections.setdefault(key, Section())
