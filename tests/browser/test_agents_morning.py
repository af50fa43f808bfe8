"""An agent's morning: the most urgent first, an article in the answer, a note, a new ticket from a customer's page."""
from playwright.sync_api import expect
from sqlalchemy import select

from crm_core.customers.commands import create_customer
from crm_core.customers.schemas import CustomerNew
from crm_core.knowledge.commands import create_article
from crm_core.knowledge.schemas import ArticleNew
from crm_core.tickets.creating import create_ticket
from crm_core.tickets.schemas import TicketNew
from db.engine import database
from db.models import Mail, Ticket, TicketMessage


def test_answers_resolves_and_writes_one_down(at, do, cast, language):
    me = cast.yan.user_id
    customer = do("wei", create_customer, CustomerNew(name=f"Beichen Precision {language}", grade="vip", email="wang@beichen.cn"))
    first, second = (
        do("yan", create_ticket, TicketNew(
            subject=f"{subject} {language}", text="It screams since this morning.", priority=priority, customer_id=customer, owner_id=me))
        for subject, priority in (("Spindle noise", "urgent"), ("Invoice to another name", "high"))
    )
    do("yan", create_article, ArticleNew(title="Spindle noise", text="Check the coupling first.", locale="en", state="published"))

    window = at("yan", "/tickets", language=language)
    expect(window.row(f"Spindle noise {language}")).to_be_visible()
    window.page.keyboard.press("j")
    expect(window.page.get_by_role("heading", name=f"Spindle noise {language}")).to_be_visible()
    window.press("Insert")
    expect(_answer(window, first)).to_have_value("Check the coupling first.")
    window.press("Send and wait")
    window.sees("Answer sent, waiting for the customer")
    expect(_answer(window, first)).to_have_value("")

    window.settled()
    window.page.locator("h1").click()
    window.page.keyboard.press("j")
    expect(window.page.get_by_role("heading", name=f"Invoice to another name {language}")).to_be_visible()
    window.settled()
    note = window.say("Internal")
    window.page.get_by_role("radio", name=note).or_(window.page.get_by_role("button", name=note)).first.click()
    window.sees("only colleagues see it")
    _answer(window, second).fill("Told them on the phone: it is corrected.")
    window.press("Keep and resolve")
    expect(window.key("undo_bar")).to_contain_text(window.say("#{number} resolved", number=second))

    window.go(f"/customer?id={customer}")
    window.key("customer_new_ticket").get_by_role("button").click()
    window.dialog.get_by_label(window.say("Subject line") + " *").fill(f"Two boxes missing {language}")
    window.dialog.get_by_label(window.say("What do they need?") + " *").fill("Ten came, twelve were ordered.")
    window.confirm("Create ticket")
    expect(window.key("customer_tickets")).to_contain_text(f"Two boxes missing {language}")

    with database().reading() as session:
        states = dict(session.execute(select(Ticket.subject, Ticket.state).where(Ticket.customer_id == customer)).all())
        assert states[f"Spindle noise {language}"] == "waiting"
        assert states[f"Invoice to another name {language}"] == "resolved"
        assert f"Two boxes missing {language}" in states
        mails = session.execute(select(Mail.to_email, Mail.text).where(Mail.ticket_id == first)).all()
        assert [tuple(mail) for mail in mails] == [("wang@beichen.cn", "Check the coupling first.")]
        notes = select(TicketMessage.text).where(TicketMessage.ticket_id == second, TicketMessage.direction == "note")
        assert session.scalars(notes).all() == ["Told them on the phone: it is corrected."]


def _answer(window, number: int):
    return window.key(f"answer_{number}").locator("textarea")
