"""The card of birthdays, contracts and festivals."""
from crm_core.home.schemas import Occasion
from crm_core.home.week import BIRTHDAY, CONTRACT, FESTIVAL
from pages.home.cards import WEEK
from pages.ui import components, layout, links
from pages.ui.format import Style, day, days_away
from pages.ui.text import _

ICONS = {BIRTHDAY: "cake", CONTRACT: "contract", FESTIVAL: "celebration"}
SOON = 7  # days


def week(found: tuple[Occasion, ...], style: Style) -> None:
    """What comes up with my customers, the next first."""
    explanation = _("Birthdays of your customers and their contacts in the next 7 days, contracts that end soon, and festivals.")
    with layout.card(_("This week"), help=explanation):
        components.record_list([_item(one, number, style) for number, one in enumerate(found)], WEEK)


def _item(one: Occasion, number: int, style: Style) -> dict:
    today = one.on == style.today
    item = {"id": f"customer-{one.customer_id}-{number}", "icon": ICONS[one.kind], "tone": "green" if today else "gray",
            "value": _("today") if today else day(one.on, style), "note": None if today else days_away(one.on, style)}
    if one.kind == FESTIVAL:
        return item | {"title": _(one.name)}
    item["href"] = links.href("customer", one.customer_id)
    if one.kind == CONTRACT:
        near = (one.on - style.today).days <= SOON
        return item | {"title": one.name, "sub": _("Contract ends"), "note_tone": "orange" if near else None}
    return item | {"title": one.person or one.name, "sub": " · ".join(filter(None, [_("Birthday"), one.name if one.person else None]))}
