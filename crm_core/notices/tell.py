"""Telling colleagues something, in the transaction of what happened."""
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from sqlalchemy import insert

from crm_core.work import Work
from db.models import Notification


@dataclass(frozen=True)
class Notice:
    """Something one colleague should know; see `tell`."""

    user_id: int
    kind: str
    subject_type: str | None = None
    subject_id: int | None = None
    customer_id: int | None = None
    params: dict[str, str | int | None] = field(default_factory=dict)


def tell(
    work: Work, user_ids: Iterable[int | None], kind: str, *, subject_type: str | None = None, subject_id: int | None = None,
    customer_id: int | None = None, also_me: bool = False, **params: str | int | None,
) -> None:
    """Puts a notice behind the bell of each of these users; of the one who caused it only with `also_me`.

    `kind` has its sentence in crm_core/notices/words.py; `params` fill it.
    """
    left_out = {None} if also_me else {None, work.actor.user_id}
    tell_each(work, [
        Notice(user_id, kind, subject_type, subject_id, customer_id, params)
        for user_id in dict.fromkeys(user_ids) if user_id not in left_out
    ])


def tell_each(work: Work, notices: Sequence[Notice]) -> None:
    """Puts many notices behind their bells, in one statement."""
    if notices:
        work.session.execute(insert(Notification), [vars(one) | {"at": work.now} for one in notices])
