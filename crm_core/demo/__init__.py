"""A made-up company to look around in."""
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from functools import partial

from sqlalchemy import func, insert, select

from crm_core import normalise
from crm_core import settings as settings_of
from crm_core.access.actor import SYSTEM
from crm_core.access.passwords import hash_password
from crm_core.access.rights import Scope
from crm_core.campaigns.conversions import refresh_conversions
from crm_core.customers import facts as customer_facts
from crm_core.customers import indexing as customer_index
from crm_core.demo.forecasts import forecasts
from crm_core.demo.handed_in import reports
from crm_core.demo.points import points
from crm_core.errors import N_, Conflict
from crm_core.knowledge import indexing as article_index
from crm_core.knowledge import repeated
from crm_core.money import minor_units
from crm_core.orders import rules
from crm_core.pipeline import facts as deal_facts
from crm_core.pipeline import indexing as deal_index
from crm_core.run import act
from crm_core.scoring import score_everybody
from crm_core.tickets import indexing as ticket_index
from crm_core.tickets import measuring
from crm_core.warning import warn_of_churn
from crm_core.work import Work, command
from db.engine import database
from db.models import Customer, Role, RoleRight, Team, User

Progress = Callable[[float, str], None]

# what a yuan is worth, roughly: prices of the demo should look right, not be right
_YUAN = {"CNY": "1", "HKD": "1.1", "TWD": "4.5", "JPY": "20", "KRW": "190", "INR": "12", "USD": "0.14", "EUR": "0.13", "GBP": "0.11"}
_TELLS = {
    "people": N_("Hiring people"),
    "customers": N_("Finding customers"),
    "deals": N_("Selling for two years"),
    "activities": N_("Making calls and visits"),
    "tickets": N_("Answering tickets"),
    "history": N_("Writing the history"),
    "orders": N_("Taking orders"),
    "index": N_("Making everything searchable"),
    "value": N_("Working out what customers are worth"),
    "forecasts": N_("Looking back on forecasts"),
}
_ADMIN_SEES = (
    "customers:view", "deals:view", "reports:pipeline", "tickets:view", "knowledge:view", "reports:service", "campaigns:view",
    "orders:view", "reports:value", "reports:churn", "reports:forecast",
)  # fmt: skip


@dataclass(frozen=True)
class DemoPerson:
    """Somebody to sign in as. `role` is the name of a role, a message id."""

    name: str
    email: str
    role: str
    team: str | None


@dataclass(frozen=True)
class Demo:
    """What the administrator must be told, once: everybody in the demo signs in with this password."""

    password: str
    people: tuple[DemoPerson, ...]


def fill(progress: Progress) -> Demo:
    """Fills a company that has just been set up with people, customers and deals in its language.

    `progress` is told how far it is (0 to 1), and what is being made (a message id). Takes up to 20 seconds.
    Raises Conflict when there are customers already.
    """
    made = act(SYSTEM, fill_demo, lambda share, text: progress(share * 0.7, text))
    progress(0.7, _TELLS["value"])
    score_everybody()
    warn_of_churn()
    progress(0.8, _TELLS["forecasts"])
    forecasts()
    reports(_locale())
    progress(1.0, _TELLS["forecasts"])
    return made


