"""Grades by rule: what it would do, deciding it, and giving the grades."""
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, func, literal, select

from crm_core import settings, timed
from crm_core.access import scope
from crm_core.customers.access import within
from crm_core.customers.bulk import Change, change_customers, changed_as
from crm_core.customers.filtering import CustomerFilter
from crm_core.errors import N_, Conflict
from crm_core.value import grades
from crm_core.value.grades import RULE, GradeRule
from crm_core.work import Work, command, query
from db.json import json_object
from db.models import Customer, CustomerValue, DictionaryEntry, Setting

MANAGE = "value:manage"
NAMED = 12
SHARES = (0.05, 0.2, 0.5)  # of the customers who bought within 12 months, for a rule to begin with


@dataclass(frozen=True)
class Mover:
    """A customer whose grade would change. Money in minor units."""

    id: int
    name: str
    before: str | None
    after: str | None
    revenue_year: int


@dataclass(frozen=True)
class Preview:
    """What a rule would do in the whole company: (grade now, grade by rule) → customers, how many grades stay as people
    decided, and those of the movers with the most revenue whom the asker may see."""

    moves: dict[tuple[str | None, str | None], int]
    by_hand: int
    movers: tuple[Mover, ...]

    def now(self, grade: str | None) -> int:
        """Customers of the rule with this grade now."""
        return sum(n for (before, _after), n in self.moves.items() if before == grade)

    def then(self, grade: str | None) -> int:
        """Customers with this grade by the rule."""
        return sum(n for (_before, after), n in self.moves.items() if after == grade)

    @property
    def moving(self) -> int:
        """Customers whose grade would change."""
        return sum(n for (before, after), n in self.moves.items() if before != after)


@query(MANAGE)
def grade_rule(work: Work) -> GradeRule:
    """What was decided."""
    return GradeRule.of(settings.load(work.session).grade_rule)


@query(MANAGE)
def preview(work: Work, rule: GradeRule) -> Preview:
    """What `rule` would do by last night's figures. Raises Invalid."""
    grades.check(rule, _codes(work))
    follows, after = grades.follows(rule).label("follows"), grades.grade_of(rule).label("after")
    everybody = select(Customer.grade.label("before"), follows, after).outerjoin(CustomerValue, CustomerValue.customer_id == Customer.id)
    rows = everybody.where(Customer.deleted_at.is_(None), Customer.grade.is_not(None) | CustomerValue.customer_id.is_not(None)).subquery()
    counted = work.session.execute(select(rows.c.before, rows.c.follows, rows.c.after, func.count()).group_by(rows.c.before, rows.c.follows, rows.c.after))
    moves: dict[tuple[str | None, str | None], int] = {}
    by_hand = 0
    for before, free, then, n in counted:
        if free:
            moves[before, then] = moves.get((before, then), 0) + n
        else:
            by_hand += n
    return Preview(moves, by_hand, _movers(work, rule))


@query(MANAGE)
def suggestion(work: Work) -> GradeRule:
    """A rule to begin with: by sales of 12 months the best customers, the next, the next, and all others.

    Gives no grade where nobody ordered within 12 months.
    """
    codes = work.session.scalars(
        select(DictionaryEntry.code).where(DictionaryEntry.dictionary == "grade", DictionaryEntry.active)
        .order_by(DictionaryEntry.position, DictionaryEntry.id)).all()
    buying = select(CustomerValue.revenue_year).where(CustomerValue.revenue_year > 0)
    number = work.session.scalar(select(func.count()).select_from(buying.subquery()))
    if not number or len(codes) < 2:
        return GradeRule()
    ranked = buying.order_by(CustomerValue.revenue_year.desc())
    limits = [work.session.scalar(ranked.offset(int(number * share)).limit(1)) for share, _code in zip(SHARES, codes[:-1], strict=False)]
    needs = [(code, grades.Needs(revenue_year=grades.rounded(limit))) for code, limit in zip(codes, limits, strict=False)]
    return GradeRule(tuple(needs), codes[len(needs)])


