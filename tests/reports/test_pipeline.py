"""The charts on a few deals that can be counted by hand."""
import pytest

from crm_core import clock
from crm_core.errors import Forbidden, NotFound
from crm_core.reports.exports import export_rows
from crm_core.reports.filters import ReportFilter
from crm_core.reports.funnel import funnel
from crm_core.reports.pipeline import pipeline
from crm_core.reports.rows import rows
from crm_core.run import act, ask
from db.engine import database
from db.models import Event
from tests.reports.build import NOW, day, write

QUARTER = ReportFilter()


@pytest.fixture(autouse=True)
def november():
    clock.set_now(NOW)


def frame_of(chart, *columns):
    return [tuple(row) for row in chart.frame[list(columns)].itertuples(index=False)]


def test_a_manager_sees_the_team_and_an_executive_everybody(db, cast):
    write(lambda book: [book.deal(who, won="2026-11-02", value=100) for who in ("wei", "min", "omar")])
    assert ask(cast.gu, pipeline, QUARTER).closed.now.value == 200
    assert ask(cast.walter, pipeline, QUARTER).closed.now.value == 100
    assert ask(cast.eva, pipeline, QUARTER).closed.now.value == 300
    assert ask(cast.gu, rows, QUARTER, "owners").total == 2


@pytest.mark.parametrize("who", ["wei", "yan", "mia", "ada"])
def test_others_have_no_report(db, cast, who):
    for query, args in ((pipeline, (QUARTER,)), (rows, (QUARTER, "owners"))):
        with pytest.raises(Forbidden):
            ask(getattr(cast, who), query, *args)


def test_the_funnel_counts_who_came_how_far(db, cast):
    def make(book):
        book.deal("wei", won="2026-11-02")
        book.deal("wei", stage=2, path=((0, "2026-10-05"), (1, "2026-10-09"), (2, "2026-10-20")))
        book.deal("wei", stage=1, lost="2026-11-01", path=((0, "2026-10-05"), (3, "2026-10-09"), (1, "2026-10-12")))
        book.deal("wei", stage=0)
        book.deal("wei", opened=None)
        book.deal("wei", opened="2026-06-01")

    write(make)
    found = ask(cast.gu, funnel, QUARTER)
    assert list(found.chart.frame["count"]) == [4, 3, 3, 2, 1, 1]
    assert list(found.chart.frame.moved)[:4] == [1.0, 1.0, 1.0, 0.5]  # the deals still in a stage are not counted
    assert [note.n for note in found.chart.notes] == [4, 4, 1]


def test_the_funnel_before_is_taken_at_the_same_age(db, cast):
    def make(book):
        path = (0, "2026-07-05"), (1, "2026-07-20"), (2, "2026-09-15")  # proposal only after the 50th day
        book.deal("wei", opened="2026-07-05", stage=2, path=path, won="2026-10-01")
        book.deal("wei", opened="2026-07-05", stage=0, path=((0, "2026-07-05"),), lost="2026-07-30")
        book.deal("wei", stage=0, path=((0, "2026-10-05"),))

    write(make)
    frame = ask(cast.gu, funnel, QUARTER).chart.frame
    assert frame.before[0] == 0.5  # one moved on, one was lost
    assert frame.before.isna()[1]  # still waiting there on that day


def test_a_weak_stage_is_found(db, cast):
    def make(book):
        for n in range(60):
            book.deal("wei", opened="2026-07-10", stage=0 if n % 2 else 1, lost="2026-08-01")
            book.deal("wei", opened="2026-10-10", stage=0 if n % 6 else 1, lost="2026-11-01")

    write(make)
    assert list(ask(cast.gu, funnel, QUARTER).chart.frame.weak) == [True, False, False, False, False, False]


def test_values_are_shared_among_the_products_of_a_deal(db, cast):
    def make(book):
        arm, belt = book.product("Arm"), book.product("Belt")
        book.deal("wei", won="2026-11-02", value=900, lines=((arm, 2, 100), (belt, 1, 100)))
        book.deal("wei", won="2026-11-02", value=100, lines=((belt, 1, 0),))
        book.deal("wei", won="2026-11-02", value=50)

    write(make)
    products = ask(cast.gu, pipeline, QUARTER).won.products
    assert frame_of(products, "label", "count", "value") == [("Arm", 1, 600), ("Belt", 2, 400)]
    assert [note.n for note in products.notes] == [1]


