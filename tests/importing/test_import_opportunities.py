from datetime import date

from sqlalchemy import select

from db.models import Contact, Customer, Deal, DealContact, DealLine, DictionaryEntry, Pipeline, Product, Stage
from tests.importing.steps import brought, left_out


def deals(db):
    with db.reading() as session:
        return {row.name: row for row in session.scalars(select(Deal).where(Deal.deleted_at.is_(None)))}


def accounts(cast, *names):
    brought(cast.ada, "account,industry\n" + "".join(f"{name},\n" for name in names), kind="customers")


def test_a_hubspot_export(db, cast):
    accounts(cast, "Acme")
    text = ("Record ID,Deal Name,Deal Stage,Pipeline,Close Date,Amount,Deal owner,Associated Company,Closed Lost Reason,Create Date\n"
            "1,Big one,Closed won (Sales Pipeline),Sales Pipeline,2026-03-01 10:00,\"1,200.50\",Lin Wei,Acme,,2026-01-01 09:30\n"
            "2,Small one,Appointment scheduled,Sales Pipeline,2027-03-01 10:00,300,Lin Wei,Acme,,2026-01-05\n"
            "3,Lost one,Closed lost,Sales Pipeline,2026-02-01,300,Lin Wei,Acme,Too slow,2026-01-05\n")
    assert brought(cast.ada, text, "hubspot.csv").accepted == 3
    found = deals(db)
    assert (found["Big one"].status, found["Big one"].value, found["Big one"].closed_on) == ("won", 120050, date(2026, 3, 1))
    assert (found["Small one"].status, found["Small one"].expected_close) == ("open", date(2027, 3, 1))
    with db.reading() as session:
        pipeline = session.get(Pipeline, found["Small one"].pipeline_id)
        assert pipeline.name == "Sales Pipeline"
        entry = session.scalar(select(DictionaryEntry.name).where(
            DictionaryEntry.dictionary == "lost_reason", DictionaryEntry.code == found["Lost one"].close_reason))
        assert entry == "Too slow"


def test_a_pipedrive_export_keeps_the_stage_a_closed_deal_was_in(db, cast):
    accounts(cast, "Acme")
    text = ("Deal - ID,Deal - Title,Deal - Value,Deal - Organization,Deal - Contact person,Deal - Stage,Deal - Status,"
            "Deal - Won time,Deal - Lost time,Deal - Expected close date\n"
            "1,A,100,Acme,Jane Roe,Negotiations,Won,2026-03-01 10:00:00,,\n"
            "2,B,100,Acme,Jane Roe,Proposal Made,Open,,,2027-01-01\n"
            "3,C,100,Acme,,Proposal Made,Lost,,2026-04-01 10:00:00,\n")
    assert brought(cast.ada, text, "pipedrive.csv").accepted == 3
    found = deals(db)
    assert found["C"].closed_on == date(2026, 4, 1)
    with db.reading() as session:
        assert session.get(Stage, found["A"].stage_id).name == "Negotiations"
        contact = session.scalars(select(Contact)).one()
        assert contact.name == "Jane Roe"
        assert len(session.scalars(select(DealContact)).all()) == 2


def test_a_chinese_export_with_amounts_in_ten_thousands_goes_into_the_pipeline_that_has_its_stages(db, cast):
    accounts(cast, "青岛海瑞食品")
    text = ("商机名称,客户名称,销售阶段,商机金额（万元）,预计成交日期,负责人,输单原因\n"
            "一号,青岛海瑞食品,线索,12.5,2027年1月4日,Lin Wei,\n二号,青岛海瑞食品,赢单,3,2026/3/4,Lin Wei,\n三号,青岛海瑞食品,报价,3,2027/3/4,Lin Wei,\n"
            .replace("线索", "Lead").replace("报价", "Proposal"))
    assert brought(cast.ada, text, "商机.csv").accepted == 3
    found = deals(db)
    assert found["一号"].value == 12_500_000
    assert found["二号"].status == "won"
    with db.reading() as session:
        assert session.get(Pipeline, found["一号"].pipeline_id).name == "Sales"
        assert session.get(Stage, found["三号"].stage_id).name == "Proposal"


def test_is_won_and_is_closed_decide(db, cast):
    text = ("NAME,STAGENAME,ISCLOSED,ISWON,CLOSEDATE\nA,Done,true,true,2026-01-01\nB,Done,true,false,2026-01-01\n"
            "C,Talking,false,false,2027-01-01\nD,Closed Won,true,false,2026-01-01\nE,Closed Lost,true,true,2026-01-01\n")
    view = brought(cast.ada, text, "sf.csv", kind="opportunities")
    assert {name: row.status for name, row in deals(db).items()} == {"A": "won", "B": "lost", "C": "open", "D": "won"}
    assert list(left_out(cast.ada, view)) == [6]


def test_unknown_customers_and_products_are_rejected_unless_they_shall_be_added(db, cast):
    text = "opportunity name,account,product,deal_stage,close_value\nA,Nobody Inc,Thing,Lead,5\n"
    view = brought(cast.ada, text)
    reason = left_out(cast.ada, view)[2].reason
    assert "Nobody Inc" in reason and "Thing" in reason
    assert brought(cast.ada, text, missing_customers="create", missing_products="create").accepted == 1
    with db.reading() as session:
        assert session.scalars(select(Customer.name)).all() == ["Nobody Inc"]
        line, product = session.execute(select(DealLine, Product).join(Product, Product.id == DealLine.product_id)).one()
        assert (product.name, line.price) == ("Thing", 500)


def test_another_currency_is_not_taken_for_ours(db, cast):
    text = "opportunity name,deal_stage,amount\nA,Lead,\"$1,117.10K\"\nB,Lead,¥12.5万\n"
    view = brought(cast.ada, text)
    assert "USD" in left_out(cast.ada, view)[2].reason
    assert deals(db)["B"].value == 12_500_000
    assert brought(cast.ada, text, foreign_amounts="as_is").updated == 1
    assert deals(db)["A"].value == 111_710_000


def test_a_won_row_without_a_day_is_rejected(db, cast):
    view = brought(cast.ada, "opportunity name,deal_stage,amount\nA,Won,5\n")
    assert "day it was closed" in left_out(cast.ada, view)[2].reason


def test_the_second_import_updates_by_id(db, cast):
    brought(cast.ada, "opportunity_id,opportunity name,deal_stage,amount\n7,A,Lead,5\n")
    view = brought(cast.ada, "opportunity_id,opportunity name,deal_stage,amount,close_date\n7,A,Won,6,2026-01-01\n")
    assert view.updated == 1
    assert (deals(db)["A"].status, deals(db)["A"].value) == ("won", 600)
