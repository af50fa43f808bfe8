"""Asking for the list of customers in tests."""
from sqlalchemy import event

from crm_core.access.actor import Actor
from crm_core.customers.filtering import CustomerFilter
from crm_core.customers.listing import count_customers, list_customers
from crm_core.run import ask
from db.engine import database


def names(actor: Actor, sort: tuple[str, str] = ("name", "asc"), page: int = 1, size: int = 50, **wanted) -> list[str]:
    """The names that `actor` sees; the count is checked on the way when all fit on the page."""
    rows = ask(actor, list_customers, CustomerFilter(**wanted), sort, page, size)
    if page == 1 and len(rows) < size:
        assert ask(actor, count_customers, CustomerFilter(**wanted)) == len(rows)
    return [row.name for row in rows]


class Statements(list):
    """Collects the statements sent to the database inside `with`."""

    def __enter__(self) -> "Statements":
        for engine in {database().reader, database().writer}:
            event.listen(engine, "before_cursor_execute", self._note)
        return self

    def __exit__(self, *_error) -> None:
        for engine in {database().reader, database().writer}:
            event.remove(engine, "before_cursor_execute", self._note)

    def _note(self, _connection, _cursor, statement, *_rest) -> None:
        self.append(statement)
