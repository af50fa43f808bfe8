"""The timeline of a customer or a deal."""
from itertools import groupby

import streamlit as st

from crm_core.activities.commands import delete_activity, restore_activity
from crm_core.activities.queries import PAGE, Done, Timeline, timeline
from crm_core.happenings import Happened
from crm_core.i18n import N_
from pages.activities import kinds
from pages.activities.subject import Subject
from pages.ui import components, forms, layout, links, session
from pages.ui.changes import change_text, written
from pages.ui.format import Style, clock, day_long, moment_full
from pages.ui.run import act, ask
from pages.ui.text import _, plain

FILTERS = {"all": N_("All"), "activities": N_("Activities"), "changes": N_("Changes"), "files": N_("Files")}
MOST = 2000
NAMED_ONLY = (".created", ".deleted", ".restored", ".won", ".reopened", "file.attached", "file.removed")
SAYING = ("consent.", "mail.", "churn.", "order.")  # what happened says more than what changed
FIRST = ("grade", "stage_id", "close_reason")
FEW = 3
LOOKS = (
    ("churn.recovered", "favorite", "green"), ("churn.confirmed", "person_off", "red"), ("churn.", "trending_down", "orange"),
    ("deal.won", "trophy", "green"), ("deal.lost", "do_not_disturb_on", "red"), ("deal.", "trending_up", "blue"),
    ("task.", "event", "orange"), ("file.", "attach_file", "gray"), ("contact.", "person", "gray"),
    ("consent.given", "mark_email_read", "green"), ("consent.", "unsubscribe", "red"), ("mail.", "mail", "orange"),
    ("activity.", "forum", "green"), ("ticket.", "support_agent", "blue"), ("order.returned", "undo", "orange"), ("order.cancelled", "block", "gray"),
    ("order.", "receipt_long", "green"), ("customer.created", "add", "green"),
    ("customer.assigned", "person", "blue"), ("", "edit", "gray"),
)


def history(subject: Subject, style: Style) -> None:
    """The timeline with its filter; older entries on request."""
    key = f"history.{subject.key}"
    with st.container(horizontal=True, vertical_alignment="center"):
        st.subheader(_("Timeline"), anchor=False, width="stretch")
        what = st.segmented_control(
            _("Show"), list(FILTERS), default="all", required=True, key=f"{key}.what", label_visibility="collapsed",
            format_func=lambda name: _(FILTERS[name]),
        )
    limit = session.get(f"{key}.limit", PAGE)
    found: Timeline = ask(timeline, **subject.ids, what=what or "all", limit=limit)
    if not found.entries:
        layout.quiet(_("Nothing here yet. What you log and change will stand here."))
        return
    _leave_when_opened(key, found, subject)
    more = _("Show older") if found.more and limit < MOST else None
    components.timeline(_groups(found, subject, style), key, more=more,
                        on_more=lambda _more: session.keep(f"{key}.limit", limit + 2 * PAGE))


def history_dialogs(subject: Subject) -> None:
    """The dialog that shows one activity of one's own, to take it out."""
    forms.dialog(f"activity.{subject.key}", _("Activity"), _activity_dialog)


def _leave_when_opened(key: str, found: Timeline, subject: Subject) -> None:
    opened = components.happened(key, "open")
    if not opened:
        return
    kind, _dash, number = str(opened).partition("-")
    if kind in ("deal", "ticket", "order"):
        links.leave_for(kind, id=number)
    entry = next((e for e in found.entries if isinstance(e, Done) and str(e.id) == number), None)
    if entry is not None:
        forms.open_dialog(f"activity.{subject.key}", entry=entry)


def _groups(found: Timeline, subject: Subject, style: Style) -> list[dict]:
    days = groupby(found.entries, key=lambda entry: style.local(entry.at).date())
    return [{"label": day_long(day, style), "items": [_item(e, subject, style) for e in entries]} for day, entries in days]


def _item(entry: Done | Happened, subject: Subject, style: Style) -> dict:
    about = _activity(entry, subject) if isinstance(entry, Done) else _change(entry, subject, style)
    when = {"time": clock(entry.at, style), "time_title": moment_full(entry.at, style)}
    return {"who": entry.who or _("Hutong"), **when, **about}


def _activity(entry: Done, subject: Subject) -> dict:
    item = {
        "id": f"activity-{entry.id}", "icon": kinds.ICONS.get(entry.kind, "edit_note"),
        "tone": kinds.TONES.get(entry.kind, "gray"), "title": kinds.title(entry.kind, entry.contact), "body": entry.text,
    }
    if entry.mine:
        item["href"] = f"?id={subject.deal_id or subject.customer_id}"
    if entry.deal and subject.deal_id is None:
        item["badge"] = {"text": entry.deal, "tone": "gray"}
    return item


def _change(entry: Happened, subject: Subject, style: Style) -> dict:
    icon, tone = _looks(entry)
    title, body = _words(entry, subject, style)
    item = {"id": f"event-{entry.id}", "icon": icon, "tone": tone, "title": title, "body": body}
    if entry.subject_type == "deal" and subject.deal_id is None and entry.deal_id and entry.kind != "deal.deleted":
        item |= {"id": f"deal-{entry.deal_id}", "href": links.href("deal", entry.deal_id)}
    if entry.subject_type == "ticket" and entry.subject_id:
        item |= {"id": f"ticket-{entry.subject_id}", "href": links.href("ticket", entry.subject_id)}
    if entry.subject_type == "order" and entry.subject_id:
        item |= {"id": f"order-{entry.subject_id}", "href": links.href("order", entry.subject_id)}
    return item


def happened_words(entry: Happened, subject: Subject, style: Style) -> tuple[str, str, str]:
    """Icon, tone and one line for lists of what others did."""
    return *_looks(entry), _words(entry, subject, style)[0]


def _looks(entry: Happened) -> tuple[str, str]:
    return next((icon, tone) for prefix, icon, tone in LOOKS if entry.kind.startswith(prefix))


def _words(entry: Happened, subject: Subject, style: Style) -> tuple[str, str]:
    """Title and text: what changed where that is told in a few words, else what happened."""
    what = _(entry.what)
    own = entry.subject_type == "customer" or subject.deal_id is not None and entry.subject_type == "deal"
    name = None if own else _name(entry, style)
    texts = [change_text(c, style) for c in sorted(entry.changes, key=lambda c: c.field not in FIRST)]
    if entry.kind.endswith(NAMED_ONLY) or not texts:
        return (_("{field}: {change}").format(field=what, change=name) if name else what), ""
    if len(texts) > FEW or entry.kind.startswith(SAYING):
        return (_("{field}: {change}").format(field=name, change=what) if name else what), "\n".join(texts)
    title = _("{field}: {change}").format(field=name, change=texts[0]) if name else texts[0]
    return title, "\n".join(texts[1:])


def _name(entry: Happened, style: Style) -> str | None:
    """What it happened to; a step that was dropped is known by its title only."""
    if entry.subject is not None:
        return written(entry.subject, style)
    title = next((change for change in entry.changes if change.field == "title"), None)
    return written(title.after or title.before, style) if title else None


def _activity_dialog(entry: Done) -> None:
    st.markdown(f"**{plain(kinds.title(entry.kind, entry.contact))}**")
    st.text(entry.text)

    def remove() -> None:
        if act(delete_activity, entry.id).ok:
            session.offer_undo(_("Activity taken out"), lambda: act(restore_activity, entry.id))

    forms.confirm(_("Logged by mistake?"), _("It can be brought back right afterwards."), _("Take out"), remove,
                  f"activity.{entry.id}")
