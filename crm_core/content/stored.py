"""Reports as JSON, and their fingerprint."""
import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from types import NoneType
from typing import Any, get_args, get_origin, get_type_hints

from crm_core.content.model import Content


def packed(content: Content) -> dict[str, Any]:
    """The report as JSON keeps it: only dicts, lists, texts and numbers."""
    return _bare(asdict(content))


def unpacked(kept: Mapping[str, Any]) -> Content:
    """The report that `packed` made this of. What an older version kept and nobody knows any more is left out."""
    return _built(Content, kept)


def fingerprint(kept: Any) -> str:
    """SHA-256 of JSON, whatever the order in which a database gives it back."""
    text = json.dumps(kept, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _bare(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _bare(one) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [_bare(one) for one in value]
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    if isinstance(value, Decimal):
        return float(value)
    if hasattr(value, "item"):  # a number of numpy
        value = value.item()
    return None if isinstance(value, float) and value != value else value


def _built(kind: Any, value: Any) -> Any:
    if is_dataclass(kind):
        hints, known = get_type_hints(kind), {field.name for field in fields(kind)}
        return kind(**{name: _built(hints[name], one) for name, one in value.items() if name in known})
    if kind is tuple:
        return tuple(value)
    if get_origin(kind) is tuple:
        parts = [part for part in get_args(kind) if part is not Ellipsis] or [Any]
        return tuple(_built(parts[min(place, len(parts) - 1)], one) for place, one in enumerate(value))
    options = [one for one in get_args(kind) if one is not NoneType]
    if value is None or not options:
        return date.fromisoformat(value) if kind is date and value else value
    return _built(options[0], value)
