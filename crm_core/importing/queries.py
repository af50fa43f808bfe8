"""Reading imports: where they stand, the verdict of every row, the rows that did not come in."""
import csv
import hashlib
import io
from bisect import bisect_left
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from crm_core.exporting import neutral
from crm_core.i18n import N_, words
from crm_core.importing import columns, files, runs, survey
from crm_core.importing.catalogue import KINDS
from crm_core.importing.cells import RowReader
from crm_core.importing.columns import ColumnView
from crm_core.importing.fields import Type
from crm_core.importing.mapping import Mapping
from crm_core.importing.plans.context import DUPLICATE, REJECTED
from crm_core.importing.survey import FieldValues
from crm_core.importing.table import Table, as_text
from crm_core.money import major_units
from crm_core.settings import Settings
from crm_core.work import Work, query
from db.models import ImportRow, ImportRun, User

REASON = N_("Not imported because")
BESIDE = N_("{label}: {sentence}")


@dataclass(frozen=True)
class RunView:
    """An import as it stands. `counts` are rows by verdict: accepted, updated, duplicate, rejected.

    The file is there (`has_file`) as long as the import can be undone.
    """

    id: int
    kind: str
    file_name: str
    state: str
    task: str | None
    mapping: Mapping
    about: dict[str, Any]
    total: int
    handled: int
    accepted: int
    updated: int
    rejected: int
    message: str | None
    by: str | None
    created_at: datetime
    finished_at: datetime | None
    undo_until: datetime | None
    counts: dict[str, int] = field(default_factory=dict)
    has_file: bool = True

    @property
    def stamp(self) -> str:
        """Another text whenever the file, the decisions or the verdicts are others: answers are kept by it."""
        told = f"{self.kind}{self.about.get('sheet')}{self.mapping.model_dump_json()}{self.state}{self.handled}{self.finished_at}"
        return hashlib.md5(told.encode(), usedforsecurity=False).hexdigest()

    @property
    def busy(self) -> bool:
        return self.state in runs.BUSY

    @property
    def errors(self) -> int:
        return self.counts.get(REJECTED, 0)

    @property
    def duplicates(self) -> int:
        return self.counts.get(DUPLICATE, 0)


@dataclass(frozen=True)
class RowView:
    """One row: its verdict, why or what changes in the reader's language, and its cells by field."""

    number: int
    verdict: str
    reason: str
    wrong: tuple[str, ...]
    cells: dict[str, str]


@query("imports:run")
def import_run(work: Work, run_id: int) -> RunView:
    """Raises NotFound."""
    run = work.one(runs.visible_runs(work).where(ImportRun.id == run_id))
    name = work.session.scalar(select(User.name).where(User.id == run.created_by))
    return _view(run, name, runs.counts(work, run_id))


@query("imports:run")
def import_runs(work: Work, limit: int = 10) -> tuple[RunView, ...]:
    """The latest imports that have begun."""
    rows = work.session.execute(
        runs.visible_runs(work).add_columns(User.name).outerjoin(User, User.id == ImportRun.created_by)
        .where(ImportRun.state.in_(("waiting", "running", "done", "undone", "failed"))).order_by(ImportRun.id.desc()).limit(limit)
    )
    return tuple(_view(run, name, {}) for run, name in rows if run.options.get("task") != runs.CHECK)


def _view(run: ImportRun, by: str | None, counts: dict[str, int]) -> RunView:
    imported = run.options.get("task") == runs.IMPORT and run.state == "done"
    until = run.finished_at + timedelta(days=runs.UNDO_DAYS) if imported and run.finished_at else None
    return RunView(
        run.id, run.kind, run.file_name, run.state, run.options.get("task"), Mapping(**run.mapping), dict(run.options), run.total,
        run.handled, run.accepted, run.updated, run.rejected, run.message, by, run.created_at, run.finished_at, until, counts,
        bool(run.stored_as),
    )


