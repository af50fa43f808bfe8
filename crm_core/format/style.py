"""The reader for whom things are written."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from babel.numbers import format_decimal

DASH = "—"  # what stands where nothing is known


def _same(text: str) -> str:
    return text


def _plural(singular: str, plural: str, n: int) -> str:
    return singular if n == 1 else plural


@dataclass(frozen=True)
class Style:
    """How one reader wants things written. `now` is UTC; `_` and `ngettext` translate, English without them."""

    locale: str
    time_zone: str
    currency: str
    now: datetime
    _: Callable[[str], str] = _same
    ngettext: Callable[[str, str, int], str] = _plural

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)

    @property
    def today(self) -> date:
        return self.now.astimezone(self.zone).date()

    @property
    def chinese(self) -> bool:
        return self.locale.startswith("zh")

    def local(self, moment: datetime) -> datetime:
        """A UTC moment on the reader's clock."""
        return moment.astimezone(self.zone)

    def stamp(self, moment: datetime | None = None) -> str:
        """A UTC moment (now when None) with the reader's day and hour, as ISO 8601."""
        return self.local(moment or self.now).isoformat()

    def count(self, singular: str, plural: str, n: int, **more: object) -> str:
        """`{n}` in the form for `n` things."""
        return self.ngettext(singular, plural, n).format(n=format_decimal(n, locale=self.locale), **more)
