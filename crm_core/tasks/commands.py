"""Next steps: planned, moved, done."""
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import insert, select

from crm_core.access import scope
from crm_core.access.rights import Scope
from crm_core.activities import commands as activities
from crm_core.activities.schemas import ActivityNew
from crm_core.activities.subjects import LOG, Subject, reached
from crm_core.errors import N_, Conflict, Invalid
from crm_core.inputs import prose
from crm_core.pipeline.progress import move_deal
from crm_core.pipeline.schemas import DealEdit
from crm_core.tasks import rules
from crm_core.tasks.schemas import TaskNew
from crm_core.work import Work, command
from db.models import Activity, Task, User

RESULT_LIMIT = 2000


@command(LOG)
def add_task(work: Work, data: TaskNew) -> int:
    """Plans a next step and returns its id. Raises NotFound, Invalid."""
    return add_tasks(work, [data])[0]


@command(LOG)
def add_tasks(work: Work, rows: Sequence[TaskNew]) -> list[int]:
    """Plans several next steps in a few statements; returns their ids in order. Raises NotFound, Invalid."""
    if not rows:
        return []
    for row in rows:
        rules.check_due(row.due_at, work.now)
    _check_owners(work, {row.owner_id for row in rows if row.owner_id})
    subjects = reached(work, [Subject(r.customer_id, r.deal_id, r.contact_id) for r in rows], LOG)
    values = [
        {
            "title": row.title, "kind": row.kind, "due_at": row.due_at, "all_day": row.all_day,
            "customer_id": s.customer_id, "deal_id": s.deal_id, "contact_id": s.contact_id,
            "owner_id": row.owner_id or work.actor.user_id, "created_at": work.now,
        }
        for row, s in zip(rows, subjects, strict=True)
    ]
    ids = list(work.session.scalars(insert(Task).returning(Task.id, sort_by_parameter_order=True), values))
    for key, value in zip(ids, values, strict=True):
        told = {name: value[name] for name in ("title", "kind", "due_at", "all_day", "owner_id")}
        work.record("task.created", "task", key, customer_id=value["customer_id"], deal_id=value["deal_id"], after=told)
    return ids


@command(LOG)
def log_and_plan(work: Work, activity: ActivityNew, step: TaskNew) -> tuple[int, int]:
    """Notes what was done and what is next, in one step; returns both ids. Raises NotFound, Invalid."""
    return activities.log_activity(work, activity), add_task(work, step)


@command(LOG)
def plan_and_move_deal(work: Work, step: TaskNew, to_stage_id: int, version: int, fill: DealEdit | None = None) -> int:
    """Plans the step that a stage asks for and puts its deal there, in one step; returns the deal's new version.

    Raises as `add_task` and `move_deal` do.
    """
    add_task(work, step)
    return move_deal(work, step.deal_id, to_stage_id, version, fill)


@command(LOG)
def move_task(work: Work, task_id: int, due_at: datetime, all_day: bool) -> None:
    """Puts a step off, or forward. Raises NotFound, Invalid, Conflict when it is done."""
    rules.check_due(due_at, work.now)
    row = _open(work, task_id)
    before = {"due_at": row.due_at, "all_day": row.all_day}
    row.due_at, row.all_day, row.version = due_at, all_day, row.version + 1
    _record(work, "task.changed", row, before, {"due_at": due_at, "all_day": all_day})


@command(LOG)
def finish_and_plan(work: Work, task_id: int, result: str | None, then: TaskNew) -> tuple[int | None, int]:
    """Ticks a step off and plans the one after it, in one step; returns the activity's and the new step's id."""
    return finish_task(work, task_id, result), add_task(work, then)


@command(LOG)
def finish_task(work: Work, task_id: int, result: str | None = None) -> int | None:
    """Ticks a step off and notes it as an activity, whose id is returned (None: it has no customer or deal).

    Raises NotFound, Invalid, Conflict when it is done already.
    """
    result = prose(result or "") or None
    if result and len(result) > RESULT_LIMIT:
        raise Invalid(N_("At most {limit} characters fit here."), field="result", limit=RESULT_LIMIT)
    row = _open(work, task_id)
    row.done_at, row.result, row.version = work.now, result, row.version + 1
    _record(work, "task.done", row, None, {"title": row.title, "result": result})
    if row.customer_id is None and row.deal_id is None:
        return None
    return activities.store(work, [{
        "kind": row.kind, "text": rules.done_text(row.title, result), "at": work.now, "user_id": work.actor.user_id,
        "customer_id": row.customer_id, "deal_id": row.deal_id, "contact_id": row.contact_id, "created_at": work.now,
    }])[0]


@command(LOG)
def reopen_task(work: Work, task_id: int, activity_id: int | None = None) -> None:
    """Takes `finish_task` back, with the activity it noted. Raises NotFound."""
    row = work.one(scope.visible_tasks(work).where(Task.id == task_id, Task.done_at.is_not(None)))
    row.done_at, row.result, row.version = None, None, row.version + 1
    _record(work, "task.reopened", row, None, {"title": row.title})
    if activity_id is not None:
        noted = work.session.get(Activity, activity_id)
        if noted and noted.user_id == work.actor.user_id and noted.deleted_at is None:
            noted.deleted_at = work.now
            work.record("activity.deleted", "activity", noted.id, customer_id=noted.customer_id, deal_id=noted.deal_id,
                        before={"kind": noted.kind, "text": noted.text})


@command(LOG)
def delete_task(work: Work, task_id: int) -> None:
    """Drops a step that is not done. Raises NotFound, Conflict."""
    row = _open(work, task_id)
    _record(work, "task.deleted", row, {"title": row.title, "due_at": row.due_at}, None)
    work.session.delete(row)


def _open(work: Work, task_id: int) -> Task:
    row = work.one(scope.visible_tasks(work).where(Task.id == task_id).with_for_update())
    if row.done_at is not None:
        raise Conflict(N_("This step is done already."))
    return row


def _record(work: Work, kind: str, row: Task, before: dict | None, after: dict | None) -> None:
    work.record(kind, "task", row.id, customer_id=row.customer_id, deal_id=row.deal_id, before=before, after=after)


def _check_owners(work: Work, owners: set[int]) -> None:
    reach = work.scope(LOG)
    statement = select(User.id).where(User.id.in_(owners), User.active)
    if reach is Scope.TEAM and work.actor.team_id is not None:
        statement = statement.where(User.team_id == work.actor.team_id)
    elif reach is not Scope.ALL:
        statement = statement.where(User.id == work.actor.user_id)
    if owners and set(work.session.scalars(statement)) != owners:
        raise Invalid(N_("You cannot plan for this person."), field="owner_id")
