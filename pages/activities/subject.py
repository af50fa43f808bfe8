"""Whose activities a page shows."""
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Subject:
    """A customer or a deal; `contacts` are (id, name) to choose from."""

    customer_id: int | None = None
    deal_id: int | None = None
    contacts: tuple[tuple[int, str], ...] = ()

    @property
    def key(self) -> str:
        """Begins the keys of widgets about it."""
        return f"deal{self.deal_id}" if self.deal_id is not None else f"customer{self.customer_id}"

    @property
    def ids(self) -> dict[str, Any]:
        """As commands take it."""
        return {"deal_id": self.deal_id} if self.deal_id is not None else {"customer_id": self.customer_id}
