"""Saved views: own and shared."""
import pytest

from crm_core.errors import Forbidden, Invalid, NotFound
from crm_core.run import act, ask
from crm_core.views.commands import change_view, delete_view, save_view
from crm_core.views.queries import saved_views


def seen(actor, page="customers"):
    return [(view.name, view.query, view.mine) for view in ask(actor, saved_views, page)]


def test_a_view_is_ones_own_until_it_is_shared(db, cast):
    key = act(cast.gu, save_view, "customers", "  My  A ", "grade=a")
    assert seen(cast.gu) == [("My A", "grade=a", True)]
    assert seen(cast.wei) == []
    act(cast.gu, change_view, key, shared=True)
    assert seen(cast.wei) == [("My A", "grade=a", False)]
    assert seen(cast.gu, "pipeline") == []


def test_saving_under_the_same_name_replaces(db, cast):
    act(cast.wei, save_view, "customers", "Mine", "grade=a")
    act(cast.wei, save_view, "customers", "Mine", "grade=b")
    assert seen(cast.wei) == [("Mine", "grade=b", True)]


def test_sharing_needs_its_right(db, cast):
    with pytest.raises(Forbidden):
        act(cast.wei, save_view, "customers", "Mine", "grade=a", shared=True)
    key = act(cast.wei, save_view, "customers", "Mine", "grade=a")
    with pytest.raises(Forbidden):
        act(cast.wei, change_view, key, shared=True)


def test_views_are_renamed_and_deleted_by_who_saved_them(db, cast):
    key = act(cast.wei, save_view, "customers", "Mine", "grade=a")
    act(cast.wei, change_view, key, name="Renamed")
    for other in (cast.min, cast.gu):
        with pytest.raises(NotFound):
            act(other, change_view, key, name="Stolen")
        with pytest.raises(NotFound):
            act(other, delete_view, key)
    assert seen(cast.wei) == [("Renamed", "grade=a", True)]
    act(cast.wei, delete_view, key)
    assert seen(cast.wei) == []


def test_who_may_share_also_tidies_shared_views(db, cast):
    key = act(cast.mia, save_view, "customers", "Old", "grade=a", shared=True)
    act(cast.gu, delete_view, key)
    assert seen(cast.mia) == []


@pytest.mark.parametrize("name", ["", "  ", "x" * 61])
def test_a_view_needs_a_short_name(db, cast, name):
    with pytest.raises(Invalid):
        act(cast.wei, save_view, "customers", name, "grade=a")
