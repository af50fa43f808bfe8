"""Colleagues write down who agreed to what."""
import pytest
from sqlalchemy import event, select

from crm_core.consents.commands import note, write_down
from crm_core.consents.queries import consent_card, last_words
from crm_core.consents.schemas import ConsentForm, Word
from crm_core.customers.contacts import create_contact
from crm_core.customers.schemas import ContactNew
from crm_core.errors import CrmError, Invalid, NotFound
from crm_core.run import act, ask
from db.models import Consent, MailAddress
from tests.customers.making import events, make
from tests.mail.steps import working
from tests.pages import open_page, run

AGREED = {"email": "info@taihu.example", "agreed": True, "source": "phone", "text": "May we?"}


@pytest.fixture
def customer(db, cast) -> int:
    key = make(cast.wei, email="info@taihu.example")
    act(cast.wei, create_contact, ContactNew(customer_id=key, name="Li Lei", email="Li@Taihu.example"))
    return key


def test_a_word_is_kept_with_who_wrote_it_and_becomes_the_last(db, cast, customer):
    act(cast.wei, write_down, customer, ConsentForm(**AGREED))
    act(cast.wei, write_down, customer, ConsentForm(**AGREED | {"agreed": False, "text": None}))
    card = ask(cast.wei, consent_card, customer)
    assert [(entry.given, entry.source, entry.text, entry.who) for entry in card.log] == [
        (False, "phone", None, "Lin Wei"), (True, "phone", "May we?", "Lin Wei")]  # fmt: skip
    assert {one.email: one.marketing for one in card.addressees} == {"info@taihu.example": False, "li@taihu.example": None}
    assert [e.kind for e in events(customer)][-2:] == ["consent.given", "consent.refused"]


@pytest.mark.parametrize(("field", "value"), [("email", "other@else.example"), ("source", "page"), ("text", "")])
def test_what_cannot_be_is_refused_beside_its_field(db, cast, customer, field, value):
    with pytest.raises(Invalid) as refused:
        act(cast.wei, write_down, customer, ConsentForm(**AGREED | {field: value}))
    assert refused.value.field == field


def test_a_marketer_may_write_it_down_too(db, cast, customer):
    act(cast.mia, write_down, customer, ConsentForm(**AGREED))
    assert ask(cast.mia, consent_card, customer).may_write and not ask(cast.eva, consent_card, customer).may_write


def test_a_rival_team_finds_no_such_customer(db, cast, customer):
    for attempt in (lambda: ask(cast.omar, consent_card, customer), lambda: act(cast.omar, write_down, customer, ConsentForm(**AGREED))):
        with pytest.raises(NotFound):
            attempt()


def test_who_only_looks_writes_nothing(db, cast, customer):
    for person in (cast.eva, cast.yan):
        with pytest.raises(CrmError):
            act(person, write_down, customer, ConsentForm(**AGREED))


def test_thousands_of_words_are_a_few_statements(db, cast):
    counted = []
    listen = lambda *_args: counted.append(1)  # noqa: E731
    event.listen(db.writer, "before_cursor_execute", listen)
    with working() as work:
        note(work, [Word(f"a{n % 1500}@customer.example", n >= 1500, "import") for n in range(3000)])
    event.remove(db.writer, "before_cursor_execute", listen)
    with db.reading() as session:
        assert len(session.scalars(select(Consent.id)).all()) == 3000
        assert set(session.scalars(select(MailAddress.marketing))) == {True}
    assert len(counted) < 20
    with working() as work:
        found = last_words(work, ["A1@customer.example", "nobody@customer.example"])
    assert found == {"a1@customer.example": True, "nobody@customer.example": None}


def test_it_is_written_down_on_the_customers_page(sqlite_db, cast, monkeypatch):
    key = make(cast.wei, email="info@taihu.example")
    app = open_page(monkeypatch, cast.wei, "customer", f"id={key}")
    app.session_state["consent_box"] = True
    run(app)
    app.button(key="consent_add").click()
    run(app)
    form = next(box.key.partition(".")[0] for box in app.selectbox if box.key and box.key.startswith("consent_"))
    app.button(key=f"{form}.save").click()
    run(app)
    with sqlite_db.reading() as session:
        row = session.scalars(select(Consent)).one()
    assert (row.given, row.source, row.user_id, row.customer_id) == (True, "phone", cast.wei.user_id, key)
    assert any("agrees" in str(shown.value) for shown in app.markdown)
