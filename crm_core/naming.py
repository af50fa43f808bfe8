"""Names of data that are written differently in different languages, and the order people put them in."""
from collections.abc import Sequence
from typing import Any

from pydantic import field_validator

from crm_core.i18n import locales
from crm_core.inputs import Input, line


class NameForm(Input):
    """A name, and what it is called in other languages (`names`: locale → name; the same or none is left out)."""

    required = ("name",)
    limits = {"name": 80}

    name: str
    names: dict[str, str] = {}

    @field_validator("names", mode="after")
    @classmethod
    def _tidy_names(cls, names: dict[str, str]) -> dict[str, str]:
        return {locale: line(name)[:80] for locale, name in names.items() if locale in locales() and line(name or "")}

    @property
    def written(self) -> dict[str, Any]:
        """The columns `name` and `names`."""
        return {"name": self.name, "names": {where: name for where, name in self.names.items() if name != self.name}}


def moved(ids: Sequence[int], one: int, up: bool) -> list[int]:
    """The order with `one` a place further up or down; the same when it is at the end already."""
    order = list(ids)
    here = order.index(one)
    there = here - 1 if up else here + 1
    if 0 <= there < len(order):
        order[here], order[there] = order[there], order[here]
    return order
