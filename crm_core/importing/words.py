"""Values of a file against the values the CRM has: exact, loose, and suggestions. Never guesses silently."""
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from rapidfuzz import fuzz, process

SUGGEST_FROM = 78


def loose(text: str) -> str:
    """Case, width, spaces and punctuation dropped: `GTX Pro` and `GTXPro` are the same, `C++` and `C` are not."""
    text = unicodedata.normalize("NFKC", text).casefold()
    key = re.sub(r"[^\w+#]|_", "", text)
    return key or text.strip()


@dataclass(frozen=True)
class Match:
    """`choice` when it is certain; otherwise `suggestions`, best first, for a person to confirm."""

    choice: str | None
    suggestions: tuple[str, ...] = ()
    exact: bool = False


class Choices:
    """Known values, ready to be matched many times. `names` maps each way to write a value to the value itself."""

    def __init__(self, names: Iterable[str] | dict[str, str]) -> None:
        self.names = names if isinstance(names, dict) else {name: name for name in names}
        self._loose: dict[str, set[str]] = {}
        for name, choice in self.names.items():
            self._loose.setdefault(loose(name), set()).add(choice)

    def match(self, text: str) -> Match:
        text = text.strip()
        if text in self.names:
            return Match(self.names[text], exact=True)
        meant = self._loose.get(loose(text), set())
        if len(meant) == 1:
            return Match(next(iter(meant)))
        return Match(None, tuple(sorted(meant)) or self._suggest(text))

    def _suggest(self, text: str) -> tuple[str, ...]:
        close = process.extract(loose(text), self._loose.keys(), scorer=fuzz.ratio, score_cutoff=SUGGEST_FROM, limit=3)
        return tuple(choice for key, _, _ in close for choice in sorted(self._loose[key]))


def match_value(text: str, choices: Iterable[str] | dict[str, str]) -> Match:
    """One value against a few choices."""
    return Choices(choices).match(text)
