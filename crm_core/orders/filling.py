"""What a row of an order leaves open: its number, owner, team, currency, rate and the cost of its products."""
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from sqlalchemy import select

from crm_core.errors import Invalid
from crm_core.i18n import N_
from crm_core.orders.numbers import next_numbers
from crm_core.orders.schemas import LineRow, OrderRow
from crm_core.work import Work
from db.models import Customer, ExchangeRate, Product, User

CHUNK = 1000


def filled(work: Work, rows: Sequence[OrderRow], before: Mapping[int, OrderRow]) -> list[OrderRow]:
    """The rows with nothing left open. Raises Invalid for a currency without any rate."""
    company = work.settings.currency
    rates = Rates(work, {row.currency for row in rows if row.rate is None and row.currency not in (None, company)})
    owners = _found(work, Customer.id, Customer.owner_id, {row.customer_id for row in rows if row.owner_id is None})
    people = {row.owner_id for row in rows if row.team_id is None} | set(owners.values())
    teams = _found(work, User.id, User.team_id, people)
    costs = _found(work, Product.id, Product.cost, {line.product_id for row in rows for line in row.lines or () if line.cost is None})
    nameless = [row for row in rows if row.number is None]
    numbers = iter(next_numbers(work, [(row.state, row.ordered_on.year) for row in nameless]))

    def fill(row: OrderRow) -> OrderRow:
        owner = row.owner_id if row.owner_id is not None else owners.get(row.customer_id)
        currency = row.currency or company
        return replace(
            row,
            number=next(numbers) if row.number is None else row.number,
            owner_id=owner,
            team_id=row.team_id if row.team_id is not None else teams.get(owner),
            currency=currency,
            rate=row.rate if row.rate is not None else 1.0 if currency == company else rates.on(currency, row.ordered_on),
            lines=before[row.id].lines if row.lines is None else tuple(_costed(line, costs) for line in row.lines),
        )

    return [fill(row) for row in rows]


class Rates:
    """Rates of exchange by day: what one unit of a currency was worth in the company's."""

    def __init__(self, work: Work, currencies: Iterable[str]) -> None:
        self._days: dict[str, list[tuple[date, float]]] = defaultdict(list)
        wanted = sorted(currencies)
        if wanted:
            known = select(ExchangeRate.currency, ExchangeRate.day, ExchangeRate.rate).where(ExchangeRate.currency.in_(wanted))
            for currency, day, rate in work.session.execute(known.order_by(ExchangeRate.currency, ExchangeRate.day)):
                self._days[currency].append((day, rate))

    def on(self, currency: str, day: date) -> float:
        """The last rate up to `day`, else the first after it. Raises Invalid when there is none at all."""
        return self.at(currency, day)[1]

    def at(self, currency: str, day: date) -> tuple[date, float]:
        """`on` with the day that the rate is from."""
        days = self._days.get(currency)
        if not days:
            raise Invalid(N_("There is no exchange rate for {currency} yet. Enter the rate."), field="rate", currency=currency)
        return days[max(bisect_right(days, day, key=lambda known: known[0]) - 1, 0)]


def _costed(line: LineRow, costs: Mapping[int, int | None]) -> LineRow:
    return replace(line, cost=costs.get(line.product_id)) if line.cost is None else line


def _found(work: Work, key, value, wanted: set[int | None]) -> dict:
    ids = sorted(wanted - {None})
    found: dict = {}
    for start in range(0, len(ids), CHUNK):
        found.update(work.session.execute(select(key, value).where(key.in_(ids[start : start + CHUNK]))).all())
    return found
