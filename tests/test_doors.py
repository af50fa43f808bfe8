"""The two doors let in only what is declared."""
import pytest

from crm_core.dictionary import choices
from crm_core.run import act, ask


def test_a_plain_function_is_refused(db, cast):
    with pytest.raises(TypeError):
        act(cast.wei, lambda work: None)


def test_a_query_cannot_be_run_as_a_command(db, cast):
    with pytest.raises(TypeError):
        act(cast.wei, choices)


def test_dictionaries_are_filled_at_the_start(db, cast):
    assert [c.code for c in ask(cast.wei, choices)["grade"]] == ["vip", "a", "b", "c"]
