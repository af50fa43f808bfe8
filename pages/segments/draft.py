"""The rule that is being built: a tree in the session, every node with a number of its own."""
from collections.abc import Iterator
from typing import Any

from crm_core.segments.fields import FIELDS
from pages.ui import session

Node = dict[str, Any]
FIRST_FIELD = "last_activity"


def begin(key: str, rule: dict, stamp: object) -> None:
    """Starts from a stored rule, unless this very state of it (`stamp`) is being built already."""
    if session.get(f"{key}.stamp") != stamp:
        session.keep(f"{key}.stamp", stamp)
        load(key, rule)


def load(key: str, rule: dict) -> None:
    """Replaces what is being built."""
    session.keep(f"{key}.tree", _numbered(key, rule or {"match": "all", "parts": []}))


def drop(key: str) -> None:
    """Forgets what was being built."""
    session.forget(f"{key}.stamp", f"{key}.tree")


def tree(key: str) -> Node:
    return session.get(f"{key}.tree")


def rule(key: str) -> dict:
    """What was built, as the core takes it."""
    return _stripped(tree(key))


def complete_rule(key: str) -> tuple[dict, int]:
    """What was built so far without the conditions that still lack a value, and how many those are."""
    missing = [node for node in nodes(tree(key)) if "field" in node and not is_complete(node)]
    return _stripped(tree(key), {node["id"] for node in missing}), len(missing)


def is_complete(node: Node) -> bool:
    """Whether a condition has the value that its operator asks for."""
    shape, value = shape_of(node), node["value"]
    if shape == "nothing":
        return True
    if shape in ("numbers", "times", "dates"):
        return isinstance(value, (list, tuple)) and len(value) == 2 and None not in value
    return value not in (None, "", [], ())


def shape_of(node: Node) -> str:
    return FIELDS[node["field"]].operators[node["op"]].shape


def nodes(node: Node) -> Iterator[Node]:
    """The node with everything below it."""
    yield node
    for part in node.get("parts", ()):
        yield from nodes(part)


# Changes, made by callbacks


def add_condition(key: str, group: int) -> None:
    _find(key, group)["parts"].append(_condition(key, FIRST_FIELD))


def add_group(key: str, group: int) -> None:
    inner = {"id": _next(key), "match": "any", "parts": [_condition(key, FIRST_FIELD)]}
    _find(key, group)["parts"].append(inner)


def remove(key: str, number: int) -> None:
    for node in nodes(tree(key)):
        if "parts" in node:
            node["parts"] = [part for part in node["parts"] if part["id"] != number]


def change(key: str, number: int, **values: Any) -> None:
    """Another match, field, operator or value. Another field starts with its first operator, both without a value."""
    node = _find(key, number)
    if "field" in values and values["field"] != node["field"]:
        node |= {"field": values["field"], "op": next(iter(FIELDS[values["field"]].operators)), "value": None}
    elif "op" in values:
        before = shape_of(node)
        node["op"] = values["op"]
        node["value"] = node["value"] if shape_of(node) == before else None
    else:
        node |= values


def _find(key: str, number: int) -> Node:
    return next(node for node in nodes(tree(key)) if node["id"] == number)


def _condition(key: str, field: str) -> Node:
    return {"id": _next(key), "field": field, "op": next(iter(FIELDS[field].operators)), "value": None}


def _next(key: str) -> int:
    number = session.get(f"{key}.next", 0) + 1
    session.keep(f"{key}.next", number)
    return number


def _numbered(key: str, node: dict) -> Node:
    if "parts" not in node:
        return {**node, "id": _next(key)}
    return {"id": _next(key), "match": node["match"], "parts": [_numbered(key, part) for part in node["parts"]]}


def _stripped(node: Node, without: frozenset[int] | set[int] = frozenset()) -> dict:
    if "parts" not in node:
        value = list(node["value"]) if isinstance(node["value"], tuple) else node["value"]
        return {"field": node["field"], "op": node["op"], "value": value}
    parts = [_stripped(part, without) for part in node["parts"] if part["id"] not in without]
    return {"match": node["match"], "parts": [part for part in parts if part.get("parts") != []]}
