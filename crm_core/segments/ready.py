"""The segments that every company starts with."""
from sqlalchemy import insert

from crm_core.errors import N_
from crm_core.segments.schemas import Condition, Group
from crm_core.work import Work
from db.models import Segment


def _all(*parts: Condition | Group) -> Group:
    return Group(match="all", parts=parts)


def _when(field: str, op: str, value=None) -> Condition:
    return Condition(field=field, op=op, value=value)


_BEST = _when("won_value", "top", 20)
_BOUGHT = _when("won_deals", "at_least", 1)

READY: dict[str, tuple[str, Group]] = {
    "high_value": (N_("High value"), _all(_BEST)),
    "potential": (N_("Potential"), _all(_when("open_deals", "at_least", 1), Group(match="none", parts=(_BEST,)))),
    "churn_risk": (N_("Churn risk: silent"), _all(_BOUGHT, _when("last_activity", "older", 90), _when("last_won", "older", 90))),
    "in_danger": (N_("In danger of leaving"), _all(_when("churn.state", "is", ["warned", "deferred"]))),
    "frequent": (N_("Frequent buyers"), _all(_when("deal.won", "times", [3, 365]))),
    "infrequent": (N_("Infrequent buyers"), _all(_BOUGHT, _when("deal.won", "fewer", [2, 365]))),
}


def fill(work: Work) -> None:
    """Makes them for a new company; they belong to nobody."""
    rows = [
        {"key": key, "name": name, "rule": rule.stored(), "live": True, "shared": True, "version": 1, "created_at": work.now,
         "updated_at": work.now}
        for key, (name, rule) in READY.items()
    ]
    work.session.execute(insert(Segment.__table__), rows)
