"""The filters of board and table, in the address."""
import streamlit as st

from crm_core.access.rights import Scope
from crm_core.dictionary import choices
from crm_core.money import minor_units
from crm_core.pipeline import periods
from crm_core.pipeline.filtering import ME, MY_TEAM, NOBODY, WITHOUT, DealFilter
from crm_core.pipeline.listing import deal_options, deal_regions
from crm_core.pipeline.queries import pipelines
from crm_core.pipeline.schemas import PipelineView
from crm_core.products.queries import product_choices
from crm_core.wording import WORDS
from pages.ui import filters, session
from pages.ui.format import Style
from pages.ui.run import ask
from pages.ui.text import _

BOTH = ("stage", "team", "product", "region", "industry", "source", "customer", "expected", "value_from", "value_to", "next", "late")
TABLE_ONLY = ("status", "opened", "closed", "reason")


def chosen(style: Style) -> DealFilter:
    """What the address says."""
    return DealFilter(
        text=filters.value("q"),
        pipelines=filters.values("pipeline"),
        stages=filters.values("stage"),
        statuses=filters.values("status"),
        owners=filters.values("owner"),
        teams=filters.values("team"),
        products=filters.values("product"),
        customers=filters.values("customer"),
        regions=filters.values("region"),
        industries=filters.values("industry"),
        sources=filters.values("source"),
        reasons=filters.values("reason"),
        value_from=_amount("value_from", style),
        value_to=_amount("value_to", style),
        expected=filters.value("expected"),
        opened=filters.value("opened"),
        closed=filters.value("closed"),
        late=filters.value("late") == "1",
        next_step=filters.value("next"),
    )


def row(style: Style, table: bool) -> None:
    """Search, the two most used filters, the others."""
    with st.container(key="pipeline_search", width=200):
        filters.search(_("Deal or customer"))
    with st.container(horizontal=True, width="content", key="wide_filters"):
        _pipeline(table)
        _owner()
    names = BOTH + TABLE_ONLY if table else BOTH
    box = filters.more(names, on_phones=("owner", *names))
    if box.open:
        with box:
            _more(style, table)


def _pipeline(table: bool) -> None:
    known = [pipeline for pipeline in ask(pipelines) if pipeline.active]
    if len(known) < 2:
        return
    options = {str(pipeline.id): _("Pipeline: {name}").format(name=pipeline.name) for pipeline in known}
    with st.container(width=220):
        filters.one("pipeline", _("Pipeline"), ({"": _("All pipelines")} if table else {}) | options, hide_label=True)


def _owner() -> None:
    options = _owners()
    if options:
        filters.compact("owner", _("Owner"), options, nothing=_("all"))


def _owners() -> dict[str, str]:
    """Whom the filter can name; nobody to choose from for who sees only the own deals."""
    reach = session.actor().scope("deals:view")
    if reach <= Scope.OWN:
        return {}
    people = {str(key): name for key, name in ask(deal_options).owners if key != session.actor().user_id}
    options = {ME: _("Me")} | ({MY_TEAM: _("My team")} if reach is Scope.ALL and session.actor().team_id else {}) | people
    return options | ({NOBODY: _("Nobody")} if reach is Scope.ALL else {})


def _more(style: Style, table: bool) -> None:
    with st.container(width=340):
        owners = _owners()
        if owners:
            with st.container(key="phone_filters"):
                filters.many("owner", _("Owner"), owners, place="more")
        if table:
            filters.many("status", _("Status"), {code: _(word) for code, word in WORDS["status"].items()})
        filters.many("stage", _("Stage"), _stages())
        _days("expected", _("Expected close"), ("overdue", "this_month", "next_month", "this_quarter", "next_quarter"))
        if table:
            _days("closed", _("Closed"), ("this_month", "last_month", "this_quarter", "last_quarter", "this_year", "last_year"))
            _days("opened", _("Opened"), ("this_month", "last_month", "this_quarter", "last_quarter", "this_year", "last_year"))
        _values(style)
        filters.one("next", _("Next step"), {"": _("Any"), "overdue": _("Overdue"), "none": _("None planned")})
        filters.one("late", _("Time in stage"), {"": _("Any"), "1": _("Past the limit of the stage")})
        filters.one("customer", _("Customer"), {"": _("Any"), WITHOUT: _("No customer yet")} | _this_customer())
        _lists(table)


def _lists(table: bool) -> None:
    named = ask(choices)
    teams = {str(key): name for key, name in ask(deal_options).teams}
    if len(teams) > 1:
        filters.many("team", _("Team"), teams)
    products = {str(product.id): product.name for product in ask(product_choices)}
    if products:
        filters.many("product", _("Product"), products | {WITHOUT: _("None")})
    regions = ask(deal_regions)
    if regions or filters.values("region"):
        filters.many("region", _("Region"), {name: name for name in (*regions, *filters.values("region"))})
    filters.many("industry", _("Industry"), {choice.code: choice.label for choice in named.get("industry", ())})
    filters.many("source", _("Source"), {choice.code: choice.label for choice in named.get("source", ())})
    if table:
        reasons = {c.code: c.label for name in ("won_reason", "lost_reason") for c in named.get(name, ())}
        filters.many("reason", _("Reason"), reasons)


def _stages() -> dict[str, str]:
    shown: tuple[PipelineView, ...] = ask(pipelines)
    asked = filters.values("pipeline")
    mine = [pipeline for pipeline in shown if pipeline.active and (not asked or str(pipeline.id) in asked)]
    return {
        str(stage.id): stage.name if len(mine) == 1 else f"{pipeline.name} · {stage.name}"
        for pipeline in mine
        for stage in pipeline.open_stages
    }


def _days(name: str, label: str, named: tuple[str, ...]) -> None:
    options = {"": _("Any"), **{key: _(periods.NAMES[key]) for key in named}, periods.NEVER: _("No date")}
    written = filters.value(name)
    if written and written not in options:
        options[written] = _(periods.NAMES[written]) if written in periods.NAMES else written.replace("..", " … ")
    filters.one(name, label, options)


def _values(style: Style) -> None:
    left, right = st.columns(2)
    for place, name, label in ((left, "value_from", _("Value from")), (right, "value_to", _("Value to"))):
        key = f"filter-{name}"
        session.keep(key, filters.number(name))
        place.number_input(label, 0, 10**9, key=key, step=1000, placeholder=_("Any"), on_change=_put_number, args=(name, key))


def _put_number(name: str, key: str) -> None:
    filters.put({name: session.get(key)})


def _this_customer() -> dict[str, str]:
    """A customer that a link asked for; its name is on every row."""
    asked = [value for value in filters.values("customer") if value != WITHOUT]
    return {value: _("One customer") for value in asked[:1]}


def _amount(name: str, style: Style) -> int | None:
    found = filters.number(name)
    return None if found is None else minor_units(found, style.currency)
