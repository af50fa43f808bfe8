"""An administrator keeps the list of users."""
from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from crm_core import clock
from crm_core.access import sessions
from crm_core.access.rights import Scope
from crm_core.errors import Conflict, Forbidden, Invalid
from crm_core.people.commands import change_user, create_user, deactivate_user, reactivate_user
from crm_core.people.queries import belongings, user, users
from crm_core.people.roles import change_rights
from crm_core.people.schemas import RightChange, UserForm
from crm_core.run import act, ask
from db.models import Customer, Deal, Event, Pipeline, Stage, User
from tests.people.ids import role_id, team_id, user_id


def form_of(cast, key: str, **changes) -> tuple[int, int, UserForm]:
    row = ask(cast.ada, user, user_id(key))
    known = {name: getattr(row, name) for name in ("name", "email", "role_id", "team_id", "locale")}
    return row.id, row.version, UserForm(**(known | changes))


def own_something(db, owner: int) -> None:
    now = datetime(2026, 1, 1, tzinfo=UTC)
    with db.writing() as session:
        team = session.get(User, owner).team_id
        pipeline, stage = session.scalar(select(Pipeline.id)), session.scalar(select(Stage.id))
        times = {"created_at": now, "updated_at": now}
        session.add(Customer(name="Acme", owner_id=owner, team_id=team, **times))
        session.add(Deal(name="Pumps", pipeline_id=pipeline, stage_id=stage, stage_since=now, owner_id=owner, team_id=team, **times))
        session.commit()


def test_a_new_user_cannot_sign_in_before_being_invited(db, cast):
    form = UserForm(name="  Sun  Li ", email="Sun.Li@Example.com", role_id=role_id("account_manager"))
    new = act(cast.ada, create_user, form)
    row = ask(cast.ada, user, new)
    assert (row.name, row.email, row.state) == ("Sun Li", "sun.li@example.com", "not_invited")


def test_an_e_mail_address_belongs_to_one_user(db, cast):
    with pytest.raises(Invalid) as refused:
        act(cast.ada, create_user, UserForm(name="Other", email="WEI@example.com", role_id=role_id("marketer")))
    assert refused.value.field == "email"


def test_who_signs_in_keeps_an_e_mail_address(db, cast):
    with pytest.raises(Invalid):
        act(cast.ada, change_user, *form_of(cast, "wei", email=""))


def test_customers_and_deals_follow_their_owner_to_another_team(db, cast):
    wei, west = user_id("wei"), team_id("West")
    own_something(db, wei)
    assert ask(cast.ada, belongings, wei).customers == 1
    act(cast.ada, change_user, *form_of(cast, "wei", team_id=west))
    with db.reading() as session:
        assert session.scalars(select(Customer.team_id)).all() == [west]
        assert session.scalars(select(Deal.team_id)).all() == [west]
        event = session.scalars(select(Event).where(Event.kind == "user.changed")).one()
    assert event.after == {"team_id": west, "customers": 1, "deals": 1}


def test_the_second_of_two_administrators_learns_of_the_first(db, cast):
    stale = form_of(cast, "wei", name="Lin W.")
    act(cast.ada, change_user, *form_of(cast, "wei", name="Lin Wei Ling"))
    with pytest.raises(Conflict):
        act(cast.ada, change_user, *stale)


def test_a_deactivated_user_is_out_at_once_and_comes_back(db, cast):
    wei = user_id("wei")
    with db.writing() as session:
        token = sessions.start(session, session.get(User, wei), clock.now())
        session.commit()
    assert sessions.actor_of(token)
    act(cast.ada, deactivate_user, wei)
    assert sessions.actor_of(token) is None
    assert ask(cast.ada, user, wei).state == "deactivated"
    act(cast.ada, reactivate_user, wei)
    assert ask(cast.ada, user, wei).state == "active"


def test_nobody_deactivates_themself(db, cast):
    with pytest.raises(Conflict):
        act(cast.ada, deactivate_user, user_id("ada"))


def test_the_last_administrator_keeps_the_role(db, cast):
    with pytest.raises(Conflict):
        act(cast.ada, change_user, *form_of(cast, "ada", role_id=role_id("marketer")))
    act(cast.ada, change_user, *form_of(cast, "eva", role_id=role_id("administrator")))
    act(cast.ada, change_user, *form_of(cast, "ada", role_id=role_id("marketer")))
    with pytest.raises(Forbidden):
        ask(cast.ada, users)


def test_who_only_manages_users_makes_nobody_administrator(db, cast):
    act(cast.ada, change_rights, [RightChange(role_id("sales_manager"), "users:manage", Scope.NONE, Scope.ALL)])
    wei, version, form = form_of(cast, "wei", role_id=role_id("administrator"))
    with pytest.raises(Invalid):
        act(cast.gu, change_user, wei, version, form)
    with pytest.raises(Invalid):
        act(cast.gu, deactivate_user, user_id("ada"))


def test_a_seller_may_not_even_look(db, cast):
    with pytest.raises(Forbidden):
        ask(cast.wei, users)
    with pytest.raises(Forbidden):
        act(cast.wei, deactivate_user, user_id("min"))


def test_the_list_is_searched_filtered_and_paged(db, cast):
    assert [u.name for u in ask(cast.ada, users, search="lin w").rows] == ["Lin Wei"]
    assert [u.name for u in ask(cast.ada, users, search="walter@").rows] == ["Walter Frey"]
    assert ask(cast.ada, users, search="_").total == 0
    assert {u.name for u in ask(cast.ada, users, team_id=team_id("West")).rows} == {"Omar Haddad", "Walter Frey"}
    assert ask(cast.ada, users, team_id=0).total == 4
    assert ask(cast.ada, users, role_id=role_id("executive")).rows[0].name == "Eva Stone"
    assert ask(cast.ada, users, state="not_invited").total == 0
    second = ask(cast.ada, users, page=2, per_page=4)
    assert (len(second.rows), second.total) == (4, 9)
