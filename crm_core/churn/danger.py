"""Who is in danger, as conditions over `customer_value`: the same rule as `rules.in_danger`, for all customers at once."""
from datetime import date, timedelta

from sqlalchemy import ColumnElement, and_, case, func, or_

from crm_core.churn.rules import HAND, MODEL, Thresholds
from db.models import ChurnCase, CustomerValue


def in_danger(limits: Thresholds, today: date, ease: float = 1.0) -> ColumnElement[bool]:
    """See rules.in_danger."""
    v = CustomerValue
    by_model = and_(v.risk_by == MODEL, v.risk >= limits.warn_risk / 100 * ease)
    by_rhythm = and_(func.coalesce(v.risk_by, "") != MODEL, v.silent_ratio >= limits.warn_ratio * ease)
    return and_(v.last_on >= today - timedelta(days=limits.gone_days), v.revenue_year >= limits.least_value, or_(by_model, by_rhythm))


def urgent(limits: Thresholds) -> ColumnElement[bool]:
    """The case is such that somebody should decide; over ChurnCase, left joined with CustomerValue."""
    by_rhythm = func.coalesce(CustomerValue.silent_ratio, 0) >= limits.decide_ratio
    return or_(
        ChurnCase.risk_by == HAND, and_(ChurnCase.risk_by == MODEL, ChurnCase.risk >= limits.decide_risk / 100),
        and_(ChurnCase.risk_by.not_in((HAND, MODEL)), by_rhythm),
    )


def amount() -> ColumnElement[int]:
    """What is at risk a year: value × risk where the model knows the risk, else what was bought within 12 months."""
    return case((CustomerValue.risk_by == MODEL, CustomerValue.at_risk), else_=CustomerValue.revenue_year)


def is_gone(limits: Thresholds, today: date) -> ColumnElement[bool]:
    """Customers of whom nothing was heard for so long that they are gone already."""
    return CustomerValue.last_on < today - timedelta(days=limits.gone_days)
