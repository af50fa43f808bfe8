"""Building a rule: nested containers, all / any / none, a row for each condition."""
import streamlit as st

from crm_core.i18n import N_
from crm_core.segments.choices import rule_choices
from crm_core.segments.fields import FIELDS
from crm_core.segments.schemas import MOST_DEEP
from pages.segments import draft, values
from pages.segments.sentence import field_name
from pages.ui import session
from pages.ui.layout import quiet
from pages.ui.run import ask
from pages.ui.text import _

MATCHES = {"all": N_("All hold"), "any": N_("Any holds"), "none": N_("None holds")}
FIRST = N_("Where")
JOINED = {"all": N_("and"), "any": N_("or"), "none": N_("nor")}


def choices_for(rule: dict) -> dict[str, dict]:
    """The values to choose from of every field in a rule."""
    names = {FIELDS[node["field"]].choices for node in draft.nodes(rule) if node.get("field") in FIELDS}
    return ask(rule_choices, tuple(sorted(names - {""})))


def draw(key: str) -> None:
    """The form for what is being built under `key`; what it comes to is in `draft`."""
    options = choices_for(draft.tree(key))
    _group(key, draft.tree(key), options, 1)


def _group(key: str, group: draft.Node, options: dict[str, dict], depth: int) -> None:
    with st.container(border=True, gap="small", key=f"rule_group_{group['id']}"):
        with st.container(horizontal=True, vertical_alignment="center", wrap=False):
            _match(key, group)
            if depth > 1:
                st.space("stretch")
                _remove(key, group)
        if not group["parts"]:
            quiet(_("No condition yet: this holds for every customer."))
        for place, part in enumerate(group["parts"]):
            if "parts" in part:
                _group(key, part, options, depth + 1)
            else:
                _condition(key, part, options, _(JOINED[group["match"]] if place else FIRST))
        _adding(key, group, depth)


def _match(key: str, group: draft.Node) -> None:
    widget = f"rule-match-{group['id']}"
    _preset(widget, group["match"])
    st.segmented_control(
        _("How the conditions are joined"), list(MATCHES), format_func=lambda match: _(MATCHES[match]), required=True, key=widget,
        label_visibility="collapsed", on_change=_took, args=(key, group["id"], "match", widget),
    )


def _condition(key: str, node: draft.Node, options: dict[str, dict], word: str) -> None:
    with st.container(horizontal=True, vertical_alignment="center", key=f"rule_row_{node['id']}", gap="small"):
        st.markdown(f":gray[{word}]", width=44)
        _field(key, node)
        _operator(key, node)
        values.draw(key, node, options.get(FIELDS[node["field"]].choices, {}))
        _remove(key, node)


def _field(key: str, node: draft.Node) -> None:
    widget = f"rule-field-{node['id']}"
    _preset(widget, node["field"])
    st.selectbox(
        _("Field"), list(FIELDS), format_func=lambda name: field_name(FIELDS[name]), key=widget, label_visibility="collapsed",
        on_change=_took, args=(key, node["id"], "field", widget),
    )


def _operator(key: str, node: draft.Node) -> None:
    widget = f"rule-op-{node['id']}-{node['field']}"
    operators = FIELDS[node["field"]].operators
    _preset(widget, node["op"])
    st.selectbox(
        _("Comparison"), list(operators), format_func=lambda op: values.operator_name(FIELDS[node["field"]], op), key=widget,
        label_visibility="collapsed", on_change=_took, args=(key, node["id"], "op", widget),
    )


def _remove(key: str, node: draft.Node) -> None:
    st.button(
        "", icon=":material/close:", type="tertiary", key=f"rule-remove-{node['id']}", help=_("Remove"), on_click=draft.remove,
        args=(key, node["id"]),
    )


def _adding(key: str, group: draft.Node, depth: int) -> None:
    with st.container(horizontal=True):
        st.button(
            _("Add a condition"), icon=":material/add:", type="tertiary", key=f"rule-add-{group['id']}", on_click=draft.add_condition,
            args=(key, group["id"]),
        )
        if depth < MOST_DEEP:
            st.button(
                _("Add a group"), icon=":material/account_tree:", type="tertiary", key=f"rule-group-{group['id']}",
                on_click=draft.add_group, args=(key, group["id"]),
            )


def _took(key: str, number: int, what: str, widget: str) -> None:
    chosen = session.get(widget)
    if chosen is not None:
        draft.change(key, number, **{what: chosen})


def _preset(widget: str, value: object) -> None:
    """A widget shows what is being built, until somebody uses it."""
    if session.get(widget) != value:
        session.keep(widget, value)
