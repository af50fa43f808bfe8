"""Teams come, change their name and go."""
import pytest

from crm_core.errors import Conflict, Forbidden, Invalid
from crm_core.people.commands import change_team, create_team, delete_team
from crm_core.people.queries import teams
from crm_core.people.schemas import TeamForm
from crm_core.run import act, ask
from tests.people.ids import team_id


def test_a_team_is_made_renamed_and_removed(db, cast):
    north = act(cast.ada, create_team, TeamForm(name="North", region="Beijing"))
    act(cast.ada, change_team, north, 1, TeamForm(name="Far North"))
    assert [(t.name, t.region) for t in ask(cast.ada, teams) if t.id == north] == [("Far North", None)]
    act(cast.ada, delete_team, north)
    assert north not in [t.id for t in ask(cast.ada, teams)]


def test_two_teams_do_not_share_a_name(db, cast):
    with pytest.raises(Invalid):
        act(cast.ada, create_team, TeamForm(name="East"))


def test_a_team_with_people_stays(db, cast):
    with pytest.raises(Conflict):
        act(cast.ada, delete_team, team_id("East"))


def test_a_manager_of_sales_makes_no_teams(db, cast):
    with pytest.raises(Forbidden):
        act(cast.gu, create_team, TeamForm(name="Mine"))
