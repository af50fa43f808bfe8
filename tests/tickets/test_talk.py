"""What is said: answers by mail, notes, and what customers write."""
import pytest

from crm_core.access.actor import SYSTEM
from crm_core.attachments.queries import stored_file
from crm_core.errors import Conflict, Forbidden, Invalid, NotFound
from crm_core.run import act, ask
from crm_core.tickets.joining import merge_tickets, split_ticket
from crm_core.tickets.moving import archive_ticket, resolve_ticket
from crm_core.tickets.schemas import Incoming, NewFile, Note, Reply
from crm_core.tickets.talking import add_incoming, add_note, reply
from crm_core.undo import undo_batch
from tests.customers.making import make as make_customer
from tests.tickets.making import at, kinds, mails, make, notices, page, ticket

PNG = NewFile("alarm.png", b"\x89PNG\r\n\x1a\n" + b"0" * 20)
VIRUS = NewFile("photo.exe", b"MZ")


def test_an_answer_goes_out_by_mail_and_stays_in_the_thread(db, cast):
    number = make(cast.yan, requester_email="Wang@Beichen.example", requester_name="Wang", channel="email", message_id="<one@beichen>")
    key = act(cast.yan, reply, number, Reply(text="Which alarm does it show?"), [PNG])
    (mail,) = mails()
    assert (mail.to_email, mail.subject, mail.in_reply_to, mail.state) == (
        "wang@beichen.example", f"Spindle noise [#{number}]", "<one@beichen>", "waiting")
    said = page(cast.yan, number).messages[-1]
    assert (said.id, said.direction, said.who, said.mail) == (key, "out", "He Yan", "waiting")
    assert [file.id for file in said.files] == mail.attachments


def test_the_next_answer_follows_the_last_mail(db, cast):
    number = make(cast.yan, requester_email="wang@beichen.example")
    act(cast.yan, reply, number, Reply(text="One."))
    act(SYSTEM, add_incoming, number, Incoming(text="Two.", message_id="<two@beichen>"))
    act(cast.yan, reply, number, Reply(text="Three."))
    assert mails()[-1].in_reply_to == "<two@beichen>"


def test_without_an_address_it_is_only_written_down(db, cast):
    number = make(cast.yan, requester_phone="13806132277")
    act(cast.yan, reply, number, Reply(text="Told on the phone."))
    assert mails() == []
    assert page(cast.yan, number).messages[-1].channel == "phone"


def test_a_note_stays_inside_and_the_agent_is_told(db, cast):
    number = make(cast.yan, requester_email="wang@beichen.example", owner_id=cast.yan.user_id)
    act(cast.yan, add_note, number, Note(text="Second time this quarter."))
    assert (mails(), notices(cast.yan)) == ([], [])
    assert ticket(number).first_response_at is None


def test_a_late_answer_of_the_customer_becomes_a_new_ticket(db, cast):
    at(10, day=2)
    number = make(cast.yan)
    act(cast.yan, resolve_ticket, number, "Done.")
    at(10, day=6)
    assert act(SYSTEM, add_incoming, number, Incoming(text="Thanks!")) == number
    assert ticket(number).state == "processing"
    act(cast.yan, resolve_ticket, number, "Done again.")
    at(10, day=20)
    new = act(SYSTEM, add_incoming, number, Incoming(text="It screams again."))
    assert (ticket(new).split_from_id, ticket(new).subject, ticket(number).state) == (number, "Spindle noise", "resolved")


def test_the_customer_brings_what_is_not_kept_and_a_note_says_so(db, cast):
    number = make(cast.yan)
    act(SYSTEM, add_incoming, number, Incoming(text="See the picture."), [PNG, VIRUS])
    *_rest, said, note = page(cast.yan, number).messages
    assert [file.name for file in said.files] == ["alarm.png"]
    assert note.direction == "note" and "photo.exe" in note.text
    with pytest.raises(Invalid):
        act(cast.yan, reply, number, Reply(text="Here."), [VIRUS])


