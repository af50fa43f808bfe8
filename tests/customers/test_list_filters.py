"""Filtering, sorting and turning the pages of the list of customers."""
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import update

from crm_core import clock
from crm_core.access.actor import SYSTEM
from crm_core.customers.filtering import CustomerFilter
from crm_core.customers.listing import SORTS, count_customers, filter_options, list_customers
from crm_core.run import ask
from db.engine import database
from db.models import Customer
from tests.customers.listed import Statements, names
from tests.customers.making import make


def put(key: int, **values) -> int:
    """Sets facts that otherwise follow from deals and activities."""
    with database().writing() as session:
        session.execute(update(Customer).where(Customer.id == key).values(**values))
        session.commit()
    return key


def test_a_seller_sees_own_customers_and_the_public_pool(db, cast):
    make(cast.wei, "Taihu")
    make(cast.omar, "Harbour")
    make(SYSTEM, "Free", owner_id=None)
    assert names(cast.wei) == ["Free", "Taihu"]
    assert names(cast.omar) == ["Free", "Harbour"]


def test_a_manager_sees_the_team_and_an_executive_everything(db, cast):
    make(cast.wei, "Taihu")
    make(cast.omar, "Harbour")
    assert names(cast.gu) == ["Taihu"]
    assert names(cast.eva) == ["Harbour", "Taihu"]


def test_owners_can_be_me_my_team_a_person_or_nobody(db, cast):
    make(cast.wei, "Wei's")
    make(cast.min, "Min's")
    make(cast.gu, "Gu's")
    make(SYSTEM, "Free", owner_id=None)
    assert names(cast.gu, owners=("me",)) == ["Gu's"]
    assert names(cast.gu, owners=("team",)) == ["Gu's", "Min's", "Wei's"]
    assert names(cast.gu, owners=(str(cast.min.user_id),)) == ["Min's"]
    assert names(cast.gu, owners=("nobody", "me")) == ["Free", "Gu's"]


def test_filtering_by_a_stranger_shows_nothing_of_theirs(db, cast):
    make(cast.omar, "Harbour")
    assert names(cast.wei, owners=(str(cast.omar.user_id),)) == []
    assert names(cast.wei, teams=(str(cast.omar.team_id),)) == []


@pytest.mark.parametrize(
    "field, filter, value",
    [("grade", "grades", "vip"), ("industry", "industries", "food"), ("source", "sources", "referral"), ("region", "regions", "江苏")],
)
def test_values_can_be_chosen_and_so_can_their_absence(db, cast, field, filter, value):
    make(cast.wei, "With", **{field: value})
    make(cast.wei, "Without")
    assert names(cast.wei, **{filter: (value,)}) == ["With"]
    assert names(cast.wei, **{filter: ("-",)}) == ["Without"]
    assert names(cast.wei, **{filter: ("-", value)}) == ["With", "Without"]


def test_lifecycle_and_team(db, cast):
    put(make(cast.wei, "Lost one"), lifecycle="lost")
    make(cast.wei, "New one")
    assert names(cast.wei, lifecycles=("lost",)) == ["Lost one"]
    assert names(cast.wei, lifecycles=("lost", "prospect")) == ["Lost one", "New one"]
    assert names(cast.eva, teams=(str(cast.wei.team_id),)) == ["Lost one", "New one"]


def test_tags_are_alternatives(db, cast):
    make(cast.wei, "A", tags=("fair", "key"))
    make(cast.wei, "B", tags=("key",))
    make(cast.wei, "C")
    assert names(cast.wei, tags=("key",)) == ["A", "B"]
    assert names(cast.wei, tags=("fair", "key")) == ["A", "B"]


def test_quiet_customers_had_no_activity_for_so_long(db, cast):
    now = datetime(2026, 11, 20, 12, tzinfo=UTC)
    clock.set_now(now)
    put(make(cast.wei, "Called last week"), last_activity_at=now - timedelta(days=7), created_at=now - timedelta(days=99))
    put(make(cast.wei, "Called long ago"), last_activity_at=now - timedelta(days=40), created_at=now - timedelta(days=99))
    put(make(cast.wei, "Never called"), created_at=now - timedelta(days=99))
    make(cast.wei, "New today")
    assert names(cast.wei, quiet_days=30) == ["Called long ago", "Never called"]


def test_created_days_are_days_of_the_reader(db, cast):
    put(make(cast.wei, "Late in Shanghai"), created_at=datetime(2026, 3, 1, 17, tzinfo=UTC))
    assert names(cast.wei, created_from=date(2026, 3, 2), created_to=date(2026, 3, 2)) == ["Late in Shanghai"]
    assert names(cast.wei, created_to=date(2026, 3, 1)) == []


