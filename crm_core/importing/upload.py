"""From the bytes of a file to an import that waits for decisions."""
from dataclasses import dataclass

from crm_core.access.actor import Actor
from crm_core.errors import Invalid
from crm_core.i18n import N_
from crm_core.importing import files, memory, runs
from crm_core.importing.catalogue import KINDS
from crm_core.importing.cells import RowReader
from crm_core.importing.fields import Kind
from crm_core.importing.headings import Column, guess_kind
from crm_core.importing.mapping import Mapping, propose
from crm_core.importing.queries import import_run
from crm_core.importing.table import Table
from crm_core.run import act, ask
from crm_core.settings import Settings


@dataclass(frozen=True)
class Proposal:
    """A mapping with how each column came to its field."""

    mapping: Mapping
    columns: list[Column]


def open_file(actor: Actor, data: bytes, file_name: str, settings: Settings, kind: str | None = None, sheet: str | None = None) -> int:
    """Reads a file, proposes what its columns are and returns the id of the import. Raises Invalid, Forbidden."""
    stored = files.keep(data)
    try:
        table = files.table(stored, file_name, sheet)
        allowed = [name for name, known in KINDS.items() if actor.may(known.right)]
        name = kind or guess_kind(table.headings, allowed) or "customers"
        proposal = propose_for(actor, table, KINDS[name], settings)
        return act(actor, runs.start_import, name, file_name, stored, proposal.mapping, len(table.rows), about(table, proposal.columns))
    except Exception:
        files.remove(stored)
        raise


def propose_for(actor: Actor, table: Table, kind: Kind, settings: Settings) -> Proposal:
    """Columns by headings and by what was chosen last time; columns that do not fit their field are left out."""
    headings, values = ask(actor, memory.remembered, kind.name)
    mapping, columns = propose(table, kind, headings)
    present = {field: chosen for field, chosen in values.items() if field in mapping.columns.values()}
    mapping = mapping.model_copy(update={"values": present})
    return without_unfit(table, kind, Proposal(mapping, columns), settings)


def without_unfit(table: Table, kind: Kind, proposal: Proposal, settings: Settings) -> Proposal:
    """Columns most of whose values their field cannot take are not imported unless somebody says so."""
    unfit = set(RowReader(table, kind, proposal.mapping, settings).unfit())
    columns = [Column(c.index, c.heading, None, "unfit") if c.index in unfit else c for c in proposal.columns]
    chosen = {column.heading: column.field for column in columns}
    return Proposal(proposal.mapping.model_copy(update={"columns": chosen}), columns)


def change_kind(actor: Actor, run_id: int, kind: str, settings: Settings, sheet: str | None = None) -> None:
    """The file is something else, or another sheet of it is meant: everything is proposed anew. Raises Invalid."""
    if kind not in KINDS:
        raise Invalid(N_("This kind of file cannot be imported."), field="kind")
    run = ask(actor, import_run, run_id)
    stored = ask(actor, runs.stored_as, run_id)
    table = files.table(stored, run.file_name, sheet or run.about.get("sheet"))
    proposal = propose_for(actor, table, KINDS[kind], settings)
    act(actor, runs.change_import, run_id, proposal.mapping, kind, len(table.rows), **about(table, proposal.columns))


def about(table: Table, columns: list[Column]) -> dict:
    """What the wizard tells about the file."""
    return {
        "sheet": table.sheet or None, "sheets": table.sheets, "encoding": table.encoding, "delimiter": table.delimiter,
        "notes": table.notes, "how": {column.heading: column.how for column in columns},
    }


def table_of(actor: Actor, run_id: int) -> Table:
    """The table of an import. Raises NotFound, Invalid when the file is gone."""
    run = ask(actor, import_run, run_id)
    return files.table(ask(actor, runs.stored_as, run_id), run.file_name, run.about.get("sheet"))
