"""Segments are made, changed, frozen, copied, deleted and brought back."""
import pytest
from sqlalchemy import select

from crm_core.errors import Conflict, Forbidden, Invalid, NotFound
from crm_core.run import act, ask
from crm_core.segments.commands import (
    SegmentForm,
    change_segment,
    create_segment,
    delete_segment,
    duplicate_segment,
    refreeze_segment,
    restore_segment,
)
from crm_core.segments.queries import count_segments, list_segments, segment_view
from crm_core.segments.ready import READY
from db.engine import database
from db.models import Event, SegmentMember
from tests.pipeline.helpers import customer
from tests.segments.rules import all_of, when

VIPS = all_of(when("grade", "is", ["vip"]))


def form(name="VIPs", rule=VIPS, **more) -> SegmentForm:
    return SegmentForm(name=name, rule=rule, **more)


def members(segment_id: int) -> set[int]:
    with database().reading() as session:
        return set(session.scalars(select(SegmentMember.customer_id).where(SegmentMember.segment_id == segment_id)))


def test_a_new_company_has_five_to_begin_with_in_the_readers_language(db, cast):
    found = ask(cast.mia, list_segments)
    assert {one.key for one in found} == set(READY)
    assert "High value" in {one.name for one in found}
    customer(cast.wei, "Rich", won_value=900, won_deals=1), customer(cast.wei, "Poor", won_value=1, won_deals=1)
    counts = ask(cast.mia, count_segments)
    assert {one.key: counts[one.id] for one in found} == {
        "high_value": 1, "potential": 0, "churn_risk": 0, "in_danger": 0, "frequent": 0, "infrequent": 2}


def test_a_live_segment_follows_and_a_frozen_one_stays(db, cast):
    first = customer(cast.wei, "First", grade="vip")
    live, frozen = act(cast.mia, create_segment, form()), act(cast.mia, create_segment, form("Then", live=False))
    second = customer(cast.wei, "Second", grade="vip")
    counts = ask(cast.mia, count_segments)
    assert (counts[live], counts[frozen]) == (2, 1)
    assert members(frozen) == {first}
    assert act(cast.mia, refreeze_segment, frozen) == 2
    assert members(frozen) == {first, second}
    with pytest.raises(Invalid):
        act(cast.mia, refreeze_segment, live)


def test_changing_it_keeps_the_members_unless_the_rule_changes(db, cast):
    old = customer(cast.wei, "Old", grade="vip")
    key = act(cast.mia, create_segment, form(live=False))
    customer(cast.wei, "New", grade="vip")
    act(cast.mia, change_segment, key, 1, form("Renamed", live=False))
    assert members(key) == {old}
    with pytest.raises(Conflict):
        act(cast.mia, change_segment, key, 1, form("Late", live=False))
    act(cast.mia, change_segment, key, 2, form("Renamed", all_of(), live=False))
    assert len(members(key)) == 2
    act(cast.mia, change_segment, key, 3, form("Renamed", all_of(), live=True))
    assert members(key) == set() and ask(cast.mia, segment_view, key).frozen_at is None


def test_a_copy_is_ones_own_and_has_the_same_members(db, cast):
    customer(cast.wei, "Old", grade="vip")
    key = act(cast.mia, create_segment, form(live=False))
    customer(cast.wei, "New", grade="vip")
    copy = act(cast.mia, duplicate_segment, key, "Copy of VIPs")
    assert members(copy) == members(key)
    assert ask(cast.mia, segment_view, copy).name == "Copy of VIPs"


def test_deleted_and_brought_back(db, cast):
    key = act(cast.mia, create_segment, form())
    act(cast.mia, delete_segment, key)
    with pytest.raises(NotFound):
        ask(cast.mia, segment_view, key)
    act(cast.mia, restore_segment, key)
    assert ask(cast.mia, segment_view, key).name == "VIPs"
    with database().reading() as session:
        kinds = session.scalars(select(Event.kind).where(Event.subject_type == "segment", Event.subject_id == key)).all()
    assert kinds == ["segment.created", "segment.deleted", "segment.restored"]


def test_a_private_one_is_nobody_elses(db, cast):
    key = act(cast.mia, create_segment, form(shared=False))
    with pytest.raises(NotFound):
        ask(cast.eva, segment_view, key)
    with pytest.raises(Forbidden):
        act(cast.wei, create_segment, form())


def test_a_bad_rule_is_refused_and_nothing_is_stored(db, cast):
    before = ask(cast.mia, list_segments)
    with pytest.raises(Invalid):
        act(cast.mia, create_segment, form(rule=all_of(when("password", "is", ["x"]))))
    with pytest.raises(Invalid):
        act(cast.mia, create_segment, form(name="  "))
    assert ask(cast.mia, list_segments) == before


def test_counts_are_those_the_reader_may_view(db, cast):
    customer(cast.wei, "East", grade="vip"), customer(cast.omar, "West", grade="vip")
    live, frozen = act(cast.mia, create_segment, form()), act(cast.mia, create_segment, form("Then", live=False))
    counts = ask(cast.omar, count_segments)
    assert (counts[live], counts[frozen]) == (1, 1)