@query("imports:run")
def import_rows(
    work: Work, run_id: int, verdict: str | None = None, page: int = 1, size: int = 50, stamp: str = ""
) -> tuple[RowView, ...]:
    """One page of the rows of a checked or finished import, in the order of the file; `stamp` as in RunView."""
    run = work.one(runs.visible_runs(work).where(ImportRun.id == run_id))
    statement = select(ImportRow).where(ImportRow.import_id == run_id).order_by(ImportRow.row)
    if verdict:
        statement = statement.where(ImportRow.verdict == verdict)
    found = work.session.scalars(statement.offset((page - 1) * size).limit(size)).all()
    table = files.table(run.stored_as, run.file_name, run.options.get("sheet"))
    reader = _reader(run, table, work.settings)
    text = words(work.actor.locale)
    views = []
    for row in found:
        shown = _shown(reader, bisect_left(table.numbers, row.row), work.settings.currency)
        views.append(RowView(row.row, row.verdict, reason_of(row.problems, run.kind, text), tuple(
            name for name, _message, _params in row.problems if name), shown))
    return tuple(views)


_readers: dict[tuple, RowReader] = {}


def _reader(run: ImportRun, table: Table, settings: Settings) -> RowReader:
    """A reader of the table; the last one is kept, because laying it out looks at whole columns."""
    key = (run.stored_as, run.kind, run.options.get("sheet"), repr(run.mapping), settings)
    if key not in _readers or _readers[key].table is not table:
        _readers.clear()
        _readers[key] = RowReader(table, KINDS[run.kind], Mapping(**run.mapping), settings)
    return _readers[key]


def _shown(reader: RowReader, position: int, currency: str) -> dict[str, str]:
    """The fields of a row as they will be stored; what cannot be read, as it was written."""
    row = reader.read(position)
    shown = {}
    for target, indexes in reader.fields:
        value = row.values.get(target.name)
        if value is None:
            value = next((as_text(reader.table.rows[position][index]) for index in indexes), "")
        elif target.type is Type.MONEY:
            value = f"{major_units(value, currency):,}".removesuffix(".00")
        elif isinstance(value, tuple):
            value = ", ".join(value)
        shown[target.name] = str(value)
    return {name: shown[name] for name in reader.columns.of}


def reason_of(problems: list, kind: str, text) -> str:
    """Problems as stored → one sentence each, in the language of `text`."""
    told = []
    for name, message, params in problems:
        label = text.gettext(KINDS[kind].field(name).label) if name and KINDS[kind].has(name) else ""
        sentence = text.gettext(message).format(**params) if params else text.gettext(message)
        told.append(text.gettext(BESIDE).format(label=label, sentence=sentence) if label and label not in sentence else sentence)
    return " · ".join(told)


@query("imports:run")
def import_columns(work: Work, run_id: int, stamp: str = "") -> tuple[ColumnView, ...]:
    """The columns of the file, where they go and what there is to say about them."""
    run = work.one(runs.visible_runs(work).where(ImportRun.id == run_id))
    table = files.table(run.stored_as, run.file_name, run.options.get("sheet"))
    kind, mapping = KINDS[run.kind], Mapping(**run.mapping)
    reader = RowReader(table, kind, mapping, work.settings)
    return columns.views(table, reader, run.options.get("how", {}), survey.values(work, table, kind, mapping))


@query("imports:run")
def import_values(work: Work, run_id: int, stamp: str = "") -> tuple[FieldValues, ...]:
    """The values to be matched with what is here."""
    run = work.one(runs.visible_runs(work).where(ImportRun.id == run_id))
    table = files.table(run.stored_as, run.file_name, run.options.get("sheet"))
    return survey.values(work, table, KINDS[run.kind], Mapping(**run.mapping))


@query("imports:run")
def error_file(work: Work, run_id: int) -> bytes:
    """The rows that did not come in, with the same headings and the reason: correct it and import it again.

    CSV, UTF-8 with mark. What a spreadsheet would run has an apostrophe in front, which the importer takes off.
    """
    run = work.one(runs.visible_runs(work).where(ImportRun.id == run_id))
    table = files.table(run.stored_as, run.file_name, run.options.get("sheet"))
    text = words(work.actor.locale)
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow([*map(neutral, table.headings), text.gettext(REASON)])
    left = select(ImportRow).where(ImportRow.import_id == run_id, ImportRow.verdict.in_((REJECTED, DUPLICATE))).order_by(ImportRow.row)
    for row in work.session.scalars(left.execution_options(yield_per=1000)):
        cells = table.rows[bisect_left(table.numbers, row.row)]
        writer.writerow([*(neutral(as_text(cell)) for cell in cells), neutral(reason_of(row.problems, run.kind, text))])
    return b"\xef\xbb\xbf" + out.getvalue().encode("utf-8", "replace")
