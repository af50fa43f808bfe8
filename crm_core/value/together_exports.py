"""Cross-sell and repeat chances as files."""
from crm_core.errors import N_
from crm_core.exporting import Column, File, export
from crm_core.i18n import words
from crm_core.value.again import bought_again
from crm_core.value.together import Basket, bought_together, could_buy_too
from crm_core.work import Work, command

RIGHT = "orders:export"
PAIRS = ((N_("Who bought"), "text"), (N_("also bought"), "text"), (N_("Together"), "number"), (N_("Of"), "number"), (N_("All baskets"), "number"),
         (N_("Support"), "number"), (N_("Confidence"), "number"), (N_("At least (95%)"), "number"), (N_("At most (95%)"), "number"), (N_("Lift"), "number"))
TARGETS = ((N_("Customer"), "text"), (N_("Last bought"), "date"), (N_("Revenue of two years"), "money"))
REPEATS = ((N_("Customer"), "text"), (N_("Product"), "text"), (N_("Purchases"), "number"), (N_("Rhythm (days)"), "number"), (N_("Last bought"), "date"),
           (N_("Due"), "date"), (N_("Chance within 30 days"), "number"), (N_("Usual amount"), "money"), (N_("Expected"), "money"))


@command(RIGHT)
def export_pairs(work: Work, basket: Basket) -> File:
    """The pairs bought together as XLSX."""
    rows = ((p.a_name, p.b_name, p.both, p.of, p.baskets, p.support, p.confidence, p.low, p.high, p.lift) for p in bought_together(work, basket).pairs)
    return _file(work, "bought-together", PAIRS, rows, {"basket": basket})


@command(RIGHT)
def export_targets(work: Work, a: int, b: int) -> File:
    """The customers who have A and not B as XLSX."""
    rows = ((one.name, one.last_on, one.revenue) for one in could_buy_too(work, a, b))
    return _file(work, "cross-sell", TARGETS, rows, {})


@command(RIGHT)
def export_repeats(work: Work) -> File:
    """What is due to be bought again as XLSX."""
    rows = ((r.name, r.product, r.times, r.cycle, r.last_on, r.due_on, r.chance, r.usual, r.expected) for r in bought_again(work).rows)
    return _file(work, "repeat-chances", REPEATS, rows, {})


def _file(work: Work, what: str, columns, rows, about: dict) -> File:
    translate = words(work.actor.locale).gettext
    return export(work, what, [Column(translate(label), kind) for label, kind in columns], rows, "xlsx", about=about)