@command(MANAGE)
def change_grade_rule(work: Work, rule: GradeRule, seen: GradeRule) -> bool:
    """Stores another rule and has the grades given anew; whether anything differs.

    Raises Invalid, Conflict when somebody was faster.
    """
    work.session.scalars(select(Setting.key).with_for_update()).all()
    now = GradeRule.of(settings.load(work.session).grade_rule)
    if now != seen:
        raise Conflict(N_("Somebody changed the settings meanwhile. Look at them again."))
    grades.check(rule, _codes(work))
    if rule.stored() == now.stored():
        return False
    settings.store(work.session, grade_rule=rule.stored())
    work.record("setting.changed", "setting", None, before={"grade_rule": _told(now)}, after={"grade_rule": _told(rule)})
    if not timed.is_asked(work, "value", timed.WAITING):
        timed.ask_for(work, "value")
    return True


@command(MANAGE)
def give_grades(work: Work) -> int:
    """Gives everybody whom the rule decides about the grade of today; returns how many have another one now."""
    rule = GradeRule.of(work.settings.grade_rule)
    return change_customers(work, CustomerFilter(), ByRule(rule)).changing if rule.active else 0


@command("customers:edit")
def back_to_rule(work: Work, customer_id: int) -> str | None:
    """Lets the rule decide about a customer again that was graded by hand; returns its grade now.

    Raises NotFound, Conflict where no rule gives grades.
    """
    rule = GradeRule.of(work.settings.grade_rule)
    if not rule.active:
        raise Conflict(N_("There is no rule for grades yet."))
    row = work.one(select(Customer).where(within(work, "customers:edit"), Customer.id == customer_id).with_for_update())
    value = select(grades.grade_of(rule)).where(CustomerValue.customer_id == customer_id)
    before = {"grade": row.grade, "grade_reason": row.grade_reason, "grade_by": row.grade_by}
    row.grade, row.grade_reason, row.grade_by = work.session.scalar(value), None, RULE
    row.version, row.updated_at = row.version + 1, work.now
    work.record("customer.graded", "customer", row.id, customer_id=row.id, before=before,
                after={"grade": row.grade, "grade_reason": None, "grade_by": RULE})
    return row.grade


@dataclass(frozen=True)
class ByRule(Change):
    """The grade by rule for everybody whom it decides about."""

    rule: GradeRule
    right = "customers:edit"
    kind = "customer.graded"

    def check(self, work: Work) -> "ByRule":
        return self

    def differs(self) -> ColumnElement[bool]:
        return grades.follows(self.rule) & Customer.grade.is_distinct_from(grades.grade_of_customer(self.rule))

    def before(self, work: Work) -> ColumnElement[Any]:
        return json_object(work.session, grade=Customer.grade, grade_by=Customer.grade_by)

    def after(self, work: Work) -> ColumnElement[Any]:
        return json_object(work.session, grade=grades.grade_of_customer(self.rule), grade_by=literal(RULE))

    def make(self, work: Work, changed: Select[tuple[int]]) -> None:
        changed_as(work, changed, grade=grades.grade_of_customer(self.rule), grade_by=RULE)


def _movers(work: Work, rule: GradeRule) -> tuple[Mover, ...]:
    after = grades.grade_of(rule)
    rows = work.session.execute(
        select(Customer.id, Customer.name, Customer.grade, after, CustomerValue.revenue_year)
        .join(CustomerValue, CustomerValue.customer_id == Customer.id)
        .where(scope.customers(work), grades.follows(rule), Customer.grade.is_distinct_from(after))
        .order_by(CustomerValue.revenue_year.desc(), Customer.id).limit(NAMED)
    )
    return tuple(Mover(*row) for row in rows)


def _codes(work: Work) -> frozenset[str]:
    return frozenset(work.session.scalars(select(DictionaryEntry.code).where(DictionaryEntry.dictionary == "grade")))


def _told(rule: GradeRule) -> list[str]:
    """For the audit trail: "vip: revenue_year 100000"."""
    told = [f"{code}: " + ", ".join(f"{name} {value}" for name, value in needs.given.items()) for code, needs in rule.grades if needs.given]
    return [*told, *([f"{rule.rest}: *"] if rule.rest else [])]
