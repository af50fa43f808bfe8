"""Tickets of other programs, and the incident log that nobody made for this one."""
from sqlalchemy import func, select

from crm_core.importing import runs
from crm_core.run import ask
from crm_core.tickets.page import ticket_page
from db.models import Ticket, TicketMessage, TicketStage
from tests.customers.making import make as make_customer
from tests.importing.files import real_files
from tests.importing.steps import brought, done, left_out, real

ZENDESK = """Id,Subject,Description,Status,Priority,Type,Via,Requester,Requester email,Assignee,Created at,Updated at,Solved at,Organization
17,Spindle noise,It screams,Solved,Urgent,Incident,Mail,Wang,wang@beichen.example,He Yan,2026-03-02 09:00,2026-03-03 10:00,2026-03-03 10:00,Beichen
18,Invoice,Wrong name,Open,Low,Question,Web,Li,li@hengxin.example,He Yan,2026-03-04 09:00,2026-03-04 10:00,,Nobody Ltd
"""
CHINESE = """工单编号,工单主题,问题描述,状态,优先级,渠道,联系人,联系电话,处理人,创建时间,解决时间,满意度
WO-1,主轴异响,二号线停了,已解决,紧急,电话,王建国,13806132277,He Yan,2026-03-02 09:00,2026-03-02 15:00,5
WO-2,发票抬头有误,请重开,处理中,中,微信,李娜,,He Yan,2026-03-04 09:00,,
"""


def tickets(db) -> dict[str, Ticket]:
    with db.reading() as session:
        return {row.external_id: row for row in session.scalars(select(Ticket).where(Ticket.deleted_at.is_(None)))}


def test_an_export_of_zendesk_comes_in(db, cast):
    customer = make_customer(cast.wei, "Beichen")
    view = brought(cast.ada, ZENDESK, kind="tickets")
    assert (view.accepted, view.rejected) == (2, 0)
    first, second = (tickets(db)[number] for number in ("17", "18"))
    assert (first.state, first.priority, first.channel, first.kind, first.customer_id, first.owner_id) == (
        "resolved", "urgent", "email", "incident", customer, cast.yan.user_id)
    assert (first.resolve_minutes, first.resolve_met) == (600, False)  # a day of 540 minutes is allowed
    assert (second.state, second.customer_id, second.requester_email) == ("processing", None, "li@hengxin.example")
    assert second.escalated_at is not None  # late already: nobody is woken for it


def test_an_export_in_chinese_comes_in(db, cast):
    view = brought(cast.ada, CHINESE, kind="tickets")
    assert (view.accepted, view.rejected) == (2, 0)
    first, second = (tickets(db)[number] for number in ("WO-1", "WO-2"))
    assert (first.state, first.priority, first.channel, first.satisfaction, first.requester_phone, first.resolve_met) == (
        "resolved", "urgent", "phone", 5, "+86-13806132277", True)
    assert (second.state, second.priority, second.channel) == ("processing", "normal", "social")


def test_rows_of_one_number_are_one_ticket_with_history(db, cast):
    text = ("number,state,opened at,updated at,assigned to\n"
            "A1,New,2026-03-02 09:00,2026-03-02 09:10,\n"
            "A1,Active,2026-03-02 09:00,2026-03-02 10:00,He Yan\n"
            "A1,Active,2026-03-02 09:00,2026-03-02 11:00,He Yan\n"
            "A1,Closed,2026-03-02 09:00,2026-03-03 12:00,He Yan\n")
    view = brought(cast.ada, text, kind="tickets")
    assert (view.accepted, len(tickets(db))) == (4, 1)
    number = tickets(db)["A1"].id
    page = ask(cast.yan, ticket_page, number)
    assert page.ticket.subject == "Ticket A1"
    with db.reading() as session:
        stages = session.scalars(select(TicketStage).where(TicketStage.ticket_id == number).order_by(TicketStage.id)).all()
    assert [stage.state for stage in stages] == ["new", "processing", "archived"]
    assert [stage.left_at == following.entered_at for stage, following in zip(stages, stages[1:], strict=False)] == [True, True]


def test_the_same_file_again_changes_nothing(db, cast):
    brought(cast.ada, CHINESE, kind="tickets")
    before = {number: (row.state, row.version) for number, row in tickets(db).items()}
    view = brought(cast.ada, CHINESE, kind="tickets")
    assert (view.accepted, view.updated) == (0, 2)
    assert {number: (row.state, row.version) for number, row in tickets(db).items()} == before
    with db.reading() as session:
        assert session.scalar(select(func.count(TicketStage.id))) == 2
        assert session.scalar(select(func.count(TicketMessage.id))) == 2


def test_a_newer_file_moves_the_ticket_on_and_can_be_taken_back(db, cast):
    brought(cast.ada, CHINESE, kind="tickets")
    later = CHINESE.replace("处理中", "已关闭")
    view = brought(cast.ada, later, kind="tickets")
    assert tickets(db)["WO-2"].state == "archived"
    done(cast.ada, view.id, runs.UNDO)
    assert tickets(db)["WO-2"].state == "processing"


def test_an_import_is_taken_back(db, cast):
    view = brought(cast.ada, ZENDESK, kind="tickets")
    done(cast.ada, view.id, runs.UNDO)
    assert tickets(db) == {}


def test_what_cannot_be_is_refused_with_its_reason(db, cast):
    text = "number,state,opened at,satisfaction score\nA1,Open,2099-01-01 09:00,5\nA2,Open,2026-01-01 09:00,9\nA3,Nonsense,2026-01-01 09:00,4\n"
    view = brought(cast.ada, text, kind="tickets")
    assert (view.accepted, sorted(left_out(cast.ada, view))) == (1, [2, 3])
    assert tickets(db)["A3"].state == "new"


def test_a_seller_imports_own_tickets_only(db, cast):
    brought(cast.omar, CHINESE.replace("He Yan", "Omar Haddad"), kind="tickets")
    view = brought(cast.wei, CHINESE.replace("He Yan", "Lin Wei"), kind="tickets")
    assert view.accepted == 2
    with db.reading() as session:
        owners = session.execute(select(Ticket.owner_id, func.count()).group_by(Ticket.owner_id)).all()
    assert {tuple(row) for row in owners} == {(cast.omar.user_id, 2), (cast.wei.user_id, 2)}


@real_files
def test_the_incident_log_gives_its_facts(db, cast):
    view = real(cast.ada, "tickets/uci_incidents_10000_events.csv", kind="tickets")
    assert (view.accepted, view.rejected) == (10_000, 0)
    with db.reading() as session:
        states = dict(session.execute(select(Ticket.state, func.count()).group_by(Ticket.state)).all())
        assert states == {"archived": 1445, "processing": 1}
        met = dict(session.execute(select(Ticket.resolve_met, func.count()).group_by(Ticket.resolve_met)).all())
        assert met[True] == 721
        assert session.scalar(select(func.count(Ticket.id))) == 1446
        visits = session.scalar(select(func.count(TicketStage.id)))
        assert 3 * 1446 < visits < 10_000
        assert session.scalar(select(func.count(TicketStage.id)).where(TicketStage.left_at < TicketStage.entered_at)) == 0
    done(cast.ada, view.id, runs.UNDO)
    assert tickets(db) == {}
