"""From one customer to the next, in the order of the list."""
import pytest

from crm_core.access.actor import SYSTEM
from crm_core.customers.filtering import CustomerFilter
from crm_core.customers.listing import SORTS, list_customers, neighbour
from crm_core.errors import NotFound
from crm_core.run import ask
from tests.customers.listed import Statements
from tests.customers.making import make
from tests.pages import open_page, run

EVERYTHING = CustomerFilter()


@pytest.fixture
def several(db, cast):
    cities, grades = ["Wuxi", None, "Ulm", "Wuxi", None, "Bremen"], ["a", "c", None, "vip", "a", None]
    for number, (city, grade) in enumerate(zip(cities, grades, strict=True)):
        owner = (cast.wei, cast.min, cast.wei)[number % 3]
        make(owner, f"Customer {number % 4}", city=city, grade=grade)
    make(SYSTEM, "Of the pool", owner_id=None)
    make(cast.omar, "Of the West")


def walked(actor, wanted, sort, start: int, *, forward: bool) -> list[int]:
    found = [start]
    while (key := ask(actor, neighbour, found[-1], wanted, sort, forward=forward)) is not None:
        assert key not in found
        found.append(key)
    return found


@pytest.mark.parametrize("direction", ["asc", "desc"])
@pytest.mark.parametrize("who", ["wei", "gu", "eva"])
def test_it_goes_as_the_list_goes(several, cast, who, direction):
    actor = getattr(cast, who)
    for column in SORTS:
        listed = [row.id for row in ask(actor, list_customers, EVERYTHING, (column, direction))]
        assert walked(actor, EVERYTHING, (column, direction), listed[0], forward=True) == listed, column
        assert walked(actor, EVERYTHING, (column, direction), listed[-1], forward=False) == listed[::-1], column


def test_it_keeps_to_the_filter(several, cast):
    wanted = CustomerFilter(grades=("a",))
    listed = [row.id for row in ask(cast.eva, list_customers, wanted)]
    assert len(listed) == 2 and walked(cast.eva, wanted, ("name", "asc"), listed[0], forward=True) == listed


def test_from_anothers_customer_nobody_goes_anywhere(several, cast):
    theirs = next(row.id for row in ask(cast.omar, list_customers, CustomerFilter(owners=("me",))))
    with pytest.raises(NotFound):
        ask(cast.wei, neighbour, theirs, EVERYTHING, ("name", "asc"), forward=True)


def test_a_step_costs_the_same_in_a_long_list(db, cast):
    first = make(cast.wei, "A")
    for number in range(30):
        make(cast.wei, f"B {number:02}")
    wei = cast.wei
    with Statements() as made:
        assert ask(wei, neighbour, first, EVERYTHING, ("name", "asc"), forward=True)
    assert len([text for text in made if text.startswith("SELECT")]) == 2


def test_the_page_goes_on_and_says_where_the_list_ends(sqlite_db, cast, monkeypatch):
    first, second = make(cast.wei, "Aachen Tools"), make(cast.wei, "Bremen Tools")
    app = open_page(monkeypatch, cast.wei, "customer", f"id={first}")
    app.button(key="walk_on").click()
    run(app)
    assert str(second) in app.query_params["id"]
    app.button(key="walk_on").click()
    run(app)
    assert app.info[0].value == "The list ends here" and str(second) in app.query_params["id"]
