"""What the CRM has that values of a file may mean, and what each value does mean."""
from dataclasses import dataclass, field

from sqlalchemy import or_, select

from crm_core.access.rights import Scope
from crm_core.i18n import locales, words
from crm_core.importing.fields import Field, Kind, Type
from crm_core.importing.mapping import EMPTY, LOST, NEW, REJECT, WON, Mapping
from crm_core.importing.words import Choices, Match, loose
from crm_core.work import Work
from db.models import DictionaryEntry, Pipeline, Product, Stage, User

# Lists whose unknown values are simply added; the others are decided by a person.
GROWING = frozenset({"industry", "source", "buying_role", "won_reason", "lost_reason", "ticket_kind"})


@dataclass(frozen=True)
class Meaning:
    """What a value means: `key` of something that exists, or an action (NEW, EMPTY, REJECT).

    `how` is exact, loose, chosen or unknown.
    """

    key: str | None = None
    action: str | None = None
    how: str = "unknown"
    suggestions: tuple[str, ...] = ()


@dataclass
class Known:
    """Everything short enough to be held whole, loaded anew for every chunk."""

    mapping: Mapping
    may_add_people: bool
    choices: dict[str, Choices] = field(default_factory=dict)
    labels: dict[str, dict[str, str]] = field(default_factory=dict)
    teams: dict[str, int | None] = field(default_factory=dict)
    prices: dict[str, int | None] = field(default_factory=dict)
    cache: dict[tuple[str, str, str], Meaning] = field(default_factory=dict)

    def meaning(self, target: Field, text: str, among: str | None = None) -> Meaning:
        """What `text` means for a field; `among` names the choices where the field alone does not."""
        place = among or place_of(target)
        found = self.cache.get((target.name, place, text))
        if found is None:
            found = self.cache[target.name, place, text] = self._meaning(target, text, place)
        return found

    def learn(self, place: str, text: str, key: str) -> None:
        """From now on every way to write `text` means the row that was just added."""
        for (name, where, written), meaning in list(self.cache.items()):
            if where == place and meaning.action == NEW and loose(written) == loose(text):
                self.cache[name, where, written] = Meaning(key, how="chosen")

    def _meaning(self, target: Field, text: str, place: str) -> Meaning:
        choices = self.choices.get(place, Choices({}))
        chosen = self.mapping.values.get(target.name, {}).get(text)
        if chosen is not None:
            return self._chosen(choices, place, chosen)
        match = choices.match(text)
        if match.choice is not None:
            return Meaning(match.choice, how="exact" if match.exact else "loose")
        return Meaning(None, self._unknown(target, match, text), suggestions=match.suggestions)

    def _chosen(self, choices: Choices, place: str, chosen: str) -> Meaning:
        if chosen.startswith("+"):
            return Meaning(chosen if chosen in (WON, LOST) else None, None if chosen in (WON, LOST) else chosen, "chosen")
        if chosen in self.labels.get(place, {}):
            return Meaning(chosen, how="chosen")
        match = choices.match(chosen)
        return Meaning(match.choice, None if match.choice else REJECT, "chosen", match.suggestions)

    def _unknown(self, target: Field, match: Match, text: str) -> str:
        options = self.mapping.options
        if target.type is Type.DICTIONARY:
            return NEW if target.dictionary in GROWING else REJECT
        if target.type is Type.PERSON:
            wanted = {"create": NEW, "empty": EMPTY, "reject": REJECT}[options.missing_people]
            # A number is not a misspelt other number.
            several = not text.isdigit() and any(choice for choice in match.suggestions) and match.choice is None and len(match.suggestions) > 1
            return REJECT if wanted == NEW and (several or not self.may_add_people) else wanted
        if target.type is Type.PRODUCT:
            return NEW if options.missing_products == "create" else REJECT
        if target.type in (Type.STAGE, Type.PIPELINE):
            return NEW
        return REJECT


def place_of(target: Field) -> str:
    """The name under which the choices of a field are kept."""
    return target.dictionary or target.type.value


