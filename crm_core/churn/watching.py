"""Every night: who is in danger now, why, and who must know it. The steps; crm_core/warning.py takes them one after the other."""
from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Select, and_, func, insert, or_, select, update

from crm_core.churn import danger, evidence, recovering, reminding
from crm_core.churn.commands import day
from crm_core.churn.rules import CONFIRMED, DEFERRED, DROPPED, EASE, HAND, MODEL, OPEN, RHYTHM, WARNED, Thresholds
from crm_core.notices.tell import Notice, tell_each
from crm_core.work import Work, command, query
from db.models import ChurnCase, Customer, CustomerValue, Notification

MANAGE = "value:manage"
NAMED = 1  # a single customer is named, more are counted


@command(MANAGE)
def renew(work: Work) -> dict[str, int]:
    """Open cases by last night's `customer_value`: who ordered, who is out of danger, who is gone; returns how many of each."""
    limits, today = Thresholds.of(work.settings.churn), day(work)
    recovered = recovering.refresh(work)
    _renew(work)
    dropped, gone = _end(work, limits, today)
    return {"recovered": recovered, "dropped": dropped, "gone": gone}


@query(MANAGE)
def in_danger(work: Work) -> list[dict[str, Any]]:
    """New cases as rows: who is in danger, has none and did not order since the figures."""
    v, c = CustomerValue, Customer
    found = work.session.execute(
        select(v.customer_id, c.owner_id, c.team_id, v.risk, v.risk_by, v.silent_ratio, v.revenue_year, danger.amount().label("at_risk"))
        .join(c, c.id == v.customer_id)
        .where(danger.in_danger(Thresholds.of(work.settings.churn), day(work)), c.deleted_at.is_(None),
               ~_watched().where(ChurnCase.customer_id == v.customer_id).exists(), or_(c.last_order_on.is_(None), c.last_order_on <= v.last_on))
        .order_by(v.customer_id)
    )
    return [
        {
            "customer_id": one.customer_id, "owner_id": one.owner_id, "team_id": one.team_id, "state": WARNED, "warned_on": day(work),
            "risk": one.risk or 0, "risk_by": one.risk_by or RHYTHM, "at_risk": one.at_risk or 0, "reasons": [],
            "first_risk": one.risk if one.risk_by == MODEL else one.silent_ratio, "first_value": one.revenue_year,
        }
        for one in found
    ]


@command(MANAGE)
def open_cases(work: Work, rows: Sequence[dict[str, Any]]) -> list[tuple[int, int | None]]:
    """Warns of these, unless somebody was faster; returns (case, owner) of each."""
    ids = [row["customer_id"] for row in rows]
    known = set(work.session.scalars(_watched().where(ChurnCase.customer_id.in_(ids))))
    some = [row | {"updated_at": work.now, "version": 1} for row in rows if row["customer_id"] not in known]
    if not some:
        return []
    made = work.session.scalars(insert(ChurnCase).returning(ChurnCase.id, sort_by_parameter_order=True), some).all()
    for key, row in zip(made, some, strict=True):
        work.record("churn.warned", "churn_case", key, customer_id=row["customer_id"], after={"state": WARNED})
    return [(key, row["owner_id"]) for key, row in zip(made, some, strict=True)]


@query(MANAGE)
def other_reasons(work: Work) -> list[dict[str, Any]]:
    """Open cases whose reasons are other ones today: id and reasons."""
    found = evidence.gather(work, day(work))
    rows = work.session.execute(select(ChurnCase.id, ChurnCase.customer_id, ChurnCase.reasons).where(ChurnCase.state.in_(OPEN)))
    return [{"id": key, "reasons": found.get(customer, [])} for key, customer, before in rows if before != found.get(customer, [])]


@command(MANAGE)
def explain(work: Work, rows: Sequence[dict[str, Any]]) -> None:
    """Keeps these reasons."""
    work.session.execute(update(ChurnCase), list(rows))


@command(MANAGE)
def tell(work: Work, made: Sequence[tuple[int, int | None]]) -> int:
    """Tells owners of new cases, and who has a review today; returns how many reviews."""
    _tell_owners(work, made)
    return _tell_reviews(work, day(work))


