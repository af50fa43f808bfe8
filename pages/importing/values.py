"""Step 2: what the values mean, and how to treat rows that are here already."""
import streamlit as st

from crm_core.importing.catalogue import KINDS
from crm_core.importing.mapping import NEW, Mapping
from crm_core.importing.queries import RunView, import_values
from crm_core.importing.survey import FieldValues, ValueMatch
from pages.importing import steps, words
from pages.ui import format, session
from pages.ui.layout import card, small
from pages.ui.reader import style
from pages.ui.run import ask
from pages.ui.text import _, ngettext, plain

SHOWN = 24


def page(view: RunView) -> None:
    """One card for every matched column, and the questions about existing rows."""
    found = ask(import_values, view.id, view.stamp)

    def buttons() -> None:
        st.button(_("Back"), on_click=steps.go, args=("columns",), key="import_back")
        st.button(_("Continue"), type="primary", on_click=steps.check, args=(view,), key="import_next")

    steps.top(view, "values", buttons)
    open_ones = sum(not match.sure and match.action != NEW for item in found for match in item.values)
    st.markdown(_sentence(found, open_ones))
    known = [item for item in found if all(match.how == "exact" for match in item.values)]
    for item in found:
        if item not in known:
            _field(view, item)
    if known:
        names = _(", ").join(plain(item.heading) for item in known)
        st.markdown(":green[:material/check_circle:] " + _("All values are known in") + f" **{names}**")
    _options(view)


def _sentence(found: tuple[FieldValues, ...], open_ones: int) -> str:
    total = sum(item.total for item in found)
    if not found:
        return "**" + _("No column has values that need matching.") + "**"
    if not open_ones:
        return "**" + ngettext("The one value is known.", "All {n} values are known or will be added.", total).format(n=total) + "**"
    first = ngettext("{n} value needs a decision.", "{n} values need a decision.", open_ones).format(n=open_ones)
    return f"**{first}** " + _("What you choose is remembered for next time.")


def _field(view: RunView, item: FieldValues) -> None:
    look = style()
    unsure = [match for match in item.values if match.how != "exact"]
    note = ngettext("{n} value", "{n} values", item.total).format(n=format.number(item.total, look))
    with card(_("Values of {heading}").format(heading=item.heading), f"{_(item.label)} · {note}"):
        with st.grid(3, min_column_width=280):
            for match in unsure[:SHOWN]:
                with st.container(horizontal=True, vertical_alignment="center", wrap=False):
                    _value(view, item, match, format.number(match.count, look))
        if len(unsure) > SHOWN:
            rest = unsure[SHOWN:]
            st.markdown(small(ngettext("and {n} more, treated as shown in the preview", "and {n} more, treated as shown in the preview", len(rest)).format(n=len(rest))))


def _value(view: RunView, item: FieldValues, match: ValueMatch, count: str) -> None:
    mark = "" if match.sure or match.action == NEW else ":orange[:material/help:] "
    st.markdown(f"{mark}**{plain(match.text[:40])}** {small(count)} :gray[→]", width="stretch")
    actions = words.action_words(item.type)
    if item.type == "person" and not session.actor().may("users:manage"):
        actions.pop(NEW)
    suggested = [key for key, label in item.choices.items() if key in match.suggestions]
    options = [*suggested, *(key for key in item.choices if key not in suggested), *actions]
    current = match.key if match.key in options else match.action if match.action in options else None
    key = f"import_value_{view.id}_{item.field}_{match.text}"
    session.keep(key, current)
    st.selectbox(
        match.text, options, index=None if current is None else 0, key=key, label_visibility="collapsed", width=190,
        format_func=lambda option: actions.get(option) or item.choices.get(option, option),
        on_change=_chosen, args=(view, item.field, match.text, key),
    )


def _chosen(view: RunView, field: str, text: str, key: str) -> None:
    chosen = {name: dict(values) for name, values in view.mapping.values.items()}
    if session.get(key) is None:
        chosen.get(field, {}).pop(text, None)
    else:
        chosen.setdefault(field, {})[text] = session.get(key)
    steps.change(view, view.mapping.model_copy(update={"values": chosen}))


def _options(view: RunView) -> None:
    """How to treat rows that are here already, or name what is not here."""
    with card(_("Rows that are here already")), st.container(horizontal=True, vertical_alignment="bottom"):
        kind = KINDS[view.kind]
        mapped = {field for field in view.mapping.columns.values() if field}
        keys = {"": _("the surest there is")} | {key: words.field_word(view.kind, key) for key in kind.keys if key in mapped}
        _option(view, "key", _("Found by"), keys)
        _option(view, "existing", _("When found"), {"update": _("Update them"), "leave": _("Leave them as they are")})
        if view.kind == "customers":
            _option(view, "duplicates", _("When one only looks alike"), {
                "leave": _("Leave the row for me to decide"), "import": _("Import it as a new customer")})
    shown = _missing(view)
    if shown:
        with card(_("Names that are not here yet")), st.container(horizontal=True, vertical_alignment="bottom"):
            for name, (label, choices) in shown.items():
                _option(view, name, label, choices)


def _missing(view: RunView) -> dict[str, tuple[str, dict[str, str]]]:
    mapped = {field for field in view.mapping.columns.values() if field}
    types = {KINDS[view.kind].field(field).type.value for field in mapped}
    shown: dict[str, tuple[str, dict[str, str]]] = {}
    if view.kind in ("contacts", "opportunities", "orders", "activities") and mapped & {"customer", "customer_external_id"}:
        choices = {"reject": _("Leave these rows out"), "create": _("Add the customer")}
        empty = {"empty": _("Import without customer")} if view.kind in ("opportunities", "orders") else {}
        shown["missing_customers"] = _("Customers that are not here"), choices | empty
    if "product" in types or (view.kind == "orders" and mapped & {"product", "product_code"}):
        shown["missing_products"] = _("Products that are not here"), {"reject": _("Leave these rows out"), "create": _("Add the product")}
    if "person" in types:
        add = {"create": _("Add them (they cannot sign in yet)")} if session.actor().may("users:manage") else {}
        shown["missing_people"] = _("People who are not here"), add | {
            "reject": _("Leave these rows out"), "empty": _("Leave the owner empty")}
    if types & {"money", "amount", "currency"}:
        shown["foreign_amounts"] = _("Amounts in another currency"), {
            "reject": _("Leave these rows out"), "as_is": _("Take the number as it is")}
    return shown


def _option(view: RunView, name: str, label: str, choices: dict[str, str]) -> None:
    if len(choices) < 2:
        return
    key = f"import_option_{view.id}_{name}"
    current = getattr(view.mapping.options, name) or ""
    session.keep(key, current if current in choices else next(iter(choices)))
    st.selectbox(label, list(choices), format_func=choices.get, key=key, width=300, on_change=_opted, args=(view, name, key))


def _opted(view: RunView, name: str, key: str) -> None:
    options = view.mapping.options.model_dump() | {name: session.get(key) or None}
    steps.change(view, Mapping(**view.mapping.model_dump() | {"options": options}))
