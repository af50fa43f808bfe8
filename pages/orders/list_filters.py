"""What the list of orders is filtered by: from the address, into the core."""
import streamlit as st

from crm_core.access.rights import Scope
from crm_core.orders.filtering import ME, MY_TEAM, NOBODY, OrderFilter
from crm_core.orders.listing import order_options
from crm_core.pipeline import periods
from crm_core.products.queries import product_choices
from pages.orders import words
from pages.ui import filters, session
from pages.ui.reader import style
from pages.ui.run import ask
from pages.ui.text import _

ORDER = "orders.order"  # the filter and the sort of the list that was looked at last
MORE = ("owner", "currency", "product", "customer", "ordered_from", "ordered_to")
ON_PHONES = ("state", "period", *MORE)
PERIODS = ("this_month", "last_month", "this_quarter", "last_quarter", "this_year", "last_year")


def wanted() -> OrderFilter:
    """The filter as the address has it."""
    return OrderFilter(
        text=filters.value("q")[:200], states=filters.values("state"), owners=filters.values("owner"),
        currencies=filters.values("currency"), customers=_ids("customer"), products=_ids("product"),
        period=filters.value("period"), first=filters.day("ordered_from"), last=filters.day("ordered_to"),
    )


def is_set() -> bool:
    """Whether anything narrows the list."""
    return filters.active(("q", *ON_PHONES)) > 0


def draw() -> None:
    """Search, state and period; all the others behind a button."""
    filters.search(_("Number or customer"))
    with st.container(horizontal=True, width="content", key="wide_filters"):
        filters.compact("state", _("State"), words.states(), nothing=_("all"))
        with st.container(width=170):
            _period()
    more = filters.more(MORE, on_phones=ON_PHONES)
    if more.open:
        with more, st.container(width=340):
            _more()


def _period() -> None:
    names = {"": _("Any time")} | {name: _(periods.NAMES[name]) for name in PERIODS}
    asked = filters.value("period")
    if asked not in names and periods.span(asked, style().today):
        names[asked] = asked.replace("..", " – ")
    filters.one("period", _("Ordered"), names, hide_label=True)


def _more() -> None:
    with st.container(key="phone_filters"):
        filters.many("state", _("State"), words.states(), place="more")
    options = ask(order_options)
    people = _people({str(key): name for key, name in options.owners})
    if people:
        filters.many("owner", _("Sold by"), people)
    if len(options.currencies) > 1:
        filters.many("currency", _("Currency"), {code: code for code in options.currencies})
    if session.actor().may("products:view"):
        filters.many("product", _("Product"), {str(p.id): p.name for p in ask(product_choices)})
    asked = filters.values("customer")
    if asked:
        filters.one("customer", _("Customer"), {"": _("Any"), asked[0]: _("One customer")})
    filters.period("ordered", _("Ordered from"), _("Ordered to"))


def _people(known: dict[str, str]) -> dict[str, str]:
    actor = session.actor()
    reach = actor.scope("orders:view")
    if reach <= Scope.OWN:
        return {}
    others = {key: name for key, name in known.items() if key != str(actor.user_id)}
    team = {MY_TEAM: _("My team")} if reach is Scope.ALL and actor.team_id else {}
    return {ME: _("Me")} | team | others | ({NOBODY: _("Nobody")} if reach is Scope.ALL else {})


def _ids(name: str) -> tuple[int, ...]:
    return tuple(int(one) for one in filters.values(name) if one.isascii() and one.isdigit() and len(one) < 10)
