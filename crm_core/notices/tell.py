"""Telling colleagues something, in the transaction of what happened."""
from collections.abc import Iterable

from sqlalchemy import insert

from crm_core.work import Work
from db.models import Notification


def tell(
    work: Work, user_ids: Iterable[int | None], kind: str, *, subject_type: str | None = None, subject_id: int | None = None,
    customer_id: int | None = None, **params: str | int | None,
) -> None:
    """Puts a notice behind the bell of each of these users, but never of the one who caused it.

    `kind` has its sentence in crm_core/notices/words.py; `params` fill it.
    """
    rows = [
        {"user_id": user_id, "kind": kind, "subject_type": subject_type, "subject_id": subject_id,
         "customer_id": customer_id, "params": params, "at": work.now}
        for user_id in dict.fromkeys(user_ids) if user_id is not None and user_id != work.actor.user_id
    ]
    if rows:
        work.session.execute(insert(Notification), rows)
