"""What every report hands out: its figures, how they are computed and what they leave out."""
from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd


@dataclass(frozen=True)
class Sentence:
    """A message id with its `{params}`. With `plural` it is about `n` things. The page translates it."""

    text: str
    plural: str | None = None
    n: int = 0
    params: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Chart:
    """The figures of one chart. Amounts are minor units."""

    frame: pd.DataFrame
    formula: Sentence
    notes: tuple[Sentence, ...] = ()


def counted(*sentences: tuple[int, tuple[str, str]]) -> tuple[Sentence, ...]:
    """Those of (n, (singular, plural)) that are about at least one thing."""
    return tuple(Sentence(one, many, int(n)) for n, (one, many) in sentences if n)
