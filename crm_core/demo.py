"""A made-up company to look around in."""
from collections.abc import Callable


def fill(progress: Callable[[float, str], None]) -> None:
    """Fills an empty company with people, customers and deals in its language; takes up to 20 seconds.

    `progress` is told how far it is (0 to 1), and what is being made (a message id).
    """
    from db import demo  # only here: nobody else needs the generators

    demo.fill(progress)
