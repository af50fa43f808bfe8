"""A rule as a sentence: "Last activity more than 60 days ago, and won value at least ¥20,000, and (grade is VIP or A)"."""
from datetime import date
from typing import Any

from crm_core.i18n import N_
from crm_core.segments.fields import FIELDS, RuleField
from pages.segments.values import MONEY
from pages.ui.format import Style, day, days, money_full, number
from pages.ui.text import _, plain

JOINED = {"all": N_("{first}, **and** {second}"), "any": N_("{first}, **or** {second}"), "none": N_("{first}, **or** {second}")}
MOST_NAMED = 6


def field_name(field: RuleField) -> str:
    """The name of a field as forms show it."""
    name = _(field.label)
    return name[:1].upper() + name[1:]


def told(rule: dict, options: dict[str, dict], style: Style) -> str:
    """The rule in Markdown; `options` name its values (`builder.choices_for`)."""
    text = _group(rule, options, style)
    if not text:
        return _("Every customer.")
    return _("{sentence}.").format(sentence=text[:1].upper() + text[1:])


def _group(group: dict, options: dict[str, dict], style: Style, inside: bool = False) -> str:
    parts = [text for part in group["parts"] if (text := _part(part, options, style))]
    if not parts:
        return ""
    text = parts[0]
    for part in parts[1:]:
        text = _(JOINED[group["match"]]).format(first=text, second=part)
    if group["match"] == "none":
        return _("none of: ({conditions})").format(conditions=text)
    return _("({conditions})").format(conditions=text) if inside and len(parts) > 1 else text


def _part(part: dict, options: dict[str, dict], style: Style) -> str:
    if "parts" in part:
        return _group(part, options, style, inside=True)
    field = FIELDS.get(part["field"])
    operator = field.operators.get(part["op"]) if field else None
    if operator is None:
        return _("something that is no longer understood")
    name = plain(_inner(_(field.label)))
    return _(operator.told).format(field=name, **_values(field, operator.shape, part["value"], options, style))


def _inner(label: str) -> str:
    """A label inside a sentence: small, unless it is written in capitals."""
    return label if label[1:2].isupper() else label[:1].lower() + label[1:]


def _values(field: RuleField, shape: str, value: Any, options: dict[str, dict], style: Style) -> dict[str, str]:
    match shape:
        case "nothing":
            return {}
        case "values":
            return {"value": _named(value, options.get(field.choices, {}))}
        case "text":
            return {"value": _("“{text}”").format(text=plain(value))}
        case "days":
            return {"value": days(value, style)}
        case "percent":
            return {"value": f"{value}%"}
        case "times":
            return {"times": style.count("{n} time", "{n} times", value[0]), "days": days(value[1], style)}
        case "number":
            return {"value": _figure(field, value, style)}
    first, last = value
    if shape == "dates":
        first, last = (date.fromisoformat(one) if isinstance(one, str) else one for one in value)
        ends = {"first": day(first, style), "last": day(last, style)}
    else:
        ends = {"first": _figure(field, first, style), "last": _figure(field, last, style)}
    return {"value": _("{first} and {last}").format(**ends)}


def _figure(field: RuleField, value: int, style: Style) -> str:
    return plain(money_full(value, style) if field.kind in MONEY else number(value, style))


def _named(values: list, options: dict) -> str:
    names = [plain(options.get(value, str(value))) for value in values]
    if len(names) > MOST_NAMED:
        more = len(names) - MOST_NAMED
        return _("{names} or {n} more").format(names=_(", ").join(names[:MOST_NAMED]), n=more)
    return names[0] if len(names) == 1 else _("{names} or {last}").format(names=_(", ").join(names[:-1]), last=names[-1])
