import pytest
from sqlalchemy import func, select

from crm_core.customers.commands import create_customer
from crm_core.customers.schemas import CustomerNew
from crm_core.errors import Forbidden, NotFound
from crm_core.importing import runs
from crm_core.importing.queries import error_file, import_rows
from crm_core.run import act, ask
from db.models import Customer, CustomerTag, DictionaryEntry, User
from tests.importing.steps import brought, decide, done, left_out, opened

LIST = """客户名称,电话,城市,客户级别,业务员,行业,标签
北辰精密机械有限公司,0532-8577 1234,青岛,A,Lin Wei,机械,"老客户;重点"
华岳仓储物流,138 0532 8891,济南,B,Zhao Min,物流,
云帆信息科技,1380532,青岛,B,Lin Wei,软件,
恒信医疗器械,0531-66002211,济南,重点,Lin Wei,健康,
,0532-81112233,青岛,B,Lin Wei,,
"""


def customers(db):
    with db.reading() as session:
        return {row.name: row for row in session.scalars(select(Customer).where(Customer.deleted_at.is_(None)))}


def test_a_chinese_list_comes_in_with_a_verdict_for_every_row(db, cast):
    view = brought(cast.ada, LIST)
    assert (view.accepted, view.rejected) == (2, 3)
    found = customers(db)
    assert found["北辰精密机械有限公司"].phone == "+86-532-85771234"
    assert found["北辰精密机械有限公司"].grade == "a"
    assert found["北辰精密机械有限公司"].industry == "machinery"
    assert found["华岳仓储物流"].owner_id is not None
    rows = left_out(cast.ada, view)
    assert "area code" in rows[4].reason and rows[4].wrong == ("phone",)
    assert "重点" in rows[5].reason
    assert rows[6].wrong == ("name",)
    with db.reading() as session:
        assert set(session.scalars(select(CustomerTag.tag))) == {"老客户", "重点"}


def test_a_value_that_was_chosen_is_used_and_remembered(db, cast):
    view = brought(cast.ada, LIST, values={"grade": {"重点": "vip"}})
    assert view.accepted == 3
    assert customers(db)["恒信医疗器械"].grade == "vip"
    again = opened(cast.ada, LIST.replace("恒信医疗器械,0531-66002211", "明珠酒店,0535-6688990"))
    assert done(cast.ada, again).accepted == 1


def test_a_check_writes_nothing(db, cast):
    run_id = opened(cast.ada, LIST)
    view = done(cast.ada, run_id, runs.CHECK)
    assert (view.state, view.accepted, view.rejected) == ("checked", 2, 3)
    assert customers(db) == {}
    rows = ask(cast.ada, import_rows, run_id)
    assert [row.number for row in rows] == [2, 3, 4, 5, 6]
    assert rows[0].cells["phone"] == "+86-532-85771234"
    assert done(cast.ada, run_id).accepted == 2


def test_rows_that_are_here_are_updated_by_name(db, cast):
    brought(cast.ada, "name,city\nAcme Corporation,Rome\nBeta Ltd,Oslo\n")
    view = brought(cast.ada, "name,city\nacme  corporation,Milano\nBeta Ltd,Oslo\nGamma,Paris\n")
    assert (view.accepted, view.updated) == (1, 2)
    assert {name: row.city for name, row in customers(db).items()} == {"acme corporation": "Milano", "Beta Ltd": "Oslo", "Gamma": "Paris"}


def test_existing_rows_can_be_left_alone(db, cast):
    brought(cast.ada, "name,city\nAcme,Rome\n")
    view = brought(cast.ada, "name,city\nAcme,Milano\n", existing="leave")
    assert (view.updated, view.duplicates) == (0, 1)
    assert customers(db)["Acme"].city == "Rome"


def test_the_key_can_be_chosen(db, cast):
    brought(cast.ada, "name,email,city\nAcme,info@acme.com,Rome\n")
    view = brought(cast.ada, "name,email,city\nAcme Italia,info@acme.com,Milano\n", key="email")
    assert view.updated == 1
    assert customers(db)["Acme Italia"].city == "Milano"


def test_ids_of_the_other_program_find_rows_again(db, cast):
    text = "Record ID,Company name\n1,Acme\n2,Acme\n"
    assert brought(cast.ada, text).accepted == 2
    view = brought(cast.ada, "Record ID,Company name,City\n2,Acme II,Oslo\n")
    assert view.updated == 1
    assert customers(db)["Acme II"].external_id == "2"


