"""An administrator enters how mail is sent, and learns in words what is wrong with it."""
import pytest
from sqlalchemy import select

from crm_core.delivery import trial
from crm_core.errors import Conflict, Forbidden, Invalid
from crm_core.mail.accounts import account, change_public_url, save_account
from crm_core.mail.schemas import AccountForm
from crm_core.run import act, ask
from crm_core.settings import load
from db.models import Event, MailAccount
from tests.mail.certificates import context
from tests.mail.server import Post, running, set_account

SECRET = "let-me-in"


@pytest.fixture
def post():
    return Post()


def test_the_password_is_kept_sealed_and_never_told(db, cast):
    set_account(cast, 25, SECRET, username="crm")
    with db.reading() as session:
        kept = session.get(MailAccount, "smtp").secret
        events = session.scalars(select(Event)).all()
    assert SECRET not in kept
    assert SECRET not in repr(ask(cast.ada, account, "smtp")) and ask(cast.ada, account, "smtp").has_password
    assert all(SECRET not in f"{event.before}{event.after}" for event in events)
    assert events[-1].after["password"] == "…"


def test_saving_without_a_password_keeps_the_stored_one(db, cast, post):
    with running(post, login=True) as port:
        set_account(cast, port, SECRET, username="crm")
        set_account(cast, port, None, username="crm", from_name="Qilu")
        assert trial.send_test(cast.ada, "ada@example.com") is None
    assert post.letters()[0]["From"] == "Qilu <crm@example.com>"


def test_a_stored_password_does_not_go_to_another_server(db, cast):
    set_account(cast, 25, SECRET, username="crm")
    with pytest.raises(Invalid) as refused:
        set_account(cast, 25, None, username="crm", host="evil.example")
    assert refused.value.field == "password"


@pytest.mark.parametrize("field, value", [
    ("host", "https://mail.example.com"), ("port", 0), ("security", "rot13"), ("from_email", "nobody"), ("from_email", None), ("per_minute", 0),
])  # fmt: skip
def test_what_cannot_be_is_refused_beside_its_field(db, cast, field, value):
    with pytest.raises(Invalid) as refused:
        set_account(cast, **{"port": 25} | {field: value})
    assert refused.value.field == field


def test_the_second_of_two_administrators_learns_of_the_first(db, cast):
    form = AccountForm(host="a.example", port=25, from_email="crm@example.com")
    act(cast.ada, save_account, "smtp", form, None, None)
    with pytest.raises(Conflict):
        act(cast.ada, save_account, "smtp", form, None, None)


def test_others_neither_see_nor_change_nor_try_it(sqlite_db, cast):
    set_account(cast, 25)
    for attempt in (lambda: ask(cast.gu, account, "smtp"), lambda: trial.send_test(cast.gu, "gu@example.com")):
        with pytest.raises(Forbidden):
            attempt()


def test_a_wrong_password_is_told(sqlite_db, cast, post):
    with running(post, login=True) as port:
        set_account(cast, port, "wrong", username="crm")
        assert trial.send_test(cast.ada, "ada@example.com").startswith("password|535")
    assert ask(cast.ada, account, "smtp").problem.startswith("password")


def test_a_server_without_sign_in_is_told(sqlite_db, cast, post):
    with running(post) as port:
        set_account(cast, port, SECRET, username="crm")
        assert trial.send_test(cast.ada, "ada@example.com") == "no_login"


def test_a_closed_port_is_told(sqlite_db, cast, post):
    with running(post) as port:
        pass
    set_account(cast, port)
    assert trial.send_test(cast.ada, "ada@example.com") == "refused"


def test_an_unknown_host_is_told(sqlite_db, cast):
    set_account(cast, 25, host="no-such-host.invalid")
    assert trial.send_test(cast.ada, "ada@example.com") == "unknown_host"


def test_tls_where_there_is_none_is_told(sqlite_db, cast, post):
    with running(post) as port:
        set_account(cast, port, security="tls")
        assert trial.send_test(cast.ada, "ada@example.com") == "no_tls"
        set_account(cast, port, security="starttls")
        assert trial.send_test(cast.ada, "ada@example.com") == "no_starttls"


@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_a_certificate_that_nobody_vouches_for_is_told(sqlite_db, cast, post, tmp_path, security):
    with running(post, context=context(tmp_path), starttls=security == "starttls") as port:
        set_account(cast, port, security=security)
        assert trial.send_test(cast.ada, "ada@example.com").startswith("certificate")
    assert post.taken == []


@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_tls_with_a_good_certificate_works(sqlite_db, cast, post, tmp_path, monkeypatch, security):
    with running(post, context=context(tmp_path), starttls=security == "starttls") as port:
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "certificate.pem"))
        set_account(cast, port, security=security)
        assert trial.send_test(cast.ada, "ada@example.com") is None


def test_a_refused_recipient_is_told_and_does_not_blame_the_account(sqlite_db, cast, post):
    post.rcpt["*"] = "550 5.1.1 who?"
    with running(post) as port:
        set_account(cast, port)
        assert trial.send_test(cast.ada, "ada@example.com") == "rejected|550 5.1.1 who?"
    assert ask(cast.ada, account, "smtp").problem is None


@pytest.mark.parametrize("address", ["crm.example.com", "javascript:alert(1)", "https://a b", "https://x.example/?q=1", "https://u:p@x.example"])
def test_the_address_of_links_must_be_one(db, cast, address):
    with pytest.raises(Invalid):
        act(cast.ada, change_public_url, address)


def test_the_address_of_links_is_kept_without_its_last_slash(db, cast):
    act(cast.ada, change_public_url, "https://crm.example.com/")
    with db.reading() as session:
        assert load(session).public_url == "https://crm.example.com"
