"""Every text has its Chinese."""
import ast
import re
from pathlib import Path
from string import Formatter

import pytest
from babel.messages.pofile import read_po
from jinja2.ext import babel_extract

ROOT = Path(__file__).parents[1]
ONE, TWO = {"_", "N_", "gettext"}, {"NN_", "ngettext", "count"}
CJK = re.compile(r"[\u4e00-\u9fff]")


def texts_in_code() -> set[str | tuple[str, ...]]:
    """Read from the syntax tree, so that texts inside f-strings count too."""
    found = set()
    for folder in ("pages", "crm_core"):
        for path in (ROOT / folder).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call):
                    found |= _texts(node)
    return found | texts_in_templates()


def texts_in_templates() -> set[str | tuple[str, ...]]:
    """What the pages for people outside say."""
    found = set()
    for path in (ROOT / "crm_core" / "api" / "public" / "templates").glob("*.html"):
        with path.open("rb") as file:
            for _line, _function, message, _comments in babel_extract(file, ("_", "ngettext"), (), {}):
                found.add(message if isinstance(message, str) else tuple(message[:2]))
    return found


def _texts(call: ast.Call) -> set[str | tuple[str, ...]]:
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", None)
    words = [a.value for a in call.args if isinstance(a, ast.Constant) and isinstance(a.value, str)]
    if name in ONE and words:
        return {words[0]}
    return {tuple(words[:2])} if name in TWO and len(words) >= 2 else set()


def catalogue(locale: str) -> dict:
    messages = {}
    for path in sorted((ROOT / "crm_core" / "i18n" / locale).glob("*.po")):
        with path.open("rb") as file:
            messages.update({m.id: m for m in read_po(file, locale=locale) if m.id})
    return messages


@pytest.fixture(scope="module")
def chinese() -> dict:
    return catalogue("zh_Hans")


def test_every_text_is_translated(chinese):
    missing = [m for m in texts_in_code() if m not in chinese or not chinese[m].string or chinese[m].fuzzy]
    assert sorted(map(str, missing)) == []


def test_translations_fill_the_same_names(chinese):
    wrong = []
    for message in chinese.values():
        ids = message.id if isinstance(message.id, tuple) else (message.id,)
        strings = message.string if isinstance(message.string, tuple) else (message.string,)
        for text in strings:
            if not names(text) <= set().union(*(names(i) for i in ids)):
                wrong.append(text)
    assert wrong == []


def test_no_text_is_translated_that_nobody_says(chinese):
    said = texts_in_code()
    assert sorted(str(m) for m in chinese if m not in said) == []


def test_one_feature_does_not_contradict_another():
    seen, contradictions = {}, []
    for path in sorted((ROOT / "crm_core" / "i18n" / "zh_Hans").glob("*.po")):
        with path.open("rb") as file:
            for message in read_po(file):
                if message.id and seen.setdefault(message.id, message.string) != message.string:
                    contradictions.append((path.name, message.id))
    assert contradictions == []


def test_chinese_is_not_hidden_in_code():
    """Words people read stand in the catalogue; only the patterns of dates and units know Chinese."""
    guilty = [
        str(path.relative_to(ROOT))
        for path in (ROOT / "pages").rglob("*.py")
        if CJK.search(path.read_text(encoding="utf-8")) and "format" not in path.parts
    ]
    assert guilty == []


def names(text: str) -> set[str]:
    return {name for _text, name, _spec, _conversion in Formatter().parse(text) if name}
