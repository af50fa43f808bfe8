"""Who can be picked as an owner."""
from crm_core.people.queries import colleagues, teams
from crm_core.run import ask


def test_everybody_sees_all_colleagues_with_their_team(db, cast):
    found = {c.name: c for c in ask(cast.wei, colleagues)}
    assert found["Omar Haddad"].team == "West"
    assert found["Mia Torres"].team is None
    assert len(found) == 9


def test_teams_count_their_people(db, cast):
    assert [(t.name, t.people) for t in ask(cast.wei, teams)] == [("East", 3), ("West", 2)]
