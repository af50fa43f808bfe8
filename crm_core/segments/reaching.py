"""Whom a rule or a segment reaches."""
import random

from sqlalchemy import ColumnElement, and_, case, func, select

from crm_core.access import scope
from crm_core.errors import N_, NotFound
from crm_core.segments import mailable
from crm_core.segments.compiling import compile_rule, condition_of, through_all
from crm_core.segments.schemas import Group, Reach, Sample
from crm_core.work import Work, query
from db.models import Customer, Segment, SegmentMember

SAMPLED, NEAR = 5, 60


@query("segments:edit", "campaigns:view")
def reach(work: Work, rule: Group | dict | None, seed: int = 0) -> Reach:
    """How many customers a rule finds among those the asker may view, how many can be mailed, and five of them.

    Another `seed` gives another five. Raises Invalid.
    """
    return reached(work, compile_rule(work, rule), seed)


@query("segments:edit", "campaigns:view")
def reach_of_segment(work: Work, segment_id: int, seed: int = 0) -> Reach:
    """The same of a stored segment. Raises NotFound, Invalid."""
    return reached(work, and_(scope.customers(work), in_segment(work, segment_id)), seed)


def reached(work: Work, condition: ColumnElement[bool], seed: int = 0) -> Reach:
    """The same of a condition on Customer."""
    condition = through_all(work, condition)
    counts = select(func.count(), func.count(case((mailable.allowed(), 1)))).select_from(Customer)
    count, can_be_mailed = work.session.execute(counts.where(condition)).one()
    return Reach(count, can_be_mailed, _sample(work, condition, seed) if count else ())


def in_segment(work: Work, segment_id: int) -> ColumnElement[bool]:
    """The customers of a segment, whoever asks: by its rule, or as it was frozen. Raises NotFound, Invalid."""
    segment = work.session.get(Segment, segment_id)
    if segment is None or segment.deleted_at is not None or not _seen(work, segment):
        raise NotFound(N_("This segment does not exist, or is not yours to see."))
    return members_of(work, segment)


def members_of(work: Work, segment: Segment) -> ColumnElement[bool]:
    """The customers of this segment, whoever asks."""
    if segment.live:
        return condition_of(work, segment.rule)
    return Customer.id.in_(select(SegmentMember.customer_id).where(SegmentMember.segment_id == segment.id))


def _seen(work: Work, segment: Segment) -> bool:
    return segment.shared or segment.owner_id is None or work.actor.user_id in (None, segment.owner_id)


def _sample(work: Work, condition: ColumnElement[bool], seed: int) -> tuple[Sample, ...]:
    """Some of what matches: five out of the next sixty behind a random place, so that a million is not sorted."""
    chance = random.Random(seed)
    newest = work.session.scalar(select(func.max(Customer.id)))
    near = select(Customer.id).where(condition).order_by(Customer.id).limit(NEAR)
    ids = list(work.session.scalars(near.where(Customer.id >= chance.randint(1, newest))))
    if len(ids) < SAMPLED:
        ids = list(dict.fromkeys([*ids, *work.session.scalars(near)]))
    chosen = chance.sample(ids, min(SAMPLED, len(ids)))
    rows = work.session.execute(
        select(Customer.id, Customer.name, Customer.grade, Customer.last_activity_at, Customer.won_value)
        .where(Customer.id.in_(chosen)).order_by(Customer.name_key)
    )
    return tuple(Sample(*row) for row in rows)
