"""The list of tickets as a file, and to whom tickets may be given."""
import pytest

from crm_core.errors import Forbidden
from crm_core.run import act, ask
from crm_core.tickets.exports import export_tickets
from crm_core.tickets.filtering import TicketFilter
from crm_core.tickets.offering import possible_agents
from tests.customers.making import make as make_customer
from tests.tickets.making import make

EVERYTHING, BY_AGE = TicketFilter(), ("opened", "asc")


def test_a_file_holds_what_may_be_exported_and_is_harmless(db, cast):
    make(cast.wei, "=1+1", customer_id=make_customer(cast.wei), kind="complaint")
    make(cast.omar, "Of the West", customer_id=make_customer(cast.omar, "Harbour Light"))
    file = act(cast.gu, export_tickets, EVERYTHING, BY_AGE, ("subject", "kind", "state"), "csv")
    assert file.rows == 1
    assert "'=1+1,Complaint," in file.content.decode("utf-8-sig")
    assert act(cast.eva, export_tickets, EVERYTHING, BY_AGE, ("subject",), "csv").rows == 2
    with pytest.raises(Forbidden):
        act(cast.yan, export_tickets, EVERYTHING, BY_AGE, ("subject",), "csv")


def test_agents_are_offered_with_their_load_as_far_as_one_may_assign(db, cast):
    make(cast.yan, owner_id=cast.wei.user_id)
    found = {agent.name: agent.open_tickets for agent in ask(cast.gu, possible_agents)}
    assert found == {"Gu Lan": 0, "Lin Wei": 1, "Zhao Min": 0}
    assert ask(cast.gu, possible_agents)[0].name == "Gu Lan"
    assert {"He Yan", "Omar Haddad"} <= {agent.name for agent in ask(cast.yan, possible_agents)}
    assert {"He Yan", "Omar Haddad"} <= {agent.name for agent in ask(cast.ada, possible_agents)}
