"""Rows of one number, which are one order."""
from dataclasses import dataclass
from typing import Any

from crm_core.importing.cells import Row
from crm_core.importing.plans.context import Planned
from crm_core.orders.schemas import OrderRow


@dataclass(frozen=True)
class Here:
    """An order that has the number already; no id: it is out of reach."""

    id: int | None
    import_id: int | None
    currency: str


@dataclass
class Group:
    """The rows of one order, and what it will be: `row` lacks products and customers that are yet to be added."""

    items: list[Planned]
    row: OrderRow | None = None
    customer_id: int | str | None = None

    @property
    def rows(self) -> list[Row]:
        return [item.row for item in self.items]

    def first(self, name: str) -> Any:
        """The first value that a row has in this field."""
        return next((row.values[name] for row in self.rows if name in row.values), None)

    def fail(self, name: str, message: str, /, **params: Any) -> None:
        self.items[0].row.fail(name, message, **params)


def together(planned: list[Planned]) -> list[Group]:
    """The rows of each number. Rows without one stand alone, and are refused."""
    found: dict[str | int, Group] = {}
    for item in planned:
        group = item.data["group"] = found.setdefault(item.row.values.get("number") or item.row.number, Group([]))
        group.items.append(item)
    return list(found.values())
