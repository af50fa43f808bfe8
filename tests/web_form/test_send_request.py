"""Somebody outside asks by the form."""
import pytest
from sqlalchemy import func, select

from crm_core.access.actor import SYSTEM
from crm_core.customers.commands import create_customer
from crm_core.customers.schemas import CustomerNew
from crm_core.products.commands import create_product
from crm_core.products.schemas import ProductForm
from crm_core.run import act
from db.models import Article, Attachment, Consent, Customer, Event, Mail, Ticket, TicketMessage
from tests.knowledge.helpers import written
from tests.outside import visitor
from tests.web_form.helpers import ASKED, SENT, open_form

XSS = "<script>alert(1)</script>\"><img src=x onerror=alert(2)>"
PDF = b"%PDF-1.7 something"


def rows(db, model, *where) -> list:
    with db.reading() as session:
        return list(session.scalars(select(model).where(*where).order_by(model.id)))


def send(data=None, *, step="send", files=None, browser=None, **more):
    return (browser or visitor()).post("/p/ticket?lang=en", data=(data or SENT) | {"step": step} | more, files=files)


def test_a_form_that_is_off_is_not_there(db):
    for answer in (visitor().get("/p/ticket"), send()):
        assert answer.status_code == 404 and "There is no form here" in answer.text
    assert rows(db, Ticket) == []


def test_a_request_becomes_a_ticket_with_its_number_and_a_confirmation(db):
    open_form()
    assert "How can we help" in visitor().get("/p/ticket").text
    second = send(ASKED, step="ask")
    assert second.status_code == 200 and "Who may we answer" in second.text and rows(db, Ticket) == []
    done = send()
    assert "#1" in done.text and "set-cookie" not in done.headers
    (ticket,) = rows(db, Ticket)
    assert (ticket.channel, ticket.kind, ticket.requester_name, ticket.requester_email, ticket.customer_id, ticket.locale) == (
        "web", "inquiry", "Zoe Reed", "zoe@example.org", None, "en")
    assert rows(db, TicketMessage)[0].text == "The filter leaks since Monday."
    (mail,) = rows(db, Mail)
    assert mail.to_email == "zoe@example.org" and "[#1]" in mail.subject and mail.purpose == "ticket"
    (consent,) = rows(db, Consent)
    assert (consent.purpose, consent.source, consent.given) == ("service", "form", True) and "I agree" in consent.text


def test_chinese_visitors_are_spoken_to_in_chinese(db):
    open_form()
    browser = visitor(language="zh-CN,zh;q=0.9")
    assert "需要什么帮助" in browser.get("/p/ticket").text
    browser.post("/p/ticket", data=SENT | {"step": "send"})
    assert rows(db, Ticket)[0].locale == "zh_Hans"
    assert "已收到" in rows(db, Mail)[0].subject


def test_an_article_that_helps_makes_a_ticket_unnecessary(db):
    open_form()
    key = written("Filter leaks", "Tighten the **housing** <script>alert(1)</script>", public=True)
    written("Filter leaks", "Internal: offer them a discount.")
    page = send(ASKED, step="ask").text
    assert "<strong>housing</strong>" in page and "<script>alert" not in page and "discount" not in page
    done = send({}, step="helped", article=str(key))
    assert "Glad that it helped" in done.text and rows(db, Ticket) == []
    assert rows(db, Article)[0].helpful == 1
    for nonsense in ("2", "4711", "x", ""):
        assert send({}, step="helped", article=nonsense).status_code == 200
    assert [article.helpful for article in rows(db, Article)] == [1, 0]


def test_a_form_that_is_sent_twice_is_one_ticket(db):
    open_form()
    first, second = send(once="abc"), send(once="abc")
    assert "#1" in first.text and "#1" in second.text
    assert len(rows(db, Ticket)) == 1 and len(rows(db, Mail)) == 1


@pytest.mark.parametrize(("wrong", "said", "field"), [
    ({"subject": " "}, "Please fill this in", "subject"), ({"text": ""}, "Please fill this in", "text"),
    ({"name": ""}, "Please fill this in", "name"), ({"email": "", "phone": ""}, "leave an e-mail address", "email"),
    ({"email": "zoe@"}, "e-mail", "email"), ({"consent": ""}, "Please agree", "consent"),
    ({"kind": "bribe"}, "cannot be chosen", "kind"), ({"product_id": "4711"}, "cannot be chosen", "product_id"),
    ({"subject": "x" * 201}, "At most 200", "subject"), ({"text": "x" * 10_001}, "At most", "text"),
])
def test_what_is_missing_or_wrong_is_said_beside_its_field_and_nothing_is_lost(db, wrong, said, field):
    open_form()
    act(SYSTEM, create_product, ProductForm(name="Pump"))
    answer = send(SENT | {"text": "Keep this text"} | wrong)
    assert answer.status_code == 422 and said in answer.text and f'id="{field}-error"' in answer.text
    assert "Keep this text" in answer.text or field == "text"
    assert rows(db, Ticket) == []


