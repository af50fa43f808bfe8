"""What happened to an order."""
from itertools import groupby

from crm_core.happenings import Happened
from crm_core.orders.reading import order_steps
from pages.ui import components, layout
from pages.ui.changes import change_text
from pages.ui.format import Style, clock, day_long, moment_full
from pages.ui.run import ask
from pages.ui.text import _

LOOKS = {
    "order.created": ("add", "green"), "order.confirmed": ("check", "blue"), "order.delivered": ("local_shipping", "violet"),
    "order.paid": ("payments", "green"), "order.cancelled": ("block", "gray"), "order.returned": ("undo", "orange"),
    "order.taken_back": ("history", "gray"),
}
DATED = {"order.delivered", "order.paid", "order.confirmed", "order.cancelled"}


def card(order_id: int, style: Style) -> None:
    """The steps, newest day first."""
    found = ask(order_steps, order_id)
    if not found:
        return
    with layout.card(_("Timeline")):
        days = groupby(found, key=lambda entry: style.local(entry.at).date())
        components.timeline(
            [{"label": day_long(day, style), "items": [_item(entry, style) for entry in entries]} for day, entries in days],
            "order_history",
        )


def _item(entry: Happened, style: Style) -> dict:
    icon, tone = LOOKS.get(entry.kind, ("edit", "gray"))
    changes = [change for change in entry.changes if entry.kind not in DATED or change.field != "state"]
    return {
        "id": f"event-{entry.id}", "icon": icon, "tone": tone, "title": _(entry.what), "who": entry.who or _("Hutong"),
        "body": "\n".join(change_text(change, style) for change in changes),
        "time": clock(entry.at, style), "time_title": moment_full(entry.at, style),
    }
