"""Mail templates: texts to begin a message with."""
from sqlalchemy import select

from crm_core.campaigns.access import EDIT
from crm_core.campaigns.rendering import check_version
from crm_core.campaigns.schemas import TemplateForm, Version
from crm_core.errors import N_, Invalid
from crm_core.i18n import locales
from crm_core.work import Work, command
from db.models import MailTemplate


@command(EDIT)
def create_template(work: Work, form: TemplateForm) -> int:
    """A new template; returns its id. Raises Invalid naming the part that cannot go out."""
    row = MailTemplate(name=form.name, purpose=form.purpose, versions=written(form.versions), owner_id=work.actor.user_id,
                       created_at=work.now, updated_at=work.now)
    work.session.add(row)
    work.session.flush()
    work.record("mail_template.created", "mail_template", row.id, after={"name": row.name, "purpose": row.purpose})
    return row.id


@command(EDIT)
def change_template(work: Work, template_id: int, form: TemplateForm, version: int) -> int:
    """Replaces what a template says; returns the new version. Raises NotFound, Invalid, Conflict."""
    row = work.one(_kept().where(MailTemplate.id == template_id), version=version)
    values = {"name": form.name, "purpose": form.purpose, "versions": written(form.versions)}
    before = {name: getattr(row, name) for name, value in values.items() if getattr(row, name) != value}
    if before:
        for name in before:
            setattr(row, name, values[name])
        row.version, row.updated_at = row.version + 1, work.now
        told = [name for name in before if name != "versions"]
        work.record("mail_template.changed", "mail_template", row.id, before={name: before[name] for name in told},
                    after={name: values[name] for name in told})
    return row.version


@command(EDIT)
def delete_template(work: Work, template_id: int) -> None:
    """Takes a template out of the list; messages made from it stay as they are. Raises NotFound."""
    row = work.one(_kept().where(MailTemplate.id == template_id).with_for_update())
    row.deleted_at, row.version = work.now, row.version + 1
    work.record("mail_template.deleted", "mail_template", row.id, before={"name": row.name})


@command(EDIT)
def restore_template(work: Work, template_id: int) -> None:
    """Takes a deletion back. Raises NotFound."""
    row = work.one(select(MailTemplate).where(MailTemplate.id == template_id, MailTemplate.deleted_at.is_not(None)))
    row.deleted_at, row.version = None, row.version + 1
    work.record("mail_template.restored", "mail_template", row.id, after={"name": row.name})


def written(versions: dict[str, Version]) -> dict[str, dict[str, str]]:
    """The languages as they are stored; each is checked. Raises Invalid."""
    found = {}
    for locale, version in versions.items():
        if locale not in locales():
            raise Invalid(N_("This language is not there."), field="versions")
        found[locale] = {part: text for part in ("subject", "html", "text") if (text := getattr(version, part))}
        check_version(found[locale])
    return found


def _kept():
    return select(MailTemplate).where(MailTemplate.deleted_at.is_(None))
