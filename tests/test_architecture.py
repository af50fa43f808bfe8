"""The law of imports, held by a machine."""
import ast
from pathlib import Path

from importlinter.cli import lint_imports

ROOT = Path(__file__).parents[1]


def test_rooms_import_as_the_law_says(monkeypatch):
    monkeypatch.chdir(ROOT)
    assert lint_imports(config_filename="pyproject.toml", cache_dir=None) == 0


def test_only_the_session_module_touches_session_state():
    guilty = [
        str(path.relative_to(ROOT))
        for path in (ROOT / "pages").rglob("*.py")
        if path.name != "session.py" and "session_state" in _attributes(path)
    ]
    assert guilty == []


def _attributes(path: Path) -> set[str]:
    return {node.attr for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Attribute)}
