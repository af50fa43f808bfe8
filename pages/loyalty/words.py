"""What stands in the ledger, in words."""
from crm_core.loyalty.schemas import EntryRow, TierRow
from pages.ui import layout
from pages.ui.format import Style, number
from pages.ui.text import _, ngettext


def points(many: int, style: Style) -> str:
    """"1,240 points"."""
    return ngettext("{n} loyalty point", "{n} loyalty points", abs(many)).format(n=number(many, style))


def signed(many: int, style: Style) -> str:
    """"+1,240", "-300"."""
    return ("+" if many > 0 else "") + number(many, style)


def tier_badge(tier: TierRow) -> str:
    """A tier as a badge in its colour."""
    return layout.badge(tier.label, tier.tone or "gray")


def entry(row: EntryRow) -> str:
    """What a row of the ledger is: "Order 2026-00012", "Reward: Gift box"."""
    name = {
        "order": _("Order {name}") if row.points > 0 else _("Taken back for order {name}"),
        "taking_part": (_("Came to {name}") if row.what else _("Answered a survey")) if row.points > 0 else _("Did not come after all: {name}"),
        "reward": _("Reward: {name}") if row.points < 0 else _("Reward taken back: {name}"),
        "expired": _("Expired"),
        "correction": _("Correction taken back") if row.back else _("Correction"),
    }[row.kind]
    return name.format(name=row.what or "")
