"""Facts about deals that the board shows, kept in the same transaction as what they follow from."""
from collections.abc import Iterable

from sqlalchemy import func, select, update

from crm_core.work import Work
from db.models import Activity, Deal, Task

CHUNK = 500


def refresh(work: Work, deal_ids: Iterable[int]) -> None:
    """Recomputes next step and last activity of these deals."""
    ids = sorted(deal_ids)
    following = select(Task).where(Task.deal_id == Deal.id, Task.done_at.is_(None)).order_by(Task.due_at, Task.id)
    facts = {
        "next_step": following.limit(1).with_only_columns(Task.title).scalar_subquery(),
        "next_step_at": following.limit(1).with_only_columns(Task.due_at).scalar_subquery(),
        "last_activity_at": select(func.max(Activity.at))
        .where(Activity.deal_id == Deal.id, Activity.deleted_at.is_(None))
        .scalar_subquery(),
    }
    for start in range(0, len(ids), CHUNK):
        work.session.execute(
            update(Deal)
            .where(Deal.id.in_(ids[start : start + CHUNK]))
            .values(facts)
            .execution_options(synchronize_session=False)
        )