def test_files_are_kept_with_the_ticket(db):
    open_form()
    send(files=[("files", ("plan.pdf", PDF, "application/pdf"))])
    (file,) = rows(db, Attachment)
    assert (file.name, file.ticket_id, file.uploaded_by, file.content_type) == ("plan.pdf", 1, None, "application/pdf")


@pytest.mark.parametrize(("files", "said"), [
    ([("files", ("page.html", b"<html><script>", "text/html"))], "cannot be sent"),
    ([("files", ("plan.pdf", b"MZ program", "application/pdf"))], "cannot be sent"),
    ([("files", ("../../etc/passwd", b"root", "text/plain"))], "cannot be sent"),
    ([("files", ("big.pdf", PDF + b"x" * 1_100_000, "application/pdf"))], "at most 1 MB"),
    ([("files", (f"{n}.pdf", PDF, "application/pdf")) for n in range(6)], "could not be read"),
])
def test_files_that_are_not_kept_are_refused(db, files, said):
    open_form(megabytes=1)
    answer = send(files=files)
    assert answer.status_code == 422 and said in answer.text
    assert (rows(db, Ticket), rows(db, Attachment)) == ([], [])


def test_a_robot_that_fills_the_hidden_field_is_thanked_and_forgotten(db):
    open_form()
    answer = send(website="https://casino.example")
    assert answer.status_code == 200 and "Thank you" in answer.text
    assert rows(db, Ticket) == []


def test_html_in_every_field_is_inert(db):
    open_form()
    nasty = {name: XSS for name in ("kind", "product_id", "subject", "text", "name", "email", "phone", "once")}
    for step in ("ask", "send", "other"):
        page = send(nasty | {"consent": "1"}, step=step).text
        assert "<script>alert" not in page and "<img src=x" not in page
    page = visitor().get("/p/ticket", params={"subject": XSS, "lang": XSS}).text
    assert "<script>alert" not in page
    send(SENT | {"subject": XSS, "name": XSS, "text": XSS})
    (mail,) = rows(db, Mail)
    assert "<script>" not in mail.subject + mail.text + (mail.html or "")


def test_line_breaks_add_no_header_to_the_mail(db):
    open_form()
    send(SENT | {"subject": "Hi\r\nBcc: all@example.org", "name": "Zoe\r\nBcc: all@example.org"})
    (mail,) = rows(db, Mail)
    assert "\n" not in mail.subject + (mail.to_name or "") and "Bcc" not in str(mail.headers)


def test_somebody_known_is_put_to_his_customer_and_strangers_stay_without(db, cast):
    open_form()
    key = act(cast.wei, create_customer, CustomerNew(name="Zoe Reed", kind="person", email="zoe@example.org"))
    send()
    send(SENT | {"email": "new@example.org"})
    assert [ticket.customer_id for ticket in rows(db, Ticket)] == [key, None]


def test_strangers_become_customers_without_owner_when_the_settings_say_so(db):
    open_form(make_customers=True)
    send()
    send(SENT | {"subject": "Once more"})
    (customer,) = rows(db, Customer)
    assert (customer.name, customer.source, customer.owner_id, customer.team_id, customer.kind) == (
        "Zoe Reed", "web_form", None, None, "person")
    assert [ticket.customer_id for ticket in rows(db, Ticket)] == [customer.id] * 2


def test_an_odd_phone_number_stops_nobody(db):
    open_form(make_customers=True)
    assert "#1" in send(SENT | {"email": "", "phone": "ask for Zoe"}).text
    assert rows(db, Customer)[0].phone is None and rows(db, Ticket)[0].requester_phone == "ask for Zoe"
    assert rows(db, Mail) == []


def test_nobody_floods_others_with_our_confirmations(db):
    open_form()
    for n in range(6):
        send(SENT | {"subject": f"Question {n}"})
    assert (len(rows(db, Ticket)), len(rows(db, Mail))) == (6, 3)


def test_what_was_received_is_in_the_audit_trail(db):
    open_form()
    send()
    with db.reading() as session:
        kinds = session.scalars(select(Event.kind).where(Event.subject_type == "ticket").order_by(Event.id)).all()
        assert session.scalar(select(func.count()).select_from(Event).where(Event.kind == "web_form.changed")) == 1
    assert kinds == ["ticket.created", "web_form.received"]
