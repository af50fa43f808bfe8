"""Which texts ask the same. Pure: texts come in as their terms, groups go out as ids.

Two texts are as alike as the cosine of the angle between them, where each term weighs ln(1 + N/n): n of the N texts
have it (inverse document frequency, Spärck Jones 1972). The first text of a group stands for it, so that groups do not
drift; a text joins the group whose first text it is most like.
"""
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from math import log, sqrt

ALIKE = 0.5


@dataclass(frozen=True)
class Asked:
    """A text in the order of time: its terms, and the group it is in already."""

    id: int
    terms: frozenset[str]
    group: int | None = None


def group(asked: Sequence[Asked], known: dict[int, frozenset[str]]) -> dict[int, int]:
    """For every text that is in no group: the group of `known` it belongs to, or minus the id of a text it is like.

    Texts like nothing before them are left out; `known` gives the terms of groups none of whose texts is among `asked`.
    """
    leaders = _Leaders([text.terms for text in asked] + list(known.values()))
    for key, terms in known.items():
        leaders.add(key, terms)
    found: dict[int, int] = {}
    for text in asked:
        if text.group is not None:
            leaders.add(text.group, text.terms)
            continue
        nearest = leaders.nearest(text.terms)
        if nearest is None:
            leaders.add(-text.id, text.terms)
        else:
            found[text.id] = nearest
    return found


class _Leaders:
    """The first texts of the groups, found by their rarest terms.

    Alike texts share at least ALIKE² of the weight of either, so that their rarest common term is among the rarest
    terms that make up the rest of it (prefix filtering): only these need to be looked up.
    """

    def __init__(self, texts: Sequence[frozenset[str]]) -> None:
        counts = Counter(term for terms in texts for term in terms)
        self._squares = {term: log(1 + len(texts) / n) ** 2 for term, n in counts.items()}
        self._terms: dict[int, tuple[frozenset[str], float]] = {}
        self._having: dict[str, list[int]] = defaultdict(list)

    def add(self, key: int, terms: frozenset[str]) -> None:
        if key not in self._terms and terms:
            self._terms[key] = (terms, self._square(terms))
            for term in self._rarest(terms):
                self._having[term].append(key)

    def nearest(self, terms: frozenset[str]) -> int | None:
        """The group whose first text is most like these terms; None when none is alike."""
        square = self._square(terms)
        likely = {key for term in self._rarest(terms) for key in self._having.get(term, ())}
        best, nearest = ALIKE, None
        for key in sorted(likely, key=abs):
            other, its_square = self._terms[key]
            alike = self._square(terms & other) / sqrt(square * its_square)
            if alike > best or alike == best and nearest is None:
                best, nearest = alike, key
        return nearest

    def _rarest(self, terms: frozenset[str]) -> list[str]:
        left = self._square(terms)
        enough, found = left * ALIKE**2, []
        for term in sorted(terms, key=lambda term: (-self._squares[term], term)):
            if left < enough:
                break
            found.append(term)
            left -= self._squares[term]
        return found

    def _square(self, terms: frozenset[str]) -> float:
        return sum(map(self._squares.__getitem__, terms))
