"""The people at a customer."""
import pytest
from sqlalchemy import select

from crm_core.customers.contacts import create_contact, create_contacts, delete_contact, restore_contact, update_contact
from crm_core.customers.schemas import ContactEdit, ContactNew
from crm_core.errors import Conflict, Invalid, NotFound
from crm_core.run import act
from db.engine import database
from db.models import Contact
from tests.customers.making import events, make, row


def add(actor, key, name="Gu Lan", **fields) -> int:
    return act(actor, create_contact, ContactNew(customer_id=key, name=name, **fields))


def primaries(key: int) -> list[int]:
    with database().reading() as session:
        return list(session.scalars(select(Contact.id).where(Contact.customer_id == key, Contact.is_primary)))


def test_numbers_are_written_in_one_way(db, cast):
    made = row(Contact, add(cast.wei, make(cast.wei), mobile="138 0613 2277", email="Lan@Taihu.CN"))
    assert (made.mobile, made.email) == ("+86-13806132277", "lan@taihu.cn")


def test_a_wrong_mobile_is_told_beside_the_mobile(db, cast):
    with pytest.raises(Invalid) as refused:
        add(cast.wei, make(cast.wei), mobile="12")
    assert refused.value.field == "mobile"


def test_the_first_is_the_primary_one_until_another_is_chosen(db, cast):
    key = make(cast.wei)
    first, second = add(cast.wei, key), add(cast.wei, key, "Zhou Ping")
    assert primaries(key) == [first]
    act(cast.wei, update_contact, second, ContactEdit(is_primary=True), 1)
    assert primaries(key) == [second]
    third = add(cast.wei, key, "Fan Xiu", is_primary=True)
    assert primaries(key) == [third]


def test_many_come_in_a_few_statements(db, cast):
    one, two = make(cast.wei, "One"), make(cast.wei, "Two")
    ids = act(cast.wei, create_contacts, [
        ContactNew(customer_id=one, name="A"), ContactNew(customer_id=two, name="B"), ContactNew(customer_id=one, name="C"),
    ])
    assert primaries(one) == [ids[0]] and primaries(two) == [ids[1]]


def test_anothers_contacts_are_not_there(db, cast):
    key = make(cast.wei)
    made = add(cast.wei, key)
    for other in (cast.min, cast.omar, cast.walter):
        with pytest.raises(NotFound):
            add(other, key)
        with pytest.raises(NotFound):
            act(other, update_contact, made, ContactEdit(title="Boss"), 1)
        with pytest.raises(NotFound):
            act(other, delete_contact, made)


def test_two_editors(db, cast):
    made = add(cast.wei, make(cast.wei))
    act(cast.gu, update_contact, made, ContactEdit(title="Head of operations"), 1)
    with pytest.raises(Conflict):
        act(cast.wei, update_contact, made, ContactEdit(title="Boss"), 1)


def test_deleting_can_be_taken_back(db, cast):
    key = make(cast.wei)
    made = add(cast.wei, key)
    act(cast.wei, delete_contact, made)
    with pytest.raises(NotFound):
        act(cast.wei, delete_contact, made)
    act(cast.wei, restore_contact, made)
    assert [e.kind for e in events(key)] == ["customer.created", "contact.created", "contact.deleted", "contact.restored"]
