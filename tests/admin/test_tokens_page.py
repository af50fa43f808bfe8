"""Tokens for other programs on their page."""
from crm_core.access import api_tokens
from crm_core.people.tokens import TokenForm, make_token, tokens
from crm_core.run import act, ask
from tests.pages import open_page, run


def press(app, label: str) -> None:
    next(button for button in app.button if button.label == label).click()
    run(app)


def test_a_token_is_made_and_shown_once(sqlite_db, cast, monkeypatch):
    app = open_page(monkeypatch, cast.ada, "tokens", "open=new")
    app.text_input(key="token.name").set_value("Web shop")
    app.selectbox(key="token.user_id").set_value(cast.wei.user_id)
    press(app, "Make the token")
    run(app)
    shown = [code.value for code in app.code if code.value.startswith("hut_")]
    assert len(shown) == 1 and api_tokens.actor_of(shown[0])[1].user_id == cast.wei.user_id
    press(app, "Done")
    assert not [code.value for code in app.code if code.value.startswith("hut_")]
    assert "**Web shop**" in [found.value for found in app.markdown]


def test_a_token_is_ended_after_a_question(sqlite_db, cast, monkeypatch):
    secret = act(cast.ada, make_token, TokenForm(name="Old shop", user_id=cast.wei.user_id))
    app = open_page(monkeypatch, cast.ada, "tokens")
    press(app, "End")
    assert ask(cast.ada, tokens)
    app.button(key="token_end_sure.yes").click()
    run(app)
    assert ask(cast.ada, tokens) == () and api_tokens.actor_of(secret) is None


def test_a_token_needs_a_name_and_a_user(sqlite_db, cast, monkeypatch):
    app = open_page(monkeypatch, cast.ada, "tokens", "open=new")
    press(app, "Make the token")
    assert ask(cast.ada, tokens) == ()
    assert any("Please fill this in" in found.value for found in app.markdown)
