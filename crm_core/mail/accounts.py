"""The accounts for sending and fetching mail, and the address that links in mails begin with."""
from dataclasses import replace

from sqlalchemy import select

from crm_core import settings
from crm_core.access import signing
from crm_core.errors import N_, Conflict, Invalid, NotFound
from crm_core.i18n import words
from crm_core.mail import bell, links, outbox
from crm_core.mail.schemas import SECURITIES, Access, Account, AccountForm, Outgoing
from crm_core.mail.sending import access_of
from crm_core.normalise import email as written_email
from crm_core.work import Work, command, query
from db.models import MailAccount

KINDS = ("smtp", "imap")
MOST_PER_MINUTE = 100_000
TEST_SUBJECT = N_("Test mail of Hutong CRM")
TEST_TEXT = N_("It works. Hutong CRM of {company} sent this mail because {name} asked for a test.")


@query("mail:manage")
def account(work: Work, kind: str) -> Account | None:
    """An account as it is set; None when there is none."""
    row = work.session.get(MailAccount, kind)
    return None if row is None else _shown(work, row)


@query("mail:manage")
def access(work: Work, kind: str) -> Access:
    """What is needed to connect, the password sealed. Raises NotFound."""
    return access_of(_fetched(work, kind))


@query("mail:manage")
def test_mail(work: Work, to_email: str) -> Outgoing:
    """A mail to try the account with; it is not put into the outbox. Raises Invalid."""
    texts = words(work.actor.locale)
    text = texts.gettext(TEST_TEXT).format(company=work.settings.company, name=work.actor.name)
    return Outgoing(
        id=0, lease="", purpose="test", to_email=written_email(to_email), to_name=None, subject=texts.gettext(TEST_SUBJECT),
        text=text + "\n", html=None, headers={}, message_id=outbox.message_id(work), in_reply_to=None, files=(), at=work.now,
    )


@command("mail:manage")
def save_account(work: Work, kind: str, form: AccountForm, password: str | None, version: int | None) -> None:
    """Stores how mail is sent (smtp) or fetched (imap). `password` None keeps the stored one, "" has none.

    Another host needs the password anew, so that a stored one is never sent to a server it was not entered for.
    Raises Invalid, and Conflict when somebody changed it meanwhile.
    """
    values = _checked(kind, form)
    row = work.session.scalars(select(MailAccount).where(MailAccount.kind == kind).with_for_update()).first()
    if (row.version if row else None) != version:
        raise Conflict(current=row.version if row else None)
    before = _told(row) if row else {}
    if row is not None and password is None and row.secret and row.host != values["host"]:
        raise Invalid(N_("Enter the password again for another server."), field="password")
    row = row or MailAccount(kind=kind, host="", port=0, version=0)
    moved = (row.host, row.username, row.folder) != (values["host"], values["username"], values["folder"])
    for name, value in values.items():
        setattr(row, name, value)
    if password is not None:
        row.secret = signing.seal(password) if password else None
    if moved:
        row.uid_validity = row.last_uid = None
    row.failures, row.rate_at, row.problem, row.version = 0, None, None, row.version + 1
    work.session.add(row)
    after = _told(row)
    changed = {name for name in after if before.get(name) != after[name]}
    if changed or password is not None:
        work.record(
            "mail.account_changed", "mail_account", None,
            before={name: before[name] for name in changed if name in before} or None,
            after={name: after[name] for name in changed} | ({"password": "…"} if password is not None else {}),
        )
    work.afterwards.append(bell.ring)


@command("mail:manage")
def note_check(work: Work, kind: str, problem: str | None) -> None:
    """Notes how a connection that was tried by hand went; after a good one mail goes out at once."""
    row = _fetched(work, kind)
    row.checked_at, row.problem = work.now, problem
    if problem is None:
        row.failures, row.rate_at = 0, None
        work.afterwards.append(bell.ring)


@command("mail:manage")
def change_public_url(work: Work, address: str) -> None:
    """Sets the address that links in mails begin with; "" for none. Raises Invalid."""
    address = address.strip().rstrip("/")
    if address and not links.is_address(address):
        raise Invalid(N_("Enter an address like https://crm.example.com"), field="public_url")
    before = work.settings.public_url
    if address == before:
        return
    settings.store(work.session, public_url=address)
    work.settings = replace(work.settings, public_url=address)
    work.record("setting.changed", "setting", None, before={"public_url": before or None}, after={"public_url": address or None})


def _checked(kind: str, form: AccountForm) -> dict:
    if kind not in KINDS:
        raise NotFound()
    values = form.model_dump()
    values["host"] = form.host.lower()
    if not form.host.isprintable() or any(c in form.host for c in " /:@"):
        raise Invalid(N_("Enter only the name of the server, like mail.example.com"), field="host")
    if not 1 <= form.port <= 65_535:
        raise Invalid(N_("Between {least} and {most}."), field="port", least=1, most=65_535)
    if form.security not in SECURITIES:
        raise Invalid(N_("Choose one from the list."), field="security")
    if not 1 <= form.per_minute <= MOST_PER_MINUTE:
        raise Invalid(N_("Between {least} and {most}."), field="per_minute", least=1, most=MOST_PER_MINUTE)
    if kind == "smtp":
        if not form.from_email:
            raise Invalid(N_("Please fill this in."), field="from_email")
        try:
            values["from_email"] = written_email(form.from_email)
        except Invalid as error:
            raise Invalid(error.message, field="from_email") from None
    elif not form.username:
        raise Invalid(N_("Please fill this in."), field="username")
    values["folder"] = form.folder or "INBOX"
    return values


def _fetched(work: Work, kind: str) -> MailAccount:
    return work.one(select(MailAccount).where(MailAccount.kind == kind))


def _told(row: MailAccount) -> dict:
    names = ("host", "port", "security", "username", "from_email", "from_name", "per_minute", "folder", "active")
    return {name: getattr(row, name) for name in names if getattr(row, name) is not None}


def _shown(work: Work, row: MailAccount) -> Account:
    shared = {name: getattr(row, name) for name in Account.__dataclass_fields__ if hasattr(row, name)}
    return Account(**shared, has_password=bool(row.secret), rests_until=row.rate_at if row.failures else None)
