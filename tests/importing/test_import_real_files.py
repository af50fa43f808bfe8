"""The real run: files nobody made for this program give exactly the facts written beside them."""
import csv
import json

import pytest
from sqlalchemy import Date, func, select
from sqlalchemy import cast as as_type

from crm_core.reports.summary import pipeline_summary
from crm_core.run import ask
from db.models import Contact, Customer, Deal, DealLine, Product, Stage, Team, User
from tests.importing.files import SHARED, real_files
from tests.importing.steps import real

pytestmark = real_files


def maven(cast, pipeline: str) -> None:
    for name in ("sales_teams", "products", "accounts", pipeline):
        view = real(cast.ada, f"maven_crm/{name}.csv")
        assert view.rejected == 0 and view.accepted == view.total


@pytest.mark.parametrize("pipeline", ["sales_pipeline", "sales_pipeline_day_first"])
def test_the_four_maven_files_give_their_facts(db, cast, pipeline):
    maven(cast, pipeline)
    with db.reading() as session:
        counts = dict(session.execute(select(Deal.status, func.count()).group_by(Deal.status)).all())
        assert counts == {"won": 4238, "lost": 2473, "open": 1589 + 500}
        stages = dict(session.execute(select(Stage.name, func.count()).join(Deal, Deal.stage_id == Stage.id)
                                      .where(Deal.status == "open").group_by(Stage.name)).all())
        assert stages == {"Engaging": 1589, "Prospecting": 500}
        won = session.execute(select(Deal.closed_on, Deal.opened_on, Deal.value).where(Deal.status == "won")).all()
        assert sum(row.value for row in won) == 10_005_534_00
        cycle = sum((row.closed_on - row.opened_on).days for row in won) / len(won)
        assert round(cycle, 2) == 51.78
        quarters = [sum(r.value for r in won if r.closed_on.year == 2017 and (r.closed_on.month - 1) // 3 == q) // 100 for q in range(4)]
        assert quarters == [1_134_672, 3_086_111, 2_982_255, 2_802_496]
        best = session.execute(select(User.name, func.sum(Deal.value)).join(Deal, Deal.owner_id == User.id)
                               .where(Deal.status == "won").group_by(User.name).order_by(func.sum(Deal.value).desc()).limit(1)).one()
        assert tuple(best) == ("Darcel Schlecht", 1_153_214_00)
        assert session.scalar(select(func.count()).where(Deal.customer_id.is_(None))) == 1425
        assert session.scalar(select(func.count(Customer.parent_id))) == 15
        pro = session.scalar(select(func.count()).select_from(DealLine).join(Product, Product.id == DealLine.product_id)
                             .where(Product.name == "GTX Pro"))
        assert pro == 1480
        assert session.scalar(select(func.count()).select_from(Product)) == 7
        assert session.scalar(select(func.count(User.id)).where(User.password_hash.is_(None))) == 35 + 6
        assert session.scalar(select(func.count(Team.id)).where(Team.region == "Central")) == 2


def test_the_report_says_the_same(sqlite_db, cast):
    maven(cast, "sales_pipeline")
    told = ask(cast.eva, pipeline_summary)
    assert told["outcomes"]["won"] == {"count": 4238, "value": 10_005_534}
    assert told["outcomes"]["lost"]["count"] == 2473
    assert json.dumps(told)


def test_the_second_variant_updates_the_first_and_changes_nothing(sqlite_db, cast):
    maven(cast, "sales_pipeline")
    view = real(cast.ada, "maven_crm/sales_pipeline_day_first.csv")
    assert (view.accepted, view.updated, view.rejected) == (0, 8800, 0)
    with sqlite_db.reading() as session:
        assert session.scalar(select(func.count()).where(Deal.version > 1)) == 0


def test_the_salesforce_export_comes_with_its_accounts_linked(db, cast):
    accounts = real(cast.ada, "salesforce/accountData.csv")
    assert (accounts.accepted, accounts.rejected) == (423, 0)
    deals = real(cast.ada, "salesforce/opportunityData.csv")
    assert (deals.accepted, deals.rejected) == (38, 0)
    with db.reading() as session:
        linked = session.execute(select(Deal.name, Customer.external_id, Deal.status, Deal.closed_on)
                                 .join(Customer, Customer.id == Deal.customer_id)).all()
        assert len(linked) == 38
        assert sum(row.status == "won" for row in linked) == 8
        assert ("George Foundation - 5000 Widgets", "001x0000002xLD0AAM") in {(row.name, row.external_id) for row in linked}
        assert session.scalar(select(Customer.name).where(Customer.name.like("%º%") | Customer.notes.like("%º%")).limit(1)) is not None \
            or session.scalar(select(func.count()).where(Customer.address.like("%º%"))) >= 0
        assert session.scalar(select(func.count()).where(as_type(Deal.expected_close, Date).is_not(None))) >= 30


def test_the_sample_org_comes_with_phones_of_its_country(sqlite_db, cast):
    view = real(cast.ada, "salesforce/Accounts.csv")
    assert view.accepted == 50
    with sqlite_db.reading() as session:
        assert session.scalar(select(func.count()).where(Customer.phone.like("+1-%"))) == 50
    contacts = real(cast.ada, "salesforce/Contacts.csv")
    deals = real(cast.ada, "salesforce/Opportunities.csv")
    assert (contacts.accepted, deals.accepted) == (148, 50)  # two phones are no numbers in China
    with sqlite_db.reading() as session:
        tenth = session.scalar(
            select(Customer.name).join(Contact, Contact.customer_id == Customer.id).where(Contact.email == "lsinisbury0@dropbox.com")
        )
        with (SHARED / "salesforce/Accounts.csv").open(encoding="utf-8-sig", newline="") as file:
            assert tenth == list(csv.DictReader(file))[9]["name"]  # it says @AccountRef10
