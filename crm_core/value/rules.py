"""Named segments of customers by their scores: an ordered rule, the first that fits decides. Pure."""
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass

import numpy as np

from crm_core.errors import N_, Invalid

SEGMENT_LABELS: dict[str, str] = {
    "champions": N_("Champions"),
    "loyal": N_("Loyal customers"),
    "promising": N_("Promising customers"),
    "new": N_("New customers"),
    "attention": N_("Need attention"),
    "at_risk": N_("Customers at risk"),
    "cannot_lose": N_("Must not lose"),
    "asleep": N_("Asleep"),
}
SEGMENT_HINTS: dict[str, str] = {
    "champions": N_("Ordered lately, often and for much. Thank them, show them what is new first."),
    "loyal": N_("Order regularly. Offer what goes with what they buy."),
    "promising": N_("Ordered lately, not often yet. Give them a reason for the next order."),
    "new": N_("Ordered lately and for the first time. See that the first delivery goes well."),
    "attention": N_("Middling in everything and growing quiet. A call with an occasion."),
    "at_risk": N_("Used to order often, silent for a while. Call before they are gone."),
    "cannot_lose": N_("Were among the best, long silent. The manager calls."),
    "asleep": N_("Rare orders, long ago. Campaigns, no visits."),
}


@dataclass(frozen=True)
class SegmentRule:
    """A segment takes customers whose scores lie within these limits; `value` is the mean of frequency and monetary."""

    segment: str
    recency_from: int = 1
    recency_to: int = 5
    value_from: float = 1
    value_to: float = 5


DEFAULT_SEGMENTS: tuple[SegmentRule, ...] = (
    SegmentRule("champions", 4, 5, 4.5, 5),
    SegmentRule("cannot_lose", 1, 2, 4.5, 5),
    SegmentRule("loyal", 3, 5, 3.5, 5),
    SegmentRule("at_risk", 1, 2, 3, 5),
    SegmentRule("promising", 4, 5, 2.5, 3.5),
    SegmentRule("new", 4, 5, 1, 2.5),
    SegmentRule("attention", 3, 3, 2, 3.5),
    SegmentRule("asleep", 1, 5, 1, 5),
)


def segments(recency, frequency, monetary, rules: Iterable[SegmentRule] = DEFAULT_SEGMENTS) -> np.ndarray:
    """The key of each customer's segment: the first rule that fits; whom none fits is asleep."""
    recency = np.asarray(recency)
    value = (np.asarray(frequency) + np.asarray(monetary)) / 2
    rules = list(rules)
    fits = [
        (recency >= rule.recency_from) & (recency <= rule.recency_to) & (value >= rule.value_from) & (value <= rule.value_to)
        for rule in rules
    ]
    return np.select(fits, [rule.segment for rule in rules], default="asleep")


def from_setting(stored: Iterable[Mapping]) -> tuple[SegmentRule, ...]:
    """The rules as they were stored, or those to begin with."""
    return tuple(SegmentRule(**rule) for rule in stored) or DEFAULT_SEGMENTS


def to_setting(rules: Iterable[SegmentRule]) -> list[dict]:
    """The rules as they are stored; refuses those that make no sense."""
    rules = list(rules)
    for rule in rules:
        if rule.segment not in SEGMENT_LABELS:
            raise Invalid(N_("This segment is not known."))
        if not (1 <= rule.recency_from <= rule.recency_to <= 5 and 1 <= rule.value_from <= rule.value_to <= 5):
            raise Invalid(N_("Scores run from 1 to 5, and “from” is not above “to”."))
    return [asdict(rule) for rule in rules]
