"""Does the imports that wait: claims one with a lease, goes through it chunk by chunk, each in one transaction.

A worker that is killed leaves its import at the last whole chunk; when the lease has run out another goes on there.
"""
import gc
import logging
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace

from crm_core.access.actor import SYSTEM, Actor, load_actor
from crm_core.errors import Conflict, CrmError, Forbidden
from crm_core.i18n import N_
from crm_core.importing import files, runs, survey, undo
from crm_core.importing.catalogue import KINDS
from crm_core.importing.cells import RowReader
from crm_core.importing.mapping import Mapping
from crm_core.importing.plans.context import Seen
from crm_core.importing.table import as_text
from crm_core.run import act
from crm_core.settings import load
from db.engine import database
from db.models import ImportRun

CHUNK = 1000
HELD_ROWS = 20_000  # a table this small stays in memory for whoever looks at the result
BROKEN = N_("The import stopped because of a fault in the program. Rows imported so far can be undone.")

_log = logging.getLogger(__name__)
_busy = threading.Lock()


def run_waiting() -> int:
    """Works until nothing waits and returns how many files it handled; none where this process is at it already."""
    if not _busy.acquire(blocking=False):
        return 0
    handled = 0
    try:
        with _rare_collections():
            while claimed := act(SYSTEM, runs.claim):
                work_on(claimed["id"], claimed["lease"], claimed["created_by"])
                handled += 1
    finally:
        files.release(over_rows=HELD_ROWS)
        _busy.release()
    return handled


@contextmanager
def _rare_collections() -> Iterator[None]:
    """Rows are very many objects and no cycles: looking for cycles at the usual pace costs a fifth of the time."""
    usual = gc.get_threshold()
    gc.set_threshold(200_000, 20, 100)
    try:
        yield
    finally:
        gc.set_threshold(*usual)


def tidy() -> int:
    """Removes the files that were uploaded and then left alone, and those of imports of long ago; returns how many."""
    forgotten = act(SYSTEM, runs.forget_old)
    for stored in forgotten:
        files.remove(stored)
    return len(forgotten)


def work_on(run_id: int, lease: str, user_id: int) -> None:
    """Brings one claimed import to its end, or to a failure that says why."""
    try:
        with database().reading() as session:
            run, actor, settings = session.get(ImportRun, run_id), load_actor(session, user_id), load(session)
        if actor is None:
            raise Forbidden()
        if run.options.get("task") == runs.UNDO:
            undo.take_back(run_id, lease, replace(actor, rights=SYSTEM.rights))
        else:
            _go_through(run, lease, actor, settings)
    except Conflict as error:
        if error.message != runs.TAKEN_OVER:
            act(SYSTEM, runs.fail, run_id, lease, error.message)
    except CrmError as error:
        act(SYSTEM, runs.fail, run_id, lease, error.message)
    except Exception:
        _log.exception("import %s failed", run_id)
        act(SYSTEM, runs.fail, run_id, lease, BROKEN)


def sequence(reader: RowReader) -> tuple[Sequence[int], Sequence[str]]:
    """In which order rows are handled, and the key of each where some belong together: those then follow each other."""
    table = reader.table
    column = reader.columns.of.get(reader.kind.together or "")
    if not column:
        return range(len(table.rows)), ()
    first: dict[str, int] = {}
    keys = [" ".join(as_text(cells[column[0]]).split()) for cells in table.rows]
    places = [first.setdefault(key, place) for place, key in enumerate(keys)]
    positions = sorted(range(len(keys)), key=places.__getitem__)
    return positions, [keys[position] for position in positions]


def _go_through(run: ImportRun, lease: str, actor: Actor, settings) -> None:
    mapping, kind = Mapping(**run.mapping), KINDS[run.kind]
    table = files.table(run.stored_as, run.file_name, run.options.get("sheet"))
    reader = RowReader(table, kind, mapping, settings)
    facts, seen = survey.facts(reader, mapping, run.file_name), Seen()
    handled, positions, keys = run.handled, *sequence(reader)
    while handled < len(positions):
        end = handled + CHUNK
        while keys and end < len(positions) and keys[end] == keys[end - 1]:
            end += 1
        rows = [reader.read(position) for position in positions[handled:end]]
        handled = act(actor, runs.handle_rows, run.id, lease, rows, facts, seen, batch=runs.batch_of(run.id))
    late = [row for row in reader.rows() if row.values.get("parent") or row.values.get("parent_external_id")] if facts.names else []
    act(actor, runs.finish, run.id, lease, late, facts, batch=runs.batch_of(run.id))