def test_files_are_seen_by_who_sees_the_ticket(db, cast):
    number = make(cast.wei, files=[PNG])
    (file,) = page(cast.wei, number).messages[0].files
    assert ask(cast.gu, stored_file, file.id).name == "alarm.png"
    for stranger in (cast.omar, cast.walter, cast.min):
        with pytest.raises(NotFound):
            ask(stranger, stored_file, file.id)


def test_known_people_are_recognised(db, cast):
    from crm_core.customers.contacts import create_contact
    from crm_core.customers.schemas import ContactNew

    customer = make_customer(cast.wei, "Beichen", phone="010-62561234")
    contact = act(cast.wei, create_contact, ContactNew(customer_id=customer, name="Wang", email="wang@beichen.example", mobile="13806132277"))
    by_mail = make(SYSTEM, requester_email="WANG@beichen.example", channel="web")
    by_phone = make(SYSTEM, requester_phone="+86 10 6256 1234", channel="web")
    assert (ticket(by_mail).customer_id, ticket(by_mail).contact_id, ticket(by_mail).requester_phone) == (customer, contact, "+86-13806132277")
    assert (ticket(by_phone).customer_id, ticket(by_phone).contact_id) == (customer, None)
    assert ticket(make(SYSTEM, requester_email="nobody@beichen.example")).customer_id is None


def test_a_seller_does_not_learn_of_strangers_by_their_address(db, cast):
    make_customer(cast.omar, "Beichen", email="info@beichen.example")
    assert ticket(make(cast.wei, requester_email="info@beichen.example")).customer_id is None


def test_two_of_one_customer_become_one_and_two_again(db, cast):
    customer = make_customer(cast.wei)
    one, two = (make(cast.yan, f"Ticket {n}", f"Text {n}", customer_id=customer) for n in (1, 2))
    other = make(cast.yan)
    with pytest.raises(Invalid):
        act(cast.yan, merge_tickets, other, one)
    act(cast.yan, merge_tickets, two, one, batch="oops")
    assert (ticket(two).state, ticket(two).merged_into_id) == ("archived", one)
    assert [m.text for m in page(cast.yan, one).messages] == ["Text 1", "Text 2"]
    assert act(SYSTEM, add_incoming, two, Incoming(text="More.")) == one
    with pytest.raises(Conflict):
        act(cast.yan, merge_tickets, two, one)
    act(cast.yan, undo_batch, "oops")
    assert (ticket(two).state, ticket(two).merged_into_id) == ("new", None)


def test_a_message_becomes_a_ticket_of_its_own(db, cast):
    number = make(cast.yan, requester_email="wang@beichen.example")
    act(SYSTEM, add_incoming, number, Incoming(text="And the invoice is wrong."), [PNG])
    first, second = page(cast.yan, number).messages
    with pytest.raises(Conflict):
        act(cast.yan, split_ticket, first.id, "Invoice")
    new = act(cast.yan, split_ticket, second.id, "Invoice")
    assert [m.text for m in page(cast.yan, number).messages] == [first.text]
    (moved,) = page(cast.yan, new).messages
    assert (moved.text, len(moved.files), ticket(new).split_from_id) == ("And the invoice is wrong.", 1, number)
    assert kinds(new) == ["ticket.created"]


def test_an_archived_ticket_is_not_answered(db, cast):
    number = make(cast.yan)
    act(cast.yan, resolve_ticket, number, "Done.")
    act(cast.yan, archive_ticket, number)
    with pytest.raises(Conflict):
        act(cast.yan, reply, number, Reply(text="Hello?"))


@pytest.mark.parametrize("who", ["ada", "mia", "eva"])
def test_who_may_not_answer_cannot(db, cast, who):
    number = make(cast.yan)
    with pytest.raises(Forbidden):
        act(getattr(cast, who), reply, number, Reply(text="Hello"))


def test_hostile_text_is_kept_as_it_is_and_a_subject_is_one_line(db, cast):
    number = make(cast.yan, "Hello\r\nBcc: all@example.com", "<script>alert(1)</script>", requester_email="wang@beichen.example")
    act(cast.yan, reply, number, Reply(text="No."))
    assert mails()[0].subject == f"Hello Bcc: all@example.com [#{number}]"
    assert page(cast.yan, number).messages[0].text == "<script>alert(1)</script>"
