"""Intervals of shares. Pure."""
from math import sqrt
from statistics import NormalDist

CONFIDENCE = 0.95


def wilson(hits: int, total: int, confidence: float = CONFIDENCE) -> tuple[float, float]:
    """Score interval of a share, without continuity correction.

    E. B. Wilson (1927), "Probable inference, the law of succession, and statistical inference", JASA 22, 209–212;
    method 3 of R. G. Newcombe (1998), Statistics in Medicine 17, 857–872. Raises ValueError unless 0 ≤ hits ≤ total, total > 0.
    """
    if not 0 <= hits <= total or total == 0:
        raise ValueError("hits must lie between 0 and total")
    z = NormalDist().inv_cdf((1 + confidence) / 2)
    middle, half = 2 * hits + z * z, z * sqrt(z * z + 4 * hits * (total - hits) / total)
    scale = 2 * (total + z * z)
    low, high = (middle - half) / scale, (middle + half) / scale
    return (low if hits else 0.0), (high if hits < total else 1.0)


def newcombe(hits_a: int, total_a: int, hits_b: int, total_b: int, confidence: float = CONFIDENCE) -> tuple[float, float]:
    """Interval of the difference of two independent shares, a minus b, by the hybrid score method.

    Method 10 of R. G. Newcombe (1998), "Interval estimation for the difference between independent proportions:
    comparison of eleven methods", Statistics in Medicine 17, 873–890.
    """
    a, b = hits_a / total_a, hits_b / total_b
    low_a, high_a = wilson(hits_a, total_a, confidence)
    low_b, high_b = wilson(hits_b, total_b, confidence)
    below = sqrt((a - low_a) ** 2 + (high_b - b) ** 2)
    above = sqrt((high_a - a) ** 2 + (b - low_b) ** 2)
    return a - b - below, a - b + above
