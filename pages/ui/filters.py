"""Filters that live in the address, so that a list can be sent as a link, saved as a view and found again with Back.

The address is the truth: widgets are filled from it and write to it. Values in it are codes and ids, never
words of one language; a filter with several values repeats its name (`?grade=a&grade=vip`).
"""
from collections.abc import Mapping, Sequence
from datetime import date
from urllib.parse import parse_qs, urlencode

import streamlit as st

from pages.ui import keys, session
from pages.ui.text import _, plain

PAGE = "page"
Options = Mapping[str, str]
_FEW = 8


# Reading and writing the address


def values(name: str) -> tuple[str, ...]:
    """All values of a filter, in the order of the address."""
    return tuple(dict.fromkeys(value for value in st.query_params.get_all(name) if value))


def value(name: str, default: str = "") -> str:
    """The one value of a filter."""
    found = values(name)
    return found[-1] if found else default


def number(name: str, default: int | None = None) -> int | None:
    """The value of a filter as a whole number; `default` when it is none."""
    found = value(name)
    return int(found) if found.isascii() and found.isdigit() and len(found) < 10 else default


def day(name: str) -> date | None:
    """The value of a filter as a day, 2026-03-01; None when it is none."""
    try:
        return date.fromisoformat(value(name))
    except ValueError:
        return None


def put(changes: Mapping[str, str | int | Sequence[str] | None]) -> None:
    """Sets filters; nothing (None, "", []) removes one. Leads back to the first page unless that is set too."""
    wanted = {name: values(name) for name in st.query_params}
    for name, new in {PAGE: None, **changes}.items():
        several = new if isinstance(new, (list, tuple, set)) else [new]
        wanted[name] = tuple(str(one) for one in several if one not in (None, ""))
    replace(urlencode({name: some for name, some in wanted.items() if some}, doseq=True))


def replace(query: str) -> None:
    """Puts a whole query string into the address, as `query()` gave it."""
    found = parse_qs(query)
    if found:
        st.query_params.from_dict(found)
    else:
        st.query_params.clear()


def query(*without: str) -> str:
    """The filters as a query string, sorted, without the page number and the names in `without`."""
    left_out = {PAGE, *without}
    pairs = [(name, one) for name in sorted(st.query_params) if name not in left_out for one in values(name)]
    return urlencode(pairs)


def active(names: Sequence[str]) -> int:
    """How many of these filters are set."""
    return sum(1 for name in names if values(name))


def clear(*keep: str) -> None:
    """Removes every filter but these; made for callbacks."""
    kept = [(name, one) for name in keep for one in values(name)]
    replace(urlencode(kept))


def page_number(pages: int) -> int:
    """The page of the list that is asked for, within what there is."""
    return max(1, min(number(PAGE) or 1, pages))


def sort(allowed: Sequence[str], default: tuple[str, str]) -> tuple[str, str]:
    """(column, "asc" | "desc") as the address has it (`?sort=-name` is descending)."""
    asked = value("sort")
    column = asked.removeprefix("-")
    return (column, "desc" if asked.startswith("-") else "asc") if column in allowed else default


def put_sort(chosen: Mapping[str, str]) -> None:
    """Sorts as the table's heading says: {"column", "direction"}; made for `record_table(on_sort=…)`."""
    put({"sort": ("-" if chosen["direction"] == "desc" else "") + chosen["column"]})


# Widgets


def search(placeholder: str, name: str = "q") -> str:
    """A search box that looks while one types, and that the key / leads to; returns the text."""
    found = value(name)
    key = _key(name, found)
    with st.container(key="filter_search", gap=None):
        st.text_input(
            placeholder, found, key=key, placeholder=placeholder, type="search", live=True, label_visibility="collapsed",
            on_change=_changed, args=(name, key),
        )
        keys.focus_on("/", "filter_search")
    return found


def many(name: str, label: str, options: Options, *, hide_label: bool = False, place: str = "") -> tuple[str, ...]:
    """Several of `options` (value → words): pills when they are few, else a list to search in.

    `place` tells two widgets of the same filter apart.
    """
    chosen = [one for one in options if one in values(name)]
    key = _key(name, chosen, place)
    shown = {"label_visibility": "collapsed" if hide_label else "visible", "on_change": _changed, "args": (name, key)}
    if len(options) <= _FEW:
        st.pills(
            label, options, default=chosen, selection_mode="multi", format_func=lambda one: plain(options[one]), key=key, **shown
        )
    else:
        st.multiselect(label, options, chosen, format_func=options.__getitem__, key=key, placeholder=_("Any"), **shown)
    return tuple(chosen)


def one(name: str, label: str, options: Options, *, hide_label: bool = False) -> str:
    """One of `options` (value → words; "" stands for no filter), as a box to choose from."""
    chosen = value(name) if value(name) in options else next(iter(options))
    key = _key(name, chosen)
    st.selectbox(
        label, list(options), list(options).index(chosen), format_func=options.__getitem__, key=key,
        label_visibility="collapsed" if hide_label else "visible", on_change=_changed, args=(name, key),
    )
    return chosen


