"""What the form of an order offers to choose from."""
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from crm_core.errors import Invalid
from crm_core.orders.access import sellers
from crm_core.orders.filling import Rates
from crm_core.work import Work, query
from db.models import ExchangeRate, User

USUAL = ("USD", "EUR", "GBP", "JPY", "HKD")


@dataclass(frozen=True)
class Offered:
    """People an order can be given to, (id, name), oneself first; currencies, the company's first."""

    sellers: tuple[tuple[int, str], ...]
    currencies: tuple[str, ...]


@query("orders:edit")
def order_choices(work: Work) -> Offered:
    """Who may have sold it, and in which currencies: those with a rate and the usual ones."""
    people = select(User.id, User.name).where(User.active, sellers(work, "orders:edit"))
    rows = work.session.execute(people.order_by(User.id != work.actor.user_id, User.name_key, User.id)).all()
    known = work.session.scalars(select(ExchangeRate.currency).distinct())
    others = sorted({*known, *USUAL} - {work.settings.currency})
    return Offered(tuple((key, name) for key, name in rows), (work.settings.currency, *others))


@query("orders:edit")
def rate_on(work: Work, currency: str, day: date) -> float | None:
    """The rate of the day for one unit of `currency`; None when nobody entered any."""
    if currency == work.settings.currency:
        return 1.0
    try:
        return Rates(work, [currency]).on(currency, day)
    except Invalid:
        return None
