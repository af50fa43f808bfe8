"""The values people choose from."""
import pytest

from crm_core.dictionary import EntryForm, add_entry, change_entry, choices, entries, move_entry, offer_entry
from crm_core.errors import Forbidden, Invalid, NotFound
from crm_core.run import act, ask


def codes(cast, dictionary: str = "grade") -> list[str]:
    return [choice.code for choice in ask(cast.wei, choices)[dictionary]]


def first(cast, dictionary: str = "grade"):
    return ask(cast.ada, entries, dictionary)[0]


def test_a_value_is_added_in_both_languages(db, cast):
    form = EntryForm(name="Trade fair", names={"zh_Hans": "行业展会", "xx": "?"})
    act(cast.ada, add_entry, "source", form)
    entry = ask(cast.ada, entries, "source")[-1]
    assert (entry.code, entry.name, entry.names) == ("trade_fair", "Trade fair", {"zh_Hans": "行业展会"})


def test_two_values_never_share_a_code(db, cast):
    act(cast.ada, add_entry, "grade", EntryForm(name="A+"))
    act(cast.ada, add_entry, "grade", EntryForm(name="甲"))
    assert len(set(codes(cast))) == 6


def test_a_value_is_renamed_and_keeps_its_code(db, cast):
    vip = first(cast)
    act(cast.ada, change_entry, vip.id, EntryForm(name="Key account", tone="red"))
    changed = ask(cast.wei, choices)["grade"][0]
    assert (changed.code, changed.label, changed.tone) == ("vip", "Key account", "red")


def test_the_order_is_changed(db, cast):
    act(cast.ada, move_entry, first(cast).id, up=False)
    assert codes(cast) == ["a", "vip", "b", "c"]
    act(cast.ada, move_entry, first(cast).id, up=True)
    assert codes(cast) == ["a", "vip", "b", "c"]


def test_a_value_that_is_no_longer_offered_stays_readable(db, cast):
    act(cast.ada, offer_entry, first(cast).id, active=False)
    assert [(c.code, c.active) for c in ask(cast.wei, choices)["grade"]][0] == ("vip", False)


def test_the_same_value_is_not_added_twice(db, cast):
    with pytest.raises(Invalid):
        act(cast.ada, add_entry, "grade", EntryForm(name="vip"))
    with pytest.raises(NotFound):
        act(cast.ada, add_entry, "colours", EntryForm(name="vip"))


def test_a_manager_of_sales_does_not_change_the_dictionary(db, cast):
    with pytest.raises(Forbidden):
        act(cast.gu, add_entry, "grade", EntryForm(name="D"))