def days(name: str, label: str, *, most: int = 3650) -> int | None:
    """A number of days; empty is no filter."""
    found = number(name)
    shown = min(found, most) if found else None
    key = _key(name, shown)
    st.number_input(label, 1, most, shown, key=key, placeholder=_("Any"), on_change=_changed, args=(name, key))
    return found


def period(name: str, first: str, last: str) -> tuple[date | None, date | None]:
    """Two days, `NAME_from` and `NAME_to` in the address, with their labels; both are included."""
    found = []
    for side, field, label in zip(st.columns(2), (f"{name}_from", f"{name}_to"), (first, last), strict=True):
        found.append(day(field))
        key = _key(field, found[-1])
        side.date_input(label, found[-1], key=key, format="YYYY-MM-DD", on_change=_changed, args=(field, key))
    return found[0], found[1]


def compact(name: str, label: str, options: Options, *, nothing: str) -> tuple[str, ...]:
    """A button that says what is chosen ("Owner: me, my team") and opens the choice."""
    chosen = [one for one in options if one in values(name)]
    with st.popover(_("{filter}: {choice}").format(filter=label, choice=plain(_told(chosen, options, nothing)))):
        many(name, label, options, hide_label=len(options) <= _FEW)
        if chosen:
            st.button(_("Show all"), key=f"clear-{name}", type="tertiary", on_click=put, args=({name: None},))
    return tuple(chosen)


def more(names: Sequence[str], *, on_phones: Sequence[str] = ()):
    """The popover "More filters · 2" for the filters `names`. Draw them only when it is open:

    `box = more(("grade", "tag"))`, then `if box.open: with box: many("grade", …)`.
    `on_phones` are all filters in it where that includes some that stand beside it on wide screens.
    """
    count, inside = active(names), on_phones or names
    label = _("More filters · {n}").format(n=count) if count else _("More filters")
    box = st.popover(label, icon=":material/tune:", key="more-filters", on_change="rerun")
    if box.open and active(inside):
        box.button(
            _("Clear these filters"), key="clear-more", type="tertiary", icon=":material/close:",
            on_click=put, args=({name: None for name in inside},),
        )
    return box


def pagination(pages: int) -> None:
    """The numbers of the pages, when there are several; the one that is shown is in the address."""
    if pages < 2:
        return
    now = page_number(pages)
    key = _key(PAGE, now)
    st.pagination(pages, default=now, key=key, on_change=_changed, args=(PAGE, key))


def turn(number: int, more: bool) -> None:
    """Newer and older, for lists that know only whether there is more."""
    if number == 1 and not more:
        return
    with st.container(horizontal=True, horizontal_alignment="right"):
        st.button(_("Newer"), icon=":material/chevron_left:", disabled=number == 1, on_click=put, args=({PAGE: number - 1},),
                  key="turn-newer")
        st.button(_("Older"), icon=":material/chevron_right:", icon_position="right", disabled=not more, on_click=put,
                  args=({PAGE: number + 1},), key="turn-older")


def nothing_found(what: str) -> None:
    """What stands in place of the list when the filters match nothing: `what` says so, a button clears them."""
    with st.container(horizontal_alignment="center", key="nothing-found"):
        st.space("large")
        st.markdown(f"##### {what}", width="content", text_alignment="center")
        st.button(_("Clear all filters"), icon=":material/filter_alt_off:", on_click=clear, args=("cols", "sort"))


def _told(chosen: Sequence[str], options: Options, nothing: str) -> str:
    missing = [one for one in options if one not in chosen]
    if not chosen or not missing:
        return nothing
    if len(missing) == 1 and len(options) > 3:
        return _("all but {name}").format(name=_inside(options[missing[0]]))
    if len(chosen) == 2:
        return _("{one} and {other}").format(one=_inside(options[chosen[0]]), other=_inside(options[chosen[1]]))
    if len(chosen) == 1:
        return _inside(options[chosen[0]])
    return _("{n} chosen").format(n=len(chosen))


def _inside(words: str) -> str:
    """A word in the middle of a line: "My team" → "my team", but names keep their capitals."""
    return words[:1].lower() + words[1:] if words in (_("Me"), _("My team"), _("Public pool"), _("Lost")) else words


def _key(name: str, shown: object, place: str = "") -> str:
    """The key of the widget that shows what the address says.

    When the address was changed by something else than the widget (Back, a view, "clear"), it gets a new key: a
    widget in a closed popover would not notice, and put its old value back at the next click.
    """
    counter = f"filter-{name}-{place}"
    key = f"{counter}-{session.get(counter, 0)}"
    held = session.get(key, shown)
    if (sorted(held) != sorted(shown)) if isinstance(shown, list) else (held != shown):
        session.keep(counter, session.get(counter, 0) + 1)
        key = f"{counter}-{session.get(counter)}"
    return key


def _changed(name: str, key: str) -> None:
    put({name: session.get(key)})
