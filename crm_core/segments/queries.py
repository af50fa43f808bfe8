"""Reading segments."""
from dataclasses import replace

from sqlalchemy import Select, case, func, or_, select

from crm_core.access import scope
from crm_core.errors import N_, Invalid, NotFound
from crm_core.i18n import words
from crm_core.segments.compiling import condition_of, through_all
from crm_core.segments.schemas import SegmentView
from crm_core.work import Work, query
from db.models import Customer, Segment, SegmentMember, User

MOST = 200


@query("segments:edit", "campaigns:view", "customers:view")
def list_segments(work: Work) -> tuple[SegmentView, ...]:
    """One's own segments and those that are shared, the ready-made ones first; at most 200."""
    order = (Segment.key.is_(None), case((Segment.key.is_not(None), Segment.id)), Segment.updated_at.desc(), Segment.id)
    rows = work.session.execute(_shown(work).order_by(*order).limit(MOST))
    return tuple(_view(work, *row) for row in rows)


@query("segments:edit", "campaigns:view", "customers:view")
def segment_view(work: Work, segment_id: int) -> SegmentView:
    """One segment. Raises NotFound."""
    row = work.session.execute(_shown(work).where(Segment.id == segment_id)).one_or_none()
    if row is None:
        raise NotFound(N_("This segment does not exist, or is not yours to see."))
    return _view(work, *row)


@query("segments:edit", "campaigns:view", "customers:view")
def count_segments(work: Work) -> dict[int, int | None]:
    """How many customers that the reader may view are in each segment; None where its rule is no longer understood.

    All live ones are counted in one walk over the customers, the frozen ones in one over their members.
    """
    rows = work.session.scalars(visible_segments(work).order_by(Segment.id).limit(MOST)).all()
    counts: dict[int, int | None] = {row.id: None if row.live else 0 for row in rows}
    conditions = {}
    for row in rows:
        if row.live:
            try:
                conditions[row.id] = condition_of(work, row.rule)
            except Invalid:
                continue
    if conditions:
        sums = [func.count(case((condition, 1))) for condition in conditions.values()]
        everybody = through_all(work, scope.customers(work))
        found = work.session.execute(select(*sums).select_from(Customer).where(everybody)).one()
        counts |= dict(zip(conditions, found, strict=True))
    if len(conditions) < len(rows):
        members = select(SegmentMember.segment_id, func.count()).join(Customer, Customer.id == SegmentMember.customer_id)
        frozen = members.where(SegmentMember.segment_id.in_([row.id for row in rows if not row.live]), scope.customers(work))
        counts |= {key: count for key, count in work.session.execute(frozen.group_by(SegmentMember.segment_id))}
    return counts


def visible_segments(work: Work) -> Select[tuple[Segment]]:
    """Segments that this person may see: one's own and shared ones."""
    mine = or_(Segment.shared, Segment.owner_id == work.actor.user_id)
    return select(Segment).where(Segment.deleted_at.is_(None), mine)


def shown_name(work: Work, segment: Segment) -> str:
    """Its name; a ready-made one is called as the reader's language does until somebody renames it."""
    return words(work.actor.locale).gettext(segment.name) if segment.key else segment.name


def _shown(work: Work) -> Select:
    return visible_segments(work).add_columns(User.name).outerjoin(User, User.id == Segment.owner_id)


def _view(work: Work, segment: Segment, owner: str | None) -> SegmentView:
    s = segment
    view = SegmentView(s.id, s.name, s.key, s.rule, s.live, s.shared, s.owner_id, owner, s.frozen_at, s.updated_at, s.version)
    return replace(view, name=shown_name(work, s))