def _renew(work: Work) -> None:
    """Risk, value, owner and team of open cases as they are now."""
    v, whose = CustomerValue, ChurnCase.state.in_(OPEN)
    quietly = {"synchronize_session": False}
    by_hand = ChurnCase.risk_by == HAND
    work.session.execute(
        update(ChurnCase).where(whose, ~by_hand, v.customer_id == ChurnCase.customer_id)
        .values(risk=func.coalesce(v.risk, 0), risk_by=func.coalesce(v.risk_by, RHYTHM), at_risk=danger.amount()), execution_options=quietly)
    work.session.execute(
        update(ChurnCase).where(whose, by_hand, v.customer_id == ChurnCase.customer_id).values(at_risk=danger.amount()),
        execution_options=quietly)
    work.session.execute(
        update(ChurnCase).where(
            whose, Customer.id == ChurnCase.customer_id,
            or_(ChurnCase.owner_id.is_distinct_from(Customer.owner_id), ChurnCase.team_id.is_distinct_from(Customer.team_id)),
        ).values(owner_id=Customer.owner_id, team_id=Customer.team_id), execution_options=quietly)


def _end(work: Work, limits: Thresholds, today: date) -> tuple[int, int]:
    """Drops warnings without danger; who is silent for so long that nobody comes back is lost, also when nobody decided."""
    v = CustomerValue
    still = select(v.customer_id).where(v.customer_id == ChurnCase.customer_id, danger.in_danger(limits, today, EASE)).exists()
    gone = select(v.customer_id).where(v.customer_id == ChurnCase.customer_id, danger.is_gone(limits, today)).exists()
    deleted = select(Customer.id).where(Customer.id == ChurnCase.customer_id, Customer.deleted_at.is_not(None)).exists()
    watched = and_(ChurnCase.state == WARNED, ChurnCase.risk_by != HAND)
    over = work.session.scalars(select(ChurnCase).where(or_(and_(watched, ~still, ~gone), and_(ChurnCase.state.in_(OPEN), deleted)))).all()
    lost = work.session.scalars(select(ChurnCase).where(watched, gone, ~deleted)).all()
    for row in over:
        row.state, row.ended_on = DROPPED, today
        _touch(work, row, "churn.dropped")
    for row in lost:
        row.state, row.confirmed_on = CONFIRMED, today
        _touch(work, row, "churn.confirmed")
    reminding.drop(work, over)
    return len(over), len(lost)


def _watched() -> Select:
    """Customers who are warned of already, or given up."""
    return select(ChurnCase.customer_id).where(ChurnCase.state.in_((*OPEN, CONFIRMED)))


def _tell_owners(work: Work, made: Sequence[tuple[int, int | None]]) -> None:
    """One notice for each owner, however many of their customers it is."""
    of_owner: dict[int, list[int]] = defaultdict(list)
    for key, owner in made:
        if owner is not None:
            of_owner[owner].append(key)
    single = [keys[0] for keys in of_owner.values() if len(keys) == NAMED]
    named = {key: (customer, name) for key, customer, name in work.session.execute(
        select(ChurnCase.id, Customer.id, Customer.name).join(Customer, Customer.id == ChurnCase.customer_id).where(ChurnCase.id.in_(single)))}
    notices = []
    for owner, keys in of_owner.items():
        if len(keys) == NAMED:
            customer, name = named[keys[0]]
            notices.append(Notice(owner, "churn.warned", "customer", customer, customer, {"name": name}))
        else:
            notices.append(Notice(owner, "churns.warned", "churn_case", params={"n": len(keys)}))
    tell_each(work, notices)


def _tell_reviews(work: Work, today: date) -> int:
    """Who carries a measure out is told once, on the day of its review."""
    midnight = datetime.combine(today, time(), ZoneInfo(work.settings.time_zone))
    told = select(Notification.id).where(
        Notification.kind == "churn.review", Notification.customer_id == ChurnCase.customer_id, Notification.user_id == ChurnCase.person_id,
        Notification.at >= midnight).exists()
    rows = work.session.execute(
        select(ChurnCase.person_id, Customer.id, Customer.name).join(Customer, Customer.id == ChurnCase.customer_id)
        .where(ChurnCase.state == DEFERRED, ChurnCase.review_on == today, ChurnCase.person_id.is_not(None), ~told)
    ).all()
    tell_each(work, [Notice(person, "churn.review", "customer", key, key, {"name": name}) for person, key, name in rows])
    return len(rows)


def _touch(work: Work, row: ChurnCase, kind: str) -> None:
    row.version += 1
    row.updated_at = work.now
    work.record(kind, "churn_case", row.id, customer_id=row.customer_id, after={"state": row.state})
