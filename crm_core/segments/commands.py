"""Making, changing, freezing and deleting segments."""
from typing import Any

from sqlalchemy import delete, func, insert, literal, select

from crm_core.errors import N_, Invalid, NotFound
from crm_core.inputs import Input
from crm_core.segments.compiling import compile_rule
from crm_core.segments.queries import shown_name, visible_segments
from crm_core.segments.schemas import read_rule
from crm_core.work import Work, command
from db.models import Customer, Segment, SegmentMember

FIELDS = ("name", "rule", "live", "shared")
LONGEST_NAME = 100


class SegmentForm(Input):
    """A segment: its rule, whether it is asked anew every time (live) or keeps its members, and who sees it."""

    required = ("name",)
    limits = {"name": LONGEST_NAME}

    name: str
    rule: dict[str, Any]
    live: bool = True
    shared: bool = True


@command("segments:edit")
def create_segment(work: Work, form: SegmentForm) -> int:
    """A new segment of one's own; a frozen one gets its members now. Returns its id. Raises Invalid."""
    rule = _checked(work, form.rule)
    segment = Segment(
        name=form.name, rule=rule, live=form.live, shared=form.shared, owner_id=work.actor.user_id,
        team_id=work.actor.team_id, created_at=work.now, updated_at=work.now,
    )
    work.session.add(segment)
    work.session.flush()
    if not form.live:
        _freeze(work, segment)
    work.record("segment.created", "segment", segment.id, after=_told(segment))
    return segment.id


@command("segments:edit")
def change_segment(work: Work, segment_id: int, version: int, form: SegmentForm) -> int:
    """Another name, rule or way. One that is frozen, or frozen by another rule, gets its members anew.

    Returns its id. Raises NotFound, Conflict, Invalid.
    """
    segment = _one(work, segment_id, version)
    rule = _checked(work, form.rule)
    shared = form.shared or segment.owner_id != work.actor.user_id  # nobody hides what others made or use
    wanted = {"name": form.name, "rule": rule, "live": form.live, "shared": shared}
    if segment.key and wanted["name"] == shown_name(work, segment):
        wanted["name"] = segment.name
    before = {name: getattr(segment, name) for name in FIELDS if getattr(segment, name) != wanted[name]}
    if not before:
        return segment_id
    for name in before:
        setattr(segment, name, wanted[name])
    segment.updated_at, segment.version = work.now, segment.version + 1
    if segment.live:
        segment.frozen_at = None
        _empty(work, segment)
    elif "rule" in before or "live" in before:
        _freeze(work, segment)
    work.record("segment.changed", "segment", segment_id, before=before, after={name: wanted[name] for name in before})
    return segment_id


@command("segments:edit")
def duplicate_segment(work: Work, segment_id: int, name: str) -> int:
    """A segment of one's own with the same rule, frozen with the same members; returns its id. Raises NotFound."""
    source = _one(work, segment_id)
    form = SegmentForm(name=name, rule=source.rule, live=True, shared=source.shared)
    copy = work.session.get(Segment, create_segment(work, form))
    if not source.live:
        copy.live, copy.frozen_at = False, source.frozen_at
        members = select(literal(copy.id), SegmentMember.customer_id).where(SegmentMember.segment_id == source.id)
        work.session.execute(insert(SegmentMember).from_select(["segment_id", "customer_id"], members))
    return copy.id


@command("segments:edit")
def refreeze_segment(work: Work, segment_id: int) -> int:
    """A frozen segment gets those who fit its rule now; returns how many. Raises NotFound, Invalid."""
    segment = _one(work, segment_id)
    if segment.live:
        raise Invalid(N_("A live segment has no members to keep."))
    count = _freeze(work, segment)
    segment.updated_at, segment.version = work.now, segment.version + 1
    work.record("segment.frozen", "segment", segment_id, after={"members": count})
    return count


@command("segments:edit")
def delete_segment(work: Work, segment_id: int) -> None:
    """Takes a segment away; campaigns that used it keep their members. Raises NotFound."""
    segment = _one(work, segment_id)
    segment.deleted_at = work.now
    work.record("segment.deleted", "segment", segment_id, before={"name": segment.name})


@command("segments:edit")
def restore_segment(work: Work, segment_id: int) -> None:
    """Brings back what was deleted. Raises NotFound."""
    segment = work.session.get(Segment, segment_id)
    if segment is None or segment.deleted_at is None or not (segment.shared or segment.owner_id == work.actor.user_id):
        raise NotFound()
    segment.deleted_at = None
    work.record("segment.restored", "segment", segment_id, after={"name": segment.name})


def _one(work: Work, segment_id: int, version: int | None = None) -> Segment:
    return work.one(visible_segments(work).where(Segment.id == segment_id), version=version)


def _checked(work: Work, rule: dict) -> dict:
    """The rule as it is stored. Raises Invalid naming the place of what is wrong in it."""
    found = read_rule(rule)
    compile_rule(work, found)
    return found.stored()


def _freeze(work: Work, segment: Segment) -> int:
    """The members are those who fit now and whom this person may view."""
    _empty(work, segment)
    members = select(literal(segment.id), Customer.id).where(compile_rule(work, segment.rule))
    work.session.execute(insert(SegmentMember).from_select(["segment_id", "customer_id"], members))
    segment.frozen_at = work.now
    return work.session.scalar(select(func.count()).select_from(SegmentMember).where(SegmentMember.segment_id == segment.id))


def _empty(work: Work, segment: Segment) -> None:
    work.session.execute(delete(SegmentMember).where(SegmentMember.segment_id == segment.id))


def _told(segment: Segment) -> dict[str, Any]:
    return {name: getattr(segment, name) for name in FIELDS}
