"""What the list of customers is filtered by: from the address, into the core."""
import streamlit as st

from crm_core.access.rights import Scope
from crm_core.customers.filtering import LIFECYCLES, ME, MY_TEAM, NOBODY, WITHOUT, CustomerFilter
from crm_core.customers.listing import filter_options
from crm_core.dictionary import choices
from crm_core.people.queries import colleagues, teams, ticket_agents
from crm_core.segments.queries import list_segments
from crm_core.wording import WORDS
from pages.ui import filters, session
from pages.ui.run import ask
from pages.ui.text import _

ORDER = "customers.order"  # the filter and the sort of the list that was looked at last
MORE = ("segment", "team", "grade", "region", "industry", "source", "tag", "agent", "quiet", "contract", "birthday", "created_from",
        "created_to")
ON_PHONES = ("owner", "lifecycle", *MORE)


def wanted() -> CustomerFilter:
    """The filter as the address has it."""
    return CustomerFilter(
        text=filters.value("q")[:200],
        owners=filters.values("owner"),
        teams=filters.values("team"),
        grades=filters.values("grade"),
        lifecycles=filters.values("lifecycle"),
        regions=filters.values("region"),
        industries=filters.values("industry"),
        sources=filters.values("source"),
        tags=filters.values("tag"),
        quiet_days=filters.number("quiet"),
        created_from=filters.day("created_from"),
        created_to=filters.day("created_to"),
        segment=filters.number("segment"),
        contract_days=filters.number("contract"),
        birthday_days=filters.number("birthday"),
        agents=filters.values("agent"),
    )


def is_set() -> bool:
    """Whether anything narrows the list."""
    return filters.active(("q", *ON_PHONES)) > 0


def draw() -> None:
    """Search, owner, lifecycle, and all the others behind a button."""
    filters.search(_("Name, phone or e-mail"))
    with st.container(horizontal=True, width="content", key="wide_filters"):
        filters.compact("owner", _("Owner"), owners(), nothing=_("all"))
        filters.compact("lifecycle", _("Lifecycle"), lifecycles(), nothing=_("all"))
    box = filters.more(MORE, on_phones=ON_PHONES)
    if box.open:
        with box, st.container(width=340):
            _more()


def owners() -> dict[str, str]:
    """Whom a filter by owner can name."""
    actor = session.actor()
    reach = actor.scope("customers:view")
    found = {ME: _("Me")}
    if reach > Scope.OWN and actor.team_id is not None:
        found[MY_TEAM] = _("My team")
    found[NOBODY] = _("Public pool")
    for person in ask(colleagues):
        near = reach is Scope.ALL or reach is Scope.TEAM and person.team_id == actor.team_id
        if near and person.id != actor.user_id:
            found[str(person.id)] = person.name
    return found


def lifecycles() -> dict[str, str]:
    words = WORDS["lifecycle"]
    return {code: _(words[code]) for code in LIFECYCLES}


def _more() -> None:
    with st.container(key="phone_filters"):
        filters.many("owner", _("Owner"), owners(), place="more")
        filters.many("lifecycle", _("Lifecycle"), lifecycles(), place="more")
    segments = {str(segment.id): segment.name for segment in ask(list_segments)}
    filters.one("segment", _("Segment"), {"": _("Any")} | segments)
    named, used = ask(choices), ask(filter_options)
    filters.many("grade", _("Grade"), _labels(named, "grade"))
    if session.actor().scope("customers:view") is Scope.ALL:
        filters.many("team", _("Team"), {str(team.id): team.name for team in ask(teams)})
    filters.many("tag", _("Tags"), _with_chosen("tag", used.tags))
    filters.many("region", _("Region"), _with_chosen("region", used.regions) | {WITHOUT: _("None")})
    filters.many("industry", _("Industry"), _labels(named, "industry"))
    filters.many("source", _("Source"), _labels(named, "source"))
    filters.many("agent", _("Named agent"), _agents())
    filters.days("quiet", _("No activity for … days"))
    filters.days("contract", _("Contract ends within … days"))
    filters.days("birthday", _("Birthday within … days, contacts too"), most=365)
    filters.period("created", _("Created from"), _("Created to"))


def _agents() -> dict[str, str]:
    """Who can be named; oneself first, where one can."""
    people = {str(person.id): person.name for person in ask(ticket_agents)}
    me = str(session.actor().user_id)
    mine = {ME: _("Me")} if people.pop(me, None) else {}
    return mine | people


def _labels(named: dict, dictionary: str) -> dict[str, str]:
    chosen = filters.values(dictionary)
    found = {c.code: c.label for c in named.get(dictionary, ()) if c.active or c.code in chosen}
    return found | {WITHOUT: _("None")}


def _with_chosen(name: str, used: tuple[str, ...]) -> dict[str, str]:
    """The values in use, and those of the address though nobody has them now."""
    return {value: value for value in sorted({*used, *filters.values(name)} - {WITHOUT})}
