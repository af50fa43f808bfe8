"""What is entered about users, teams and roles, and what is read about them."""
from dataclasses import dataclass


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
