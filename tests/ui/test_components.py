import pytest
from streamlit.testing.v1 import AppTest

from tests.ui.browserless import choose, data, fire


@pytest.fixture(autouse=True)
def english(monkeypatch):
    monkeypatch.setattr("pages.ui.session.locale", lambda: "en")


def table_page():
    import streamlit as st

    from pages.ui.components import clear_selection, happened, record_table, selection

    if happened("people", "open") == 9:
        st.text("left before the rows")
        st.stop()
    st.button("clear", on_click=clear_selection, args=("people",))
    st.text(f"before {selection('people')}")
    rows = [{"id": n, "href": f"/person?id={n}", "cells": {"name": name}} for n, name in [(1, "Ann"), (2, "<b>Bo</b>")]]
    columns = [{"id": "name", "label": "Name", "sortable": True}]
    table = record_table(columns, rows, "people", sort=("name", "asc"))
    st.text(f"{table.selected} {table.open} {table.sort}")


def board_page():
    import streamlit as st

    from pages.ui.components import board

    stage_of = st.session_state.setdefault("stage_of", {1: "lead"})
    refused = st.session_state.setdefault("refused", [])

    def move(wish):
        if wish["to"] == "order":
            refused.append(wish["id"])
        else:
            stage_of[wish["id"]] = wish["to"]

    columns = [
        {"id": name, "name": name, "cards": [{"id": n, "title": "Pumps", "version": 1} for n, at in stage_of.items() if at == name]}
        for name in ("lead", "proposal", "order")
    ]  # fmt: skip
    board(columns, "deals", on_move=move)
    st.text(f"{stage_of} {refused}")


def record_page():
    import streamlit as st

    from pages.ui.components import record_list, stage_path, timeline

    path = stage_path([{"id": 3, "name": "Proposal", "state": "next"}], "path")
    steps = record_list([{"id": 5, "title": "Call", "done": True}], "steps")
    told = timeline([{"label": "Today", "items": [{"id": 8, "title": "Call"}]}], "told", more="More")
    st.text(f"{path.move} {steps.done} {told.more} {told.open}")


def opened(page) -> AppTest:
    app = AppTest.from_function(page, default_timeout=30).run()
    assert not app.exception
    return app


def shown(app: AppTest) -> list[str]:
    return [text.value for text in app.text]


def test_the_table_gets_its_rows_as_data():
    sent = data(opened(table_page), "people")
    assert [row["cells"]["name"] for row in sent["rows"]] == ["Ann", "<b>Bo</b>"]
    assert sent["sort"] == ["name", "asc"]
    assert sent["words"]["one"] == "Select {name}"


def test_opening_a_row_is_told_once():
    app = fire(opened(table_page), "people", "open", 2)
    assert shown(app)[-1] == "[] 2 None"
    assert shown(app.run())[-1] == "[] None None"


def test_a_page_can_be_left_before_its_rows_are_asked_for():
    app = fire(opened(table_page), "people", "open", 9)
    assert shown(app) == ["left before the rows"]


def test_sorting_tells_column_and_direction():
    app = fire(opened(table_page), "people", "sort", {"column": "name", "direction": "desc"})
    assert "'direction': 'desc'" in shown(app)[-1]


def test_chosen_rows_are_known_above_the_table_and_can_be_cleared():
    app = choose(opened(table_page), "people", [1, 2])
    assert shown(app) == ["before [1, 2]", "[1, 2] None None"]
    app.button[0].click().run()
    assert shown(app) == ["before []", "[] None None"]
    assert data(app, "people")["selected"] == []


def test_a_move_is_written_before_the_board_is_drawn():
    app = fire(opened(board_page), "deals", "move", {"id": 1, "from": "lead", "to": "proposal", "version": 1})
    assert shown(app) == ["{1: 'proposal'} []"]
    assert [len(column["cards"]) for column in data(app, "deals")["columns"]] == [0, 1, 0]


def test_a_refused_move_is_sent_back_so_that_the_card_returns():
    app = opened(board_page)
    before = data(app, "deals")
    after = data(fire(app, "deals", "move", {"id": 1, "from": "lead", "to": "order", "version": 1}), "deals")
    assert after["columns"] == before["columns"]
    assert after["run"] != before["run"]


def test_stage_path_list_and_timeline_tell_what_was_clicked():
    assert shown(fire(opened(record_page), "path", "move", 3)) == ["3 None None None"]
    assert shown(fire(opened(record_page), "steps", "done", 5)) == ["None 5 None None"]
    assert shown(fire(opened(record_page), "told", "more", True)) == ["None None True None"]
    assert shown(fire(opened(record_page), "told", "open", 8)) == ["None None None 8"]
