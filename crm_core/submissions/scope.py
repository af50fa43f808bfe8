"""Who may read a submitted report: its author, and whoever's right to that report reaches as far as it sums up."""
from sqlalchemy import ColumnElement, and_, false, or_, select

from crm_core.access.rights import Scope
from crm_core.submissions.catalogue import REPORTS, Address, Report
from crm_core.work import Work
from db.models import RoleRight, SubmittedReport, Team, User


def visible(work: Work) -> ColumnElement[bool]:
    """The submitted reports within the reader's rights of this moment."""
    actor, parts = work.actor, []
    for report in REPORTS.values():
        reach = report.reach(work)
        if reach is Scope.NONE:
            continue
        mine = [SubmittedReport.author_id == actor.user_id]
        if reach is Scope.TEAM and actor.team_id is not None:
            mine.append(SubmittedReport.team_id == actor.team_id)
        of_report = SubmittedReport.report == report.key
        parts.append(of_report if reach is Scope.ALL else and_(of_report, or_(*mine)))
    return or_(*parts) if parts else false()


def team_of(work: Work, report: Report, address: Address) -> int | None:
    """Whose rows a report of this reader sums up; None: everybody's."""
    if report.reach(work) is not Scope.ALL:
        return work.actor.team_id
    asked = address.get("team", "")
    known = asked.isascii() and asked.isdigit() and len(asked) < 10
    return work.session.scalar(select(Team.id).where(Team.id == int(asked))) if known else None


def executives(work: Work, report: Report) -> list[int]:
    """Everybody who may see the whole of the report."""
    def holds(right: str):
        return select(RoleRight.role_id).where(RoleRight.role_id == User.role_id, RoleRight.right == right, RoleRight.scope == Scope.ALL.key).exists()

    return list(work.session.scalars(select(User.id).where(User.active, *map(holds, (report.right, *report.also))).order_by(User.id)))
