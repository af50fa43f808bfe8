"""The little language of messages: documented fields, a few filters and conditions of Jinja2, nothing else.

What a template may contain is a list of allowed syntax nodes, checked before anything runs: no loops, calls, arithmetic or
other attributes, so that a template can neither run for long, nor grow, nor reach into the program. The sandbox of Jinja2
stands behind that.
"""
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from jinja2 import StrictUndefined, Template, TemplateError, TemplateSyntaxError, UndefinedError, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

from crm_core.campaigns.fields import KEYS, ROOTS
from crm_core.errors import N_, Invalid

FILTERS = ("default", "upper", "lower", "title", "trim")
NODES = (
    nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.Getattr, nodes.Const, nodes.If, nodes.CondExpr, nodes.Filter,
    nodes.Test, nodes.Not, nodes.And, nodes.Or, nodes.Compare, nodes.Operand,
)  # fmt: skip
LONGEST = 300_000


class EmptyField(Invalid):
    """A field that the message shows is empty for this recipient."""

    def __init__(self, key: str) -> None:
        super().__init__(N_("“{name}” is empty for this customer."), field=key, name=key)
        self.key = key


class _Empty(StrictUndefined):
    """An empty field: may be asked for, and replaced by `default`, but not shown."""

    def __bool__(self) -> bool:
        return False


def check(source: str, field: str = "message") -> frozenset[str]:
    """The fields a template uses. Raises Invalid that names the unknown field, or what is not allowed and where."""
    if len(source) > LONGEST:
        raise Invalid(N_("At most {limit} characters fit here."), field=field, limit=LONGEST)
    try:
        tree = _environment(False).parse(source)
        used = frozenset(_fields(tree, field))
        _compiled(source, False)
    except TemplateSyntaxError as problem:
        raise Invalid(N_("Line {line} cannot be read: check the braces."), field=field, line=problem.lineno) from None
    except RecursionError:
        raise Invalid(N_("This is nested too deeply."), field=field) from None
    return used


def render(source: str, values: Mapping[str, str | None], *, html: bool) -> str:
    """The text with its fields filled in; made harmless for HTML if `html`. Raises Invalid, EmptyField."""
    check_once(source)
    try:
        return _compiled(source, html).render(_tree(values))
    except UndefinedError as problem:
        raise EmptyField(str(problem)) from None
    except (TemplateError, RecursionError):
        raise Invalid(N_("This message cannot be made."), field="message") from None


@lru_cache(maxsize=256)
def check_once(source: str) -> frozenset[str]:
    """`check`, remembered."""
    return check(source)


@lru_cache(maxsize=256)
def _compiled(source: str, html: bool) -> Template:
    return _environment(html).from_string(source)


@lru_cache(maxsize=2)
def _environment(html: bool) -> ImmutableSandboxedEnvironment:
    environment = ImmutableSandboxedEnvironment(autoescape=html, undefined=StrictUndefined)
    environment.filters = {name: environment.filters[name] for name in FILTERS}
    environment.globals = {}
    environment.tests = {"defined": environment.tests["defined"]}
    return environment


def _fields(node: nodes.Node, field: str) -> Iterator[str]:
    if not isinstance(node, NODES):
        raise Invalid(N_("Line {line}: “{what}” is not possible in messages."), field=field, line=node.lineno,
                      what=type(node).__name__.lower())
    if isinstance(node, (nodes.Getattr, nodes.Name)):
        yield _known(node, field)
        return
    for child in node.iter_child_nodes():
        yield from _fields(child, field)


def _known(node: nodes.Getattr | nodes.Name, field: str) -> str:
    parts: list[str] = []
    inner: nodes.Node = node
    while isinstance(inner, nodes.Getattr):
        parts.append(inner.attr)
        inner = inner.node
    key = ".".join([getattr(inner, "name", "?"), *reversed(parts)])
    if not isinstance(inner, nodes.Name) or key not in KEYS:
        raise Invalid(N_("Line {line}: there is no field “{name}”."), field=field, line=node.lineno, name=key[:60])
    return key


def _tree(values: Mapping[str, str | None]) -> dict[str, Any]:
    tree: dict[str, Any] = {root: {} for root in ROOTS if root not in KEYS}
    for key, value in values.items():
        root, _dot, leaf = key.partition(".")
        filled = value if value not in (None, "") else _Empty(hint=key)
        if leaf:
            tree[root][leaf] = filled
        else:
            tree[root] = filled
    return tree
