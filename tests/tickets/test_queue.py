"""The queue: boxes, filters, search, order, and what comes next."""
import pytest

from crm_core.errors import Forbidden, NotFound
from crm_core.run import act, ask
from crm_core.tickets.exports import export_tickets
from crm_core.tickets.filtering import TicketFilter
from crm_core.tickets.giving import assign_tickets, claim_ticket
from crm_core.tickets.listing import count_boxes, count_tickets, list_tickets, next_ticket, tickets_of_customer
from crm_core.tickets.moving import resolve_ticket
from crm_core.tickets.page import ticket_page
from crm_core.tickets.schemas import Handover, Note
from crm_core.tickets.settings_rules import RuleForm, add_rule, move_rule
from crm_core.tickets.talking import add_note
from tests.customers.making import make as make_customer
from tests.pipeline.counting import statements
from tests.tickets.making import at, make, ticket


def numbers(actor, sort=("urgency", "asc"), **wanted) -> list[int]:
    found = ask(actor, list_tickets, TicketFilter(**wanted), sort)
    assert ask(actor, count_tickets, TicketFilter(**wanted)) == len(found)
    return [row.id for row in found]


def test_the_boxes(db, cast):
    at(10)
    mine = make(cast.yan, owner_id=cast.yan.user_id, priority="high")
    free = make(cast.yan)
    done = make(cast.yan, owner_id=cast.yan.user_id)
    act(cast.yan, resolve_ticket, done, "Done.")
    at(10, 55)
    assert numbers(cast.yan, box="mine") == [mine]
    assert numbers(cast.yan, box="unassigned") == [free]
    assert numbers(cast.yan, box="breaching") == [mine]
    counts = ask(cast.yan, count_boxes)
    assert (counts.mine, counts.unassigned, counts.breaching, counts.open, counts.late, counts.resolved_today) == (1, 1, 1, 2, 0, 1)


def test_the_teams_box_is_the_teams(db, cast):
    number = make(cast.wei)
    act(cast.wei, claim_ticket, number)
    assert numbers(cast.gu, box="team") == [number]
    assert numbers(cast.walter, box="team") == []
    assert numbers(cast.walter) == []


def test_vip_first_then_priority_then_the_limit(db, cast):
    vip = make_customer(cast.gu, "Beichen", grade="vip", grade_reason="Board")
    at(10)
    low, normal = make(cast.yan, priority="low"), make(cast.yan)
    at(10, 1)
    later, urgent, first = make(cast.yan), make(cast.yan, priority="urgent"), make(cast.yan, priority="low", customer_id=vip)
    assert numbers(cast.yan) == [first, urgent, normal, later, low]
    assert ask(cast.yan, next_ticket, None, TicketFilter(box="unassigned")) == first
    assert ask(cast.yan, next_ticket, urgent, TicketFilter(box="unassigned")) == normal
    assert ask(cast.yan, next_ticket, low, TicketFilter(box="unassigned")) == first
    assert ask(cast.yan, next_ticket) is None


@pytest.mark.parametrize("words", ["spindle", "SP-41 alarm", "轴异响", "beichen", "wang", "13806132277"])
def test_a_ticket_is_found_by_what_was_said(db, cast, words):
    customer = make_customer(cast.wei, "Beichen Precision")
    number = make(cast.yan, "Spindle noise 主轴异响", "It screams", customer_id=customer, requester_name="Wang", requester_phone="13806132277")
    make(cast.yan, "Invoice", "Wrong name")
    act(cast.yan, add_note, number, Note(text="The alarm is SP-41 alarm"))
    assert numbers(cast.yan, text=words) == [number]
    assert numbers(cast.omar, text=words) == []


def test_a_ticket_is_found_by_its_number(db, cast):
    number = make(cast.yan)
    assert number in numbers(cast.yan, text=f"#{number}")


