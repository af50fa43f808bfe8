"""A manager hands a report in; who may reads it later exactly as it was."""
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select, update

from crm_core import clock
from crm_core.content.stored import fingerprint, unpacked
from crm_core.errors import Forbidden, Invalid, NotFound
from crm_core.run import act, ask
from crm_core.submissions.catalogue import Report
from crm_core.submissions.commands import submit_report, withdraw_report
from crm_core.submissions.queries import submitted_report, submitted_reports
from crm_core.submissions.reading import report_content, report_to_submit
from db.engine import database
from db.models import Deal, Event, Notification, SubmittedReport, User
from tests.pipeline.counting import statements
from tests.reports.build import NOW, write
from tests.submissions.making import submit


@pytest.fixture(autouse=True)
def some_deals(db):
    clock.set_now(NOW)

    def make(book):
        book.deal("wei", won="2026-11-02", value=1_000_000)
        book.deal("omar", won="2026-11-03", value=70_000_000)

    write(make)


def hand_in(actor, address=None, comment="A good quarter.") -> int:
    return submit(actor, "pipeline", address or {"period": "this_quarter"}, comment)


def test_it_keeps_the_figures_of_the_moment_and_of_the_authors_team(cast):
    kept = ask(cast.eva, submitted_report, hand_in(cast.gu))
    assert kept.content.plain_sentence.startswith("¥10K won this quarter")
    assert kept.content.section("owners").table.rows == (("Lin Wei", 1, 0, 1_000_000, 1.0),)
    assert (kept.row.author, kept.row.comment, kept.row.team, kept.intact) == ("Gu Lan", "A good quarter.", "East", True)


def test_later_data_changes_nothing_in_it(cast):
    key = hand_in(cast.gu)
    before = ask(cast.eva, submitted_report, key)
    with database().writing() as session:
        session.execute(update(Deal).values(value=1))
        session.commit()
    write(lambda book: book.deal("wei", won="2026-11-04", value=5_000_000))
    after = ask(cast.eva, submitted_report, key)
    assert after == before
    assert ask(cast.gu, report_content, "pipeline", {}).sentence != before.content.sentence


def test_it_is_kept_in_every_language(cast):
    key = hand_in(cast.gu)
    with database().writing() as session:
        session.execute(update(User).where(User.id == cast.eva.user_id).values(locale="zh_Hans"))
        session.commit()
    kept = ask(cast.eva, submitted_report, key)
    assert (kept.content.title, kept.content.plain_sentence) == ("销售漏斗", "本季度赢单 ¥1 万。")


def test_what_somebody_changed_in_the_database_shows(cast):
    key = hand_in(cast.gu)
    with database().writing() as session:
        row = session.get(SubmittedReport, key)
        row.content = {**row.content, "en": {**row.content["en"], "title": "Better"}}
        session.commit()
    assert not ask(cast.eva, submitted_report, key).intact


def test_the_manager_of_another_team_does_not_see_it(cast):
    key = hand_in(cast.gu)
    with pytest.raises(NotFound):
        ask(cast.walter, submitted_report, key)
    assert ask(cast.walter, submitted_reports).total == 0
    assert [row.id for row in ask(cast.gu, submitted_reports).rows] == [row.id for row in ask(cast.eva, submitted_reports).rows] == [key]


def test_who_may_not_see_that_report_does_not_see_it_either(cast):
    key = hand_in(cast.gu)
    with pytest.raises(NotFound):
        ask(cast.yan, submitted_report, key)  # she has the service report, not this one


def test_a_seller_cannot_submit_and_nobody_what_they_may_not_see(cast):
    with pytest.raises(Forbidden):
        hand_in(cast.wei)
    with pytest.raises(NotFound):
        submit(cast.gu, "payroll")


def test_executives_are_told_and_the_audit_trail_notes_it(db, cast):
    key = hand_in(cast.gu)
    with db.reading() as session:
        told = session.scalars(select(Notification)).all()
        noted = session.scalars(select(Event).where(Event.kind == "report.submitted")).one()
    assert [(one.user_id, one.kind, one.subject_id) for one in told] == [(cast.eva.user_id, "report.submitted", key)]
    assert noted.after["sha256"] == ask(cast.eva, submitted_report, key).sha256


def test_filters_that_no_page_has_are_refused(cast):
    with pytest.raises(Invalid):
        hand_in(cast.gu, {"region": "x" * 201})


def test_nonsense_in_the_filters_counts_as_none(cast):
    kept = ask(cast.eva, submitted_report, hand_in(cast.gu, {"period": "yesteryear", "team": "²", "owner": "x"}))
    assert kept.content.plain_sentence.startswith("¥10K won this quarter")


def test_its_author_withdraws_it_with_a_reason_and_it_stays_readable(db, cast):
    key = hand_in(cast.gu)
    before = ask(cast.eva, submitted_report, key)
    act(cast.gu, withdraw_report, key, "A deal was counted twice.")
    after = ask(cast.eva, submitted_report, key)
    assert (after.content, after.sha256, after.withdrawn_reason) == (before.content, before.sha256, "A deal was counted twice.")
    assert after.row.withdrawn_at == NOW


def test_withdrawing_wants_a_reason_and_is_done_once_by_the_author(cast):
    key = hand_in(cast.gu)
    with pytest.raises(Invalid) as error:
        act(cast.gu, withdraw_report, key, "  ")
    assert error.value.field == "reason"
    with pytest.raises(NotFound):
        act(cast.walter, withdraw_report, key, "No.")
    act(cast.gu, withdraw_report, key, "Wrong.")
    with pytest.raises(Invalid):
        act(cast.gu, withdraw_report, key, "Again.")


def test_storing_reads_nothing_of_the_report(db, cast, monkeypatch):
    frozen = ask(cast.gu, report_to_submit, "pipeline", {})
    monkeypatch.setattr(Report, "read", None)
    with statements(db) as seen:
        key = act(cast.gu, submit_report, frozen, "A good quarter.")
    assert not [one for one in seen if "FROM deal" in one or "stage" in one]
    assert ask(cast.eva, submitted_report, key).sha256 == fingerprint(frozen.content)


def test_what_is_stored_is_what_was_computed_even_if_data_changed_between(cast):
    frozen = ask(cast.gu, report_to_submit, "pipeline", {})
    write(lambda book: book.deal("wei", won="2026-11-04", value=5_000_000))
    kept = ask(cast.eva, submitted_report, act(cast.gu, submit_report, frozen))
    assert kept.content == unpacked(frozen.content["en"])


def test_nobody_hands_in_what_was_computed_for_another(cast):
    with pytest.raises(Forbidden):
        act(cast.walter, submit_report, ask(cast.gu, report_to_submit, "pipeline", {}))


def test_several_at_once_are_all_kept(cast):
    with ThreadPoolExecutor(4) as pool:
        keys = list(pool.map(hand_in, [cast.gu, cast.walter] * 2))
    assert len(set(keys)) == 4 and ask(cast.eva, submitted_reports).total == 4
