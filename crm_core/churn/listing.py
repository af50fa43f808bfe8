"""Cases of churn as lists show them: the page's, one customer's, and mine on my day."""
from sqlalchemy import ColumnElement, and_, false, func, or_, select, union_all
from sqlalchemy.orm import aliased

from crm_core.access import scope
from crm_core.churn import danger, filters
from crm_core.churn.commands import EDIT, day
from crm_core.churn.filters import RIGHT, ChurnFilter
from crm_core.churn.rules import CONFIRMED, DEFERRED, OPEN, WARNED, Thresholds
from crm_core.churn.schemas import CaseRow
from crm_core.work import Work, query
from db.models import ChurnCase, Customer, CustomerValue, User

TABS = ("decide", "warned", "deferred")
PAGE = 5
BY_VALUE = (ChurnCase.at_risk.desc(), ChurnCase.id)
Person = aliased(User, name="person")


@query(RIGHT)
def cases(work: Work, chosen: ChurnFilter, tab: str = "decide", page: int = 1, size: int = PAGE) -> tuple[CaseRow, ...]:
    """A page of open cases, what is most at risk first."""
    limits = Thresholds.of(work.settings.churn)
    return by_value(work, and_(filters.cases(work, chosen), of_tab(tab, limits, day(work))), size, (max(page, 1) - 1) * size)


@query(RIGHT, EDIT)
def case_of_customer(work: Work, customer_id: int) -> CaseRow | None:
    """The case of a customer that is open, or confirmed and not taken back; None when there is none to be seen."""
    where = and_(
        ChurnCase.customer_id == customer_id, scope.churn_cases(work, RIGHT, EDIT), ChurnCase.state.in_((*OPEN, CONFIRMED)))
    rows = read(work, where, order=(ChurnCase.id.desc(),), limit=1)
    return rows[0] if rows else None


@query(EDIT)
def my_cases(work: Work, limit: int = 5) -> tuple[CaseRow, ...]:
    """What I should decide: cases of my own customers that are urgent, and reviews of mine that are due; what is due first."""
    limits, today, me = Thresholds.of(work.settings.churn), day(work), work.actor.user_id
    due = and_(ChurnCase.state == DEFERRED, ChurnCase.review_on <= today, ChurnCase.person_id == me)
    mine = and_(ChurnCase.state == WARNED, Customer.owner_id == me, danger.urgent(limits))
    where = and_(scope.churn_cases(work, EDIT), or_(due, mine))
    return read(work, where, order=(ChurnCase.state, ChurnCase.at_risk.desc(), ChurnCase.id), limit=limit)


def by_value(work: Work, where: ColumnElement[bool], limit: int, offset: int = 0) -> tuple[CaseRow, ...]:
    """Open cases among those of `where`, what is most at risk first.

    The first of each state are looked up along the index before anything else is read: there may be very many.
    """
    firsts = (
        select(ChurnCase.id).join(Customer, Customer.id == ChurnCase.customer_id)
        .outerjoin(CustomerValue, CustomerValue.customer_id == ChurnCase.customer_id)
        .where(ChurnCase.state == state, where).order_by(*BY_VALUE).limit(offset + limit).subquery()
        for state in OPEN)
    wanted = union_all(*(select(one.c.id) for one in firsts))
    return read(work, ChurnCase.id.in_(wanted), order=BY_VALUE, limit=limit, offset=offset)


def of_tab(tab: str, limits: Thresholds, today) -> ColumnElement[bool]:
    """Cases to decide (urgent ones, and deferred ones whose review is due), those only watched, and those put off."""
    due = and_(ChurnCase.state == DEFERRED, ChurnCase.review_on <= today)
    decide = or_(and_(ChurnCase.state == WARNED, danger.urgent(limits)), due)
    if tab == "decide":
        return decide
    if tab == "deferred":
        return and_(ChurnCase.state == DEFERRED, ~func.coalesce(due, False))
    return and_(ChurnCase.state == WARNED, ~danger.urgent(limits))


def read(work: Work, where: ColumnElement[bool], *, order: tuple, limit: int | None = None, offset: int = 0) -> tuple[CaseRow, ...]:
    """Cases of customers in one statement."""
    limits = Thresholds.of(work.settings.churn)
    k, c = ChurnCase, Customer
    editable = and_(scope.customers(work), scope.customers(work, EDIT)) if work.actor.may(EDIT) else false()
    statement = (
        select(
            k.id, k.version, c.id, c.name, c.grade, c.phone, c.owner_id, User.name, k.state, k.warned_on, k.risk, k.risk_by,
            CustomerValue.silent_ratio, k.at_risk, k.reasons, k.measure, k.person_id, Person.name, k.review_on, k.reason, k.note,
            k.confirmed_on, k.ended_on, editable.label("editable"), danger.urgent(limits).label("urgent"),
        )
        .select_from(k).join(c, c.id == k.customer_id).outerjoin(User, User.id == c.owner_id).outerjoin(Person, Person.id == k.person_id)
        .outerjoin(CustomerValue, CustomerValue.customer_id == c.id)
        .where(where).order_by(*order).limit(limit).offset(offset)
    )
    rows = work.session.execute(statement).all()
    return tuple(CaseRow(*row[:14], tuple((key, figures) for key, figures in row[14]), *row[15:23], bool(row[23]), bool(row[24])) for row in rows)
