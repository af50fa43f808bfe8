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
