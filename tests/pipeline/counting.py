"""How many statements something costs."""
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import event


@contextmanager
def statements(db) -> Iterator[list[str]]:
    """The statements executed inside, without those that begin a transaction."""
    seen: list[str] = []

    def note(_connection, _cursor, statement, *_rest) -> None:
        if not statement.startswith("BEGIN"):
            seen.append(statement)

    engines = {db.reader, db.writer}
    for engine in engines:
        event.listen(engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        for engine in engines:
            event.remove(engine, "before_cursor_execute", note)


WHO = ("SELECT app_user.id, app_user.email", "SELECT max(event.id)")


def of_the_page(seen: list[str]) -> list[str]:
    """Without the statements that find out who is there and what is new, the bell's too: on a slow machine they come twice."""
    return [statement for statement in seen if not statement.startswith(WHO) and "FROM notification" not in statement]