def test_several_filters_hold_at_once(db, cast):
    make(cast.wei, "Both", grade="a", region="Jiangsu")
    make(cast.wei, "One", grade="a")
    assert names(cast.wei, grades=("a",), regions=("Jiangsu",)) == ["Both"]


def test_deleted_customers_are_gone(db, cast):
    put(make(cast.wei, "Gone"), deleted_at=clock.now())
    assert names(cast.wei) == []


def test_open_value_sorts_both_ways(db, cast):
    for name, value in (("Small", 100), ("Big", 900), ("None", 0)):
        put(make(cast.wei, name), open_value=value)
    assert names(cast.wei, ("open_value", "desc")) == ["Big", "Small", "None"]
    assert names(cast.wei, ("open_value", "asc")) == ["None", "Small", "Big"]


def test_rows_without_a_value_come_last_either_way(db, cast):
    now = clock.now()
    put(make(cast.wei, "Soon"), next_step_at=now)
    put(make(cast.wei, "Later"), next_step_at=now + timedelta(days=1))
    make(cast.wei, "Never")
    assert names(cast.wei, ("next_step", "asc")) == ["Soon", "Later", "Never"]
    assert names(cast.wei, ("next_step", "desc")) == ["Later", "Soon", "Never"]


def test_grades_sort_as_the_dictionary_says(db, cast):
    for grade in ("c", "vip", "a"):
        make(cast.wei, grade, grade=grade)
    assert names(cast.wei, ("grade", "asc")) == ["vip", "a", "c"]


def test_owners_sort_by_name(db, cast):
    make(cast.min, "Zhao's")
    make(cast.wei, "Lin's")
    assert names(cast.gu, ("owner", "asc")) == ["Lin's", "Zhao's"]
    assert names(cast.gu, ("owner", "desc")) == ["Zhao's", "Lin's"]


@pytest.mark.parametrize("column", SORTS)
@pytest.mark.parametrize("direction", ["asc", "desc"])
def test_pages_never_overlap_and_miss_nobody(sqlite_db, cast, column, direction):
    for n in range(12):
        make(cast.wei, f"Twin {n % 2}", grade="a" if n % 3 else None)
    seen = [row.id for page in (1, 2, 3) for row in ask(cast.wei, list_customers, CustomerFilter(), (column, direction), page, 5)]
    assert len(seen) == len(set(seen)) == 12


def test_a_page_and_its_count_are_one_statement_each(db, cast):
    wei = cast.wei
    make(wei, tags=("a", "b"))
    with Statements() as sent:
        rows = ask(wei, list_customers, CustomerFilter(text="taihu", tags=("a",), owners=("me",)))
        ask(wei, count_customers, CustomerFilter(text="taihu"))
    assert rows[0].tags == ("a", "b")
    assert len([s for s in sent if not s.startswith(("BEGIN", "PRAGMA"))]) == 2


def test_nonsense_in_the_filter_matches_nothing_and_breaks_nothing(db, cast):
    make(cast.wei)
    assert names(cast.wei, owners=("x' OR 1=1",)) == []
    assert names(cast.wei, grades=("zzz",)) == []
    assert names(cast.wei, ("no such column", "sideways")) == ["Suzhou Taihu Foods"]


def test_regions_and_tags_to_choose_from_are_those_of_visible_customers(db, cast):
    make(cast.wei, "Mine", region="Jiangsu", tags=("key",))
    make(cast.omar, "His", region="Bavaria", tags=("secret",))
    mine, all_of_them = ask(cast.wei, filter_options), ask(cast.eva, filter_options)
    assert (mine.regions, mine.tags) == (("Jiangsu",), ("key",))
    assert set(all_of_them.regions) == {"Bavaria", "Jiangsu"}
    assert set(all_of_them.tags) == {"key", "secret"}


@pytest.mark.parametrize("wanted", [{}, {"grades": ("a", "-")}, {"owners": ("me", "nobody")}, {"regions": ("Jiangsu",), "quiet_days": 1}])
@pytest.mark.parametrize("sort", [("name", "asc"), ("next_step", "desc"), ("owner", "asc"), ("region", "desc")])
def test_knowing_how_many_there_are_changes_the_way_but_not_the_rows(db, cast, wanted, sort):
    gu = cast.gu
    for n in range(9):
        key = make(cast.wei, f"A {n}", grade="a" if n % 2 else None, region="Jiangsu" if n % 3 else None)
        put(key, last_activity_at=datetime(2026, 1, n + 1, tzinfo=UTC), next_step_at=datetime(2026, 5, n + 1, tzinfo=UTC) if n % 4 else None)
    make(cast.omar, "Of another team")
    slow = ask(gu, list_customers, CustomerFilter(**wanted), sort, 1, 4)
    fast = ask(gu, list_customers, CustomerFilter(**wanted), sort, 1, 4, total=1_000_000)
    assert fast == slow and "Of another team" not in [row.name for row in fast]
