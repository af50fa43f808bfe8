"""The Message tab: a mail per step, half and language, with what a member will see beside it."""
from functools import partial

import streamlit as st

from crm_core.campaigns.messages import preview, send_test, set_message
from crm_core.campaigns.queries import list_templates
from crm_core.campaigns.readiness import warnings
from crm_core.campaigns.schemas import CampaignPage, StepEdit, StepNew, StepView, Version
from crm_core.campaigns.steps import add_step, change_step
from crm_core.errors import Conflict
from crm_core.i18n import locales
from crm_core.wording import WORDS
from pages.campaigns import mail_editor, mail_preview
from pages.ui import filters, layout, session
from pages.ui.format import Style
from pages.ui.forms import Form, attempt
from pages.ui.run import act, ask, ask_now
from pages.ui.text import _, plain, told

HALVES = ("a", "b")
WHOLE = "one"


def draw(found: CampaignPage, style: Style) -> None:
    """The mails of a campaign: chosen, written, looked at."""
    mails = [step for step in found.steps if step.kind == "email"]
    if not mails:
        _first(found)
        return
    step = _chosen_step(mails)
    writes = found.allowed.edit and step.state == "planned" and found.state not in ("finished", "cancelled")
    variant, locale = _which(step, writes)
    stored = _stored(step, variant, locale)
    left, right = st.columns([1, 1])
    typed = stored
    with left, layout.card(_("Mail"), action=partial(_more, found, step, variant, locale) if writes else None):
        if writes:
            typed = _editor(step, variant, locale, stored)
        else:
            layout.quiet(_("This mail is on its way and no longer changes.") if found.allowed.edit else _("You may look at this mail."))
            mail_editor.show(stored)
    with right:
        _warnings(found)
        _preview(found, step, variant, locale, typed)


def _first(found: CampaignPage) -> None:
    def add() -> None:
        if found.allowed.edit:
            st.button(_("Add a mail"), type="primary", icon=":material/add:", key="mail_first", on_click=act,
                      args=(add_step, found.id, StepNew(name=_("First mail"))))

    layout.empty_state("mail", _("No mail yet"), _("A mail is written here in every language of your customers, and looked at before it goes out."), add)


def _chosen_step(mails: list[StepView]) -> StepView:
    names = {str(step.id): step.name for step in mails}
    if len(mails) > 1:
        filters.one("step", _("Mail"), names, hide_label=True)
    wanted = filters.number("step")
    return next((step for step in mails if step.id == wanted), mails[0])


def _which(step: StepView, writes: bool) -> tuple[str, str]:
    """Half and language to write; what the halves differ in is chosen here too."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        known = locales()
        first = next((name for name in (session.locale(), *known) if name in step.variants.get("a", {})), session.locale())
        locale = st.segmented_control(_("Language"), list(known), default=first, format_func=known.get, required=True, key=f"mail_locale.{step.id}")
        options = {WHOLE: _("One version"), **{code: _("A/B: {part}").format(part=_(word)) for code, word in WORDS["split"].items()}}
        key = f"mail_split.{step.id}.{step.split}"
        st.selectbox(_("A/B test"), list(options), list(options).index(step.split or WHOLE), format_func=options.get, key=key, width=200,
                     disabled=not writes, on_change=_set_split, args=(step.id, key))
        variant = "a"
        if step.split:
            variant = st.segmented_control(_("Half"), HALVES, default="a", format_func=str.upper, required=True, key=f"mail_half.{step.id}")
    return variant or "a", locale or first


def _set_split(step_id: int, key: str) -> None:
    chosen = session.get(key)
    act(change_step, step_id, StepEdit(split=None if chosen == WHOLE else chosen))


def _stored(step: StepView, variant: str, locale: str) -> Version:
    return Version(**step.variants.get(variant, {}).get(locale, {}))


def _editor(step: StepView, variant: str, locale: str, stored: Version) -> Version:
    """The fields, the way to save them, and what is typed by now."""
    form = Form(f"mail.{step.id}.{variant}.{locale}")
    parts = mail_editor.PARTS if variant == "a" else ("subject",) if step.split == "subject" else ("html", "text")
    _keep_base(form.key, stored)
    if variant == "b":
        layout.quiet(_("Half B gets this instead; everything else is as in half A."))
    typed = mail_editor.fields(form, stored, parts)
    with st.container(horizontal=True, vertical_alignment="center"):
        pressed = st.button(_("Save"), type="primary", key=f"{form.key}.save", shortcut="Ctrl+S")
        unsaved = typed != stored
        if unsaved:
            layout.quiet(_("Not saved yet"), width="content")
    if pressed and unsaved:
        _save(form, step, variant, locale, typed)
    return typed


def _keep_base(key: str, stored: Version) -> None:
    """What was stored when the editor was opened, to notice when somebody else changes it meanwhile."""
    if session.get(f"{key}.base") is None:
        session.keep(f"{key}.base", stored)


def _save(form: Form, step: StepView, variant: str, locale: str, typed: Version) -> None:
    base = session.get(f"{form.key}.base")
    done = attempt(lambda: act(set_message, step.id, variant, locale, typed, base, quiet=True))
    if done.ok:
        session.keep(f"{form.key}.base", typed)
        session.notify(_("Mail saved"))
        st.rerun()
    if isinstance(done.error, Conflict):
        form.tell().warning(_("Somebody changed this mail meanwhile. Copy what you want to keep, then load theirs."))
        form.tell().button(_("Load theirs"), key=f"{form.key}.theirs", on_click=mail_editor.forget, args=(form.key,))
    else:
        form.show(done.error)


def _more(found: CampaignPage, step: StepView, variant: str, locale: str) -> None:
    key = f"mail.{step.id}.{variant}.{locale}"
    with st.container(horizontal=True, width="content"):
        mail_editor.insert_menu(key)
        templates = [row for row in ask(list_templates, "campaign") if locale in row.versions]
        if templates and variant == "a":
            with st.popover(_("Template"), icon=":material/draft:"):
                for row in templates:
                    st.button(plain(row.name), key=f"{key}.template.{row.id}", type="tertiary", on_click=mail_editor.put,
                              args=(key, dict(row.versions[locale])))


def _warnings(found: CampaignPage) -> None:
    if found.state in ("finished", "cancelled"):
        return
    for item in ask_now(warnings, found.id):
        text = plain(_(item.message).format(**item.params))
        (st.error if item.stops else st.warning)(text, icon=":material/error:" if item.stops else ":material/warning:")


def _preview(found: CampaignPage, step: StepView, variant: str, locale: str, typed: Version) -> None:
    with layout.card(_("Preview"), action=partial(_test, found, step, variant, locale)):
        member = mail_preview.choose_member(found)
        # B is typed in parts: the rest comes from A, so only what is stored can be looked at whole
        seen = ask_now(preview, step.id, variant, locale, member, typed if variant == "a" and typed.subject else None)
        if seen.problem is not None:
            st.info(plain(told(seen.problem)), icon=":material/edit_note:")
        else:
            mail_preview.show(seen)


def _test(found: CampaignPage, step: StepView, variant: str, locale: str) -> None:
    if found.allowed.edit and locale in step.variants.get("a", {}):
        layout.text_button(_("Mail it to me"), "mail_test", on_click=_send_test, args=(step.id, variant, locale, mail_preview.chosen(found)),
                           help=_("The saved text goes to your own address. Nothing of it is counted."))


def _send_test(step_id: int, variant: str, locale: str, member: int | None) -> None:
    if act(send_test, step_id, variant, locale, member).ok:
        session.notify(_("A test mail to {email} is on its way").format(email=session.actor().email))
