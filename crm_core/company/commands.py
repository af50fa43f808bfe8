"""Changing the company's settings."""
from dataclasses import asdict

from sqlalchemy import exists, or_, select

from crm_core import settings
from crm_core.company import rules
from crm_core.company.schemas import SettingsForm
from crm_core.errors import N_, Conflict, Invalid
from crm_core.settings import Settings
from crm_core.work import Work, command, query
from db.models import Customer, Deal, DealLine, ExchangeRate, Order, Product, Setting


@query("settings:manage")
def currency_is_free(work: Work) -> bool:
    """Whether another currency may be chosen: no amount is stored yet."""
    stored = (
        select(exists().where(or_(Deal.value != 0, Deal.first_value != 0))),
        select(exists().where(DealLine.price != 0)),
        select(exists().where(or_(Product.price != 0, Product.cost != 0))),
        select(exists().where(Customer.annual_revenue != 0)),
        select(exists().where(Order.id.is_not(None))),
        select(exists().where(ExchangeRate.rate != 0)),
    )
    return not any(work.session.scalar(one) for one in stored)


@command("settings:manage")
def change_settings(work: Work, form: SettingsForm, seen: Settings) -> tuple[str, ...]:
    """Stores what differs from `seen`, the settings the form was filled with; returns the names of what changed.

    Raises Invalid, and Conflict when somebody changed them meanwhile.
    """
    work.session.scalars(select(Setting.key).with_for_update()).all()
    now = settings.load(work.session)
    if now != seen:
        raise Conflict(N_("Somebody changed the settings meanwhile. Look at them again."))
    rules.check(form)
    after = {name: value for name, value in form.model_dump().items() if value != getattr(now, name)}
    if "currency" in after and not currency_is_free(work):
        raise Invalid(N_("Amounts are stored already; they would change their meaning."), field="currency")
    if after:
        settings.store(work.session, **after)
        work.settings = settings.load(work.session)
        before = {name: value for name, value in asdict(now).items() if name in after}
        work.record("setting.changed", "setting", None, before=before, after=after)
    return tuple(after)
