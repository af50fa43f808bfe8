"""The numbers of the cast."""
from sqlalchemy import select

from db.engine import database
from db.models import Role, Team, User


def _one(statement) -> int:
    with database().reading() as session:
        return session.scalars(statement).one()


def user_id(key: str) -> int:
    return _one(select(User.id).where(User.email == f"{key}@example.com"))


def role_id(key: str) -> int:
    return _one(select(Role.id).where(Role.key == key))


def team_id(name: str) -> int:
    return _one(select(Team.id).where(Team.name == name))
