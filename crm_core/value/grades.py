"""Which grade a customer gets by rule: what it must reach for each, the best grade first."""
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

from sqlalchemy import ColumnElement, and_, case, null, or_, select, true

from crm_core.errors import N_, Invalid
from db.models import Customer, CustomerValue

RULE, HAND = "rule", "hand"
LIMITS: dict[str, tuple[int, int]] = {"revenue_year": (0, 10**14), "orders": (1, 100_000), "scores": (3, 15), "value_next": (0, 10**14)}


@dataclass(frozen=True)
class Needs:
    """What a grade asks for; all of what is set must be reached. Money in minor units.

    `revenue_year`: revenue of the last 12 months; `orders`: in all; `scores`: recency + frequency + monetary, 3 to 15;
    `value_next`: expected revenue of the next 12 months, which nobody reaches while no model stands.
    """

    revenue_year: int | None = None
    orders: int | None = None
    scores: int | None = None
    value_next: int | None = None

    @property
    def given(self) -> dict[str, int]:
        """What is asked for."""
        return {name: value for name, value in asdict(self).items() if value is not None}


@dataclass(frozen=True)
class GradeRule:
    """The rule of a company: grade → what it needs, the first that fits counts; `rest` is for all others who ordered.

    `unexplained`: grades that came from a file or without a reason follow the rule too.
    """

    grades: tuple[tuple[str, Needs], ...] = ()
    rest: str | None = None
    unexplained: bool = False

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> "GradeRule":
        """What is stored, or a rule that gives no grade."""
        known = {one.name for one in fields(Needs)}
        grades = tuple((code, Needs(**{key: value for key, value in needs.items() if key in known})) for code, needs in stored.get("grades", ()))
        return cls(grades, stored.get("rest"), bool(stored.get("unexplained")))

    def stored(self) -> dict[str, Any]:
        """As it is kept in the setting `grade_rule`."""
        return {"grades": [[code, needs.given] for code, needs in self.grades if needs.given], "rest": self.rest, "unexplained": self.unexplained}

    @property
    def active(self) -> bool:
        """Whether it gives any grade."""
        return bool(self.rest) or any(needs.given for _code, needs in self.grades)


def rounded(amount: int) -> int:
    """An amount with two digits that say something, as people would set it."""
    unit = 10 ** max(len(str(amount)) - 2, 0)
    return amount // unit * unit


def check(rule: GradeRule, grades: frozenset[str]) -> None:
    """Raises Invalid naming the field that cannot be; `grades` are the codes there are."""
    for code, needs in rule.grades:
        if code not in grades:
            raise Invalid(N_("Choose a grade of the list."), field=code)
        for name, value in needs.given.items():
            least, most = LIMITS[name]
            if not least <= value <= most:
                raise Invalid(N_("Between {least} and {most}."), field=f"{code}.{name}", least=least, most=most)
    if rule.rest is not None and rule.rest not in grades:
        raise Invalid(N_("Choose a grade of the list."), field="rest")


def grade_of(rule: GradeRule) -> ColumnElement:
    """The grade by rule, over CustomerValue."""
    scores = CustomerValue.recency + CustomerValue.frequency + CustomerValue.monetary
    columns = {"revenue_year": CustomerValue.revenue_year, "orders": CustomerValue.orders, "scores": scores, "value_next": CustomerValue.value_next}
    fits = [(and_(*(columns[name] >= least for name, least in needs.given.items())), code) for code, needs in rule.grades if needs.given]
    return case(*fits, else_=rule.rest) if fits else case((true(), rule.rest), else_=null())


def grade_of_customer(rule: GradeRule) -> ColumnElement:
    """The same over Customer; none for who never ordered."""
    return select(grade_of(rule)).where(CustomerValue.customer_id == Customer.id).correlate(Customer).scalar_subquery()


def follows(rule: GradeRule) -> ColumnElement[bool]:
    """Customers whose grade the rule decides: not those whom somebody graded by hand."""
    free = [Customer.grade_by == RULE, Customer.grade.is_(None)]
    if rule.unexplained:
        free.append(and_(Customer.grade_by.is_(None), Customer.grade_reason.is_(None)))
    return or_(*free)
