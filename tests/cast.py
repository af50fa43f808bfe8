"""The permanent cast of the tests.

Lin Wei and Zhao Min sell in the East, Omar in the West; Gu Lan manages the East, Walter the West.
He Yan answers tickets, Mia does marketing, Eva is the executive, Ada the administrator.
A seller may never see what belongs to the other team, nor to a colleague.
"""
from sqlalchemy import select

from crm_core import clock
from crm_core.access.actor import SYSTEM, Actor, load_actor
from crm_core.access.passwords import hash_password
from crm_core.people.setup import set_up
from crm_core.run import act
from db.engine import database
from db.models import Role, Team, User

PASSWORD = "lantern-bridge-2041"

PEOPLE = {
    "wei": ("Lin Wei", "account_manager", "East"),
    "min": ("Zhao Min", "account_manager", "East"),
    "omar": ("Omar Haddad", "account_manager", "West"),
    "gu": ("Gu Lan", "sales_manager", "East"),
    "walter": ("Walter Frey", "sales_manager", "West"),
    "yan": ("He Yan", "service_agent", None),
    "mia": ("Mia Torres", "marketer", None),
    "eva": ("Eva Stone", "executive", None),
}


def fill() -> None:
    """Sets the company up and lets everybody in."""
    act(
        SYSTEM, set_up, company="Qilu Machinery", locale="en", time_zone="Asia/Shanghai", currency="CNY", country="CN",
        admin_name="Ada King", admin_email="ada@example.com", admin_password=PASSWORD,
    )
    with database().writing() as session:
        teams = {name: Team(name=name, region=name) for name in ("East", "West")}
        session.add_all(teams.values())
        session.flush()
        roles = {role.key: role.id for role in session.scalars(select(Role))}
        marker = hash_password(PASSWORD)
        for key, (name, role, team) in PEOPLE.items():
            session.add(
                User(
                    email=f"{key}@example.com", name=name, name_key=name.lower().replace(" ", ""), role_id=roles[role],
                    team_id=teams[team].id if team else None, password_hash=marker, created_at=clock.now(),
                )
            )
        session.commit()


class Cast:
    """`cast.wei` is Lin Wei with the rights of this moment."""

    names = ("ada", *PEOPLE)

    def __getattr__(self, key: str) -> Actor:
        with database().reading() as session:
            user_id = session.scalar(select(User.id).where(User.email == f"{key}@example.com"))
            if user_id is None:
                raise AttributeError(key)
            return load_actor(session, user_id)
