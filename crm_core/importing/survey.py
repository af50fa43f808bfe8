"""What only the whole file tells: the names in it, its stages, the values to be matched."""
from collections import Counter
from dataclasses import dataclass
from pathlib import PurePath

from crm_core import normalise
from crm_core.importing import known as knowing
from crm_core.importing.amounts import read_percent
from crm_core.importing.cells import BLANKS, RowReader
from crm_core.importing.fields import MATCHED, Kind, Type
from crm_core.importing.known import Known
from crm_core.importing.mapping import LOST, NEW, WON, Mapping
from crm_core.importing.plans.context import Facts
from crm_core.importing.stages import outcome_of
from crm_core.importing.table import Table, as_text
from crm_core.work import Work

SHOWN_VALUES = 200


def facts(reader: RowReader, mapping: Mapping, file_name: str) -> Facts:
    """The facts that planning a single chunk needs about all rows."""
    of, table = reader.columns.of, reader.table
    found = Facts(file_name=PurePath(file_name).stem or file_name)
    if "parent" in of or "parent_external_id" in of:
        found.names = frozenset(normalise.name_key(text) for text in _texts(table, of.get("name", [])))
        found.external_ids = frozenset(_texts(table, of.get("external_id", [])))
    if "stage" in of:
        found.stages, found.probability = _stages(table, of, mapping)
    return found


def _texts(table: Table, indexes: list[int]) -> list[str]:
    return [" ".join(as_text(cell).split()) for index in indexes for cell in table.column(index)]


def _stages(table: Table, of: dict[str, list[int]], mapping: Mapping) -> tuple[tuple[tuple[str, str], ...], dict[str, float]]:
    """The open stages with their pipelines in the order of the file, and their mean probability."""
    stage, pipeline, chance = (of.get(name, [None])[0] for name in ("stage", "pipeline", "probability"))
    chances: dict[str, list[int]] = {}
    seen: dict[tuple[str, str], None] = {}
    for cells in table.rows:
        text = " ".join(as_text(cells[stage]).split())
        if not text or text.lower() in BLANKS or is_end(text, mapping):
            continue
        seen.setdefault((" ".join(as_text(cells[pipeline]).split()) if pipeline is not None else "", text))
        percent = read_percent(cells[chance]) if chance is not None and cells[chance] != "" else None
        if percent is not None:
            chances.setdefault(text, []).append(percent)
    return tuple(seen), {text: sum(found) / len(found) for text, found in chances.items()}


def is_end(stage: str, mapping: Mapping) -> bool:
    """Whether a stage says won or lost."""
    chosen = mapping.values.get("stage", {}).get(stage)
    return chosen in (WON, LOST) if chosen else outcome_of(stage) in ("won", "lost")


@dataclass(frozen=True)
class ValueMatch:
    """One value of a column: how many rows have it, and what it means (see known.Meaning)."""

    text: str
    count: int
    key: str | None
    action: str | None
    how: str
    suggestions: tuple[str, ...]

    @property
    def sure(self) -> bool:
        return self.how in ("exact", "loose", "chosen")


@dataclass(frozen=True)
class FieldValues:
    """All values of one matched field, the unsure ones first, and what can be chosen: key → label."""

    field: str
    label: str
    type: str
    heading: str
    values: tuple[ValueMatch, ...]
    choices: dict[str, str]
    total: int


def values(work: Work, table: Table, kind: Kind, mapping: Mapping) -> tuple[FieldValues, ...]:
    """The values of all columns that are matched against what the CRM has."""
    known = knowing.load(work, kind, mapping)
    found = []
    for index, heading in enumerate(table.headings):
        name = mapping.columns.get(heading)
        if name and kind.has(name) and kind.field(name).type in MATCHED - {Type.KIND}:
            found.append(_field_values(table, kind, mapping, known, index, name))
    return tuple(item for item in found if item.values)


def _field_values(table: Table, kind: Kind, mapping: Mapping, known: Known, index: int, name: str) -> FieldValues:
    target = kind.field(name)
    counts = Counter(" ".join(as_text(cell).split()) for cell in table.column(index))
    matches = [
        _match(known, kind, mapping, name, text, count)
        for text, count in counts.most_common() if text and text.lower() not in BLANKS
    ]
    matches.sort(key=lambda match: match.sure)
    choices = known.labels.get(knowing.place_of(target), {})
    return FieldValues(name, target.label, target.type.value, table.headings[index], tuple(matches[:SHOWN_VALUES]), dict(choices), len(matches))


def _match(known: Known, kind: Kind, mapping: Mapping, name: str, text: str, count: int) -> ValueMatch:
    target = kind.field(name)
    if target.type in (Type.STAGE, Type.OUTCOME) and text not in mapping.values.get(name, {}):
        end = outcome_of(text)
        if end in ("won", "lost") or (end and target.type is Type.OUTCOME):
            return ValueMatch(text, count, f"+{end}", None, "exact", ())
    meaning = known.meaning(target, text)
    return ValueMatch(text, count, meaning.key, meaning.action, meaning.how, meaning.suggestions)


def unsure(found: tuple[FieldValues, ...]) -> int:
    """How many values nobody has decided and nothing is certain about."""
    return sum(not match.sure and match.action != NEW for item in found for match in item.values)
