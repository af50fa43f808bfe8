"""The statistics behind the report. Pure."""
from crm_core.intervals import newcombe

CONFIDENCE = 0.98  # 99 % on the side that counts: a funnel compares about five stages, and chance has five tries
LEAST = 20  # deals on both sides before a stage is called weak


def share(part: int, whole: int) -> float | None:
    """`part` of `whole`; None where there is nothing to divide."""
    return part / whole if whole else None


def is_weak(k: int, n: int, k_before: int, n_before: int) -> bool:
    """Whether fewer move on than before, and not just by chance."""
    if min(n, n_before) < LEAST:
        return False
    return newcombe(k, n, k_before, n_before, CONFIDENCE)[1] < 0


def bins(longest: int, most: int = 6) -> list[tuple[int, int | None]]:
    """Ranges of days for a histogram, the last one open; `longest` is about what nearly all stay below."""
    steps = (1, 2, 5, 7, 10, 15, 20, 30, 45, 60, 90, 120, 180, 365)
    width = next((w for w in steps if longest <= w * (most - 1)), 730)
    full = max(1, -(-longest // width))
    ranges = [(i * width + (i > 0), (i + 1) * width) for i in range(full)]
    return [*ranges, (full * width + 1, None)]