def test_what_only_looks_alike_is_left_for_a_person(db, cast):
    brought(cast.ada, "name,phone\n青岛海瑞食品有限公司,0532-85772210\n")
    text = "name,phone\n青岛海瑞食品,0535-6688990\n另一家公司,0532-8577 2210\n"
    view = brought(cast.ada, text)
    assert view.duplicates == 2
    reasons = [row.reason for row in left_out(cast.ada, view).values()]
    assert all("青岛海瑞食品有限公司" in reason for reason in reasons)
    assert brought(cast.ada, text, duplicates="import").accepted == 2


def test_the_same_row_twice_in_a_file_comes_once(db, cast):
    view = brought(cast.ada, "name,phone\nAcme,010-62561234\nACME,\nBeta,010-62561234\n")
    assert (view.accepted, view.duplicates) == (1, 2)


def test_a_seller_imports_only_for_themselves_and_is_told_no_names_of_others(db, cast):
    act(cast.omar, create_customer, CustomerNew(name="Omar's Secret Ltd", phone="010-62561234"))
    view = brought(cast.wei, "name,owner,phone\nMine,Lin Wei,\nHis,Omar Haddad,\nOther,,010-6256 1234\nOmar's Secret Ltd,,\n")
    rows = left_out(cast.wei, view)
    assert view.accepted == 1 and sorted(rows) == [3, 4, 5]
    assert "Secret" not in rows[4].reason and "Omar Haddad" in rows[4].reason
    with db.reading() as session:
        owner = session.scalar(select(User.name).join(Customer, Customer.owner_id == User.id).where(Customer.name == "Mine"))
        assert owner == "Lin Wei"


def test_a_role_without_the_right_imports_nothing(db, cast):
    with pytest.raises(Forbidden):
        opened(cast.yan, LIST)
    run_id = opened(cast.wei, "name\nAcme\n")
    with pytest.raises(NotFound):
        ask(cast.min, import_rows, run_id)


def test_new_industries_are_added_and_unknown_people_become_users_who_cannot_sign_in(db, cast):
    brought(cast.ada, "name,sector,sales_agent\nAcme,technolgy,Moses Frase\nBeta,Technolgy,moses frase\n")
    with db.reading() as session:
        added = session.scalars(select(DictionaryEntry).where(DictionaryEntry.import_id.is_not(None))).all()
        assert [(entry.dictionary, entry.name) for entry in added] == [("industry", "technolgy")]
        user = session.scalars(select(User).where(User.name == "Moses Frase")).one()
        assert user.password_hash is None and user.email is None
        assert session.scalar(select(func.count()).where(Customer.owner_id == user.id)) == 2


def test_parents_may_come_later_in_the_file(db, cast):
    view = brought(cast.ada, "account,subsidiary_of\nBluth Company,Acme Corporation\nAcme Corporation,\nLost,Nobody Inc\n")
    found = customers(db)
    assert found["Bluth Company"].parent_id == found["Acme Corporation"].id
    assert list(left_out(cast.ada, view)) == [4]


def test_the_error_file_is_safe_to_open_and_comes_back_in(db, cast):
    text = 'name,phone,notes\n=cmd|calc,12,"-2+3"\nGood,010-62561234,\n@sum,34,+5\n'
    view = brought(cast.ada, text)
    assert (view.accepted, view.rejected) == (1, 2)
    data = ask(cast.ada, error_file, view.id)
    lines = data.decode("utf-8-sig").splitlines()
    assert lines[0] == "name,phone,notes,Not imported because"
    assert lines[1].startswith("'=cmd|calc,12,'-2+3,") and lines[2].startswith("'@sum")
    fixed = data.replace(b",12,", b",010-62561235,").replace(b",34,", b",010-62561236,")
    again = brought(cast.ada, fixed, "fixed.csv")
    assert again.accepted == 2
    assert {"=cmd|calc", "@sum"} < customers(db).keys()
    assert customers(db)["=cmd|calc"].notes == "-2+3"


def test_a_column_that_fits_no_number_is_left_out_not_guessed(db, cast):
    run_id = opened(cast.ada, "客户名称,公司规模\nA公司,100-499人\nB公司,50-99人\n")
    view = done(cast.ada, run_id)
    assert view.accepted == 2 and view.mapping.columns["公司规模"] is None


def test_unclear_dates_are_rejected_until_somebody_says_how_they_are_meant(db, cast):
    text = "opportunity name,stage,amount,close date\nA,Won,10,01/02/2019\n"
    view = brought(cast.ada, text, kind="opportunities")
    assert view.rejected == 1
    run_id = opened(cast.ada, text, kind="opportunities")
    decide(cast.ada, run_id, dates={"close date": "dmy"})
    assert done(cast.ada, run_id).accepted == 1
