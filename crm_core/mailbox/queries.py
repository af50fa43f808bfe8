"""Reading what came in."""
from sqlalchemy import func, select

from crm_core.attachments import store
from crm_core.mailbox.parsing import parse
from crm_core.mailbox.schemas import STATES, IncomingRow, Original
from crm_core.work import Work, query
from db.models import IncomingMail

PER_PAGE, COUNTED = 50, 10_000


@query("mail:manage")
def incoming(work: Work, state: str | None = None, search: str = "", page: int = 1) -> tuple[int, tuple[IncomingRow, ...]]:
    """How many mails came in, and a page of them, newest first."""
    conditions = [IncomingMail.state == state] if state in STATES else []
    if search:
        conditions.append(IncomingMail.from_email.startswith(search.strip().lower(), autoescape=True))
    few = select(IncomingMail.id).where(*conditions).limit(COUNTED).subquery()
    rows = select(*_columns()).where(*conditions).order_by(IncomingMail.id.desc()).limit(PER_PAGE).offset((page - 1) * PER_PAGE)
    return work.session.scalar(select(func.count()).select_from(few)), tuple(IncomingRow(*row) for row in work.session.execute(rows))


@query("mail:manage")
def failed(work: Work) -> int:
    """How many mails could not be handled."""
    return work.session.scalar(select(func.count()).where(IncomingMail.state == "failed"))


@query("mail:manage")
def original(work: Work, incoming_id: int) -> Original:
    """A mail as it came, with its whole text. Raises NotFound."""
    row = work.one(select(IncomingMail).where(IncomingMail.id == incoming_id))
    path = store.path(row.stored_as) if row.stored_as else None
    raw = path.read_bytes() if path and path.is_file() else b""
    shown = IncomingRow(*(getattr(row, name) for name in IncomingRow.__dataclass_fields__))
    return Original(shown, parse(raw).text if raw else "", raw)


def _columns() -> list:
    return [getattr(IncomingMail, name) for name in IncomingRow.__dataclass_fields__]
