"""Who the customers are: the parts add up to all, within the right, on both databases."""
import io
from datetime import UTC, date, datetime

import openpyxl
import pytest

from crm_core import clock
from crm_core.errors import Forbidden, NotFound
from crm_core.reports.composition import CUTS, CompositionFilter, composition
from crm_core.reports.composition_content import from_address
from crm_core.reports.composition_rows import PARTS, composition_rows, export_members
from crm_core.run import act, ask
from crm_core.submissions.reading import report_content
from db.models import CustomerValue, LifecycleMove
from tests.columnar.build import customer, store
from tests.reports.build import NOW


@pytest.fixture(autouse=True)
def november(db):
    clock.set_now(NOW)


@pytest.fixture
def book(cast):
    """Three customers of the East, one of the West, one of nobody."""
    mine = {"owner_id": cast.wei.user_id, "team_id": cast.wei.team_id}
    theirs = {"owner_id": cast.omar.user_id, "team_id": cast.omar.team_id}
    old = datetime(2025, 2, 1, tzinfo=UTC)
    ids = [
        customer("Harbour", grade="vip", industry="machinery", region="Kent", source="referral", phone="+86-10-1", lifecycle="active", **mine),
        customer("Quay", grade="", region="Kent", lifecycle="lost", created_at=old, **mine),
        customer("Zoe", kind="person", lifecycle="active", created_at=old, **mine),
        customer("West", grade="vip", lifecycle="lead", **theirs),
        customer("Free", lifecycle="prospect"),
    ]
    store(LifecycleMove(customer_id=ids[1], day=date(2026, 10, 5), before="dormant", after="lost"),
          LifecycleMove(customer_id=ids[3], day=date(2026, 10, 5), before="lead", after="lost"))
    with_value = {"at": NOW, "orders": 1, "revenue": 100, "margin": 50, "first_on": date(2026, 1, 1), "last_on": date(2026, 1, 1), "frequency": 1, "recency": 5, "monetary": 1}
    _score(CustomerValue(customer_id=ids[0], segment="new", **with_value))
    return ids


def _score(row):
    from db.engine import database
    with database().writing() as session:
        session.add(row)
        session.commit()


@pytest.mark.parametrize(("who", "customers"), [("eva", 5), ("gu", 3), ("walter", 1)])
@pytest.mark.parametrize("address", [{}, {"kind": "company"}, {"region": "Kent"}])
def test_the_parts_add_up_to_all_customers(cast, book, who, customers, address):
    report = ask(getattr(cast, who), composition, from_address(address))
    if not address:
        assert report.customers == customers
    for cut in CUTS:
        assert report.cuts[cut]["count"].sum() == report.customers, cut


def test_what_is_not_said_is_one_part_however_it_is_left_empty(cast, book):
    grade = ask(cast.gu, composition, CompositionFilter()).cuts["grade"]
    assert dict(zip(grade.key, grade["count"], strict=True)) == {"vip": 1, "none": 2}


def test_new_and_lost_of_the_period_and_by_month(cast, book):
    report = ask(cast.gu, composition, CompositionFilter())
    assert (report.new, report.lost) == ((1, 2), (1, 0))
    months = report.months.set_index("start")
    assert len(months) == 12 and months.new.sum() == 1 and months.lost[date(2026, 10, 1)] == 1


def test_a_period_without_one_before_compares_with_nothing(cast, book):
    report = ask(cast.gu, composition, CompositionFilter(period="all"))
    assert (report.new, report.lost, len(report.months)) == ((3, None), (1, None), 24)


def test_how_complete_the_data_are(cast, book):
    report = ask(cast.gu, composition, CompositionFilter())
    filled = dict(zip(report.missing.field, report.missing.filled, strict=True))
    assert (filled["phone"], filled["region"], filled["grade"], filled["owner_id"]) == (1, 2, 1, 3)
    assert report.complete == pytest.approx(9 / 24)


def test_the_customers_behind_a_bar(cast, book):
    names = lambda *asked: {row.name for row in ask(cast.gu, composition_rows, CompositionFilter(), *asked)[1]}  # noqa: E731
    assert names("grade", "none") == {"Quay", "Zoe"}
    assert names("missing", "phone") == {"Quay", "Zoe"}
    assert names("lost", "2026-10-01") == {"Quay"}
    assert names("new", "2026-11-01") == {"Harbour"}
    assert names("segment", "new") == names("segment") == {"Harbour"}
    assert names("lifecycle") == {"Harbour", "Quay", "Zoe"}


def test_every_bar_opens_with_as_many_as_it_says(cast, book):
    report = ask(cast.eva, composition, CompositionFilter())
    for part, frame in report.cuts.items():
        for key, count in zip(frame.key, frame["count"], strict=True):
            assert ask(cast.eva, composition_rows, CompositionFilter(), part, key)[0] == count, (part, key)


@pytest.mark.parametrize(("part", "key"), [("shoe size", None), ("missing", "password"), ("new", "yesterday"), ("lost", "x")])
def test_a_bar_there_is_not(cast, book, part, key):
    with pytest.raises(NotFound):
        ask(cast.eva, composition_rows, CompositionFilter(), part, key)


def test_the_excel_holds_what_may_be_exported(cast, book):
    sheet = openpyxl.load_workbook(io.BytesIO(act(cast.gu, export_members, CompositionFilter(), "lifecycle", "active").content)).active
    assert [row[0].value for row in sheet.iter_rows(min_row=2)] == ["Harbour", "Zoe"]
    with pytest.raises(Forbidden):
        act(cast.wei, export_members, CompositionFilter(), "lifecycle")


def test_the_sentence_warns_of_empty_fields(cast, book):
    content = ask(cast.gu, report_content, "composition", {})
    assert content.plain_sentence == "3 customers, 2 of them active; 1 came this year, 1 were lost. Only 38% of the fields are filled."
    assert {section.key for section in content.sections} >= set(PARTS) - {"lost"}
