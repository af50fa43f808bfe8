"""Headings of a file → fields: exact, then synonym, then close enough to be shown with a question mark."""
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from rapidfuzz import fuzz, process

from crm_core.importing.catalogue import KINDS
from crm_core.importing.fields import Kind, Type
from crm_core.importing.table import Table, as_text

FUZZY_FROM = 88
FUZZY_LENGTH = 5
HINT_SHARE = 0.8
# An id of another program's user says nothing here: 005x0000000fNSiAAM, a GUID, a long number.
OPAQUE = re.compile(r"(?:[a-zA-Z0-9]{15}|[a-zA-Z0-9]{18}|[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}|\d{4,})")
EMAIL = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+")
PHONE = re.compile(r"\+?[\d\s().-]{7,20}(?:\s?(?:x|ext\.?|转)\s?\d+)?")
HINT_WORDS = re.compile(r"[（(\[【](?:必填|required|选填|optional|\*)[)）\]】]|[*＊]|[:：]$", re.IGNORECASE)
UNIT = re.compile(r"[（(\[【]\s*(?:in |单位[:：]?\s*)?([^()（）\[\]【】]{1,20})[)）\]】]\s*$", re.IGNORECASE)
SCALE_WORDS = {"万元": 4, "万": 4, "萬元": 4, "亿元": 8, "亿": 8, "千元": 3, "thousands": 3, "thousand": 3, "k": 3, "'000": 3,
               "000s": 3, "millions": 6, "million": 6, "m": 6, "mm": 6, "百万": 6, "百万元": 6, "万人民币": 4}


@dataclass(frozen=True)
class Column:
    """Where one column goes. `how` is exact, synonym, close, content, remembered or none.

    `sure` columns need no look; `scale` is the power of ten in the heading's unit: 金额（万元） has 4.
    """

    index: int
    heading: str
    field: str | None
    how: str
    scale: int = 0

    @property
    def sure(self) -> bool:
        return self.how in ("exact", "synonym", "remembered")


def heading_key(text: str) -> str:
    """`Company Name`, `companyName`, `COMPANY_NAME` and `公司名称（必填）` without what does not matter."""
    text = unicodedata.normalize("NFKC", text).casefold()
    return re.sub(r"[\W_]+", "", HINT_WORDS.sub("", text))


@cache
def known_headings(kind_name: str) -> dict[str, tuple[str, int]]:
    """Key of a heading → field and rank: 0 is the field's own name or label, then the synonyms in order."""
    known: dict[str, tuple[str, int]] = {}
    for field in KINDS[kind_name].fields:
        names = [field.name, field.label, *field.synonyms.split("|")]
        for rank, name in enumerate(names):
            key = heading_key(name)
            own = max(rank - 1, 0)
            if key and (key not in known or known[key][1] > own):
                known[key] = (field.name, own)
    return known


def heading_scale(heading: str) -> int:
    """The power of ten in the unit at the end of a heading, 0 without one."""
    found = UNIT.search(unicodedata.normalize("NFKC", heading))
    word = found.group(1).strip().casefold() if found else ""
    return SCALE_WORDS.get(re.sub(r"^(?:usd|cny|rmb|eur|\$|¥|€)\s*", "", word), 0)


def match_headings(table: Table, kind: Kind, remembered: dict[str, str] | None = None) -> list[Column]:
    """A column for every heading. No field gets two columns, unless it can join them."""
    found = [_match(heading, kind, remembered or {}) for heading in table.headings]
    taken = _best(found, kind)
    columns = []
    for index, (heading, match) in enumerate(zip(table.headings, found, strict=True)):
        field, how = (match.field, match.how) if match and index in taken else (None, "none")
        if field and _opaque(table, index, kind, field) and how != "remembered":
            field, how = None, "opaque"
        scale = heading_scale(heading) if field and kind.field(field).type in (Type.MONEY, Type.AMOUNT) else 0
        columns.append(Column(index, heading, field, how, scale))
    return _by_content(table, kind, columns)


@dataclass(frozen=True)
class _Found:
    field: str
    how: str
    rank: int


