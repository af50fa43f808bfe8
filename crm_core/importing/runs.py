"""An import from its file to its end: the commands that move it on."""
import secrets
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import and_, delete, func, insert, or_, select, update

from crm_core.access.rights import Scope
from crm_core.errors import Conflict, Invalid
from crm_core.i18n import N_
from crm_core.importing import memory
from crm_core.importing.catalogue import KINDS
from crm_core.importing.cells import Row
from crm_core.importing.mapping import Mapping, missing_fields, taken_twice
from crm_core.importing.plans import (
    activities,
    campaigns,
    contacts,
    context,
    customers,
    members,
    opportunities,
    orders,
    products,
    teams,
    tickets,
)
from crm_core.importing.plans.context import ACCEPTED, UPDATED, Facts, Planned, Seen
from crm_core.work import Work, command, query
from db.models import ImportRow, ImportRun

PLANS = {"customers": customers, "contacts": contacts, "products": products, "teams": teams, "opportunities": opportunities,
         "orders": orders, "tickets": tickets, "campaigns": campaigns, "campaign-members": members, "activities": activities}
LEASE = timedelta(seconds=60)
UNDO_DAYS = 7
CHECK, IMPORT, UNDO = "check", "import", "undo"
TAKEN_OVER = N_("Another worker has taken this import over.")
BUSY = ("waiting", "running")


def visible_runs(work: Work):
    """Imports of this person; of everybody for who may import for everybody."""
    mine = ImportRun.created_by == work.actor.user_id
    return select(ImportRun).where(mine if work.scope("imports:run") is not Scope.ALL else ImportRun.id.is_not(None))


def batch_of(run_id: int) -> str:
    """What the events of an import share."""
    return f"import-{run_id}"


@command("imports:run")
def start_import(work: Work, kind: str, file_name: str, stored_as: str, mapping: Mapping, total: int, about: dict[str, Any]) -> int:
    """Notes a file that was read; nothing is imported yet. Returns the id of the run."""
    _may(work, kind)
    run = ImportRun(
        kind=kind, file_name=file_name[:300], stored_as=stored_as, mapping=mapping.model_dump(), options=about,
        total=total, created_by=work.actor.user_id, created_at=work.now,
    )
    work.session.add(run)
    work.session.flush()
    return run.id


@command("imports:run")
def change_import(work: Work, run_id: int, mapping: Mapping, kind: str | None = None, total: int | None = None, **about: Any) -> None:
    """Takes over what was decided about the file; verdicts that were found before count no more.

    Raises NotFound, Invalid, or Conflict once it runs.
    """
    run = _fetch(work, run_id)
    if mapping.model_dump() == run.mapping and kind in (None, run.kind) and all(run.options.get(k) == v for k, v in about.items()):
        return
    if run.state not in ("draft", "checked", "failed"):
        raise Conflict(N_("This import has run already."))
    _may(work, kind or run.kind)
    run.mapping, run.kind, run.state = mapping.model_dump(), kind or run.kind, "draft"
    run.total = run.total if total is None else total
    run.options = run.options | about


@command("imports:run")
def begin(work: Work, run_id: int, task: str) -> None:
    """Hands the import to the worker: to check every row, to import, or to undo.

    Raises NotFound, Invalid when a needed column is missing, Conflict when it is not the time for that.
    """
    run = _fetch(work, run_id)
    if task == UNDO:
        _check_undo(work, run)
    else:
        if run.state not in ("draft", "checked", "failed") or (run.state == "failed" and run.handled):
            raise Conflict(N_("This import has run already."))
        _check_columns(run)
        work.session.execute(delete(ImportRow).where(ImportRow.import_id == run_id))
        run.accepted = run.updated = run.rejected = 0
    if task == IMPORT:
        memory.remember(work, run.kind, Mapping(**run.mapping))
    run.state, run.handled, run.message, run.lease, run.leased_until = "waiting", 0, None, None, None
    run.options = run.options | {"task": task}
    run.started_at, run.finished_at = work.now, run.finished_at if task == UNDO else None


@command("imports:run")
def discard_import(work: Work, run_id: int) -> str:
    """Forgets a file that was not imported; returns the name its bytes are stored under."""
    run = _fetch(work, run_id)
    if run.state not in ("draft", "checked", "failed") or run.accepted or run.updated and run.options.get("task") == IMPORT:
        raise Conflict(N_("This import has run already."))
    work.session.execute(delete(ImportRow).where(ImportRow.import_id == run_id))
    work.session.delete(run)
    return run.stored_as


@command("imports:run")
def forget_old(work: Work) -> list[str]:
    """Forgets files that nobody imported within a week, and the bytes of those that can be undone no more.

    Returns the names their bytes are stored under. Of an import that ran, everything but its file stays.
    """
    limit = work.now - timedelta(days=UNDO_DAYS)
    old = work.session.execute(
        select(ImportRun.id, ImportRun.stored_as).where(
            ImportRun.state.in_(("draft", "checked")), ImportRun.created_at < limit)
    ).all()
    ids = [row.id for row in old]
    if ids:
        work.session.execute(delete(ImportRow).where(ImportRow.import_id.in_(ids)))
        work.session.execute(delete(ImportRun).where(ImportRun.id.in_(ids)))
    over = work.session.scalars(select(ImportRun).where(
        ImportRun.state.in_(("done", "undone", "failed")), ImportRun.stored_as != "",
        func.coalesce(ImportRun.finished_at, ImportRun.started_at, ImportRun.created_at) < limit)).all()
    names = [*(row.stored_as for row in old), *(run.stored_as for run in over)]
    for run in over:
        run.stored_as = ""
    return names


