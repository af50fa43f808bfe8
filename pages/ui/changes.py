"""Events of `crm_core.happenings` as text for the reader. Not escaped: for components, or through `plain()`."""
from datetime import date, datetime

from crm_core.happenings import Change, Value
from pages.ui import format
from pages.ui.format import Style
from pages.ui.text import _

ARROW = "→"


def written(value: Value | None, style: Style) -> str:
    """One value; nothing is a dash."""
    if value is None:
        return format.DASH
    shown = value.value
    match value.kind:
        case "word":
            return _(shown)
        case "words":
            return ", ".join(_(word) for word in shown)
        case "flag":
            return _("yes") if shown else _("no")
        case "money":
            return format.money_full(shown, style)
        case "number":
            return format.number(shown, style, 0 if shown == int(shown) else 2)
        case "day":
            return format.day(date.fromisoformat(shown[:10]), style)
        case "moment":
            return format.moment(datetime.fromisoformat(shown), style)
    return str(shown)


def change_label(change: Change) -> str:
    """What changed, "Value" or "Customers · Export"."""
    return f"{_(change.group)} · {_(change.label)}" if change.group else _(change.label)


def change_text(change: Change, style: Style) -> str:
    """`Stage: Lead → Proposal`; only the new side where there was nothing before."""
    after = written(change.after, style)
    sides = after if change.before is None else f"{written(change.before, style)} {ARROW} {after}"
    return _("{field}: {change}").format(field=change_label(change), change=sides)
