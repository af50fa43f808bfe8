"""When the program warns: what is decided about it, and how many customers that would be."""
from dataclasses import asdict, dataclass

from sqlalchemy import func, select

from crm_core import settings
from crm_core.churn import danger, rules
from crm_core.churn.commands import day
from crm_core.churn.rules import OPEN, Thresholds
from crm_core.errors import N_, Conflict
from crm_core.work import Work, command, query
from db.models import ChurnCase, Customer, CustomerValue, Setting

MANAGE = "value:manage"


@dataclass(frozen=True)
class Preview:
    """What thresholds would do in the whole company: how many customers warned of, how many of them urgent, of how many who
    ordered; what they are worth, in minor units; and how many have an open case now."""

    warned: int
    urgent: int
    of: int
    at_risk: int
    open: int


@query(MANAGE)
def churn_settings(work: Work) -> Thresholds:
    """What was decided."""
    return Thresholds.of(settings.load(work.session).churn)


@query(MANAGE)
def preview(work: Work, limits: Thresholds) -> Preview:
    """How many customers `limits` would warn of by last night's figures, in one statement. Raises Invalid."""
    rules.check(limits)
    v, today = CustomerValue, day(work)
    warned = danger.in_danger(limits, today)
    strict = Thresholds(**{**asdict(limits), "warn_risk": limits.decide_risk, "warn_ratio": limits.decide_ratio})
    now = select(func.count()).select_from(ChurnCase).where(ChurnCase.state.in_(OPEN)).scalar_subquery()
    row = work.session.execute(
        select(
            func.count().filter(warned), func.count().filter(danger.in_danger(strict, today)), func.count(),
            func.coalesce(func.sum(danger.amount()).filter(warned), 0), now,
        ).select_from(v).join(Customer, Customer.id == v.customer_id).where(Customer.deleted_at.is_(None))
    ).one()
    return Preview(*(int(figure or 0) for figure in row))


@command(MANAGE)
def change_churn_settings(work: Work, limits: Thresholds, seen: Thresholds) -> bool:
    """Stores other thresholds, from the next night on; whether anything differs. Raises Invalid, Conflict when somebody was faster."""
    work.session.scalars(select(Setting.key).with_for_update()).all()
    now = Thresholds.of(settings.load(work.session).churn)
    if now != seen:
        raise Conflict(N_("Somebody changed the settings meanwhile. Look at them again."))
    rules.check(limits)
    before = {name: value for name, value in asdict(now).items() if value != getattr(limits, name)}
    if before:
        settings.store(work.session, churn=asdict(limits))
        work.record("setting.changed", "setting", None, before=before, after={name: getattr(limits, name) for name in before})
    return bool(before)
