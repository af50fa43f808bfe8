"""An import from its bytes to its end, without pages."""
from crm_core.access.actor import Actor
from crm_core.importing import runs, worker
from crm_core.importing.mapping import Mapping, Options
from crm_core.importing.queries import RowView, RunView, import_rows, import_run
from crm_core.importing.upload import open_file
from crm_core.run import act, ask
from crm_core.settings import load
from db.engine import database
from tests.importing.files import SHARED


def opened(actor: Actor, data: bytes | str, name: str = "file.csv", kind: str | None = None) -> int:
    """The id of an import that waits for decisions."""
    with database().reading() as session:
        settings = load(session)
    return open_file(actor, data.encode() if isinstance(data, str) else data, name, settings, kind)


def decide(actor: Actor, run_id: int, **parts) -> None:
    """Changes parts of the mapping: `values`, `dates`, `columns` (added to what is proposed) or options by name."""
    old = ask(actor, import_run, run_id).mapping.model_dump()
    options = {name: parts.pop(name) for name in list(parts) if name in Options.model_fields}
    merged = {name: {**old[name], **new} for name, new in parts.items()}
    act(actor, runs.change_import, run_id, Mapping(**{**old, **merged, "options": {**old["options"], **options}}))


def done(actor: Actor, run_id: int, task: str = runs.IMPORT) -> RunView:
    """The import after its task."""
    act(actor, runs.begin, run_id, task)
    worker.run_waiting()
    return ask(actor, import_run, run_id)


def brought(actor: Actor, data: bytes | str, name: str = "file.csv", kind: str | None = None, **parts) -> RunView:
    """Opens, decides and imports; every row has a verdict."""
    run_id = opened(actor, data, name, kind)
    if parts:
        decide(actor, run_id, **parts)
    view = done(actor, run_id)
    assert view.state == "done", view.message
    assert view.accepted + view.updated + view.rejected == view.total
    return view


def real(actor: Actor, path: str, kind: str | None = None, **parts) -> RunView:
    """A file of the shared folder."""
    return brought(actor, (SHARED / path).read_bytes(), path.rpartition("/")[2], kind, **parts)


def left_out(actor: Actor, view: RunView) -> dict[int, RowView]:
    """The rows that did not come in, by number."""
    rows = [row for verdict in ("rejected", "duplicate") for row in ask(actor, import_rows, view.id, verdict, 1, 200)]
    return {row.number: row for row in rows}
