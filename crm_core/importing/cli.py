"""The wizard's work without its questions, for `python -m crm_core import`."""
import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from crm_core.access.actor import Actor
from crm_core.errors import Invalid
from crm_core.i18n import N_, Words, words
from crm_core.importing import files, runs, worker
from crm_core.importing.catalogue import KINDS
from crm_core.importing.headings import Column
from crm_core.importing.mapping import Mapping, propose
from crm_core.importing.queries import RunView, error_file, import_rows, import_run
from crm_core.importing.upload import Proposal, about, without_unfit
from crm_core.run import act, ask
from crm_core.settings import load
from db.engine import database

SHOWN = 20
PARTS = frozenset({"columns", "values", "dates", "decimals", "options"})


def run(path: Path, kind: str, actor: Actor, mapping_path: Path | None = None, *, dry_run: bool = False, add_missing: bool = False) -> int:
    """Imports a file, prints what became of its rows and writes the error file into the current folder.

    Returns 0, or 1 when the import failed or no row came in. Raises Invalid, Forbidden, OSError.
    """
    text = words(actor.locale)
    given = read_mapping(mapping_path.read_text(encoding="utf-8-sig")) if mapping_path else None
    view = import_file(actor, path.read_bytes(), path.name, kind, given, dry_run=dry_run, add_missing=add_missing)
    for line in told(view, actor, text, dry_run):
        print(line)
    left = view.rejected
    if left and not dry_run and view.state == "done":
        target = Path(f"{path.stem}-errors.csv")
        target.write_bytes(ask(actor, error_file, view.id))
        print(text.gettext("The rows that did not come in are in {file}.").format(file=target))
    failed = view.state not in ("done", "checked") or not (view.accepted + view.updated)
    _forget(actor, view)
    return 1 if failed else 0


def import_file(
    actor: Actor, data: bytes, file_name: str, kind: str, given: Mapping | None = None, *, dry_run: bool = False,
    add_missing: bool = False,
) -> RunView:
    """Imports (or with `dry_run` only checks) a file and waits until that is done.

    Only headings that are names or synonyms of fields are taken, unless `given` says more. With
    `add_missing` customers and products that rows name and nobody knows are added.
    """
    stored = files.keep(data)
    try:
        table = files.table(stored, file_name)
        proposal = _surely(table, KINDS[kind], given)
        with database().reading() as session:
            proposal = without_unfit(table, KINDS[kind], proposal, load(session)) if given is None else proposal
        mapping = _adding(proposal.mapping) if add_missing else proposal.mapping
        run_id = act(actor, runs.start_import, kind, file_name, stored, mapping, len(table.rows),
                     about(table, proposal.columns))
        act(actor, runs.begin, run_id, runs.CHECK if dry_run else runs.IMPORT)
    except Exception:
        files.remove(stored)
        raise
    return wait(actor, run_id)


def _adding(mapping: Mapping) -> Mapping:
    options = mapping.options.model_copy(update={"missing_customers": "create", "missing_products": "create"})
    return mapping.model_copy(update={"options": options})


def _surely(table, kind, given: Mapping | None) -> Proposal:
    proposed, columns = propose(table, kind)
    chosen = {column.heading: column.field if column.sure else None for column in columns}
    taken = {field for field in (given.columns.values() if given else ()) if field}
    chosen = {heading: None if field in taken else field for heading, field in chosen.items()}
    unknown = set(given.columns if given else ()) - set(table.headings)
    if unknown:
        raise Invalid(N_("The file has no column “{name}”."), name=sorted(unknown)[0])
    wrong = [field for field in taken if not kind.has(field)]
    if wrong:
        raise Invalid(N_("There is no field “{name}”."), name=wrong[0])
    chosen |= given.columns if given else {}
    mapping = (given or proposed).model_copy(update={"columns": chosen})
    return Proposal(mapping, [Column(c.index, c.heading, chosen[c.heading], c.how) for c in columns])


def read_mapping(text: str) -> Mapping:
    """A mapping as JSON: its five parts, or only heading → field. Raises Invalid."""
    try:
        found: Any = json.loads(text)
        if isinstance(found, dict) and not found.keys() & PARTS:
            found = {"columns": found}
        return Mapping.model_validate(found)
    except (json.JSONDecodeError, ValidationError) as error:
        raise Invalid(N_("The mapping cannot be read: {why}"), why=str(error).splitlines()[0]) from None


def wait(actor: Actor, run_id: int) -> RunView:
    """Does the work here, or waits for the process that has taken it."""
    while True:
        worker.run_waiting()
        view = ask(actor, import_run, run_id)
        if not view.busy:
            return view
        time.sleep(0.2)


def told(view: RunView, actor: Actor, text: Words, dry_run: bool) -> Iterator[str]:
    """What to print about an import."""
    left = [heading for heading, field in view.mapping.columns.items() if not field]
    if left:
        yield text.gettext("Columns not imported: {names}").format(names=", ".join(left))
    if view.message:
        yield text.gettext(view.message)
    if dry_run:
        yield text.gettext("Nothing was imported. It would be:")
    yield text.gettext("accepted {accepted}, updated {updated}, rejected {rejected} of {total} rows").format(
        accepted=view.accepted, updated=view.updated, rejected=view.rejected, total=view.total)
    shown = 0
    for verdict in ("rejected", "duplicate"):
        for row in ask(actor, import_rows, view.id, verdict, 1, SHOWN - shown) if shown < SHOWN else ():
            shown += 1
            yield text.gettext("row {number}: {reason}").format(number=row.number, reason=row.reason)
    if view.rejected > shown:
        yield text.gettext("and {count} more").format(count=view.rejected - shown)


def _forget(actor: Actor, view: RunView) -> None:
    if view.state == "checked":
        files.remove(act(actor, runs.discard_import, view.id))
