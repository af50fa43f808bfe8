"""How regularly customers order, and how long they have been silent. Pure."""
import numpy as np

from crm_core.value.history import starts_of

MINIMUM_ORDERS = 3  # two gaps are the least that show a rhythm


def cycles(customers, days) -> np.ndarray:
    """Median days between the order days of each customer (as `history.order_days` gives them); nan below three."""
    starts = starts_of(customers)
    counts = np.diff(np.r_[starts, len(customers)])
    gaps = np.diff(days)
    owner = np.repeat(np.arange(len(starts)), counts)
    inside = owner[1:] == owner[:-1]
    gaps, owner = gaps[inside], owner[1:][inside]
    gaps = gaps[np.lexsort((gaps, owner))].astype(float)
    begins = np.r_[0, np.cumsum(counts - 1)[:-1]] if len(starts) else starts
    found = np.full(len(starts), np.nan)
    enough = counts >= MINIMUM_ORDERS
    begin, number = begins[enough], counts[enough] - 1
    found[enough] = (gaps[begin + (number - 1) // 2] + gaps[begin + number // 2]) / 2
    return found


def silent_ratios(last_days, cycle_days, today: int) -> np.ndarray:
    """Days of silence as a multiple of the customer's own cycle; nan without one. A cycle is at least a day."""
    return (today - np.asarray(last_days)) / np.maximum(np.asarray(cycle_days, float), 1.0)


def risk(ratios) -> np.ndarray:
    """Risk by rhythm: none within one cycle, then 1 − cycle ÷ silence. Twice the cycle .5, four times .75.

    A ranking by rule, not a probability: it takes the place of the model where that has no signal.
    """
    ratios = np.asarray(ratios, float)
    return np.where(np.isnan(ratios), np.nan, 1 - 1 / np.maximum(ratios, 1.0))
