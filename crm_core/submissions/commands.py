"""Handing a report in, withdrawing it, and noting that somebody took one along."""
from datetime import date

from sqlalchemy import select

from crm_core.content.stored import fingerprint
from crm_core.errors import N_, Forbidden, Invalid
from crm_core.notices.tell import tell
from crm_core.submissions.catalogue import RIGHTS, report_named
from crm_core.submissions.reading import Frozen
from crm_core.submissions.schemas import Submission, Withdrawal
from crm_core.submissions.scope import executives, team_of, visible
from crm_core.work import Work, command
from db.models import SubmittedReport


@command("reports:submit")
def submit_report(work: Work, frozen: Frozen, comment: str | None = None) -> int:
    """Stores a report as `report_to_submit` gave it to this author, with a comment, and tells the executives; returns its id.

    Reads none of it again, so that nobody waits for it. Raises Forbidden when rights changed meanwhile, Invalid.
    """
    report, said, first = report_named(frozen.report), Submission(comment=comment), next(iter(frozen.content.values()))
    report.require(work)
    if (frozen.author_id, frozen.team_id) != (work.actor.user_id, team_of(work, report, frozen.filters)):
        raise Forbidden()
    row = SubmittedReport(
        report=report.key, title=report.title, team_id=frozen.team_id, author_id=work.actor.user_id, at=work.now,
        starts_on=_day(first["starts_on"]), ends_on=_day(first["ends_on"]), filters=frozen.filters, comment=said.comment,
        content=frozen.content, sha256=fingerprint(frozen.content),
    )
    work.session.add(row)
    work.session.flush()
    work.record("report.submitted", "submitted_report", row.id, after={"report": report.key, "comment": said.comment, "sha256": row.sha256})
    tell(work, executives(work, report), "report.submitted", subject_type="submitted_report", subject_id=row.id,
         who=work.actor.name, name=report.title)
    return row.id


@command("reports:submit")
def withdraw_report(work: Work, submitted_id: int, reason: str | None) -> None:
    """Its author takes a submitted report back; it stays readable, marked with the reason.

    Raises NotFound for another's, Invalid without a reason or when it is withdrawn already.
    """
    said = Withdrawal(reason=reason)
    row = work.one(mine(work, submitted_id).with_for_update())
    if row.withdrawn_at is not None:
        raise Invalid(N_("This report is withdrawn already."))
    row.withdrawn_at, row.withdrawn_reason = work.now, said.reason
    work.record("report.withdrawn", "submitted_report", row.id, after={"report": row.report, "reason": said.reason})
    report = report_named(row.report)
    tell(work, executives(work, report), "report.withdrawn", subject_type="submitted_report", subject_id=row.id,
         who=work.actor.name, name=report.title)


@command(*RIGHTS)
def export_taken(work: Work, key: str, format: str, submitted_id: int | None = None) -> None:
    """Notes that the reader takes a report along as a file. Raises NotFound, Forbidden."""
    report = report_named(key)
    report.require(work)
    if submitted_id is not None:
        work.one(select(SubmittedReport).where(visible(work), SubmittedReport.id == submitted_id))
    about = {"submitted": submitted_id} if submitted_id else {}
    work.record("export.made", "export", None, after={"what": "report", "report": key, "format": format, **about})


def mine(work: Work, submitted_id: int):
    """The submitted report, if this is its author and may still see it."""
    return select(SubmittedReport).where(visible(work), SubmittedReport.id == submitted_id, SubmittedReport.author_id == work.actor.user_id)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
