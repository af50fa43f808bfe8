"""The audit trail."""
from datetime import timedelta

import pytest

from crm_core import clock
from crm_core.access.rights import Scope
from crm_core.audit.export import export_audit
from crm_core.audit.queries import audit
from crm_core.audit.schemas import AuditFilter
from crm_core.dictionary import EntryForm, add_entry
from crm_core.errors import Forbidden
from crm_core.people.commands import change_team
from crm_core.people.roles import change_rights
from crm_core.people.schemas import RightChange, TeamForm
from crm_core.pipeline.editable import editable
from crm_core.pipeline.stages import use_stage
from crm_core.run import act, ask
from tests.admin.deals import open_deal
from tests.people.ids import role_id, team_id


def kinds(page) -> list[str]:
    return [row.event.kind for row in page.rows]


def test_it_says_who_changed_what_from_what_to_what(db, cast):
    act(cast.ada, change_team, team_id("East"), 1, TeamForm(name="East", region="Shanghai"))
    row = ask(cast.ada, audit, AuditFilter()).rows[0]
    assert (row.event.who, row.event.what, row.event.subject.value) == ("Ada King", "Team changed", "East")
    (change,) = row.event.changes
    assert (change.label, change.before.value, change.after.value) == ("Region", "East", "Shanghai")


def test_rights_are_told_in_words(db, cast):
    act(cast.ada, change_rights, [RightChange(role_id("executive"), "deals:view", Scope.ALL, Scope.NONE)])
    (change,) = ask(cast.ada, audit, AuditFilter()).rows[0].event.changes
    assert (change.group, change.label, change.before.value, change.after.value) == ("Deals", "View", "All", "None")


def test_it_is_filtered_by_person_area_and_time(db, cast):
    act(cast.ada, change_team, team_id("East"), 1, TeamForm(name="East", region="Shanghai"))
    act(cast.ada, add_entry, "grade", EntryForm(name="D"))
    assert kinds(ask(cast.ada, audit, AuditFilter(area="people"))) == ["team.changed"]
    assert kinds(ask(cast.ada, audit, AuditFilter(area="setup")))[0] == "dictionary.added"
    assert kinds(ask(cast.ada, audit, AuditFilter(user_id=cast.wei.user_id))) == []
    assert kinds(ask(cast.ada, audit, AuditFilter(subject_type="team", subject_id=team_id("East")))) == ["team.changed"]
    tomorrow = clock.now() + timedelta(days=1)
    assert kinds(ask(cast.ada, audit, AuditFilter(since=tomorrow))) == []
    assert kinds(ask(cast.ada, audit, AuditFilter(until=tomorrow)))[0] == "dictionary.added"


def test_pages_follow_each_other_both_ways(db, cast):
    for name in "DEFGH":
        act(cast.ada, add_entry, "grade", EntryForm(name=name))
    seen = AuditFilter(area="setup")
    first = ask(cast.ada, audit, seen, 2)
    second = ask(cast.ada, audit, AuditFilter(area="setup", older_than=first.older), 2)
    assert first.newer is None
    assert [row.event.subject.value for row in first.rows + second.rows] == ["H", "G", "F", "E"]
    back = ask(cast.ada, audit, AuditFilter(area="setup", newer_than=second.newer), 2)
    assert (kinds(back), back.newer) == (kinds(first), None)


def test_a_bulk_change_is_one_line_and_can_be_opened(db, cast):
    for _n in range(3):
        open_deal(cast.wei)
    lead, needs = ask(cast.ada, editable)[0].stages[:2]
    act(cast.ada, use_stage, lead.id, active=False, deals_go_to=needs.id, batch="b1")
    row = next(row for row in ask(cast.ada, audit, AuditFilter()).rows if row.event.kind == "deal.moved")
    assert row.times == 3
    assert kinds(ask(cast.ada, audit, AuditFilter(batch="b1"))).count("deal.moved") == 3


def test_names_and_values_of_deals_are_veiled_for_those_who_may_not_see_them(db, cast):
    open_deal(cast.wei)
    lead, needs = ask(cast.ada, editable)[0].stages[:2]
    act(cast.ada, use_stage, lead.id, active=False, deals_go_to=needs.id)
    deals = AuditFilter(area="deals")
    (row,) = ask(cast.ada, audit, deals).rows
    assert (row.veiled, row.event.subject, row.event.changes[0].after) == (True, None, None)
    act(cast.ada, change_rights, [RightChange(role_id("administrator"), "deals:view", Scope.NONE, Scope.ALL)])
    (row,) = ask(cast.ada, audit, deals).rows
    assert (row.veiled, row.event.subject.value, row.event.changes[0].after.value) == (False, "Pumps", "Needs analysis")


def test_the_export_is_noted_itself(db, cast):
    act(cast.ada, change_team, team_id("East"), 1, TeamForm(name="East", region="=1+1"))
    file = act(cast.ada, export_audit, AuditFilter(area="people"), "csv")
    assert "Team changed" in file.content.decode("utf-8-sig") and ",'=1+1" in file.content.decode("utf-8-sig")
    assert kinds(ask(cast.ada, audit, AuditFilter()))[0] == "export.made"


def test_only_who_may_view_the_audit_trail_reads_or_exports_it(db, cast):
    with pytest.raises(Forbidden):
        ask(cast.gu, audit, AuditFilter())
    with pytest.raises(Forbidden):
        act(cast.eva, export_audit, AuditFilter(), "csv")
