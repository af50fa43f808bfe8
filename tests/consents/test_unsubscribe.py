"""Unsubscribing from outside: asked on GET, done on POST, taken back."""
import pytest
from sqlalchemy import select

from crm_core import settings
from crm_core.access import signing
from crm_core.consents import links
from db.models import Consent, Event, MailAddress
from tests.mail.steps import letter, posted, states, working
from tests.outside import visitor

EMAIL = "li.lei@customer.example"


def link(email: str, **more) -> str | None:
    with working() as work:
        return links.unsubscribe(work, email, **more)


@pytest.fixture
def reachable(db, cast):
    with db.writing() as session:
        settings.store(session, public_url="https://crm.example.com")
        session.add(MailAddress(email=EMAIL, marketing=True))
        session.commit()
    return db


def path(**more) -> str:
    return link(EMAIL, **more).removeprefix("https://crm.example.com")


def words(db) -> list[tuple]:
    with db.reading() as session:
        return [(row.email, row.given, row.source) for row in session.scalars(select(Consent).order_by(Consent.id))]


def marketing(db) -> bool | None:
    with db.reading() as session:
        return session.get(MailAddress, EMAIL).marketing


def test_a_scanner_that_follows_the_link_unsubscribes_nobody(reachable):
    for _scanner in range(3):
        page = visitor().get(path())
        assert page.status_code == 200 and "Unsubscribe" in page.text and "set-cookie" not in page.headers
    assert visitor().head(path()).status_code in (200, 405)
    assert words(reachable) == [] and marketing(reachable) is True


def test_pressing_the_button_does(reachable):
    page = visitor().post(path())
    assert page.status_code == 200 and "You are unsubscribed." in page.text
    assert words(reachable) == [(EMAIL, False, "page")] and marketing(reachable) is False
    with reachable.reading() as session:
        assert session.scalars(select(Consent.address)).one() == "203.0.113.7"
        assert session.scalars(select(Event.kind).where(Event.kind.startswith("consent."))).all() == ["consent.refused"]


def test_one_click_of_a_mail_program_does(reachable):
    answer = visitor().post(path(), data={"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200 and answer.text == "Unsubscribed."
    assert marketing(reachable) is False


def test_it_is_taken_back_on_the_same_page_and_the_log_keeps_both(reachable):
    browser = visitor()
    assert 'name="back"' in browser.post(path()).text
    assert "You get our news again." in browser.post(path(), data={"back": "1"}).text
    assert words(reachable) == [(EMAIL, False, "page"), (EMAIL, True, "page")] and marketing(reachable) is True


def test_pressing_twice_is_once(reachable):
    visitor().post(path())
    visitor().post(path())
    assert len(words(reachable)) == 1


@pytest.mark.parametrize("forged", ["x", "abc.def.ghi", signing.signed.__name__])
def test_a_forged_link_does_nothing_and_says_so(reachable, forged, caplog):
    for answer in (visitor().get(f"/p/unsubscribe/{forged}"), visitor().post(f"/p/unsubscribe/{forged}")):
        assert answer.status_code == 404 and "not valid" in answer.text
    assert "not ours" in caplog.text
    assert words(reachable) == []


def test_a_link_made_for_something_else_is_forged(reachable):
    assert visitor().post(f"/p/unsubscribe/{signing.signed('survey', EMAIL, 0)}").status_code == 404


def test_the_address_is_not_told_to_whom_the_mail_was_passed_on(reachable):
    assert EMAIL not in visitor().get(path()).text


@pytest.mark.parametrize(("locale", "title"), [("zh_Hans", "不再接收我们的邮件？"), ("en", "No more news by mail?")])
def test_it_speaks_the_language_of_the_mail(reachable, locale, title):
    assert title in visitor().get(path(locale=locale)).text


def test_a_flood_is_slowed_down(reachable, monkeypatch):
    monkeypatch.setattr("crm_core.api.public.unsubscribe.POSTS_A_MINUTE", 3)
    assert [visitor().post(path()).status_code for _ in range(5)] == [200, 200, 200, 429, 429]


def test_ten_megabytes_are_not_read(reachable):
    assert visitor().post(path(), content=b"x" * 10_000_000, headers={"content-type": "application/x-www-form-urlencoded"}).status_code == 413
    assert words(reachable) == []


def test_what_waits_for_the_address_is_not_sent(reachable):
    posted(letter(EMAIL, purpose="campaign"), letter(EMAIL), letter("b@customer.example", purpose="campaign"))
    visitor().post(path())
    assert states() == ["cancelled", "waiting", "waiting"]


def test_the_headers_are_those_of_rfc_8058(reachable):
    found = links.headers(link(EMAIL))
    assert found["List-Unsubscribe"].startswith("<https://crm.example.com/p/unsubscribe/")
    assert found["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_without_an_address_there_is_no_link(db, cast):
    assert link(EMAIL) is None
