"""Logging what was done."""
from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import insert, select

from crm_core.access import scope
from crm_core.access.rights import Scope
from crm_core.activities.schemas import ActivityNew
from crm_core.activities.subjects import LOG, Subject, reached
from crm_core.errors import N_, Invalid
from crm_core.work import Work, command
from db.models import Activity, User

TOLERANCE = timedelta(minutes=5)  # clocks differ


@command(LOG)
def log_activity(work: Work, data: ActivityNew) -> int:
    """Notes what was done and returns its id. Raises NotFound, Invalid."""
    return log_activities(work, [data])[0]


@command(LOG)
def log_activities(work: Work, rows: Sequence[ActivityNew], *, import_id: int | None = None) -> list[int]:
    """Notes several activities in a few statements; returns their ids in order. Raises NotFound, Invalid."""
    for row in rows:
        if row.customer_id is None and row.deal_id is None:
            raise Invalid(N_("Choose a customer or a deal."), field="customer_id")
        if row.at and row.at > work.now + TOLERANCE:
            raise Invalid(N_("This is still to come. Plan it as a next step."), field="at")
    if not rows:
        return []
    subjects = reached(work, [Subject(r.customer_id, r.deal_id, r.contact_id) for r in rows], LOG)
    values = [
        {
            "kind": row.kind, "text": row.text, "at": row.at or work.now, "user_id": work.actor.user_id,
            "customer_id": s.customer_id, "deal_id": s.deal_id, "contact_id": s.contact_id,
            "created_at": work.now, "import_id": import_id,
        }
        for row, s in zip(rows, subjects, strict=True)
    ]
    return store(work, values)


def store(work: Work, values: list[dict]) -> list[int]:
    """Writes rows that were checked already; for features that note what they did."""
    ids = list(work.session.scalars(insert(Activity).returning(Activity.id, sort_by_parameter_order=True), values))
    for key, value in zip(ids, values, strict=True):
        told = {"kind": value["kind"], "text": value["text"]}
        work.record("activity.logged", "activity", key, customer_id=value["customer_id"], deal_id=value["deal_id"],
                    after=told)
    return ids


@command("imports:run")
def import_activities(work: Work, rows: list[dict], import_id: int) -> list[int]:
    """Writes activities that an import has checked and linked within its reach; returns their ids in order."""
    return store(work, [row | {"created_at": work.now, "import_id": import_id} for row in rows]) if rows else []


@command(LOG)
def delete_activity(work: Work, activity_id: int) -> None:
    """Takes an activity out of the record: one's own, or as far as the right to log reaches. Raises NotFound."""
    row = work.one(_reached(work).where(Activity.id == activity_id, Activity.deleted_at.is_(None)))
    row.deleted_at = work.now
    work.record("activity.deleted", "activity", row.id, customer_id=row.customer_id, deal_id=row.deal_id,
                before={"kind": row.kind, "text": row.text})


@command(LOG)
def restore_activity(work: Work, activity_id: int) -> None:
    """Takes a deletion back. Raises NotFound."""
    row = work.one(_reached(work).where(Activity.id == activity_id, Activity.deleted_at.is_not(None)))
    row.deleted_at = None
    work.record("activity.restored", "activity", row.id, customer_id=row.customer_id, deal_id=row.deal_id,
                after={"kind": row.kind, "text": row.text})


def _reached(work: Work):
    statement = select(Activity).where(scope.of_visible_parents(work, Activity))
    reach = work.scope(LOG)
    if reach is Scope.ALL:
        return statement
    if reach is Scope.TEAM and work.actor.team_id is not None:
        return statement.where(Activity.user_id.in_(select(User.id).where(User.team_id == work.actor.team_id)))
    return statement.where(Activity.user_id == work.actor.user_id)
