"""Deciding about customers in danger: 暂缓流失 and 确定流失, and taking that back."""
from datetime import date
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Select, or_, select, true

from crm_core.access import scope
from crm_core.access.rights import Scope
from crm_core.churn import danger, evidence, reasons, reminding, rules
from crm_core.churn.rules import CONFIRMED, DEFERRED, DROPPED, HAND, OPEN, WARNED
from crm_core.churn.schemas import ConfirmForm, DeferForm, ReviewForm
from crm_core.errors import N_, Conflict, Invalid
from crm_core.pipeline import checks
from crm_core.work import Work, command, query
from db.models import ChurnCase, Customer, CustomerValue, User

EDIT = "churn:edit"
FIELDS = ("state", "measure", "person_id", "review_on", "reason", "note", "deferred_on", "confirmed_on")


@command(EDIT)
def defer(work: Work, case_id: int, form: DeferForm, version: int) -> int:
    """暂缓流失: something is done about it and somebody looks again; returns the case's new version.

    That person gets a next step for the day of the review. Also changes what a deferred case says.
    Raises NotFound, Conflict, Invalid.
    """
    row = _case(work, case_id, version)
    rules.must(row.state, *OPEN)
    if form.measure != row.measure:
        checks.choice(work, "churn_measure", form.measure, "measure", required=True)
    rules.check_review(form.review_on, day(work))
    before = _now(row)
    row.person_id = person(work, form.person_id or row.person_id or work.actor.user_id)
    row.state, row.measure, row.review_on, row.note = DEFERRED, form.measure, form.review_on, form.note
    row.deferred_on = row.deferred_on or day(work)
    reminding.plan(work, row)
    return _changed(work, row, "churn.deferred", before)


@command(EDIT)
def change_review(work: Work, case_id: int, form: ReviewForm, version: int) -> int:
    """Another day or person for the review of a deferred case; returns the new version. Raises NotFound, Conflict, Invalid."""
    row = _case(work, case_id, version)
    rules.must(row.state, DEFERRED)
    rules.check_review(form.review_on, day(work))
    before = _now(row)
    row.review_on, row.person_id = form.review_on, person(work, form.person_id or row.person_id or work.actor.user_id)
    reminding.plan(work, row)
    return _changed(work, row, "churn.review_moved", before)


@command(EDIT)
def confirm(work: Work, case_id: int, form: ConfirmForm, version: int) -> int:
    """确定流失: the customer has left, and why; returns the new version. Raises NotFound, Conflict, Invalid."""
    row = _case(work, case_id, version)
    rules.must(row.state, *OPEN)
    checks.choice(work, "churn_reason", form.reason, "reason", required=True)
    before = _now(row)
    row.state, row.reason, row.confirmed_on = CONFIRMED, form.reason, day(work)
    row.note = form.note or row.note
    reminding.drop(work, [row])
    return _changed(work, row, "churn.confirmed", before)


@command(EDIT)
def take_back(work: Work, case_id: int, version: int) -> int:
    """Takes the last decision back: confirmed → deferred or warned, deferred → warned, marked by hand → dropped.

    Returns the new version. Raises NotFound, Conflict when nothing was decided or the customer has a newer case.
    """
    row = _case(work, case_id, version)
    by_hand = row.state == WARNED and row.risk_by == HAND
    rules.must(row.state, CONFIRMED, DEFERRED, *((WARNED,) if by_hand else ()))
    before = _now(row)
    if by_hand:
        row.state, row.ended_on = DROPPED, day(work)
    elif row.state == CONFIRMED:
        _check_alone(work, row)
        row.state = DEFERRED if row.deferred_on else WARNED
        row.confirmed_on = row.reason = None
        if row.state == DEFERRED and row.review_on > day(work):
            reminding.plan(work, row)
    else:
        row.state, row.deferred_on, row.measure, row.person_id, row.review_on = WARNED, None, None, None, None
        reminding.drop(work, [row])
    return _changed(work, row, "churn.undone", before)