@command("settings:manage")
def fill_demo(work: Work, progress: Progress) -> Demo:
    """What `fill` does, in one transaction. The administrators may look at everything afterwards."""
    if work.session.scalar(select(Customer.id).limit(1)) is not None:
        raise Conflict(N_("Demo data only goes into an empty company."))
    from db import demo  # only here: nobody else needs its word lists

    password = "-".join("".join(secrets.choice("abcdefghjkmnpqrstuvwxyz23456789") for _ in range(4)) for _ in range(3))
    settings = work.settings
    setting = demo.Setting(
        locale=settings.locale, time_zone=settings.time_zone, now=work.now,
        unit=float(minor_units(Decimal(_YUAN.get(settings.currency, "0.14")) * 1000, settings.currency)) / 1000,
        password_hash=hash_password(password), person_key=normalise.name_key, company_key=normalise.company_key,
        currency=settings.currency, foreign=_foreign(settings.currency), silence=(settings.at_risk_days, settings.dormant_days),
        amounts=partial(_amounts, settings.currency),
    )  # fmt: skip
    world = demo.fill(work.session, setting, _admin(work), lambda share, step: progress(share * 0.75, _TELLS[step]))
    progress(0.75, _TELLS["index"])
    _refresh(work, *([row["id"] for row in world.rows[table]] for table in ("customer", "deal", "article", "ticket")))
    points(work)
    _let_the_administrator_look(work)
    work.record("company.demo_filled", "setting", None, after={"customers": len(world.rows["customer"]), "deals": len(world.rows["deal"])})
    progress(1.0, _TELLS["index"])
    return Demo(password, _people(work, [row["id"] for row in world.rows["app_user"]]))


def _locale() -> str:
    with database().reading() as session:
        return settings_of.load(session).locale


def _foreign(company: str) -> tuple[str, float, float]:
    """A currency to sell abroad in, its rate, and its minor units for one minor unit of the company's."""
    code = "EUR" if company == "USD" else "USD"
    rate = round(float(Decimal(_YUAN.get(company, "0.14")) / Decimal(_YUAN[code])), 4)
    return code, rate, minor_units(1, code) / (rate * minor_units(1, company))


def _amounts(company: str, order: dict, lines: list[dict]) -> None:
    """Completes an order and its lines with what they come to."""
    money = rules.money(
        [(line["quantity"], line["price"], line["discount"], line["cost"]) for line in lines], discount=order["discount"], tax=order["tax"],
        state=order["state"], currency=order["currency"], company=company, rate=order["rate"],
    )
    order.update(total=money.total, revenue=money.revenue, margin=money.margin)
    for line, amount, revenue, margin in zip(lines, money.amounts, money.revenues, money.margins, strict=True):
        line.update(amount=amount, revenue=revenue, margin=margin)


def _admin(work: Work) -> int:
    admin = select(func.min(User.id)).join(Role, Role.id == User.role_id).where(Role.key == "administrator")
    return work.session.scalar(admin)


def _refresh(work: Work, customer_ids: list[int], deal_ids: list[int], article_ids: list[int], ticket_ids: list[int]) -> None:
    """What reactions would have done for each of them."""
    deal_facts.refresh(work, deal_ids)
    customer_facts.refresh(work, customer_ids)
    customer_index.reindex(work, customer_ids)
    deal_index.reindex(work, deal_ids)
    measuring.measure(work, ticket_ids)
    ticket_index.reindex(work, ticket_ids)
    refresh_conversions(work)
    article_index.reindex(work, article_ids)
    asked = repeated.texts(work)
    repeated.put_together(work, asked, repeated.alike(asked))


def _let_the_administrator_look(work: Work) -> None:
    """An administrator sees no business data; in a demo they are the one who wants to look around."""
    role_id = work.session.scalar(select(Role.id).where(Role.key == "administrator"))
    held = set(work.session.scalars(select(RoleRight.right).where(RoleRight.role_id == role_id)))
    missing = [right for right in _ADMIN_SEES if right not in held]
    if missing:
        scope = Scope.ALL.key
        work.session.execute(insert(RoleRight), [{"role_id": role_id, "right": right, "scope": scope} for right in missing])
        work.record("role.rights", "role", role_id, before=dict.fromkeys(missing, "none"), after=dict.fromkeys(missing, scope))


def _people(work: Work, ids: list[int]) -> tuple[DemoPerson, ...]:
    rows = work.session.execute(
        select(User.name, User.email, Role.name, Team.name)
        .join(Role, Role.id == User.role_id)
        .outerjoin(Team, Team.id == User.team_id)
        .where(User.id.in_(ids))
        .order_by(Role.position, User.id)
    )
    return tuple(DemoPerson(*row) for row in rows)
