"""Getting a report by mail every week or month: wanting it, and sending what is due."""
from collections.abc import Sequence
from datetime import date, timedelta
from hashlib import sha256

from sqlalchemy import delete, select, update

from crm_core import clock
from crm_core.attachments import store
from crm_core.content.model import Content
from crm_core.content.period import add_months
from crm_core.errors import N_, Invalid
from crm_core.mail.outbox import post
from crm_core.notices.tell import tell
from crm_core.submissions import letters
from crm_core.submissions.catalogue import REPORTS, Address, report_named
from crm_core.submissions.reading import tidy
from crm_core.submissions.schemas import Subscription
from crm_core.work import ANYBODY, Work, command, query
from db.models import Attachment, ReportSubscription, User

EVERY = ("week", "month")


@query(ANYBODY)
def my_subscription(work: Work, key: str) -> Subscription | None:
    """The reader's subscription to this report."""
    row = work.session.scalar(_mine(work, key))
    return Subscription(row.report, row.every, row.next_on, dict(row.filters), row.version) if row else None


@command(ANYBODY)
def subscribe(work: Work, key: str, address: Address, every: str) -> date:
    """The reader gets the report with these filters by mail on Mondays or on the first of the month; returns the next day.

    A person has one subscription to a report: another replaces it. Raises NotFound, Forbidden, Invalid without a mail address.
    """
    report, filters = report_named(key), tidy(address)
    report.require(work)
    if every not in EVERY:
        raise Invalid(N_("Please choose one of the list."), field="every")
    if not work.actor.email:
        raise Invalid(N_("Your account has no mail address. Enter one on My account."))
    following = next_day(every, clock.today(work.actor.time_zone))
    row = work.session.scalar(_mine(work, key).with_for_update())
    kind = "subscription.changed" if row else "subscription.created"
    if row is None:
        row = ReportSubscription(user_id=work.actor.user_id, report=key, every=every, next_on=following)
        work.session.add(row)
    else:
        row.every, row.next_on, row.version = every, following, row.version + 1
    row.filters = filters
    work.session.flush()
    work.record(kind, "report_subscription", row.id, after={"report": key, "every": every})
    return following


@command(ANYBODY)
def unsubscribe(work: Work, key: str) -> None:
    """The reader gets it no more; none is no mistake."""
    gone = work.session.scalar(delete(ReportSubscription).where(*_mine_is(work, key)).returning(ReportSubscription.id))
    if gone is not None:
        work.record("subscription.ended", "report_subscription", gone, after={"report": key})


@query("settings:manage")
def due_subscriptions(work: Work) -> Sequence[tuple[int, int, str, dict, str, date]]:
    """(id, user, report, filters, every, day) of what is to be sent by now, the longest due first."""
    row = ReportSubscription
    latest = work.now.date() + timedelta(days=1)  # the day has begun somewhere; each person's own is looked at when it is sent
    found = work.session.execute(
        select(row.id, row.user_id, row.report, row.filters, row.every, row.next_on).where(row.next_on <= latest).order_by(row.next_on, row.id))
    return [tuple(one) for one in found]


@command(ANYBODY)
def send_report(work: Work, subscription_id: int, due: date, content: Content, pdf: bytes, following: date) -> bool:
    """Posts the mail of the day `due` to the reader, once among all processes; False when another was faster."""
    row, report = ReportSubscription, report_named(content.report)
    report.require(work)
    mine = row.id == subscription_id, row.user_id == work.actor.user_id, row.next_on == due
    if work.session.scalar(update(row).where(*mine).values(next_on=following, last_at=work.now).returning(row.id)) is None:
        return False
    name = letters.file_name(content)
    kept = Attachment(  # belongs to nothing that is looked at, and is tidied up like what was taken off
        name=name, content_type="application/pdf", size=len(pdf), sha256=sha256(pdf).hexdigest(), stored_as=store.save(pdf),
        uploaded_by=work.actor.user_id, at=work.now, deleted_at=work.now)
    work.session.add(kept)
    work.session.flush()
    address = work.session.scalar(select(row.filters).where(row.id == subscription_id))
    post(work, letters.letter(work, content, address, report.url, kept.id))
    return True


@command("settings:manage")
def end_subscription(work: Work, subscription_id: int) -> None:
    """The subscriber may not see the report any more, or is gone."""
    gone = work.session.execute(
        delete(ReportSubscription).where(ReportSubscription.id == subscription_id).returning(ReportSubscription.report, ReportSubscription.user_id)).first()
    if gone is None:
        return
    work.record("subscription.ended", "report_subscription", subscription_id, after={"report": gone.report})
    still = work.session.scalar(select(User.id).where(User.id == gone.user_id, User.active))
    title = REPORTS[gone.report].title if gone.report in REPORTS else gone.report
    tell(work, [still], "subscription.ended", subject_type="report_subscription", name=title)


def next_day(every: str, today: date) -> date:
    """The next Monday or first of a month after `today`."""
    return today + timedelta(days=7 - today.weekday()) if every == "week" else add_months(today, 1)


def reported(filters: Address, day: date) -> dict[str, str]:
    """The filters of the mail of `day`: on the day a period begins, the mail tells of the one that is over."""
    period = filters.get("period") or "this_quarter"
    begins = {"this_month": day.day == 1, "this_quarter": day.day == 1 and day.month % 3 == 1, "this_year": (day.month, day.day) == (1, 1)}
    return {**filters, "period": period.replace("this", "last")} if begins.get(period) else dict(filters)


def _mine(work: Work, key: str):
    return select(ReportSubscription).where(*_mine_is(work, key))


def _mine_is(work: Work, key: str) -> tuple:
    return ReportSubscription.user_id == work.actor.user_id, ReportSubscription.report == key
