"""Links that work once."""
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from crm_core import clock
from crm_core.access import sessions, sign_in
from crm_core.access.actor import SYSTEM
from crm_core.errors import Conflict, Forbidden, Invalid, NotFound
from crm_core.people.links import INVITATION_DAYS, RESET_HOURS, invite, read_link, reset_link, use_link
from crm_core.run import act, ask
from db.models import Event, Role, RoleRight, SignInSession, User
from tests.cast import PASSWORD

NEW = "velvet anchor comet 88"


def key(path: str) -> str:
    return path.partition("?key=")[2]


@pytest.fixture
def reset(db, cast) -> str:
    return key(act(cast.ada, reset_link, cast.wei.user_id))


def use(link: str, password: str = NEW, name: str = "Lin Wei") -> int:
    return act(SYSTEM, use_link, link, name=name, password=password)


def test_a_forgotten_password_is_replaced(reset, cast):
    assert use(reset) == cast.wei.user_id
    assert sign_in.check("wei@example.com", NEW, "1") == cast.wei.user_id
    assert sign_in.check("wei@example.com", PASSWORD, "1") is None


def test_opening_a_link_changes_nothing(reset, cast):
    for _ in range(3):
        link = ask(SYSTEM, read_link, reset)
    assert (link.name, link.purpose, link.company) == ("Lin Wei", "reset", "Qilu Machinery")
    assert sign_in.check("wei@example.com", PASSWORD, "1") == cast.wei.user_id


def test_a_link_works_once(reset):
    use(reset)
    with pytest.raises(NotFound):
        use(reset)
    with pytest.raises(NotFound):
        ask(SYSTEM, read_link, reset)


def test_a_weak_password_does_not_use_the_link_up(reset):
    with pytest.raises(Invalid):
        use(reset, "password1")
    use(reset)


def test_a_link_is_over_after_its_time(reset):
    clock.set_now(clock.now() + timedelta(hours=RESET_HOURS, seconds=1))
    with pytest.raises(NotFound):
        use(reset)


def test_a_new_link_ends_the_earlier_one(reset, cast):
    again = key(act(cast.ada, reset_link, cast.wei.user_id))
    with pytest.raises(NotFound):
        use(reset)
    use(again)


def test_using_a_link_ends_all_sessions(db, reset, cast):
    with db.writing() as session:
        token = sessions.start(session, session.get(User, cast.wei.user_id), clock.now())
        session.commit()
    assert sessions.actor_of(token)
    use(reset)
    assert sessions.actor_of(token) is None
    with db.reading() as session:
        assert session.scalar(select(SignInSession).where(SignInSession.user_id == cast.wei.user_id)) is None


def test_an_invited_person_chooses_name_and_password(db, cast):
    with db.writing() as session:
        session.execute(update(User).where(User.email == "min@example.com").values(password_hash=None))
        session.commit()
    link = key(act(cast.ada, invite, cast.min.user_id))
    clock.set_now(clock.now() + timedelta(days=INVITATION_DAYS - 1))
    use(link, name="  Zhao Minmin ")
    assert cast.min.name == "Zhao Minmin"
    assert sign_in.check("min@example.com", NEW, "1") == cast.min.user_id


def test_the_language_of_the_invitation_stays(db, cast):
    link = key(act(cast.ada, invite, cast.wei.user_id))
    act(SYSTEM, use_link, link, name="林薇", password=NEW, locale="zh_Hans")
    assert cast.wei.locale == "zh_Hans"


def test_somebody_passive_or_without_e_mail_gets_no_link(db, cast):
    wei, minmin = cast.wei.user_id, cast.min.user_id
    with db.writing() as session:
        session.execute(update(User).where(User.id == wei).values(active=False))
        session.execute(update(User).where(User.id == minmin).values(email=None))
        session.commit()
    with pytest.raises(Conflict):
        act(cast.ada, reset_link, wei)
    with pytest.raises(Invalid):
        act(cast.ada, invite, minmin)


def test_only_who_manages_users_makes_links(db, cast):
    with pytest.raises(Forbidden):
        act(cast.gu, reset_link, cast.wei.user_id)


def test_a_link_is_no_way_to_more_rights(db, cast):
    """Somebody who manages users but not roles cannot take an administrator's account over."""
    with db.writing() as session:
        role = session.scalar(select(Role.id).where(Role.key == "sales_manager"))
        session.add(RoleRight(role_id=role, right="users:manage", scope="all"))
        session.commit()
    act(cast.gu, reset_link, cast.wei.user_id)
    with pytest.raises(Invalid):
        act(cast.gu, reset_link, cast.ada.user_id)


def test_the_audit_trail_tells_but_not_the_secret(db, reset, cast):
    use(reset)
    with db.reading() as session:
        events = session.scalars(select(Event).where(Event.subject_id == cast.wei.user_id, Event.subject_type == "app_user")).all()
    assert [event.kind for event in events][-2:] == ["user.reset_link", "user.password_changed"]
    assert reset not in repr([(event.before, event.after) for event in events])
