"""Choices made in the wizard, offered again next time."""
from sqlalchemy import delete, insert, select

from crm_core.importing.mapping import Mapping, memory_key
from crm_core.work import Work, query
from db.models import ImportMemory

HEADING = "heading"
VALUE_LENGTH = 200


@query("imports:run")
def remembered(work: Work, kind: str) -> tuple[dict[str, str], dict[str, dict[str, str]]]:
    """Key of a heading → field ("" for not imported), and field → value → choice."""
    headings: dict[str, str] = {}
    values: dict[str, dict[str, str]] = {}
    rows = work.session.execute(
        select(ImportMemory.what, ImportMemory.given, ImportMemory.chosen).where(ImportMemory.kind == kind)
    )
    for what, given, chosen in rows:
        if what == HEADING:
            headings[given] = chosen
        else:
            values.setdefault(what.removeprefix("value:"), {})[given] = chosen
    return headings, values


def remember(work: Work, kind: str, mapping: Mapping) -> None:
    """Keeps what was chosen; a later choice replaces an earlier one."""
    chosen = {(HEADING, memory_key(heading)): field or "" for heading, field in mapping.columns.items() if memory_key(heading)}
    for field, values in mapping.values.items():
        chosen |= {(f"value:{field}", text): choice for text, choice in values.items() if len(text) <= VALUE_LENGTH}
    if not chosen:
        return
    for what in {what for what, _given in chosen}:
        given = [key for place, key in chosen if place == what]
        work.session.execute(
            delete(ImportMemory).where(ImportMemory.kind == kind, ImportMemory.what == what, ImportMemory.given.in_(given))
        )
    rows = [
        {"kind": kind, "what": what, "given": given, "chosen": choice, "chosen_at": work.now}
        for (what, given), choice in chosen.items()
    ]
    work.session.execute(insert(ImportMemory), rows)
