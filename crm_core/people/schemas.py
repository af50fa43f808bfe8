"""What is entered about users, teams and roles, and what is read about them."""
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from crm_core.access.rights import Scope
from crm_core.inputs import Input


class UserForm(Input):
    """A user as an administrator enters one. Without an e-mail address nobody can sign in."""

    required = ("name", "role_id")
    limits = {"name": 100}

    name: str
    email: str | None = None
    role_id: int
    team_id: int | None = None
    locale: str | None = None


class TeamForm(Input):
    """A team. The region is a word of the company's own."""

    required = ("name",)
    limits = {"name": 80, "region": 80}

    name: str
    region: str | None = None


class RoleForm(Input):
    """The name of a role that is not built in."""

    required = ("name",)
    limits = {"name": 60}

    name: str


@dataclass(frozen=True)
class RightChange:
    """One cell of the matrix: from what the administrator saw to what it shall be."""

    role_id: int
    right: str
    before: Scope
    after: Scope


@dataclass(frozen=True)
class Colleague:
    """A user as owner pickers show one."""

    id: int
    name: str
    team_id: int | None
    team: str | None
    active: bool


@dataclass(frozen=True)
class TeamRow:
    """A team with the number of its users."""

    id: int
    name: str
    region: str | None
    people: int
    version: int


@dataclass(frozen=True)
class UserRow:
    """A user in the administrator's list. `state` is active, invited, not_invited or deactivated.

    `role` is a message id when `role_built_in`.
    """

    id: int
    name: str
    email: str | None
    role_id: int
    role: str
    role_built_in: bool
    team_id: int | None
    team: str | None
    locale: str | None
    state: str
    last_seen: datetime | None
    version: int


@dataclass(frozen=True)
class UserPage:
    """One page of the list and how many there are."""

    rows: tuple[UserRow, ...]
    total: int


@dataclass(frozen=True)
class Belongings:
    """What a user owns now."""

    customers: int
    deals: int


@dataclass(frozen=True)
class RoleRow:
    """A role with its users and rights; `name` is a message id when `built_in`."""

    id: int
    key: str
    name: str
    built_in: bool
    people: int
    rights: Mapping[str, Scope]

    def scope(self, right: str) -> Scope:
        return self.rights.get(right, Scope.NONE)
