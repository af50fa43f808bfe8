"""What planning and storing a chunk of rows needs."""
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from crm_core.access.rights import Scope
from crm_core.errors import CrmError, Invalid
from crm_core.i18n import N_
from crm_core.importing import known as knowing
from crm_core.importing.cells import Problem, Row
from crm_core.importing.fields import Kind, Type
from crm_core.importing.known import Known
from crm_core.importing.mapping import EMPTY, NEW, REJECT, Mapping
from crm_core.work import Work

ACCEPTED, UPDATED, DUPLICATE, REJECTED = "accepted", "updated", "duplicate", "rejected"
VERDICTS = (ACCEPTED, UPDATED, DUPLICATE, REJECTED)
IN_CHUNK = 500  # values in one IN list

UNKNOWN = {
    Type.PERSON: N_("“{value}” is nobody here."),
    Type.PRODUCT: N_("There is no product “{value}”."),
    Type.DICTIONARY: N_("“{value}” is not in the list of values."),
}


@dataclass
class Planned:
    """One row with its verdict. `data` is what will be written, `subject_id` the row that it is about."""

    row: Row
    verdict: str = ACCEPTED
    subject_id: int | None = None
    data: dict[str, Any] = field(default_factory=dict)

    @property
    def good(self) -> bool:
        return self.verdict in (ACCEPTED, UPDATED)

    def reject(self) -> "Planned":
        self.verdict = REJECTED
        return self


@dataclass
class Seen:
    """What the rows read so far are called, to find a row twice in the same file.

    what → hash of the key → row number; only hashes, because a file may have 200,000 rows.
    """

    rows: dict[str, dict[int, int]] = field(default_factory=dict)

    def first(self, what: str, key: str, number: int) -> int | None:
        """The earlier row with this key, else None and this row is remembered."""
        earlier = self.rows.setdefault(what, {}).setdefault(hash(key), number)
        return None if earlier == number else earlier

    def earlier(self, what: str, key: str) -> int | None:
        """The row with this key, if there is one."""
        return self.rows.get(what, {}).get(hash(key))


@dataclass
class Facts:
    """What only the whole file tells: its name, the names in it, its stages."""

    file_name: str = ""
    names: frozenset[str] = frozenset()
    external_ids: frozenset[str] = frozenset()
    stages: tuple[tuple[str, str], ...] = ()  # pipeline (or "") and open stage, as written
    probability: dict[str, float] = field(default_factory=dict)


@dataclass
class Context:
    """`run_id` is None while only a preview is made."""

    work: Work
    kind: Kind
    mapping: Mapping
    columns: frozenset[str]
    facts: Facts
    known: Known
    seen: Seen
    run_id: int

    @property
    def reach(self) -> Scope:
        return self.work.scope("imports:run")

    def resolve(self, row: Row, name: str, among: str | None = None) -> str | None:
        """The key of what a matched field says; NEW for what will be added, None when empty or wrong."""
        text = row.values.get(name)
        if text is None:
            return None
        target = self.kind.field(name)
        meaning = self.known.meaning(target, text, among)
        if meaning.action == REJECT:
            row.fail(name, UNKNOWN.get(target.type, UNKNOWN[Type.DICTIONARY]), value=text)
            return None
        return NEW if meaning.action == NEW else None if meaning.action == EMPTY else meaning.key

    def owner(self, row: Row) -> str | None:
        """The owner's key. Without a column: oneself, unless one may import for everybody."""
        if "owner" not in self.columns or ("owner" not in row.values and self.reach is not Scope.ALL):
            return None if self.reach is Scope.ALL else str(self.work.actor.user_id)
        return self.resolve(row, "owner")


def load(work: Work, kind: Kind, mapping: Mapping, facts: Facts, seen: Seen, run_id: int) -> Context:
    """A context with everything known read anew."""
    columns = frozenset(name for name in mapping.columns.values() if name)
    return Context(work, kind, mapping, columns, facts, knowing.load(work, kind, mapping), seen, run_id)


def pieces(values: Iterable) -> Iterator[list]:
    """Different values, as many at a time as fit into one statement."""
    unique = list(dict.fromkeys(value for value in values if value is not None))
    for start in range(0, len(unique), IN_CHUNK):
        yield unique[start : start + IN_CHUNK]


def full_name(row: Row) -> str | None:
    """The name column, else first and last name: `Wei Lin`, and `林薇` without a space."""
    if row.values.get("name"):
        return row.values["name"]
    first, middle, last = (row.values.get(name, "") for name in ("first_name", "middle_name", "last_name"))
    chinese = any("\u4e00" <= character <= "\u9fff" for character in last + first)
    name = last + first if chinese else " ".join(part for part in (first, middle, last) if part)
    return name or None


def schema(row: Row, make: Callable, **values: Any) -> Any:
    """The command's schema for a row, or None with the reason noted on the row."""
    try:
        return make(**values)
    except Invalid as error:
        row.problems.append(Problem.of(error))
    except CrmError as error:
        row.problems.append(Problem(None, error.message, error.params))
    return None


def in_bulk(planned: list[Planned], write: Callable[[list], list[int]], key: str) -> None:
    """Writes `data[key]` of all rows in one go; when one of them is refused, each by itself."""
    rows = [item for item in planned if key in item.data]
    if not rows:
        return
    try:
        for item, made in zip(rows, write([item.data[key] for item in rows]), strict=True):
            item.subject_id = made
    except CrmError:
        for item in rows:
            try:
                item.subject_id = write([item.data[key]])[0]
            except CrmError as error:
                item.row.problems.append(Problem(getattr(error, "field", None), error.message, error.params))
                item.reject()
