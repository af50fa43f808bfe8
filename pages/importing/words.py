"""The wizard's words for what the core names by codes."""
from crm_core.importing.catalogue import KINDS
from crm_core.importing.columns import Note
from crm_core.importing.mapping import EMPTY, NEW, REJECT
from crm_core.importing.queries import RunView
from pages.ui import format
from pages.ui.format import Style
from pages.ui.text import _, ngettext

LEFT = ""  # the choice "Do not import"


def title(kind: str) -> str:
    """What is being imported, as the page's title."""
    return {
        "customers": _("Import customers"), "contacts": _("Import contacts"), "products": _("Import products"),
        "teams": _("Import sales teams"), "opportunities": _("Import opportunities"),
        "campaigns": _("Import campaigns"), "campaign-members": _("Import members of campaigns"),
        "orders": _("Import orders"), "tickets": _("Import tickets"),
        "activities": _("Import activities"),
    }[kind]


def kind_word(kind: str) -> str:
    return _(KINDS[kind].label)


def about(view: RunView, look: Style) -> str:
    """File, sheet, rows and encoding in one line."""
    parts = [view.file_name]
    sheets = view.about.get("sheets") or []
    if len(sheets) > 1 and view.about.get("sheet") in sheets:
        parts.append(_("sheet {n} of {total}").format(n=sheets.index(view.about["sheet"]) + 1, total=len(sheets)))
    parts.append(ngettext("{n} row", "{n} rows", view.total).format(n=format.number(view.total, look)))
    if view.about.get("encoding"):
        parts.append(view.about["encoding"])
    return " · ".join(parts)


def field_word(kind: str, name: str) -> str:
    """The label of a field; "" is the choice not to import."""
    return _(KINDS[kind].field(name).label) if name else _("Do not import")


def note_word(note: Note) -> str:
    return _(note.message).format(**note.params) if note.params else _(note.message)


def action_words(type_name: str) -> dict[str, str]:
    """What can be done with a value besides choosing one that is here."""
    words = {}
    if type_name == "person":
        words[NEW] = _("Add as a new person")
    elif type_name == "stage":
        words |= {NEW: _("Add as a new stage"), "+won": _("Won"), "+lost": _("Lost")}
    elif type_name == "outcome":
        return {"+open": _("Still open"), "+won": _("Won"), "+lost": _("Lost"), REJECT: _("Leave these rows out")}
    else:
        words[NEW] = _("Add as new")
    if type_name in ("person", "dictionary", "product"):
        words[EMPTY] = _("Leave empty")
    return words | {REJECT: _("Leave these rows out")}


def verdicts() -> dict[str, str]:
    return {"accepted": _("New"), "updated": _("Update"), "duplicate": _("Duplicate?"), "rejected": _("Error")}


TONES = {"accepted": "green", "updated": "blue", "duplicate": "orange", "rejected": "red"}
