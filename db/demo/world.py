"""What all generators of the demo company share: chance with a fixed seed, words, the clock, and what was made so far."""
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from types import ModuleType
from typing import Any
from zoneinfo import ZoneInfo

DAYS = 730  # of history
SEED = 6


@dataclass(frozen=True)
class Setting:
    """What the demo needs to know of the company it is made for.

    `unit`: minor units in one yuan's worth of its currency; the keys normalise names, and `amounts` completes an
    order (first) and its lines with what they come to, as everywhere else. `foreign`: another currency, its rate and
    its minor units for one minor unit of the company's. `silence`: days until a customer is at risk, and dormant.
    """

    locale: str
    time_zone: str
    now: datetime
    unit: float
    password_hash: str
    person_key: Callable[[str], str]
    company_key: Callable[[str], str]
    currency: str
    foreign: tuple[str, float, float]
    silence: tuple[int, int]
    amounts: Callable[[dict[str, Any], list[dict[str, Any]]], None]


@dataclass
class World:
    """The company while it is made. `rows` holds what goes into each table, by its name."""

    setting: Setting
    words: ModuleType
    first_ids: dict[str, int]
    roles: dict[str, int]
    admin_id: int
    pipelines: list[tuple[int, list[tuple[int, int]]]]
    rng: random.Random = field(default_factory=lambda: random.Random(SEED))
    rows: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    weights: list[float] = field(default_factory=list)  # of the customers: how much they buy
    series: dict[str, int] = field(default_factory=dict)  # the last number of each
    brands: dict[int, str] = field(default_factory=dict)  # customer → what one calls it for short
    _exporters: set[int] | None = None

    @property
    def now(self) -> datetime:
        return self.setting.now

    @property
    def today(self) -> date:
        return self.now.astimezone(ZoneInfo(self.setting.time_zone)).date()

    @property
    def exporters(self) -> set[int]:
        """Customers whose orders are in foreign currency."""
        if self._exporters is None:
            self._exporters = {row["customer_id"] for row in self.rows["customer_tag"] if row["tag"] == self.words.TAGS[-1]}
        return self._exporters

    def add(self, table: str, **values: Any) -> dict[str, Any]:
        """A row for `table` with the next id; returns it."""
        rows = self.rows.setdefault(table, [])
        if table in self.first_ids:
            values["id"] = self.first_ids[table] + len(rows)
        rows.append(values)
        return values

    def money(self, yuan: float) -> int:
        """So many yuan in the company's currency, written with few digits."""
        return self.tidy(yuan * self.setting.unit)

    @staticmethod
    def tidy(minor: float) -> int:
        """The amount in three digits and zeros."""
        return round(round(minor), -max(0, len(str(round(minor))) - 3))

    def day_of(self, moment: datetime) -> date:
        """The company's calendar day of a moment."""
        return moment.astimezone(ZoneInfo(self.setting.time_zone)).date()

    def at(self, day: date, early: int = 8, late: int = 18) -> datetime:
        """A moment of that working day, never later than now."""
        minutes = self.rng.randrange(early * 60, late * 60)
        local = datetime.combine(day, time(minutes // 60, minutes % 60), ZoneInfo(self.setting.time_zone))
        return min(local.astimezone(UTC), self.now)

    def whole_day(self, day: date) -> datetime:
        """A day without an hour, as next steps keep it: its noon in the company's zone."""
        return datetime.combine(day, time(12), ZoneInfo(self.setting.time_zone)).astimezone(UTC)

    def days_ago(self, least: int, most: int) -> date:
        return self.today - timedelta(days=self.rng.randint(least, most))

    def one_of(self, weighted: tuple[tuple[Any, float], ...]) -> Any:
        """One of (what, weight) pairs."""
        things, weights = zip(*weighted, strict=True)
        return self.rng.choices(things, weights)[0]

    def person(self) -> str:
        """A made-up name."""
        words = self.words
        return words.NAME.format(surname=self.rng.choice(words.SURNAMES), given=self.rng.choice(words.GIVEN))
