"""The person on whose behalf something is done."""
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm_core import settings
from crm_core.access.rights import RIGHTS, Scope
from crm_core.settings import Settings
from db.json import rows_of
from db.models import Role, RoleRight, Team, User


@dataclass(frozen=True)
class Actor:
    """A signed-in user with the rights the matrix gives now; read anew at every click."""

    user_id: int | None
    name: str
    email: str | None = None
    role: str = ""
    role_name: str = ""
    team_id: int | None = None
    team_name: str | None = None
    locale: str = "en"
    time_zone: str = "Asia/Shanghai"
    theme: str | None = None
    digest: bool = False
    rights: Mapping[str, Scope] = field(default_factory=dict)
    company: Settings | None = field(default=None, repr=False)

    def scope(self, right: str) -> Scope:
        """How far `right` reaches for this person."""
        return self.rights.get(right, Scope.NONE)

    def may(self, *rights: str) -> bool:
        """Whether any of `rights` is held at all."""
        return any(self.scope(right) for right in rights)

    @property
    def access_key(self) -> tuple:
        """Two actors with the same key see the same rows (used to key caches)."""
        return (self.user_id, self.team_id, tuple(sorted(self.rights.items())))


SYSTEM = Actor(
    user_id=None,
    name="Hutong",
    rights=MappingProxyType({right.key: Scope.ALL for right in RIGHTS}),
)


def load_actor(session: Session, user_id: int) -> Actor | None:
    """The user as an actor, in one statement; None when there is no such active user."""
    rights = select(RoleRight.right).where(RoleRight.role_id == Role.id).correlate(Role)
    row = session.execute(
        select(User, Role, Team.name, rows_of(session, rights, RoleRight.right, RoleRight.scope), settings.column(session))
        .join(Role, Role.id == User.role_id)
        .outerjoin(Team, Team.id == User.team_id)
        .where(User.id == user_id, User.active)
    ).first()
    if row is None:
        return None
    user, role, team_name, held, stored = row
    company = settings.from_column(stored)
    return Actor(
        user_id=user.id,
        name=user.name,
        email=user.email,
        role=role.key,
        role_name=role.name,
        team_id=user.team_id,
        team_name=team_name,
        locale=user.locale or company.locale,
        time_zone=user.time_zone or company.time_zone,
        theme=user.theme,
        digest=user.digest == "daily",
        rights=MappingProxyType({right: Scope[scope.upper()] for right, scope in held}),
        company=company,
    )