def load(work: Work, kind: Kind, mapping: Mapping) -> Known:
    """Reads the lists that this kind's columns can refer to."""
    types = {target.type for target in kind.fields}
    may_add = work.scope("users:manage") is Scope.ALL
    known = Known(mapping, may_add)
    if Type.DICTIONARY in types:
        _dictionaries(work, known)
    if Type.PERSON in types:
        _people(work, known)
    if Type.PRODUCT in types:
        _products(work, known)
    if Type.STAGE in types:
        _stages(work, known)
    return known


def _dictionaries(work: Work, known: Known) -> None:
    names: dict[str, dict[str, str]] = {}
    rows = work.session.execute(
        select(DictionaryEntry.dictionary, DictionaryEntry.code, DictionaryEntry.name, DictionaryEntry.names)
        .order_by(DictionaryEntry.active, DictionaryEntry.position.desc())
    )
    for dictionary, code, name, translated in rows:
        ways = names.setdefault(dictionary, {})
        for way in (code, *spoken(name), name, *(translated or {}).values()):
            ways[way] = code
        known.labels.setdefault(dictionary, {})[code] = (translated or {}).get(work.actor.locale) or name
    known.choices |= {dictionary: Choices(ways) for dictionary, ways in names.items()}


def spoken(name: str) -> list[str]:
    """A built-in name in every language of the program."""
    return [words(locale).gettext(name) for locale in locales()]


def _people(work: Work, known: Known) -> None:
    statement = select(User.id, User.name, User.email, User.team_id).where(User.active)
    reach = work.scope("imports:run")
    if reach is Scope.TEAM and work.actor.team_id is not None:
        statement = statement.where(or_(User.team_id == work.actor.team_id, User.id == work.actor.user_id))
    elif reach is not Scope.ALL:
        statement = statement.where(User.id == work.actor.user_id)
    ways: dict[str, set[str]] = {}
    for key, name, email, team in work.session.execute(statement):
        known.teams[str(key)] = team
        known.labels.setdefault("person", {})[str(key)] = name
        for way in filter(None, (name, email)):
            ways.setdefault(way, set()).add(str(key))
    # Two people of one name are nobody in particular.
    known.choices["person"] = Choices({way: next(iter(keys)) for way, keys in ways.items() if len(keys) == 1})


def _products(work: Work, known: Known) -> None:
    ways: dict[str, set[str]] = {}
    rows = work.session.execute(select(Product.id, Product.name, Product.sku, Product.external_id, Product.price))
    for key, name, sku, external_id, price in rows:
        known.labels.setdefault("product", {})[str(key)] = name
        known.prices[str(key)] = price
        for way in filter(None, (name, sku, external_id)):
            ways.setdefault(way, set()).add(str(key))
    known.choices["product"] = Choices({way: next(iter(keys)) for way, keys in ways.items() if len(keys) == 1})


def _stages(work: Work, known: Known) -> None:
    pipelines: dict[str, str] = {}
    rows = work.session.execute(select(Pipeline.id, Pipeline.name, Pipeline.names).where(Pipeline.active)
                                .order_by(Pipeline.position.desc(), Pipeline.id.desc()))
    for key, name, translated in rows:
        known.labels.setdefault("pipeline", {})[str(key)] = (translated or {}).get(work.actor.locale) or name
        for way in (*spoken(name), name, *(translated or {}).values()):
            pipelines[way] = str(key)
    known.choices["pipeline"] = Choices(pipelines)
    stages: dict[str, dict[str, str]] = {key: {} for key in known.labels.get("pipeline", {})}
    everywhere: dict[str, str] = {}
    found = work.session.execute(
        select(Stage.id, Stage.pipeline_id, Stage.name, Stage.names).where(Stage.active).order_by(Stage.position, Stage.id)
    )
    for key, pipeline, name, translated in found:
        if str(pipeline) in stages:
            label = (translated or {}).get(work.actor.locale) or name
            known.labels.setdefault(f"stage:{pipeline}", {})[str(key)] = label
            known.labels.setdefault("stage", {})[str(key)] = label
            for way in (*spoken(name), name, *(translated or {}).values()):
                stages[str(pipeline)].setdefault(way, str(key))
                everywhere.setdefault(way, str(key))
    known.choices |= {f"stage:{pipeline}": Choices(ways) for pipeline, ways in stages.items()}
    known.choices["stage"] = Choices(everywhere)
