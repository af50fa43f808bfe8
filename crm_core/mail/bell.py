"""Wakes the sender of this process, if it has one."""
from collections.abc import Callable

_wake: Callable[[], None] | None = None


def answered_by(wake: Callable[[], None] | None) -> None:
    """From now on `ring` calls `wake`; None: nobody sends in this process."""
    global _wake
    _wake = wake


def ring() -> None:
    """Mail is waiting; call it once that is committed."""
    if _wake is not None:
        _wake()
