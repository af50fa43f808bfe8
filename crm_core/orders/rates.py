"""Rates of exchange: what one unit of a currency was worth in the company's, from a day on."""
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from babel.numbers import list_currencies
from sqlalchemy import delete, func, select, tuple_

from crm_core.errors import Invalid, NotFound
from crm_core.i18n import N_
from crm_core.inputs import Input
from crm_core.orders.filling import Rates
from crm_core.work import Work, command, query
from db.models import ExchangeRate

LEAST, MOST = 1e-6, 1e9
MOST_AT_ONCE = 5_000
CHUNK = 500
SHOWN = 400


class RateForm(Input):
    """One rate: units of the company's currency for one of `currency`, from `day` on."""

    required: ClassVar[tuple[str, ...]] = ("currency", "day", "rate")

    currency: str
    day: date
    rate: float


@dataclass(frozen=True)
class Rate:
    """A rate as it is stored."""

    currency: str
    day: date
    rate: float


@dataclass(frozen=True)
class Current:
    """The newest rate of a currency up to today (or the first to come), and how many are known."""

    currency: str
    day: date
    rate: float
    known: int


def rate_on(work: Work, currency: str, day: date) -> float | None:
    """The rate of a day: the last one up to it, else the first after it; 1 for the company's own currency, None where none is known."""
    if currency == work.settings.currency:
        return 1.0
    try:
        return Rates(work, {currency}).on(currency, day)
    except Invalid:
        return None


@query("orders:view", "orders:edit", "settings:manage")
def rate_of_day(work: Work, currency: str, day: date) -> float | None:
    """`rate_on` for a form that proposes it."""
    return rate_on(work, currency, day)


@query("settings:manage")
def currencies(work: Work) -> tuple[Current, ...]:
    """Every currency that has rates, by code."""
    known = dict(work.session.execute(select(ExchangeRate.currency, func.count()).group_by(ExchangeRate.currency)).all())
    rates, today = Rates(work, known), work.now.date()
    return tuple(Current(code, *rates.at(code, today), known[code]) for code in sorted(known))


@query("settings:manage")
def rates_of(work: Work, currency: str) -> tuple[Rate, ...]:
    """The rates of a currency, the newest first, at most 400."""
    rows = work.session.execute(
        select(ExchangeRate.currency, ExchangeRate.day, ExchangeRate.rate).where(ExchangeRate.currency == currency)
        .order_by(ExchangeRate.day.desc()).limit(SHOWN))
    return tuple(Rate(*row) for row in rows)


@command("settings:manage")
def put_rates(work: Work, forms: Sequence[RateForm]) -> int:
    """Stores rates, over those of the same days; returns how many are new or different. Orders keep the rate they have.

    Raises Invalid for a currency or a rate that cannot be.
    """
    if len(forms) > MOST_AT_ONCE:
        raise Invalid(N_("At most {limit} rates at once."), field="text", limit=MOST_AT_ONCE)
    wanted = {(form.currency, form.day): form.rate for form in forms}
    for currency, _day in wanted:
        check(currency, wanted[currency, _day], work.settings.currency)
    before = _stored(work, list(wanted))
    different = {key: rate for key, rate in wanted.items() if before.get(key) != rate}
    for (currency, day), rate in different.items():
        work.session.merge(ExchangeRate(currency=currency, day=day, rate=rate))
        was = {"rate": before[currency, day]} if (currency, day) in before else None
        work.record("rate.entered", "exchange_rate", None, before=was, after={"currency": currency, "day": day, "rate": rate})
    return len(different)


@command("settings:manage")
def remove_rate(work: Work, currency: str, day: date) -> Rate:
    """Forgets a rate and returns it, so that it can be put back. Raises NotFound."""
    gone = work.session.execute(
        delete(ExchangeRate).where(ExchangeRate.currency == currency, ExchangeRate.day == day).returning(ExchangeRate.rate)
    ).first()
    if gone is None:
        raise NotFound()
    work.record("rate.removed", "exchange_rate", None, before={"currency": currency, "day": day, "rate": gone.rate})
    return Rate(currency, day, gone.rate)


def check(currency: str, rate: float, company: str) -> None:
    """Raises Invalid for a currency that is none or the company's own, and for a rate that cannot be."""
    if currency not in list_currencies():
        raise Invalid(N_("“{value}” is not a currency."), field="currency", value=currency)
    if currency == company:
        raise Invalid(N_("This is the company's own currency."), field="currency")
    if not LEAST <= rate <= MOST:
        raise Invalid(N_("A rate is above zero."), field="rate")


def _stored(work: Work, keys: list[tuple[str, date]]) -> dict[tuple[str, date], float]:
    found: dict[tuple[str, date], float] = {}
    for start in range(0, len(keys), CHUNK):
        chunk = tuple_(ExchangeRate.currency, ExchangeRate.day).in_(keys[start : start + CHUNK])
        rows = work.session.execute(select(ExchangeRate.currency, ExchangeRate.day, ExchangeRate.rate).where(chunk))
        found |= {(currency, day): rate for currency, day, rate in rows}
    return found
