"""The reasons why customers with an open case are in danger, read for all of them at once."""
from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta

from sqlalchemy import ColumnElement, Select, and_, case, func, select

from crm_core.churn import reasons
from crm_core.churn.rules import HAND, OPEN
from crm_core.segments.fields import FINISHED
from crm_core.work import Work
from db.models import ChurnCase, Customer, CustomerValue, Order, OrderLine, Product, Ticket

MOST = 3  # reasons that are told of one customer
LATELY, USUAL = 90, 455  # days: what was bought lately, against the year before that
FELL = 0.6  # lately so much of the usual, or less
LATE = 1.3  # silent for so much of the usual time between orders, or more
QUIET, CONTRACT, RATED = 60, 60, 180  # days
LOW = 2  # of 5
ORDER = (reasons.HAND, reasons.RHYTHM, reasons.FIRST, reasons.COMPLAINTS, reasons.FALL, reasons.CONTRACT, reasons.ENDED,
         reasons.RANGE, reasons.SURVEY, reasons.CONTACT)  # fmt: skip


def gather(work: Work, today: date, only: Iterable[int] | None = None) -> dict[int, list]:
    """Reasons by customer, the weightiest first; of all open cases, or those of the customers in `only`."""
    which = select(ChurnCase.customer_id).where(ChurnCase.state.in_(OPEN))
    if only is not None:
        which = which.where(ChurnCase.customer_id.in_(list(only)))
    found: dict[int, list] = defaultdict(list)
    for read in (_customers, _complaints, _surveys, _falls, _ranges):
        for customer_id, key, figures in read(work, today, which):
            found[customer_id].append([key, figures])
    return {key: sorted(told, key=lambda one: ORDER.index(one[0]))[:MOST] for key, told in found.items()}


def _customers(work: Work, today: date, which: Select):
    c, v = Customer, CustomerValue
    rows = work.session.execute(
        select(c.id, c.contract_ends_on, c.last_activity_at, v.last_on, v.cycle_days, ChurnCase.risk_by)
        .join(ChurnCase, and_(ChurnCase.customer_id == c.id, ChurnCase.state.in_(OPEN))).outerjoin(v, v.customer_id == c.id)
        .where(c.id.in_(which))
    )
    for key, contract, activity, last_on, cycle, risk_by in rows:
        if risk_by == HAND:
            yield key, reasons.HAND, {}
        silent = (today - last_on).days if last_on else None
        if silent is not None and cycle and silent >= cycle * LATE:
            yield key, reasons.RHYTHM, {"cycle": round(cycle), "silent": silent}
        elif silent is not None and not cycle and silent >= QUIET:
            yield key, reasons.FIRST, {"silent": silent}
        left = (contract - today).days if contract else None
        if left is not None and -CONTRACT <= left <= CONTRACT and left:
            yield (key, reasons.CONTRACT, {"n": left}) if left > 0 else (key, reasons.ENDED, {"n": -left})
        quiet = (work.now - activity).days if activity else None
        if quiet is not None and quiet >= QUIET:
            yield key, reasons.CONTACT, {"n": quiet}


def _complaints(work: Work, _today: date, which: Select):
    t = Ticket
    rows = work.session.execute(
        select(t.customer_id, func.count())
        .where(t.customer_id.in_(which), t.kind == "complaint", t.state.not_in(FINISHED), t.deleted_at.is_(None), t.merged_into_id.is_(None))
        .group_by(t.customer_id)
    )
    return [(key, reasons.COMPLAINTS, {"n": n}) for key, n in rows]


def _surveys(work: Work, _today: date, which: Select):
    t = Ticket
    place = func.row_number().over(partition_by=t.customer_id, order_by=(t.opened_at.desc(), t.id.desc())).label("place")
    rated = select(t.customer_id, t.satisfaction, place).where(
        t.customer_id.in_(which), t.satisfaction.is_not(None), t.deleted_at.is_(None), t.opened_at >= work.now - timedelta(days=RATED),
    ).subquery()
    rows = work.session.execute(
        select(rated.c.customer_id, rated.c.satisfaction).where(rated.c.place == 1, rated.c.satisfaction <= LOW))
    return [(key, reasons.SURVEY, {"score": score}) for key, score in rows]


def _falls(work: Work, today: date, which: Select):
    lately, usual = _spans(today)
    now, before = func.sum(case((lately, Order.revenue), else_=0)), func.sum(case((usual, Order.revenue), else_=0))
    rows = work.session.execute(
        select(Order.customer_id, now, before, func.min(Order.ordered_on)).where(_counted(which), Order.ordered_on > today - timedelta(days=USUAL))
        .group_by(Order.customer_id)
    )
    for key, now, before, first in rows:
        months = min(USUAL - LATELY, (today - timedelta(days=LATELY) - first).days) / 365 * 12
        if months < 3:
            continue
        monthly, earlier = round(int(now) / (LATELY / 365 * 12)), round(int(before) / months)
        if 0 < monthly <= earlier * FELL:
            yield key, reasons.FALL, {"before": earlier, "now": monthly}


def _ranges(work: Work, today: date, which: Select):
    """Of the categories that were bought at least twice in the usual time, how many lately."""
    lately, usual = _spans(today)
    rows = work.session.execute(
        select(
            Order.customer_id, Product.category, func.count(Order.id.distinct()).filter(usual),
            func.count(Order.id.distinct()).filter(lately), func.max(Order.ordered_on).filter(usual),
        )
        .join(OrderLine, OrderLine.order_id == Order.id).join(Product, Product.id == OrderLine.product_id)
        .where(_counted(which), Order.ordered_on > today - timedelta(days=USUAL), Product.category.is_not(None), OrderLine.quantity > 0)
        .group_by(Order.customer_id, Product.category)
    )
    kept, dropped = defaultdict(int), defaultdict(list)
    for key, _category, before, now, last in rows:
        if before >= 2 and now:
            kept[key] += 1
        elif before >= 2:
            dropped[key].append(last)
    for key, last in dropped.items():
        usual_ones = kept[key] + len(last)
        if kept[key] and kept[key] <= usual_ones / 2:
            since = (max(last).replace(day=1) + timedelta(days=32)).strftime("%Y-%m")
            yield key, reasons.RANGE, {"now": kept[key], "usual": usual_ones, "month": since}


def _spans(today: date) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """An order of the last months, and one of the year before."""
    edge = today - timedelta(days=LATELY)
    return Order.ordered_on > edge, and_(Order.ordered_on <= edge, Order.ordered_on > today - timedelta(days=USUAL))


def _counted(which: Select) -> ColumnElement[bool]:
    """Sales that count (drafts and cancelled ones have no revenue)."""
    return and_(Order.customer_id.in_(which), Order.deleted_at.is_(None), Order.revenue > 0)
