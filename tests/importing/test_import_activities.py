"""What was done with customers comes in from files, and is taken back."""
from datetime import UTC, datetime

from sqlalchemy import select

from crm_core.clock import now
from crm_core.importing import runs
from db.models import Activity, Contact, Customer, User
from tests.importing.steps import brought, done, left_out
from tests.pipeline import helpers as deals
from tests.segments.rules import store

SALESFORCE = """Type,Subject,Full Comments,Date,Assigned To,Account Name,Contact Name,Opportunity
Call,Price,Wants a discount,2026-03-02,Lin Wei,Acme,Wang Fang,
Email,Offer sent,,2026-03-03,Zhao Min,Acme,,
Meeting,Demo,,2026-03-04,Lin Wei,,,Press line
Dance,Nonsense,,2026-03-05,Lin Wei,Acme,,
Call,Who?,,2026-03-05,Lin Wei,Nobody Ltd,,
Call,Tomorrow,,2099-01-01,Lin Wei,Acme,,
"""
CHINESE = """跟进方式,跟进内容,跟进时间,跟进人,客户名称,联系人
电话,询价,2026-03-02 10:30,Lin Wei,Acme,
微信沟通,发了资料,2026-03-03 09:00,Lin Wei,Acme,王芳
"""


def activities(db) -> list[Activity]:
    with db.reading() as session:
        return list(session.scalars(select(Activity).where(Activity.deleted_at.is_(None)).order_by(Activity.id)))


def acme(cast) -> int:
    key = deals.customer(cast.wei, "Acme")
    store(*(Contact(customer_id=key, name=name, name_key=name.lower().replace(" ", ""), created_at=now(), updated_at=now()) for name in ("Wang Fang", "王芳")))
    return key


def test_activities_find_customer_contact_deal_and_person(db, cast):
    key = acme(cast)
    deal = deals.new(cast.wei, "Press line", customer_id=key)
    view = brought(cast.ada, SALESFORCE, kind="activities")
    assert (view.accepted, view.rejected) == (3, 3)
    call, mail, meeting = activities(db)
    assert (call.kind, call.customer_id, call.user_id) == ("call", key, cast.wei.user_id)
    assert "Price" in call.text and "Wants a discount" in call.text and call.contact_id is not None
    assert (mail.kind, mail.user_id, mail.contact_id) == ("email", cast.min.user_id, None)
    assert (meeting.kind, meeting.deal_id, meeting.customer_id) == ("meeting", deal, key)
    assert set(left_out(cast.ada, view)) == {5, 6, 7}
    with db.reading() as session:
        assert session.get(Customer, key).last_activity_kind == "meeting", "the list of customers knows"


def test_chinese_headings_and_kinds(db, cast):
    key = acme(cast)
    view = brought(cast.ada, CHINESE, kind="activities")
    assert view.accepted == 2
    call, chat = activities(db)
    assert (call.kind, chat.kind, chat.customer_id) == ("call", "social", key)
    assert call.at == datetime(2026, 3, 2, 2, 30, tzinfo=UTC), "half past ten in Shanghai"


def test_the_same_file_again_adds_nothing(db, cast):
    acme(cast)
    brought(cast.ada, CHINESE, kind="activities")
    view = brought(cast.ada, CHINESE, kind="activities")
    assert (view.accepted, view.duplicates) == (0, 2) and len(activities(db)) == 2


def test_it_is_taken_back_as_one_step(db, cast):
    key = acme(cast)
    view = brought(cast.ada, CHINESE, kind="activities")
    done(cast.ada, view.id, runs.UNDO)
    assert activities(db) == []
    with db.reading() as session:
        assert session.get(Customer, key).last_activity_at is None


def test_a_seller_brings_in_only_what_belongs_to_own_customers(db, cast):
    deals.customer(cast.omar, "Acme")
    view = brought(cast.wei, CHINESE, kind="activities")
    assert (view.accepted, view.rejected) == (0, 2)


def test_people_who_are_not_here_are_added_without_a_way_in(db, cast):
    acme(cast)
    brought(cast.ada, CHINESE.replace("Lin Wei", "Old Zhang"), kind="activities", values={"owner": {"Old Zhang": "+new"}})
    with db.reading() as session:
        old = session.scalars(select(User).where(User.name == "Old Zhang")).one()
    assert old.password_hash is None and {one.user_id for one in activities(db)} == {old.id}
