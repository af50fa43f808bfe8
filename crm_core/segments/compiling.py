"""A rule as a condition on customers: one SQL expression, built from the table of fields alone."""
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Boolean, ColumnElement, Date, and_, false, func, not_, or_, select, true
from sqlalchemy.orm import aliased

from crm_core.access import scope
from crm_core.access.rights import Scope
from crm_core.customers.filtering import walked
from crm_core.errors import N_, Invalid
from crm_core.segments import kinds
from crm_core.segments.fields import FIELDS, RuleField
from crm_core.segments.schemas import Condition, Group, read_rule
from crm_core.work import Work
from db.models import Customer


def compile_rule(work: Work, rule: Group | dict | None) -> ColumnElement[bool]:
    """The customers that `rule` finds and the asker may view, as a condition on Customer.

    Raises Invalid naming the place of an unknown field, operator or value.
    """
    return and_(scope.customers(work), condition_of(work, rule))


def through_all(work: Work, condition: ColumnElement[bool]) -> ColumnElement[bool]:
    """The same condition for a walk over everybody.

    SQLite would follow an index of those who are not deleted and jump to the row of each; one after the other they are
    read fourteen times as fast (a million customers).
    """
    if work.session.get_bind().dialect.name != "sqlite" or work.scope("customers:view") is not Scope.ALL:
        return condition
    return walked([condition], ("deleted_at",))[0]


def condition_of(work: Work, rule: Group | dict | None) -> ColumnElement[bool]:
    """`rule` alone, whoever asks. Raises Invalid."""
    return _group(work, read_rule(rule), "")


def checked(place: str, condition: Condition) -> tuple[RuleField, Any]:
    """The field of a condition and its value as the operator takes it. Raises Invalid naming the place."""
    field = FIELDS.get(condition.field)
    if field is None:
        raise Invalid(N_("Condition {place}: there is no field “{name}”."), field=place, place=place, **_named(condition.field))
    operator = field.operators.get(condition.op)
    if operator is None:
        raise Invalid(N_("Condition {place}: this field cannot be compared that way."), field=place, place=place)
    try:
        value = kinds.value_of(operator.shape, condition.value, field.ids)
    except ValueError:
        raise Invalid(N_("Condition {place}: this value does not fit."), field=place, place=place) from None
    if field.fixed and operator.shape == "values" and not set(value) <= set(field.fixed):
        raise Invalid(N_("Condition {place}: this value does not fit."), field=place, place=place)
    return field, value


def _named(field: str) -> dict[str, str]:
    shown = field if field.isprintable() and len(field) <= 60 else "?"
    return {"name": shown}


def _group(work: Work, group: Group, path: str) -> ColumnElement[bool]:
    parts = [_part(work, part, f"{path}{number}") for number, part in enumerate(group.parts, 1)]
    if not parts:
        return true()
    if group.match == "all":
        return and_(*parts)
    if group.match == "any":
        return or_(*parts)
    # An empty field compares to nothing: what is not known to hold does not hold.
    return not_(func.coalesce(or_(*parts), false(), type_=Boolean()))


def _part(work: Work, part: Condition | Group, place: str) -> ColumnElement[bool]:
    if isinstance(part, Group):
        return _group(work, part, f"{place}.")
    field, value = checked(place, part)
    if field.rows is not None:
        return _of_rows(work, field, part.op, value)
    return _of_column(work, field, part.op, value)


def _of_column(work: Work, field: RuleField, op: str, value: Any) -> ColumnElement[bool]:
    column = field.column(work)
    match op:
        case "yes":
            return column
        case "no":
            return not_(func.coalesce(column, false(), type_=Boolean()))
        case "is":
            return column.in_(list(field.values(work, value)))
        case "is_not":
            return or_(column.not_in(list(field.values(work, value))), column.is_(None))
        case "older" if field.since is not None:
            return _compared(work, field.since, op, value)
    return _compared(work, column, op, value)


def _of_rows(work: Work, field: RuleField, op: str, value: Any) -> ColumnElement[bool]:
    match op:
        case "is" | "is_not":
            found = _exists(field, field.rows.value.in_(list(field.values(work, value))))
        case "contains" | "contains_not":
            found = _exists(field, _compared(work, field.rows.value, "contains", value))
        case "filled" | "empty":
            found = _exists(field, field.rows.value.is_not(None))
        case "exists" | "not_exists":
            found = _exists(field)
        case "newer" | "not_newer":
            found = _exists(field, _compared(work, field.rows.at, "newer", value))
        case _:
            return _count(work, field, op, value)
    return not_(found) if op in ("is_not", "contains_not", "empty", "not_exists", "not_newer") else found


def _exists(field: RuleField, *conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    return select(1).where(*field.rows.conditions, *conditions).correlate(Customer).exists()


def _count(work: Work, field: RuleField, op: str, value: tuple[int, int]) -> ColumnElement[bool]:
    """Counted once over all rows, which is faster than for each customer."""
    least, days = value
    link, *conditions = field.rows.conditions
    customer, recent = link.left, _compared(work, field.rows.at, "newer", days)
    often = select(customer).where(customer.is_not(None), *conditions, recent).group_by(customer).having(func.count() >= least)
    return Customer.id.in_(often) if op == "times" else Customer.id.not_in(often)


def _compared(work: Work, column: Any, op: str, value: Any) -> ColumnElement[bool]:
    match op:
        case "empty":
            return column.is_(None)
        case "filled":
            return column.is_not(None)
        case "contains":
            return column.icontains(value, autoescape=True)
        case "contains_not":
            return or_(not_(column.icontains(value, autoescape=True)), column.is_(None))
        case "at_least":
            return column >= value
        case "at_most":
            return column <= value
        case "between":
            return column.between(*value)
        case "top":
            return column >= _threshold(column, value)
    return _in_time(work, column, op, value)


def _in_time(work: Work, column: Any, op: str, value: Any) -> ColumnElement[bool]:
    zone = ZoneInfo(work.actor.time_zone)
    days = isinstance(column.type, Date)
    now = work.now.astimezone(zone).date() if days else work.now
    if op == "older":
        return column < now - timedelta(days=value)
    if op == "newer":
        return column.between(now - timedelta(days=value), now)
    if op == "ahead":
        return column.between(now, now + timedelta(days=value))
    first, last = value
    if days:
        return column.between(first, last)
    return and_(column >= datetime.combine(first, time(), zone), column < datetime.combine(last + timedelta(days=1), time(), zone))


def _threshold(column: Any, percent: int) -> Any:
    """What the last of the best so many percent has, of all customers that have anything at all."""
    other = aliased(Customer)
    value = getattr(other, column.key)
    some = (other.deleted_at.is_(None), value > 0)
    last = select((func.count() * percent - 1) // 100).select_from(other).where(*some).scalar_subquery()
    return select(value).where(*some).order_by(value.desc()).offset(last).limit(1).scalar_subquery()
