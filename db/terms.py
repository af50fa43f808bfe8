"""What a text is about: the words by which texts on the same subject are found and told apart from others.

Chinese has no spaces, so two characters in a row stand for a word; Latin words lose their endings. Words that
every letter to a company contains are left out.
"""
import re

from db.search import words

MOST = 40
_ENDING = re.compile(r"(?:ings?|ed|es|s|e|ly)$")
_BETWEEN = re.compile(r"[^\w\s]+")
_CJK = re.compile(r"[\u3040-\U0003134f]")

_COMMON = frozenset(
    "a about after again all also am an and any are as at be because been before but by can cannot could dear did do does "
    "don done for from get got had has have hello help her here hi him his how i if in into is it its just know like ll made "
    "make many me more my need no not now of on one only or our out please re regards see she should since so some still t "
    "team thank thanks that the their them then there these they this those to today too until up us use used very want was "
    "way we were what when where which while who why will with work would yet you your".split()
)
_COMMON_CHARACTERS = frozenset("的了吗呢怎吧啊呀是我你您他她它们在有和就也都不请问这那个一么很还被把给让跟与及或而但因为所以如果会能可到上下来去说想要")
_COMMON_PAIRS = frozenset("谢谢|麻烦|如何|没法|无法|现在|已经|自己|时候|之后|之前|知道|公司|客服|帮忙".split("|"))


def terms(*texts: str | None) -> list[str]:
    """The first 40 different terms of the texts: `filter`, `滤芯`."""
    return list(_all(*texts))[:MOST]


def pairs(*texts: str | None) -> str:
    """The pairs of Chinese characters in the texts, to be indexed beside the text itself."""
    return " ".join(term for term in _all(*texts) if _CJK.match(term))


def _all(*texts: str | None) -> dict[str, None]:
    found: dict[str, None] = {}
    for part in _BETWEEN.split(" . ".join(text for text in texts if text)):
        found |= dict.fromkeys(_of(words(part)))
    return found


def _of(tokens: list[str]) -> list[str]:
    pairs = (first + second for first, second in zip(tokens, tokens[1:], strict=False)
             if _is_character(first) and _is_character(second))
    latin = (_stem(token) for token in tokens if len(token) > 1 and not _CJK.match(token) and token not in _COMMON)
    return [pair for pair in pairs if pair not in _COMMON_PAIRS] + list(latin)


def _is_character(token: str) -> bool:
    return bool(_CJK.match(token)) and token not in _COMMON_CHARACTERS


def _stem(word: str) -> str:
    """A word without its ending, so that `replacing` and `replaced` are one; four letters stay."""
    bare = _ENDING.sub("", word)
    return bare if len(bare) >= 4 else word