@command(EDIT)
def reopen(work: Work, case_id: int, version: int) -> int:
    """A confirmed or dropped case is looked at anew, as a warning; returns the new version. Raises NotFound, Conflict."""
    row = _case(work, case_id, version)
    rules.must(row.state, CONFIRMED, DROPPED)
    _check_alone(work, row)
    before = _now(row)
    row.state, row.deferred_on, row.measure, row.person_id, row.review_on = WARNED, None, None, None, None
    row.confirmed_on = row.reason = row.ended_on = None
    return _changed(work, row, "churn.reopened", before)


@command(EDIT)
def warn(work: Work, customer_id: int) -> int:
    """Marks a customer as in danger by hand; returns the id of the case. Raises NotFound, Conflict when there is one already."""
    within = select(Customer).where(scope.customers(work), scope.customers(work, EDIT), Customer.id == customer_id)
    customer = work.one(within.with_for_update())
    if work.session.scalar(select(ChurnCase.id).where(ChurnCase.customer_id == customer_id, ChurnCase.state.in_((*OPEN, CONFIRMED)))):
        raise Conflict(N_("This customer is being watched already."))
    value = work.session.get(CustomerValue, customer_id)
    amount = work.session.scalar(select(danger.amount()).where(CustomerValue.customer_id == customer_id)) or 0
    row = ChurnCase(
        customer_id=customer_id, owner_id=customer.owner_id, team_id=customer.team_id, warned_on=day(work), risk=(value and value.risk) or 0,
        risk_by=HAND, at_risk=amount, updated_at=work.now, first_risk=value and value.risk, first_value=value.revenue_year if value else 0,
    )
    work.session.add(row)
    work.session.flush()
    row.reasons = evidence.gather(work, day(work), [customer_id]).get(customer_id) or [[reasons.HAND, {}]]
    work.record("churn.warned", "churn_case", row.id, customer_id=customer_id, after={"state": WARNED})
    return row.id


@query(EDIT)
def people(work: Work) -> dict[int, str]:
    """Whom this person may name to carry a measure out: id → name."""
    rows = work.session.execute(select(User.id, User.name).where(User.active, _within_reach(work)).order_by(User.name_key))
    return dict(rows.tuples().all())


def day(work: Work) -> date:
    """The company's calendar day."""
    return work.now.astimezone(ZoneInfo(work.settings.time_zone)).date()


def person(work: Work, user_id: int | None) -> int:
    """The person, if this one may name them. Raises Invalid."""
    found = select(User.id).where(User.id == user_id, User.active, _within_reach(work))
    if user_id is None or work.session.scalar(found) is None:
        raise Invalid(N_("You cannot plan for this person."), field="person_id")
    return user_id


def changeable(work: Work) -> Select[tuple[ChurnCase]]:
    """Cases about which this person may decide."""
    return select(ChurnCase).join(Customer, scope.churn_cases(work, EDIT)).where(scope.customers(work))


def _case(work: Work, case_id: int, version: int) -> ChurnCase:
    return work.one(changeable(work).where(ChurnCase.id == case_id), version=version)


def _within_reach(work: Work) -> ColumnElement[bool]:
    reach, actor = work.scope(EDIT), work.actor
    if reach is Scope.ALL:
        return true()
    if reach is Scope.TEAM and actor.team_id is not None:
        return or_(User.team_id == actor.team_id, User.id == actor.user_id)
    return User.id == actor.user_id


def _check_alone(work: Work, row: ChurnCase) -> None:
    """Raises Conflict when the customer has another open case, of which there can only be one."""
    other = select(ChurnCase.id).where(ChurnCase.customer_id == row.customer_id, ChurnCase.id != row.id, ChurnCase.state.in_(OPEN))
    if work.session.scalar(other.limit(1)) is not None:
        raise Conflict(N_("This customer is being watched already."))


def _now(row: ChurnCase) -> dict:
    return {name: getattr(row, name) for name in FIELDS}


def _changed(work: Work, row: ChurnCase, kind: str, before: dict) -> int:
    after = {name: value for name, value in _now(row).items() if value != before[name]}
    row.version += 1
    row.updated_at = work.now
    work.record(kind, "churn_case", row.id, customer_id=row.customer_id, before={name: before[name] for name in after}, after=after)
    return row.version
