"""Files to read."""
from sqlalchemy import and_, select

from crm_core.access import scope
from crm_core.attachments import store
from crm_core.attachments.schemas import StoredFile
from crm_core.customers.queries import MOST_FILES, FileRow
from crm_core.errors import NotFound
from crm_core.work import Work, query
from db.models import Attachment, User

VIEW = ("customers:view", "deals:view", "tickets:view")


@query(*VIEW)
def stored_file(work: Work, attachment_id: int) -> StoredFile:
    """A file to hand out. Raises NotFound."""
    row = work.one(scope.visible_attachments(work).where(Attachment.id == attachment_id))
    found = StoredFile(row.name, row.content_type, store.path(row.stored_as))
    if not found.path.is_file():
        raise NotFound()
    return found


@query("deals:view")
def files_of_deal(work: Work, deal_id: int) -> tuple[FileRow, ...]:
    """The files of a deal, the newest first; none where the reader may not see it."""
    a = Attachment
    seen = and_(a.deal_id == deal_id, scope.of_visible_parents(work, Attachment))
    rows = work.session.execute(
        select(a.id, a.name, a.content_type, a.size, a.at, User.name)
        .outerjoin(User, User.id == a.uploaded_by)
        .where(seen, a.deleted_at.is_(None))
        .order_by(a.id.desc())
        .limit(MOST_FILES)
    )
    return tuple(FileRow(*row) for row in rows)