def test_regions_say_whom_they_leave_out(db, cast):
    def make(book):
        book.deal("wei", won="2026-11-02", value=5, customer_id=book.customer("A", region="江苏").id)
        book.deal("wei", won="2026-11-02", value=7, customer_id=book.customer("B", region="", country="DE").id)
        book.deal("wei", won="2026-11-02", customer_id=book.customer("C").id)
        book.deal("wei", won="2026-11-02")

    write(make)
    regions = ask(cast.gu, pipeline, QUARTER).won.regions
    assert frame_of(regions, "label", "value") == [("DE", 7), ("江苏", 5)]
    assert [(note.text, note.n) for note in regions.notes] == [
        ("{n} deal without customer is not in this chart.", 1), ("{n} deal whose customer has no region is not in this chart.", 1),
    ]
    assert ask(cast.gu, rows, QUARTER, "regions", "江苏").total == 1


def test_the_open_pipeline_is_weighted_and_says_what_is_late(db, cast):
    def make(book):
        book.deal("wei", stage=2, value=1000, expected_close=day("2026-11-18"))
        book.deal("wei", stage=4, value=1000, expected_close=day("2026-12-24"))
        book.deal("wei", stage=0, value=1000)
        book.deal("wei", stage=0, value=30_000_000_00, expected_close=day("2029-01-01")) if db.is_sqlite else None

    write(make)
    found = ask(cast.gu, pipeline, QUARTER).open
    values = {key: weighted for key, weighted in frame_of(found.chart, "key", "weighted")}
    assert (values["overdue"], values["2026-12-01"], values["none"], values["2026-11-01"]) == (500, 950, 100, 0)
    assert ask(cast.gu, rows, QUARTER, "open", "overdue").rows[0].expected_close == day("2026-11-18")


def test_cycle_and_win_rate(db, cast):
    def make(book):
        for days in ("2026-10-15", "2026-10-25", "2026-11-04"):
            book.deal("wei", won=days)
        book.deal("wei", lost="2026-11-04")
        book.deal("wei", opened=None, won="2026-11-04")
        book.deal("wei", opened="2026-11-10", won="2026-11-04")

    write(make)
    closed = ask(cast.gu, pipeline, QUARTER).closed
    assert (closed.now.median, closed.now.mean, closed.now.win_rate) == (20, 20, 5 / 6)
    assert {note.n for note in closed.cycle.notes} == {1}
    assert closed.cycle.frame["count"].sum() == 3


def test_filters_narrow_every_chart(db, cast):
    def make(book):
        belt = book.product("Belt")
        book.deal("wei", won="2026-11-02", value=10, lines=((belt, 1, 1),), customer_id=book.customer("A", region="江苏").id)
        book.deal("min", won="2026-11-02", value=20)
        book.deal("omar", won="2026-11-02", value=40)

    write(make)
    wei, east = cast.wei.user_id, cast.wei.team_id
    for chosen, value in (
        (ReportFilter(owner_id=wei), 10), (ReportFilter(team_id=east), 30), (ReportFilter(region="江苏"), 10),
        (ReportFilter(product_id=1), 10), (ReportFilter(pipeline_id=99), 0),
    ):  # fmt: skip
        report = ask(cast.eva, pipeline, chosen)
        assert report.closed.now.value == report.won.owners.frame.value.sum() == value


def test_rows_that_one_may_not_open_are_only_counted(db, cast, monkeypatch):
    write(lambda book: [book.deal(who, won="2026-11-02") for who in ("wei", "min")])
    from dataclasses import replace

    from crm_core.access.rights import Scope

    narrow = replace(cast.gu, rights={**cast.gu.rights, "deals:view": Scope.OWN})
    found = ask(narrow, rows, QUARTER, "owners")
    assert (found.total, found.hidden, found.rows) == (0, 2, ())


@pytest.mark.parametrize(("part", "key"), [("nothing", None), ("owners", "x"), ("cycle", "x-y"), ("months", "day:2026-01-01"), ("open", "soon")])
def test_a_bar_that_is_not_there_is_not_found(db, cast, part, key):
    with pytest.raises(NotFound):
        ask(cast.gu, rows, QUARTER, part, key)


def test_exports_need_the_right_and_are_recorded(db, cast):
    write(lambda book: book.deal("wei", name="=1+1", won="2026-11-02"))
    with pytest.raises(Forbidden):
        act(cast.ada, export_rows, QUARTER, "owners")
    file = act(cast.gu, export_rows, QUARTER, "owners")
    assert file.rows == 1 and file.content[:2] == b"PK"
    with database().reading() as session:
        event = session.query(Event).order_by(Event.id.desc()).first()
    assert (event.kind, event.user_id, event.after["chart"]) == ("export.made", cast.gu.user_id, "owners")