def _check_undo(work: Work, run: ImportRun) -> None:
    if run.state != "done" and not (run.state == "failed" and run.options.get("task") in (IMPORT, UNDO)):
        raise Conflict(N_("There is nothing to undo."))
    if run.finished_at and work.now > run.finished_at + timedelta(days=UNDO_DAYS):
        raise Conflict(N_("An import can be undone for {days} days."), days=UNDO_DAYS)


def _check_columns(run: ImportRun) -> None:
    kind, mapping = KINDS[run.kind], Mapping(**run.mapping)
    missing = missing_fields(kind, mapping)
    if missing:
        raise Conflict(N_("No column goes to “{name}”, which every row needs."), name=kind.field(missing[0][0]).label)
    twice = taken_twice(kind, mapping)
    if twice:
        raise Conflict(N_("Two columns go to the same field: {name}."), name=kind.field(twice[0]).label)


def _may(work: Work, kind: str) -> None:
    if kind not in KINDS:
        raise Invalid(N_("This kind of file cannot be imported."), field="kind")
    work.require(KINDS[kind].right)


def _fetch(work: Work, run_id: int) -> ImportRun:
    return work.one(visible_runs(work).where(ImportRun.id == run_id).with_for_update())


@command("imports:run")
def claim(work: Work) -> dict[str, Any] | None:
    """Takes the next waiting import, or one whose worker died, for a minute. Only the program itself calls it."""
    ready = or_(ImportRun.state == "waiting", and_(ImportRun.state == "running", ImportRun.leased_until < work.now))
    chosen = select(ImportRun.id).where(ready).order_by(ImportRun.id).limit(1).with_for_update(skip_locked=True)
    found = work.session.execute(
        update(ImportRun).where(ImportRun.id == chosen.scalar_subquery())
        .values(state="running", lease=secrets.token_hex(8), leased_until=work.now + LEASE)
        .returning(ImportRun.id, ImportRun.lease, ImportRun.created_by).execution_options(synchronize_session=False)
    ).first()
    return dict(found._mapping) if found else None


@command("imports:run")
def handle_rows(work: Work, run_id: int, lease: str, rows: Sequence[Row], facts: Facts, seen: Seen) -> int:
    """Plans a chunk of rows, stores it unless this is only the check, and returns how many rows are handled.

    Raises Conflict when another worker has the import by now.
    """
    run = _leased(work, run_id, lease)
    kind, mapping = KINDS[run.kind], Mapping(**run.mapping)
    work.require(kind.right)
    at = context.load(work, kind, mapping, facts, seen, run_id)
    planned = PLANS[run.kind].plan(at, list(rows))
    if run.options.get("task") == IMPORT:
        PLANS[run.kind].store(at, planned)
    _note(work, run, planned)
    run.handled += len(rows)
    run.leased_until = work.now + LEASE
    return run.handled


def _leased(work: Work, run_id: int, lease: str) -> ImportRun:
    run = work.session.scalars(select(ImportRun).where(ImportRun.id == run_id, ImportRun.lease == lease).with_for_update()).first()
    still_ours(run)
    return run


def still_ours(run: ImportRun | None) -> None:
    """Raises Conflict when the lease has passed to another worker."""
    if run is None or run.state != "running":
        raise Conflict(TAKEN_OVER)


def _note(work: Work, run: ImportRun, planned: list[Planned]) -> None:
    """Keeps the verdict of every row."""
    rows = [
        {
            "import_id": run.id, "row": item.row.number, "verdict": item.verdict, "subject_id": item.subject_id,
            "problems": [problem.stored() for problem in (item.row.notes if item.good else item.row.problems)],
        }
        for item in planned
    ]
    work.session.execute(insert(ImportRow.__table__), rows)
    for item in planned:
        if item.verdict == ACCEPTED:
            run.accepted += 1
        elif item.verdict == UPDATED:
            run.updated += 1
        else:
            run.rejected += 1


@command("imports:run")
def finish(work: Work, run_id: int, lease: str, rows: Sequence[Row], facts: Facts) -> None:
    """The last step of a check or an import: late links, and the end is told."""
    run = _leased(work, run_id, lease)
    checked = run.options.get("task") == CHECK
    if not checked:
        if run.kind == "customers":
            at = context.load(work, KINDS[run.kind], Mapping(**run.mapping), facts, Seen(), run_id)
            customers.finish(at, rows)
        after = {"file": run.file_name, "what": run.kind, "accepted": run.accepted, "updated": run.updated, "rejected": run.rejected}
        work.record("import.finished", "import_run", run_id, after=after)
    run.state, run.finished_at, run.lease, run.leased_until = "checked" if checked else "done", work.now, None, None


@command("imports:run")
def fail(work: Work, run_id: int, lease: str, message: str) -> None:
    """Ends a task that cannot go on; what was stored stays and can be undone."""
    run = _leased(work, run_id, lease)
    run.state, run.message, run.finished_at, run.lease, run.leased_until = "failed", message, work.now, None, None
    work.record("import.failed", "import_run", run_id, after={"file": run.file_name})


def counts(work: Work, run_id: int) -> dict[str, int]:
    """Rows by verdict."""
    rows = work.session.execute(
        select(ImportRow.verdict, func.count()).where(ImportRow.import_id == run_id).group_by(ImportRow.verdict)
    )
    return {verdict: count for verdict, count in rows}



@query("imports:run")
def stored_as(work: Work, run_id: int) -> str:
    """Under which name the bytes of an import are kept. Raises NotFound."""
    return work.one(visible_runs(work).where(ImportRun.id == run_id)).stored_as
