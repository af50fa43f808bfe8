"""What an administrator decides about greetings: whom to greet how, and with which words."""
from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from crm_core import settings
from crm_core.campaigns import rendering
from crm_core.campaigns.fields import Recipient
from crm_core.campaigns.rendering import Context
from crm_core.errors import N_, Invalid
from crm_core.greetings import rules, texts
from crm_core.greetings.commands import versions_of
from crm_core.greetings.rules import KINDS, OCCASIONS
from crm_core.i18n import locales, words
from crm_core.inputs import Input
from crm_core.work import Work, command, query
from db.models import MailTemplate

FIELDS = frozenset({"greeting", "company", "customer.name", "contact.name", "unsubscribe"})  # those that nobody lacks


class GreetingText(Input):
    """What a greeting says in one language."""

    required: ClassVar[tuple[str, ...]] = ("subject", "text")
    proses: ClassVar[tuple[str, ...]] = ("text",)

    subject: str
    text: str


@dataclass(frozen=True)
class Greetings:
    """Kind of occasion → grade ("" the others) → how; and the occasions with a text of the company's own."""

    how: Mapping[str, Mapping[str, str]]
    own: frozenset[str]
    can_send: bool


@dataclass(frozen=True)
class Sample:
    """A greeting's text in one language, as it is written and as somebody would read it."""

    subject: str
    text: str
    shown_subject: str
    shown_text: str


@query("settings:manage")
def greetings(work: Work) -> Greetings:
    """How customers are greeted now."""
    said = work.settings.greetings
    own = frozenset(said.get("templates") or {})
    return Greetings({kind: rules.how(said, kind) for kind in KINDS}, own, bool(work.settings.public_url))


@query("settings:manage")
def sample(work: Work, occasion: str, locale: str, name: str) -> Sample:
    """A greeting to somebody called `name`. Raises Invalid for an occasion or a language there is not."""
    _check(occasion, locale)
    versions = versions_of(work, occasion)
    version = versions.get(locale) or texts.with_html(texts.built_in(occasion))[locale]
    context = Context(work.settings.company or "—", words(locale).gettext(OCCASIONS[occasion]), locale)
    made = rendering.make({locale: version}, Recipient(locale, name, contact=name), context, "https://…")
    return Sample(version["subject"], version["text"], made.subject, made.text)


@command("settings:manage")
def choose(work: Work, chosen: Mapping[str, Mapping[str, str]]) -> bool:
    """Sets how each grade is greeted on each kind of occasion; whether that changed anything. Raises Invalid."""
    rules.check(chosen)
    now = work.settings.greetings
    before, after = ({f"{kind}_greeting": rules.how(one, kind) for kind in KINDS} for one in (now, now | dict(chosen)))
    if before == after:
        return False
    settings.store(work.session, greetings=now | {kind: dict(ways) for kind, ways in chosen.items()})
    work.record("setting.changed", "setting", None, before=_told(before), after=_told(after))
    return True


@command("settings:manage")
def write_text(work: Work, occasion: str, locale: str, form: GreetingText) -> None:
    """Sets what a greeting says in one language; the other languages stay. Raises Invalid naming the field."""
    _check(occasion, locale)
    used = rendering.check_version({"subject": form.subject, "text": form.text})
    if used - FIELDS:
        raise Invalid(N_("“{name}” can be empty: it cannot stand in a greeting."), field="text", name=sorted(used - FIELDS)[0])
    row = _own(work, occasion)
    if row is None:
        row = MailTemplate(name=words(work.settings.locale).gettext(OCCASIONS[occasion]), purpose="greeting", created_at=work.now,
                           updated_at=work.now, versions=texts.built_in(occasion))  # fmt: skip
        work.session.add(row)
        work.session.flush()
        _point(work, occasion, row.id)
        work.record("mail_template.created", "mail_template", row.id, after={"name": row.name, "purpose": row.purpose})
    else:
        row.version += 1
        work.record("mail_template.changed", "mail_template", row.id, before={}, after={"name": row.name})
    row.versions = {**row.versions, locale: {"subject": form.subject, "text": form.text}}
    row.updated_at = work.now


@command("settings:manage")
def built_in_again(work: Work, occasion: str) -> None:
    """Lets a greeting say what the program brought; the company's own text is deleted."""
    row = _own(work, occasion)
    if row is not None:
        row.deleted_at, row.version = work.now, row.version + 1
        _point(work, occasion, None)
        work.record("mail_template.deleted", "mail_template", row.id, before={"name": row.name})


def _own(work: Work, occasion: str) -> MailTemplate | None:
    key = (work.settings.greetings.get("templates") or {}).get(occasion)
    row = work.session.get(MailTemplate, key) if key else None
    return row if row is not None and row.deleted_at is None else None


def _point(work: Work, occasion: str, template_id: int | None) -> None:
    now = work.settings.greetings
    chosen = {**(now.get("templates") or {}), occasion: template_id}
    templates = {name: key for name, key in chosen.items() if key}
    settings.store(work.session, greetings=now | {"templates": templates})


def _check(occasion: str, locale: str) -> None:
    if occasion not in OCCASIONS or locale not in locales():
        raise Invalid(N_("Choose one from the list."))


def _told(ways: Mapping[str, Mapping[str, str]]) -> dict[str, list[str]]:
    """For the audit trail: "vip: remind"."""
    return {field: [f"{grade or '*'}: {way}" for grade, way in sorted(found.items())] for field, found in ways.items()}
