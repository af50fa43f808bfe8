"""The next step that reminds of a deferred customer on the day of its review."""
from collections.abc import Sequence

from sqlalchemy import delete, select

from crm_core.errors import N_
from crm_core.i18n import words
from crm_core.tasks.rules import whole_day
from crm_core.work import Work
from db.models import ChurnCase, Customer, Task, User

TITLE = N_("Review: is {name} staying?")


def plan(work: Work, row: ChurnCase) -> None:
    """Plans the step for the person of the case on its review day, in that person's language; an open one is moved."""
    name = work.session.scalar(select(Customer.name).where(Customer.id == row.customer_id))
    locale, zone = work.session.execute(select(User.locale, User.time_zone).where(User.id == row.person_id)).one()
    due = whole_day(row.review_on, zone or work.settings.time_zone)
    task = work.session.get(Task, row.task_id) if row.task_id else None
    if task is not None and task.done_at is None:
        before = {"due_at": task.due_at, "owner_id": task.owner_id}
        task.due_at, task.owner_id, task.version = due, row.person_id, task.version + 1
        work.record("task.changed", "task", task.id, customer_id=row.customer_id, before=before,
                    after={"due_at": due, "owner_id": row.person_id})
        return
    title = words(locale or work.settings.locale).gettext(TITLE).format(name=name)[:200]
    task = Task(kind="call", title=title, due_at=due, all_day=True, customer_id=row.customer_id, owner_id=row.person_id, created_at=work.now)
    work.session.add(task)
    work.session.flush()
    row.task_id = task.id
    told = {name: getattr(task, name) for name in ("title", "kind", "due_at", "all_day", "owner_id")}
    work.record("task.created", "task", task.id, customer_id=row.customer_id, after=told)


def drop(work: Work, rows: Sequence[ChurnCase]) -> None:
    """Takes back the open steps of these cases: there is nothing to review any more."""
    planned = {row.task_id: row for row in rows if row.task_id is not None}
    for row in planned.values():
        row.task_id = None
    if not planned:
        return
    work.session.flush()
    open_ones = work.session.execute(select(Task.id, Task.title, Task.due_at).where(Task.id.in_(planned), Task.done_at.is_(None))).all()
    for task in open_ones:
        work.record("task.deleted", "task", task.id, customer_id=planned[task.id].customer_id,
                    before={"title": task.title, "due_at": task.due_at})
    work.session.execute(delete(Task).where(Task.id.in_([task.id for task in open_ones])).execution_options(synchronize_session="fetch"))
