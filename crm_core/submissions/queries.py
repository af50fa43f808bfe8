"""Submitted reports, as those read them who may."""
from sqlalchemy import func, select

from crm_core.content.stored import fingerprint, unpacked
from crm_core.i18n import ENGLISH
from crm_core.submissions.catalogue import REPORTS, RIGHTS
from crm_core.submissions.schemas import Submitted, SubmittedPage, SubmittedRow
from crm_core.submissions.scope import visible
from crm_core.work import Work, query
from db.models import SubmittedReport, Team, User

SIZE = 20
_R = SubmittedReport
_ROW = (_R.id, _R.report, _R.title, User.name, Team.name, _R.at, _R.starts_on, _R.ends_on, _R.comment, _R.withdrawn_at)


@query(*RIGHTS)
def submitted_reports(work: Work, report: str | None = None, page: int = 1) -> SubmittedPage:
    """A page of the submitted reports, of one kind or all, newest first."""
    where = [visible(work)] + ([_R.report == report] if report in REPORTS else [])
    total = work.session.scalar(select(func.count()).select_from(_R).where(*where)) or 0
    rows = work.session.execute(_rows().where(*where).order_by(_R.at.desc(), _R.id.desc()).limit(SIZE).offset((max(1, page) - 1) * SIZE))
    return SubmittedPage(tuple(SubmittedRow(*row) for row in rows), total)


@query(*RIGHTS)
def submitted_report(work: Work, submitted_id: int) -> Submitted:
    """One report exactly as it was handed in, in the reader's language. Raises NotFound."""
    kept = work.one(select(_R).where(visible(work), _R.id == submitted_id))
    row = work.session.execute(_rows().where(_R.id == submitted_id)).one()
    content = kept.content.get(work.actor.locale) or kept.content.get(ENGLISH) or next(iter(kept.content.values()))
    return Submitted(
        SubmittedRow(*row), unpacked(content), dict(kept.filters), kept.sha256, fingerprint(kept.content) == kept.sha256,
        kept.author_id == work.actor.user_id, kept.withdrawn_reason, REPORTS[kept.report].url)


def _rows():
    return select(*_ROW).join(User, User.id == _R.author_id).outerjoin(Team, Team.id == _R.team_id)
