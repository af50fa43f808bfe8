"""What a file names and the CRM does not have yet: people, dictionary values, products, pipelines and stages.

Only what the rows about to be stored need is added, in their transaction.
"""
import re
from collections.abc import Iterable

from sqlalchemy import func, select

from crm_core.importing import stages as stage_names
from crm_core.importing.mapping import NEW
from crm_core.importing.plans.context import Context, Planned
from crm_core.importing.words import loose
from crm_core.normalise import name_key
from crm_core.people.commands import create_user
from crm_core.people.schemas import UserForm
from crm_core.work import Work
from db.models import DictionaryEntry, Pipeline, Product, Role, Stage

SELLER = "account_manager"


def people(context: Context, good: list[Planned], *fields: str, role: str = SELLER) -> None:
    """Adds users who cannot sign in until they are invited."""
    for _field, text in _missing(context, good, fields):
        key = create_user(context.work, UserForm(name=text, role_id=role_id(context.work, role)))
        context.known.teams[str(key)] = None
        context.known.labels.setdefault("person", {})[str(key)] = text
        context.known.learn("person", text, str(key))


def entries(context: Context, good: list[Planned], fields: Iterable[str], dictionary: str | None = None) -> None:
    """Adds values to the dictionaries that grow."""
    for field, text in _missing(context, good, fields, dictionary):
        name = dictionary or context.kind.field(field).dictionary
        context.known.learn(name, text, add_entry(context, name, text))


def add_entry(context: Context, dictionary: str, text: str) -> str:
    """Adds one value at the end of a dictionary and returns its code."""
    known = context.known.labels.setdefault(dictionary, {})
    base = re.sub(r"\W+", "_", text.casefold()).strip("_")[:60] or "value"
    code, count = base, 1
    while code in known:
        count += 1
        code = f"{base}_{count}"
    last = context.work.session.scalar(
        select(func.max(DictionaryEntry.position)).where(DictionaryEntry.dictionary == dictionary)
    )
    entry = DictionaryEntry(dictionary=dictionary, code=code, name=text[:200], position=(last or 0) + 1, import_id=context.run_id)
    context.work.session.add(entry)
    context.work.session.flush()
    context.work.record("dictionary.added", "dictionary_entry", entry.id, after={"dictionary": dictionary, "name": entry.name})
    known[code] = text
    return code


def pipeline(context: Context, name: str, *, own: bool) -> str:
    """The key of the pipeline of this name, added when there is none.

    `own`: it is named after the file, so only one that an import made is meant.
    """
    rows = context.work.session.execute(select(Pipeline.id, Pipeline.name, Pipeline.import_id).where(Pipeline.active)).all()
    same = [row for row in rows if loose(row.name) == loose(name)]
    fitting = [row.id for row in same if row.import_id is not None or not own]
    if fitting:
        return str(fitting[0])
    row = Pipeline(name=f"{name[:200]} ({len(same) + 1})" if same else name[:200], import_id=context.run_id,
                   position=(context.work.session.scalar(select(func.max(Pipeline.position))) or 0) + 1)
    context.work.session.add(row)
    context.work.session.flush()
    context.work.record("pipeline.created", "pipeline", row.id, after={"name": row.name})
    return str(row.id)


def stages(context: Context, pipeline_id: int, names: list[str], probability: dict[str, float]) -> dict[str, int]:
    """The ids of all these stages of a pipeline; those it lacks are added in their order."""
    session = context.work.session
    rows = session.scalars(select(Stage).where(Stage.pipeline_id == pipeline_id).order_by(Stage.position, Stage.id)).all()
    found = {}
    for row in rows:
        for way in (row.name, *(row.names or {}).values()):
            found.setdefault(loose(way), row.id)
    lacking = [name for name in names if loose(name) not in found]
    ordered = stage_names.in_order(lacking, probability)
    chances = stage_names.chances(ordered, probability)
    start = max((row.position for row in rows), default=-1) + 1
    for place, name in enumerate(ordered):
        row = Stage(pipeline_id=pipeline_id, name=name[:200], position=start + place, probability=min(max(chances[name], 0), 100))
        session.add(row)
        session.flush()
        context.work.record("stage.created", "stage", row.id, after={"name": row.name, "pipeline_id": pipeline_id})
        found[loose(name)] = row.id
    return {name: found[loose(name)] for name in names}


def role_id(work: Work, key: str) -> int:
    """The id of a built-in role; the last of all roles should somebody have removed it."""
    return work.session.scalars(
        select(Role.id).order_by(Role.key != key, Role.built_in.desc(), Role.position.desc()).limit(1)
    ).one()


def _missing(context: Context, good: list[Planned], fields: Iterable[str], place: str | None = None) -> list[tuple[str, str]]:
    """Field and text of every value that has to be added, each once."""
    wanted: dict[tuple[str, str], tuple[str, str]] = {}
    for item in good:
        for field in fields:
            text = item.row.values.get(field)
            if text is not None and context.known.meaning(context.kind.field(field), text, place).action == NEW:
                wanted.setdefault((field, loose(text)), (field, text))
    return list(wanted.values())


def products(context: Context, names: Iterable[str]) -> None:
    """Adds products that rows name, without a price."""
    for name in sorted(names):
        if context.known.meaning(context.kind.field("product"), name).action != NEW:
            continue
        row = Product(name=name[:200], name_key=name_key(name), import_id=context.run_id, created_at=context.work.now)
        context.work.session.add(row)
        context.work.session.flush()
        context.work.record("product.created", "product", row.id, after={"name": row.name})
        context.known.learn("product", name, str(row.id))
