"""From new to archived, each step by who may."""
import pytest

from crm_core.access.actor import SYSTEM
from crm_core.errors import Conflict, Forbidden, Invalid, NotFound
from crm_core.run import act
from crm_core.tickets.giving import assign_ticket, claim_ticket
from crm_core.tickets.moving import (
    archive_old_tickets,
    archive_ticket,
    reopen_ticket,
    resolve_ticket,
    start_ticket,
    wait_for_customer,
)
from crm_core.tickets.schemas import Handover, NewFile, Reply
from crm_core.tickets.talking import reply
from crm_core.undo import undo_batch
from tests.tickets.making import at, events, kinds, make, notices, page, states, ticket


def test_a_ticket_goes_its_way(db, cast):
    at(10)
    number = make(cast.yan)
    assert ticket(number).state == "new"
    act(cast.yan, claim_ticket, number)
    act(cast.yan, start_ticket, number)
    act(cast.yan, wait_for_customer, number)
    act(cast.yan, start_ticket, number)
    act(cast.yan, resolve_ticket, number, "Changed the bearing.")
    act(cast.yan, archive_ticket, number)
    assert states(number) == ["new", "assigned", "processing", "waiting", "processing", "resolved", "archived"]
    assert kinds(number) == [
        "ticket.created", "ticket.claimed", "ticket.started", "ticket.waiting", "ticket.started", "ticket.resolved", "ticket.archived"]


def test_what_was_done_must_be_said(db, cast):
    number = make(cast.yan)
    with pytest.raises(Invalid) as refused:
        act(cast.yan, resolve_ticket, number, "  ")
    assert refused.value.field == "done"
    act(cast.yan, resolve_ticket, number, "Changed the bearing.")
    assert [m.text for m in page(cast.yan, number).messages if m.direction == "note"] == ["Changed the bearing."]


@pytest.mark.parametrize("step", [wait_for_customer, start_ticket])
def test_a_closed_ticket_takes_no_step(db, cast, step):
    number = make(cast.yan)
    act(cast.yan, resolve_ticket, number, "Done.")
    with pytest.raises(Conflict):
        act(cast.yan, step, number)
    with pytest.raises(Conflict):
        act(cast.yan, resolve_ticket, number, "Done again.")


def test_an_open_ticket_is_neither_reopened_nor_archived(db, cast):
    number = make(cast.yan)
    for step in (reopen_ticket, archive_ticket):
        with pytest.raises(Conflict):
            act(cast.yan, step, number)


def test_reopened_it_counts_how_often(db, cast):
    number = make(cast.yan)
    act(cast.yan, resolve_ticket, number, "Done.")
    act(cast.yan, reopen_ticket, number, "It screams again.")
    row = ticket(number)
    assert (row.state, row.reopened, row.resolved_at, row.resolve_met) == ("processing", 1, None, None)
    assert events(number)[-1].after["reason"] == "It screams again."


def test_only_one_claims_it(db, cast):
    number = make(cast.yan)
    act(cast.yan, claim_ticket, number)
    with pytest.raises((Conflict, NotFound)):
        act(cast.gu, claim_ticket, number)
    assert ticket(number).owner_id == cast.yan.user_id


def test_the_new_agent_is_told(db, cast):
    number = make(cast.yan)
    act(cast.yan, assign_ticket, number, Handover(owner_id=cast.wei.user_id, reason="Knows the machine."))
    assert (ticket(number).owner_id, ticket(number).team_id, ticket(number).state) == (
        cast.wei.user_id, cast.wei.team_id, "assigned")
    assert notices(cast.wei) == ["ticket.assigned"]
    assert page(cast.wei, number).allowed.reply


def test_it_goes_back_to_a_teams_queue(db, cast):
    number = make(cast.yan, owner_id=cast.yan.user_id)
    act(cast.yan, assign_ticket, number, Handover(team_id=cast.gu.team_id))
    assert (ticket(number).owner_id, ticket(number).team_id, ticket(number).state) == (None, cast.gu.team_id, "new")


def test_nobody_who_does_not_answer_tickets_is_given_one(db, cast):
    number = make(cast.yan)
    for nobody in (cast.mia.user_id, cast.eva.user_id, 99_999):
        with pytest.raises(Invalid):
            act(cast.yan, assign_ticket, number, Handover(owner_id=nobody))


def test_a_manager_gives_to_the_team_only(db, cast):
    number = make(cast.gu)
    with pytest.raises(Invalid):
        act(cast.gu, assign_ticket, number, Handover(owner_id=cast.omar.user_id))
    act(cast.gu, assign_ticket, number, Handover(owner_id=cast.min.user_id))
    assert ticket(number).owner_id == cast.min.user_id


def test_another_teams_ticket_is_not_there(db, cast):
    number = make(cast.wei)
    for who in ("omar", "walter", "min"):
        for step in (claim_ticket, start_ticket, wait_for_customer, archive_ticket):
            with pytest.raises(NotFound):
                act(getattr(cast, who), step, number)


def test_who_only_reads_takes_no_step(db, cast):
    number = make(cast.yan)
    for who in ("eva", "mia", "ada"):
        with pytest.raises(Forbidden):
            act(getattr(cast, who), start_ticket, number)


def test_resolving_is_undone_with_its_clock(db, cast):
    at(10)
    number = make(cast.yan)
    before = ticket(number)
    at(11)
    act(cast.yan, resolve_ticket, number, "Done.", batch="oops")
    assert ticket(number).resolve_met is True
    act(cast.yan, undo_batch, "oops")
    after = ticket(number)
    for field in ("state", "due_at", "response_due_at", "resolve_due_at", "resolve_met", "resolved_at", "first_response_at", "owner_id"):
        assert getattr(after, field) == getattr(before, field), field
    assert states(number) == ["new", "resolved", "new"]


def test_giving_is_undone_with_its_reason(db, cast):
    number = make(cast.yan, owner_id=cast.yan.user_id)
    act(cast.yan, assign_ticket, number, Handover(owner_id=cast.wei.user_id, reason="Knows it."), batch="oops")
    act(cast.yan, undo_batch, "oops")
    assert ticket(number).owner_id == cast.yan.user_id


def test_resolved_tickets_are_archived_after_the_days_that_are_set(db, cast):
    at(10, day=2)
    old, new = make(cast.yan, "Old"), make(cast.yan, "New")
    act(cast.yan, resolve_ticket, old, "Done.")
    at(10, day=10)
    act(cast.yan, resolve_ticket, new, "Done.")
    at(10, day=16)
    assert act(SYSTEM, archive_old_tickets) == 1
    assert (ticket(old).state, ticket(new).state) == ("archived", "resolved")


def test_the_first_to_answer_has_it(db, cast):
    number = make(cast.yan)
    act(cast.yan, reply, number, Reply(text="We look into it.", then="wait"))
    row = ticket(number)
    assert (row.owner_id, row.state) == (cast.yan.user_id, "waiting")


def test_what_was_done_keeps_its_files(db, cast):
    number = make(cast.yan)
    act(cast.yan, resolve_ticket, number, "Signed off on paper.", [NewFile("signed.pdf", b"%PDF-1.7")])
    assert [file.name for file in page(cast.yan, number).messages[-1].files] == ["signed.pdf"]