def _match(heading: str, kind: Kind, remembered: dict[str, str]) -> _Found | None:
    known = known_headings(kind.name)
    base = re.sub(r" \(\d+\)$", "", heading)
    keys = [heading_key(heading), heading_key(base), heading_key(UNIT.sub("", base))]
    for key in keys[:1]:
        if key in remembered:
            chosen = remembered[key]
            return _Found(chosen, "remembered", -1) if chosen and kind.has(chosen) else None
    for penalty, key in enumerate(keys):
        if key in known:
            field, rank = known[key]
            return _Found(field, "exact" if rank == 0 else "synonym", rank + penalty * 100)
    return _close(keys[0], known)


def _close(key: str, known: dict[str, tuple[str, int]]) -> _Found | None:
    if len(key) < (3 if not key.isascii() else FUZZY_LENGTH):
        return None
    best = process.extractOne(key, known.keys(), scorer=fuzz.ratio, score_cutoff=FUZZY_FROM)
    if not best or min(len(best[0]), len(key)) < (3 if not key.isascii() else FUZZY_LENGTH):
        return None
    return _Found(known[best[0]][0], "close", 1000 + round(100 - best[1]))


def _best(found: list[_Found | None], kind: Kind) -> set[int]:
    """The columns that keep their field: the best of each, all that are exact where the field joins."""
    by_field: dict[str, list[int]] = {}
    for index, match in enumerate(found):
        if match:
            by_field.setdefault(match.field, []).append(index)
    kept = set()
    for columns in by_field.values():
        kept.add(min(columns, key=lambda index: (found[index].rank, index)))
    return kept


def _opaque(table: Table, index: int, kind: Kind, field: str) -> bool:
    """A column of people that holds only ids of another program."""
    if kind.field(field).type is not Type.PERSON:
        return False
    values = {as_text(cell) for cell in table.column(index)[:1000]}
    return bool(values) and all(OPAQUE.fullmatch(v) and any(c.isdigit() for c in v) for v in values)


def _by_content(table: Table, kind: Kind, columns: list[Column]) -> list[Column]:
    """A column nobody knows that is full of e-mail addresses is the e-mail, if that is still free."""
    taken = {column.field for column in columns if column.field}
    for field, pattern in (("email", EMAIL), ("phone", PHONE)):
        if field in taken or not kind.has(field):
            continue
        for column in columns:
            if column.how == "none" and _mostly(table, column.index, pattern):
                columns[column.index] = Column(column.index, column.heading, field, "content")
                break
    return columns


def _mostly(table: Table, index: int, pattern: re.Pattern) -> bool:
    values = [as_text(cell) for cell in table.column(index)[:200] if not isinstance(cell, bool)]
    if len(values) < 3 or len(set(values)) * 2 < len(values):
        return False
    fitting = sum(bool(pattern.fullmatch(value)) and _plausible(value) for value in values)
    return fitting >= HINT_SHARE * len(values)


def _plausible(value: str) -> bool:
    """Phone numbers begin or are divided as phone numbers are; plain numbers and dates are not phones."""
    if "@" in value:
        return True
    digits = re.sub(r"\D", "", value)
    dated = re.fullmatch(r"(?:19|20)\d\d\D?[01]?\d\D?[0-3]?\d.*|[0-3]?\d\D[0-3]?\d\D(?:\d\d){1,2}", value)
    return not dated and 8 <= len(digits) <= 15 and (value[0] in "+(0" or "-" in value or bool(re.fullmatch(r"1[3-9]\d{9}", digits)))


def guess_kind(headings: list[str], kinds: Iterable[str] = KINDS) -> str | None:
    """What a file most likely holds, by its headings; None when nothing fits. Customers when in doubt."""
    scores = {name: _score(headings, KINDS[name]) for name in kinds}
    best = max(scores, key=lambda name: (scores[name], name == "customers"), default=None)
    return best if best and scores[best] > 0 else None


def _score(headings: list[str], kind: Kind) -> float:
    known = known_headings(kind.name)
    found: dict[str, int] = {}
    for heading in headings:
        field, rank = known.get(heading_key(heading)) or known.get(heading_key(UNIT.sub("", heading))) or (None, 0)
        if field:
            found[field] = min(rank, found.get(field, rank))
    if not all(need & found.keys() for need in kind.needs):
        return 0
    signs = sum(field in kind.signs for field in found)
    named = sum(1 / (1 + rank / 4) for rank in found.values())
    spoken = kind.name.rstrip("s").removesuffix("ie")
    own = sum(spoken in heading_key(heading) for heading in headings)
    return signs * 2 + named + own * 0.5
