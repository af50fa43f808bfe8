"""The values that the fields of rules can be compared with, named for the reader."""
from collections.abc import Callable, Iterable

from babel import Locale
from sqlalchemy import Select, or_, select

from crm_core import regions
from crm_core.access import scope
from crm_core.dictionary import DICTIONARIES, label
from crm_core.errors import N_
from crm_core.i18n import locales, words
from crm_core.segments.fields import MONTHS
from crm_core.wording import WORDS
from crm_core.work import Work, query
from db.models import (
    Campaign,
    Customer,
    CustomerTag,
    DictionaryEntry,
    LoyaltyTier,
    Pipeline,
    Product,
    Segment,
    Stage,
    Team,
    User,
)

MOST = 500

Options = dict[str | int, str]


@query("segments:edit", "campaigns:view")
def rule_choices(work: Work, names: Iterable[str]) -> dict[str, Options]:
    """For each of these `choices` of fields: value → what it is called, in order. The first 500 of each."""
    wanted = set(names)
    found: dict[str, Options] = {name: {} for name in wanted & set(DICTIONARIES)}
    if found:
        entries = select(DictionaryEntry).where(DictionaryEntry.dictionary.in_(found)).order_by(DictionaryEntry.position)
        for entry in work.session.scalars(entries):
            found[entry.dictionary][entry.code] = label(entry.name, entry.names, work.actor.locale)
    return found | {name: READERS[name](work) for name in wanted if name in READERS}


def _worded(field: str, codes: tuple[str, ...]) -> Callable[[Work], Options]:
    def read(work: Work) -> Options:
        translate = words(work.actor.locale).gettext
        return {code: translate(WORDS[field][code]) for code in codes}

    return read


def _named(statement: Callable[[Work], Select]) -> Callable[[Work], Options]:
    return lambda work: {key: name for key, name in work.session.execute(statement(work).limit(MOST))}


def _used(column) -> Callable[[Work], Options]:
    def read(work: Work) -> Options:
        seen = select(column).where(scope.customers(work), column.is_not(None)).distinct().order_by(column).limit(MOST)
        return {value: value for value in work.session.scalars(seen)}

    return read


def _countries(work: Work) -> Options:
    names = regions.countries(work.actor.locale)
    return {code: names.get(code, code) for code in _used(Customer.country)(work)}


def _tags(work: Work) -> Options:
    seen = select(CustomerTag.tag).join(Customer, Customer.id == CustomerTag.customer_id).where(scope.customers(work))
    return {tag: tag for tag in work.session.scalars(seen.distinct().order_by(CustomerTag.tag).limit(MOST))}


def _months(work: Work) -> Options:
    names = Locale.parse(work.actor.locale).months["stand-alone"]["wide"]
    translate = words(work.actor.locale).gettext
    told = {"this": translate(N_("this month")), "next": translate(N_("next month"))}
    return {month: told.get(month) or names[int(month)] for month in MONTHS}


def _stages(work: Work) -> Options:
    rows = work.session.execute(
        select(Stage, Pipeline).join(Pipeline, Pipeline.id == Stage.pipeline_id)
        .order_by(Pipeline.position, Pipeline.id, Stage.position).limit(MOST)
    ).all()
    several = len({pipeline.id for _stage, pipeline in rows}) > 1
    here = work.actor.locale

    def named(stage: Stage, pipeline: Pipeline) -> str:
        name = label(stage.name, stage.names, here)
        return f"{label(pipeline.name, pipeline.names, here)} · {name}" if several else name

    return {stage.id: named(stage, pipeline) for stage, pipeline in rows}


def _pipelines(work: Work) -> Options:
    rows = work.session.scalars(select(Pipeline).order_by(Pipeline.position, Pipeline.id).limit(MOST))
    return {row.id: label(row.name, row.names, work.actor.locale) for row in rows}


def _tiers(work: Work) -> Options:
    rows = work.session.scalars(select(LoyaltyTier).order_by(LoyaltyTier.revenue_from))
    return {row.id: label(row.name, row.names, work.actor.locale) for row in rows}


def _campaigns(work: Work) -> Select:
    return select(Campaign.id, Campaign.name).where(scope.campaigns(work)).order_by(Campaign.id.desc())


def _frozen(work: Work) -> Select:
    seen = or_(Segment.shared, Segment.owner_id == work.actor.user_id)
    return select(Segment.id, Segment.name).where(Segment.deleted_at.is_(None), Segment.live.is_(False), seen).order_by(Segment.name)


READERS: dict[str, Callable[[Work], Options]] = {
    "kind": _worded("kind", ("company", "person")),
    "lifecycle": _worded("lifecycle", tuple(WORDS["lifecycle"])),
    "churn_state": _worded("churn_case.state", tuple(WORDS["churn_case.state"])),
    "country": _countries,
    "region": _used(Customer.region),
    "owner": _named(lambda work: select(User.id, User.name).order_by(User.active.desc(), User.name_key)),
    "team": _named(lambda work: select(Team.id, Team.name).order_by(Team.name)),
    "tag": _tags,
    "language": lambda work: dict(locales()),
    "month": _months,
    "stage": _stages,
    "pipeline": _pipelines,
    "product": _named(lambda work: select(Product.id, Product.name).order_by(Product.active.desc(), Product.name_key)),
    "campaign": _named(_campaigns),
    "segment": _named(_frozen),
    "tier": _tiers,
}
