"""Answers to begin with: one's own, and those of everybody."""
from dataclasses import dataclass

from sqlalchemy import ColumnElement, or_, select

from crm_core import settled
from crm_core.errors import N_, Invalid
from crm_core.i18n import locales
from crm_core.inputs import Input
from crm_core.work import Work, command, query
from db.models import ReplyTemplate, User

WRITE = ("tickets:edit", "tickets:manage")


@dataclass(frozen=True)
class TemplateRow:
    """A template. No `locale`: any language; `shared`: everybody's; `mine`: the reader may change it."""

    id: int
    name: str
    locale: str | None
    text: str
    shared: bool
    owner: str | None
    mine: bool
    version: int


class TemplateForm(Input):
    """A template as it is typed; shared ones need the right to manage the service settings."""

    required = ("name", "text")
    proses = ("text",)
    limits = {"name": 80}

    name: str
    text: str
    locale: str | None = None
    shared: bool = False


@query(*WRITE)
def templates(work: Work, locale: str | None = None) -> tuple[TemplateRow, ...]:
    """One's own templates and everybody's, those in `locale` and without language first, then by name."""
    may_manage = work.actor.may("tickets:manage")
    first = or_(ReplyTemplate.locale == locale, ReplyTemplate.locale.is_(None)).desc()
    rows = work.session.execute(
        select(ReplyTemplate, User.name)
        .outerjoin(User, User.id == ReplyTemplate.owner_id)
        .where(_usable(work))
        .order_by(*([first] if locale else []), ReplyTemplate.name, ReplyTemplate.id)
    )
    return tuple(
        TemplateRow(t.id, t.name, t.locale, t.text, t.owner_id is None, owner,
                    t.owner_id == work.actor.user_id if t.owner_id is not None else may_manage, t.version)
        for t, owner in rows
    )


@command(*WRITE)
def add_template(work: Work, form: TemplateForm) -> int:
    """A new template; returns its id. Raises Invalid; Forbidden when it shall be everybody's without the right."""
    return settled.add(work, ReplyTemplate, _checked(work, form), "reply_template.created")


@command(*WRITE)
def change_template(work: Work, template_id: int, form: TemplateForm, version: int) -> None:
    """Changes a template of one's own, or everybody's with the right. Raises NotFound, Invalid, Conflict, Forbidden."""
    row = _mine(work, template_id)
    settled.fetch(work, ReplyTemplate, template_id, version)
    settled.change(work, row, _checked(work, form), "reply_template.changed")


@command(*WRITE)
def delete_template(work: Work, template_id: int) -> None:
    """Deletes a template of one's own, or everybody's with the right. Raises NotFound, Forbidden."""
    settled.remove(work, _mine(work, template_id), "reply_template.deleted")


def _usable(work: Work) -> ColumnElement[bool]:
    return or_(ReplyTemplate.owner_id.is_(None), ReplyTemplate.owner_id == work.actor.user_id)


def _mine(work: Work, template_id: int) -> ReplyTemplate:
    row = work.one(select(ReplyTemplate).where(ReplyTemplate.id == template_id, _usable(work)))
    if row.owner_id is None:
        work.require("tickets:manage")
    return row


def _checked(work: Work, form: TemplateForm) -> dict:
    if form.shared:
        work.require("tickets:manage")
    if form.locale is not None and form.locale not in locales():
        raise Invalid(N_("Choose one from the list."), field="locale")
    return form.model_dump(include={"name", "text", "locale"}) | {"owner_id": None if form.shared else work.actor.user_id}
