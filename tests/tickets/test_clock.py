"""The clock of a ticket: it runs in working time, stands still while waiting, warns and escalates once."""
import pytest

from crm_core.access.actor import SYSTEM
from crm_core.run import act, ask
from crm_core.tickets.editing import update_ticket
from crm_core.tickets.giving import assign_ticket
from crm_core.tickets.moving import reopen_ticket, resolve_ticket, start_ticket, wait_for_customer
from crm_core.tickets.schemas import Handover, Incoming, Reply, TicketEdit
from crm_core.tickets.settings_calendars import CalendarForm, calendars, change_calendar
from crm_core.tickets.settings_policies import PolicyForm, add_policy, change_policy, move_policy, policies
from crm_core.tickets.talking import add_incoming, reply
from crm_core.tickets.watching import watch_limits
from tests.customers.making import make as make_customer
from tests.tickets.making import at, kinds, make, notices, ticket


def test_the_first_fitting_policy_counts(db, cast):
    at(10)
    number = make(cast.yan, priority="high")
    assert (ticket(number).response_due_at, ticket(number).resolve_due_at) == (at(11), at(10, day=25))
    assert ticket(number).due_at == ticket(number).response_due_at


def test_vip_customers_are_promised_more_and_go_first(db, cast):
    vip = make_customer(cast.gu, "Beichen", grade="vip", grade_reason="Board")
    at(10)
    number = make(cast.yan, customer_id=vip)
    assert (ticket(number).response_due_at, ticket(number).grade) == (at(10, 30), "vip")
    assert ticket(number).rank > ticket(make(cast.yan, priority="urgent")).rank


def test_the_first_answer_stops_the_clock_of_the_response(db, cast):
    at(10)
    number = make(cast.yan, priority="high")
    at(10, 20)
    act(cast.yan, reply, number, Reply(text="We look into it."))
    row = ticket(number)
    assert (row.response_met, row.response_minutes, row.due_at) == (True, 20, row.resolve_due_at)
    at(12)
    act(cast.yan, reply, number, Reply(text="Still on it."))
    assert ticket(number).response_minutes == 20


def test_waiting_is_not_counted(db, cast):
    at(10)
    number = make(cast.yan, priority="high")  # two days to resolve
    at(11)
    act(cast.yan, reply, number, Reply(text="Which alarm?", then="wait"))
    assert (ticket(number).resolve_due_at, ticket(number).resolve_left, ticket(number).due_at) == (None, 1020, None)
    at(11, day=25)
    act(SYSTEM, add_incoming, number, Incoming(text="SP-41"))
    assert (ticket(number).state, ticket(number).resolve_due_at) == ("processing", at(10, day=27))
    at(12, day=25)
    act(cast.yan, resolve_ticket, number, "Done.")
    assert (ticket(number).resolve_minutes, ticket(number).resolve_met) == (120, True)


def test_time_lost_before_waiting_stays_lost(db, cast):
    at(10, day=16)
    number = make(cast.yan, priority="high")
    at(12, day=18)
    act(cast.yan, wait_for_customer, number)
    assert ticket(number).resolve_left == -120
    at(12, day=23)
    act(cast.yan, start_ticket, number)
    assert ticket(number).resolve_due_at == at(10, day=23)
    at(13)
    act(cast.yan, resolve_ticket, number, "Done.")
    assert (ticket(number).resolve_met, ticket(number).resolve_minutes) == (False, 1080 + 180)


def test_resolving_without_an_answer_is_the_answer(db, cast):
    at(10)
    number = make(cast.yan, priority="high")
    at(12)
    act(cast.yan, resolve_ticket, number, "Done.")
    row = ticket(number)
    assert (row.response_met, row.response_minutes, row.resolve_met, row.due_at, row.warn_at) == (False, 120, True, None, None)


def test_reopened_it_goes_on_where_it_stood(db, cast):
    at(10)
    number = make(cast.yan, priority="high")
    at(12)
    act(cast.yan, resolve_ticket, number, "Done.")
    at(12, day=25)
    act(cast.yan, reopen_ticket, number)
    assert ticket(number).resolve_due_at == at(10, day=27)


