"""Putting the cursor into a field: at once, or when a key is pressed."""
import streamlit as st

_JS = """
const done = new WeakSet();
const typing = (event) => {
  const target = event.composedPath()[0];
  return target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName || "");
};

export default function ({ parentElement, data }) {
  const focus = () => document.querySelector(data.field)?.focus();
  if (!data.key) {
    if (!done.has(parentElement)) setTimeout(focus, 60);
    done.add(parentElement);
    return;
  }
  const pressed = (event) => {
    if (event.key !== data.key || event.ctrlKey || event.metaKey || event.altKey || typing(event)) return;
    event.preventDefault();
    focus();
  };
  document.addEventListener("keydown", pressed);
  return () => document.removeEventListener("keydown", pressed);
}
"""


def focus(container: str) -> None:
    """Puts the cursor into the first field of the container with this key, once."""
    _place(container, None)


def focus_on(key: str, container: str) -> None:
    """Does so whenever `key` is pressed outside of a field, e.g. "/"."""
    _place(container, key)


def _place(container: str, key: str | None) -> None:
    component = st.components.v2.component("hutong_keys", js=_JS)
    component(key=f"keys_{container}", data={"field": f".st-key-{container} :is(input, textarea)", "key": key}, height=1)