@pytest.mark.parametrize("wanted", [
    {"kinds": ("complaint",)}, {"priorities": ("high",)}, {"channels": ("web",)}, {"states": ("open",), "priorities": ("high",)},
    {"owners": ("nobody",), "kinds": ("complaint",)},
])
def test_filters(db, cast, wanted):
    make(cast.yan)
    number = make(cast.yan, kind="complaint", priority="high", channel="web")
    assert numbers(cast.yan, **wanted) == [number]


def test_a_customers_tickets_as_far_as_one_sees_them(db, cast):
    customer = make_customer(cast.wei)
    number = make(cast.yan, customer_id=customer)
    assert [row.id for row in ask(cast.wei, tickets_of_customer, customer)] == [number]
    assert ask(cast.omar, tickets_of_customer, customer) == ()


def test_many_are_given_at_once_and_all_or_none(db, cast):
    ours, foreign = [make(cast.gu) for _n in range(3)], make(cast.walter)
    with pytest.raises(NotFound):
        act(cast.gu, assign_tickets, [*ours, foreign], Handover(owner_id=cast.wei.user_id))
    assert act(cast.gu, assign_tickets, ours, Handover(owner_id=cast.wei.user_id)) == 3
    assert numbers(cast.wei, box="mine") == ours


def test_rules_give_it_to_the_least_busy_of_the_team(db, cast):
    act(cast.ada, add_rule, RuleForm(name="Complaints go East", kind="complaint", team_id=cast.wei.team_id))
    first, second, third = (make(cast.yan, kind="complaint") for _n in range(3))
    owners = [ticket(number).owner_id for number in (first, second, third)]
    assert len(set(owners)) == 3 and set(owners) == {cast.wei.user_id, cast.min.user_id, cast.gu.user_id}
    assert ticket(make(cast.yan)).owner_id is None


def test_outside_working_hours_another_rule_counts(db, cast):
    act(cast.ada, add_rule, RuleForm(name="Nights", hours="outside", user_id=cast.gu.user_id))
    act(cast.ada, add_rule, RuleForm(name="Days", user_id=cast.yan.user_id))
    at(3)
    assert ticket(make(cast.wei)).owner_id == cast.gu.user_id
    at(10)
    assert ticket(make(cast.wei)).owner_id == cast.yan.user_id
    act(cast.ada, move_rule, 2, True)
    at(3)
    assert ticket(make(cast.wei)).owner_id == cast.yan.user_id


def test_a_customer_with_a_named_agent_gets_that_agent(db, cast):
    from sqlalchemy import update

    from db.models import Customer

    act(cast.ada, add_rule, RuleForm(name="All", user_id=cast.gu.user_id))
    vip = make_customer(cast.wei)
    with db.writing() as session:
        session.execute(update(Customer).values(agent_id=cast.yan.user_id))
        session.commit()
    assert ticket(make(cast.wei, customer_id=vip)).owner_id == cast.yan.user_id


def test_a_page_costs_few_statements(db, cast):
    customer = make_customer(cast.wei)
    number = make(cast.yan, customer_id=customer)
    make(cast.yan, customer_id=customer)
    yan = cast.yan
    with statements(db) as seen:
        ask(yan, ticket_page, number)
    assert len(seen) <= 11
    with statements(db) as seen:
        ask(yan, count_boxes)
        ask(yan, next_ticket, number)
    assert len(seen) == 2


def test_another_teams_ticket_is_not_there(db, cast):
    number = make(cast.wei)
    for stranger in (cast.omar, cast.walter, cast.min):
        with pytest.raises(NotFound):
            ask(stranger, ticket_page, number)
    with pytest.raises(Forbidden):
        ask(cast.mia, ticket_page, number)


def test_the_queue_as_a_file(db, cast):
    number = make(cast.gu, "=cmd()")
    make(cast.walter)
    file = act(cast.gu, export_tickets, TicketFilter(), format="csv")
    text = file.content.decode("utf-8-sig")
    assert (file.rows, str(number) in text, "'=cmd()" in text) == (1, True, True)
    with pytest.raises(Forbidden):
        act(cast.wei, export_tickets, TicketFilter())