def test_another_priority_brings_another_policy_and_keeps_what_was_used(db, cast):
    at(10)
    number = make(cast.yan)  # three days
    at(11)
    act(cast.yan, update_ticket, number, TicketEdit(priority="urgent"), 1)
    row = ticket(number)  # one day, of which one hour is gone
    assert (row.response_due_at, row.resolve_due_at) == (at(10, 30), at(10, day=24))


def test_it_warns_once_then_escalates_once(db, cast):
    at(10)
    number = make(cast.yan, priority="high", owner_id=cast.yan.user_id)
    act(cast.yan, assign_ticket, number, Handover(owner_id=cast.wei.user_id))
    at(10, 40)
    assert act(SYSTEM, watch_limits) == (0, 0)
    at(10, 48)
    assert act(SYSTEM, watch_limits) == (1, 0)
    assert act(SYSTEM, watch_limits) == (0, 0)
    at(11, 1)
    assert act(SYSTEM, watch_limits) == (0, 1)
    assert act(SYSTEM, watch_limits) == (0, 0)
    assert kinds(number)[-2:] == ["ticket.warned", "ticket.escalated"]
    assert notices(cast.wei)[-2:] == ["ticket.warned", "ticket.escalated"]
    assert notices(cast.gu) == ["ticket.escalated"]
    assert notices(cast.walter) == []


def test_nobodys_ticket_is_told_to_those_who_assign(db, cast):
    at(10)
    make(cast.wei, priority="high")
    at(10, 50)
    act(SYSTEM, watch_limits)
    assert notices(cast.yan) == ["ticket.warned"]


def test_the_limit_to_resolve_is_warned_of_anew(db, cast):
    at(10)
    number = make(cast.yan, priority="high")
    at(12)
    act(SYSTEM, watch_limits)
    act(cast.yan, reply, number, Reply(text="Sorry, we look into it."))
    assert (ticket(number).warned_at, ticket(number).escalated_at) == (None, None)
    at(9, 30, day=25)
    assert act(SYSTEM, watch_limits) == (1, 0)


def test_a_closed_ticket_is_left_alone(db, cast):
    at(10)
    number = make(cast.yan, priority="high")
    act(cast.yan, resolve_ticket, number, "Done.")
    at(10, day=30)
    assert act(SYSTEM, watch_limits) == (0, 0)


def test_a_policy_that_changes_counts_open_tickets_anew(db, cast):
    at(10)
    number = make(cast.yan, priority="high")
    high = next(row for row in ask(cast.ada, policies) if row.name == "High")
    form = PolicyForm(name="High", priority="high", calendar_id=high.calendar_id, response_minutes=120, resolve_minutes=540)
    act(cast.ada, change_policy, high.id, form, high.version)
    assert (ticket(number).response_due_at, ticket(number).resolve_due_at) == (at(12), at(10, day=24))


def test_working_hours_that_change_count_open_tickets_anew(db, cast):
    at(10)
    number = make(cast.yan, priority="high")
    (row,) = ask(cast.ada, calendars)
    form = CalendarForm(name="Longer", time_zone=row.time_zone, country="CN", hours={str(day): (("08:00", "22:00"),) for day in range(7)})
    act(cast.ada, change_calendar, row.id, form, row.version)
    assert ticket(number).resolve_due_at == at(14, day=24)


def test_the_order_of_policies_counts(db, cast):
    first = ask(cast.ada, policies)[0]
    form = PolicyForm(name="Anything", calendar_id=first.calendar_id, response_minutes=5, resolve_minutes=10)
    key = act(cast.ada, add_policy, form)
    for _place in range(6):
        act(cast.ada, move_policy, key, True)
    at(10)
    assert ticket(make(cast.yan)).response_due_at == at(10, 5)


@pytest.mark.parametrize("who", ["gu", "wei", "yan", "mia", "eva"])
def test_only_who_manages_service_changes_it(db, cast, who):
    from crm_core.errors import Forbidden

    with pytest.raises(Forbidden):
        act(getattr(cast, who), move_policy, 1, True)
