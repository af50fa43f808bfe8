"""What stands in fields of a form as soon as they are left, which the form itself tells only when it is saved."""
from collections.abc import Sequence

from pages.ui.components.mount import mount, put, register, state

_component = register("left_fields")


def left_fields(form: str, fields: Sequence[str], *, forget: bool = False) -> dict[str, str]:
    """The texts of those of `fields` of the form `form` that were left for another field. Draw it outside the form.

    `forget` them when the form itself told what stands there.
    """
    key = f"{form}_left"
    if forget:
        put(key, "said", {})
    said = state(key, "said") or {}
    mount(_component, key, {"form": form, "fields": list(fields), "said": said}, height=1, said=None)
    return {field: text for field in fields if isinstance(text := said.get(field), str)}
