import pytest
from streamlit.testing.v1 import AppTest


@pytest.fixture(autouse=True)
def english(monkeypatch):
    monkeypatch.setattr("pages.ui.session.locale", lambda: "en")


def page():
    import streamlit as st

    from pages.ui import layout

    layout.style()
    with layout.header("Al*pha* <b>", "2,047", "Owner [x](y)", [layout.badge("Grade A_b_", "green")]):
        st.button("New")
    layout.metrics([layout.Metric("Open *deals*", "¥2.31M", "-3", "on last week")])
    with layout.card("Contacts", "people", action=lambda: layout.text_button("Add", "add")):
        st.text("inside")
    layout.empty_state("domain", "No customers yet", "Add the first.", lambda: st.button("Add customer"))
    layout.undo_bar("Moved to **Proposal**", "Undo", lambda: st.session_state.update(undone=True))


@pytest.fixture
def app():
    app = AppTest.from_function(page, default_timeout=60).run()
    assert not app.exception
    return app


def test_names_are_shown_letter_by_letter(app):
    title = app.markdown[0].value
    assert title.startswith("# Al\\*pha\\* \\<b\\>")
    assert ":gray[:small[2,047]]" in title
    assert ":small[:green-badge[Grade A\\_b\\_]]" in title
    assert app.markdown[1].value == ":small[:gray[Owner \\[x\\]\\(y\\)]]"
    assert app.metric[0].label == "Open \\*deals\\*"


def test_undo_calls_back(app):
    assert any("\\*\\*Proposal\\*\\*" in text.value for text in app.markdown)
    app.button(key="undo").click().run()
    assert app.session_state["undone"]


def test_cards_and_empty_states_offer_their_action(app):
    assert {"New", ":green[Add]", "Add customer", "Undo"} <= {button.label for button in app.button}
