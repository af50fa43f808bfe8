import pytest

from crm_core.importing.catalogue import KINDS
from crm_core.importing.headings import guess_kind, heading_scale, match_headings
from crm_core.importing.table import Table


def fields(kind: str, headings: list[str], rows: list[list] | None = None, **more) -> dict[str, str | None]:
    table = Table(headings, rows or [], list(range(2, 2 + len(rows or []))))
    return {column.heading: column.field for column in match_headings(table, KINDS[kind], **more) if column.field}


EXPORTS = {
    "opportunities": [
        "opportunity_id,sales_agent,product,account,deal_stage,engage_date,close_date,close_value",
        "Record ID,Deal Name,Deal Stage,Pipeline,Close Date,Amount,Deal owner,Associated Company",
        "Deal - Title,Deal - Value,Deal - Organization,Deal - Stage,Deal - Status,Deal - Expected close date",
        "(Do Not Modify) Opportunity,Topic,Potential Customer,Est. Close Date,Est. Revenue,Probability",
        "商机名称,客户名称,销售阶段,商机金额(元),预计成交日期,负责人",
    ],
    "customers": ["account,sector,year_established,revenue,employees,office_location,subsidiary_of",
                  "ID,NAME,TYPE,BILLINGSTREET,BILLINGCITY,PHONE,WEBSITE,INDUSTRY,NUMBEROFEMPLOYEES",
                  "客户名称,客户级别,所属行业,负责人,电话,省,市,详细地址"],
    "contacts": ["First Name,Last Name,Email,Associated Company,Job Title", "姓名,客户名称,职务,手机,邮箱"],
    "products": ["product,series,sales_price", "产品名称,产品编码,分类,单位,标准价格"],
    "teams": ["sales_agent,manager,regional_office", "姓名,主管,大区"],
}


@pytest.mark.parametrize(("kind", "headings"), [(kind, line) for kind, lines in EXPORTS.items() for line in lines])
def test_exports_of_other_programs_are_recognised(kind, headings):
    assert guess_kind(headings.split(",")) == kind
    matched = fields(kind, headings.split(","))
    assert len(matched) >= len(headings.split(",")) - 1


def test_names_in_another_order_of_words_and_typos_are_only_close():
    table = Table(["Compagny name", "客户全名称"], [], [])
    columns = match_headings(table, KINDS["customers"])
    assert columns[0].field == "name" and columns[0].how == "close" and not columns[0].sure


def test_two_columns_never_go_to_the_same_field():
    matched = fields("customers", ["SHIPPINGCITY", "Billing City", "City", "Phone", "Mobile", "Phone (2)"])
    assert matched == {"City": "city", "Phone": "phone"}


def test_unknown_columns_are_not_imported():
    assert fields("customers", ["Name", "FISCALQUARTER", "SYSTEMMODSTAMP"]) == {"Name": "name"}


def test_a_column_full_of_addresses_is_the_email_but_has_to_be_looked_at():
    rows = [["Acme", f"a{n}@b.com"] for n in range(5)]
    table = Table(["Name", "Kontakt"], rows, [2, 3, 4, 5, 6])
    column = match_headings(table, KINDS["customers"])[1]
    assert (column.field, column.how, column.sure) == ("email", "content", False)


def test_ids_of_people_of_another_program_are_left_out():
    table = Table(["Name", "OWNERID"], [["Acme", "005x0000000fNSiAAM"]], [2])
    assert match_headings(table, KINDS["customers"])[1].how == "opaque"


def test_what_was_chosen_last_time_comes_first():
    assert fields("customers", ["Name", "City"], remembered={"city": "region"}) == {"Name": "name", "City": "region"}
    assert fields("customers", ["Name", "City"], remembered={"city": ""}) == {"Name": "name"}


def test_the_unit_of_a_heading_counts():
    assert heading_scale("金额（万元）") == 4
    assert heading_scale("Revenue (USD millions)") == 6
    assert heading_scale("Amount (USD)") == 0
