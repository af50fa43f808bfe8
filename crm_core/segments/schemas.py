"""A rule over customers as it is written: groups that hold conditions and further groups."""
from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from crm_core.errors import N_, Invalid

MATCHES = ("all", "any", "none")
MOST_DEEP, MOST_PARTS = 4, 60


class Condition(BaseModel):
    """One field, how it is compared, and with what; crm_core/segments/fields.py says what there is."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    field: str
    op: str
    value: Any = None


class Group(BaseModel):
    """Parts of which all, any or none must hold. Without parts it holds for everybody."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    match: Literal["all", "any", "none"] = "all"
    parts: tuple[Condition | Group, ...] = ()

    def stored(self) -> dict[str, Any]:
        """The rule as JSON keeps it."""
        return self.model_dump(mode="json")


@dataclass(frozen=True)
class SegmentView:
    """A segment as stored; `mine` when the reader may change it."""

    id: int
    name: str
    key: str | None
    rule: dict
    live: bool
    shared: bool
    owner_id: int | None
    owner: str | None
    frozen_at: datetime | None
    updated_at: datetime
    version: int


@dataclass(frozen=True)
class Sample:
    """A customer that a rule found, with what a reader wants to know first. Money in minor units."""

    id: int
    name: str
    grade: str | None
    last_activity_at: datetime | None
    won_value: int


@dataclass(frozen=True)
class Reach:
    """Whom a rule reaches: how many customers, how many of them can be mailed, and some of them."""

    count: int
    mailable: int
    sample: tuple[Sample, ...] = ()


def read_rule(rule: Group | dict[str, Any] | None) -> Group:
    """A rule from JSON. Raises Invalid naming the place ("2.1": first part of the second) when it is none.

    Only its shape is looked at here; fields, operators and values are looked at when it is compiled.
    """
    if isinstance(rule, Group):
        return rule
    rule = {} if rule is None else rule
    _check_size(rule)
    try:
        return Group.model_validate(rule)
    except ValidationError as error:
        place = ".".join(str(step + 1) for step in error.errors()[0]["loc"] if isinstance(step, int))
        raise Invalid(N_("Condition {place} of the rule is not understood."), field=place, place=place or "0") from None


def placed(group: Group, path: str = "") -> Iterator[tuple[str, Condition]]:
    """Every condition of a rule with its place."""
    for number, part in enumerate(group.parts, 1):
        place = f"{path}{number}"
        if isinstance(part, Group):
            yield from placed(part, f"{place}.")
        else:
            yield place, part


def _check_size(rule: Any) -> None:
    """Before anything walks it: JSON of any depth comes in here."""
    waiting, count = [(rule, 1)], 0
    while waiting:
        found, depth = waiting.pop()
        parts = found.get("parts") if isinstance(found, dict) else None
        if not isinstance(parts, (list, tuple)):
            continue
        if depth > MOST_DEEP:
            raise Invalid(N_("Groups can be {most} deep at most."), field="rule", most=MOST_DEEP)
        count += len(parts)
        if count > MOST_PARTS:
            raise Invalid(N_("A rule has at most {most} conditions."), field="rule", most=MOST_PARTS)
        waiting += [(part, depth + 1) for part in parts]
