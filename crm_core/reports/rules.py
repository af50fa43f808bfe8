"""The statistics behind the report. Pure."""
from math import sqrt

Z = 1.96  # 95 %
Z_OF_STAGES = 2.326  # 99 % on the side that counts: a funnel compares about five stages, and chance has five tries
LEAST = 20  # deals on both sides before a stage is called weak


def share(part: int, whole: int) -> float | None:
    """`part` of `whole`; None where there is nothing to divide."""
    return part / whole if whole else None


def wilson(k: int, n: int, z: float = Z) -> tuple[float, float]:
    """The interval that holds the true share of `k` in `n` (n > 0), with 95 % confidence unless `z` says otherwise."""
    p, spread = k / n, z * z / n
    middle = (p + spread / 2) / (1 + spread)
    half = z * sqrt(p * (1 - p) / n + spread / n / 4) / (1 + spread)
    return middle - half, middle + half


def newcombe(k: int, n: int, k_before: int, n_before: int, z: float = Z) -> tuple[float, float]:
    """The interval of the difference of two shares, now minus before (Newcombe's method 10)."""
    p, q = k / n, k_before / n_before
    (low, high), (low_before, high_before) = wilson(k, n, z), wilson(k_before, n_before, z)
    down = sqrt((p - low) ** 2 + (high_before - q) ** 2)
    up = sqrt((high - p) ** 2 + (q - low_before) ** 2)
    return p - q - down, p - q + up


def is_weak(k: int, n: int, k_before: int, n_before: int) -> bool:
    """Whether fewer move on than before, and not just by chance."""
    if min(n, n_before) < LEAST:
        return False
    return newcombe(k, n, k_before, n_before, Z_OF_STAGES)[1] < 0


def bins(longest: int, most: int = 6) -> list[tuple[int, int | None]]:
    """Ranges of days for a histogram, the last one open; `longest` is about what nearly all stay below."""
    steps = (1, 2, 5, 7, 10, 15, 20, 30, 45, 60, 90, 120, 180, 365)
    width = next((w for w in steps if longest <= w * (most - 1)), 730)
    full = max(1, -(-longest // width))
    ranges = [(i * width + (i > 0), (i + 1) * width) for i in range(full)]
    return [*ranges, (full * width + 1, None)]
