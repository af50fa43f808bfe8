"""What the queue is filtered by: from the address, into the core."""
import streamlit as st

from crm_core.access.rights import Scope
from crm_core.people.queries import colleagues, teams
from crm_core.tickets.filtering import BOXES, ME, NOBODY, TicketFilter
from crm_core.tickets.listing import Counts
from pages.tickets import fields, words
from pages.ui import filters, session
from pages.ui.format import number
from pages.ui.reader import style
from pages.ui.run import ask
from pages.ui.text import _

ALL = "all"
MORE = ("state", "priority", "kind", "channel", "grade", "owner", "team", "late", "opened_from", "opened_to")
ON_PHONES = ("product", *MORE)
LATE = {"1": True, "0": False}


def box() -> str:
    """Which box the address says; one's own, where one has any."""
    chosen = filters.value("box")
    if chosen in (*BOXES, ALL):
        return chosen
    return "mine" if session.actor().may("tickets:edit") else ALL


def wanted() -> TicketFilter:
    """The filter as the address has it."""
    return TicketFilter(
        box=box(),
        text=filters.value("q")[:200],
        states=filters.values("state"),
        kinds=filters.values("kind"),
        priorities=filters.values("priority"),
        products=_ids("product"),
        channels=filters.values("channel"),
        grades=filters.values("grade"),
        customers=_ids("customer"),
        owners=filters.values("owner"),
        teams=_ids("team"),
        opened_from=filters.day("opened_from"),
        opened_to=filters.day("opened_to"),
        late=LATE.get(filters.value("late")),
    )


def is_set() -> bool:
    """Whether anything narrows the box."""
    return filters.active(("q", "customer", *ON_PHONES)) > 0


def draw() -> None:
    """Search, product, and all the others behind a button."""
    filters.search(_("Number, customer or text"))
    with st.container(horizontal=True, width="content", key="wide_filters"):
        offered = _products()
        if offered:
            filters.compact("product", _("Product"), offered, nothing=_("all"))
    more = filters.more(MORE, on_phones=ON_PHONES)
    if more.open:
        with more, st.container(width=340):
            _more()


def boxes(counts: Counts) -> None:
    """Mine, the team's, nobody's, those near their limit, and all, with how many there are."""
    now = box()
    names = {"mine": _("Mine {n}"), "team": _("Team {n}"), "unassigned": _("Unassigned {n}"), "breaching": _("Breaching {n}")}
    shown = {name: text.format(n=number(getattr(counts, name), style())) for name, text in names.items()}
    if session.actor().team_id is None:
        shown.pop("team")
    key = f"tickets_box_{now}"
    st.segmented_control(
        _("Box"), [*shown, ALL], default=now if now in shown else ALL, required=True, format_func=(shown | {ALL: _("All")}).get,
        key=key, label_visibility="collapsed", on_change=_put_box, args=(key,),
    )


def _put_box(key: str) -> None:
    filters.put({"box": session.get(key)})


def _more() -> None:
    offered = _products()
    if offered:
        with st.container(key="phone_filters"):
            filters.many("product", _("Product"), offered, place="more")
    filters.many("state", _("State"), words.states())
    filters.many("priority", _("Priority"), words.priorities())
    filters.many("kind", _("Type"), dict(fields.kinds()))
    filters.many("channel", _("Channel"), words.channels())
    filters.many("grade", _("Grade"), {code: choice.label for code, choice in words.named("grade").items()})
    filters.many("owner", _("Agent"), _agents())
    if session.actor().scope("tickets:view") is Scope.ALL:
        filters.many("team", _("Team"), {str(team.id): team.name for team in ask(teams)})
    filters.one("late", _("Limit"), {"": _("Any"), "1": _("past"), "0": _("not past")})
    filters.period("opened", _("Opened from"), _("Opened to"))


def _products() -> dict[str, str]:
    return {str(key): name for key, name in fields.products()}


def _agents() -> dict[str, str]:
    actor = session.actor()
    people = {str(p.id): p.name for p in ask(colleagues) if p.active and p.id != actor.user_id}
    return {ME: _("Me"), NOBODY: _("Nobody")} | people


def _ids(name: str) -> tuple[int, ...]:
    return tuple(int(one) for one in filters.values(name) if one.isascii() and one.isdigit() and len(one) < 10)
