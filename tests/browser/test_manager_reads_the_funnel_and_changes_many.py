"""The manager looks into the funnel, takes the rows along, and takes a wrong bulk change back."""
from io import BytesIO

from openpyxl import load_workbook
from playwright.sync_api import expect
from sqlalchemy import select

from crm_core.access.actor import SYSTEM
from crm_core.customers.commands import create_customer
from crm_core.customers.schemas import CustomerNew
from crm_core.pipeline.commands import create_deal
from crm_core.pipeline.progress import move_deal, win_deal
from crm_core.pipeline.schemas import DealClose, DealEdit, DealNew
from db.engine import database
from db.models import Customer
from tests.pipeline.helpers import row, stages

NEEDS_ANALYSIS = 4  # bars are counted from the foot: won, order, negotiation, proposal, needs analysis, lead


def test_clicks_into_a_stage_and_exports_it(at, do, language):
    customer = do("min", create_customer, CustomerNew(name="Funnel & Sons"))
    places = stages(SYSTEM)
    for number in range(4):
        deal = do("min", create_deal, DealNew(name=f"Sorting line {number}", customer_id=customer, value=10_000_00 * (number + 1)))
        do("min", move_deal, deal, places["Needs analysis"], row(deal).version, DealEdit())
        if number == 3:
            do("min", win_deal, deal, DealClose(closed_on=row(deal).opened_on, reason="price"), row(deal).version)
    window = at("gu", "/pipeline-report", language=language)
    bar = window.key("card-funnel").locator(".point path").nth(NEEDS_ANALYSIS)
    bar.wait_for()
    window.settled()
    bar.click(force=True)
    expect(window.dialog).to_contain_text(window.say("Needs analysis"))
    expect(window.dialog.locator("tr[data-id]").filter(has_text="Sorting line 0").first).to_be_visible()
    window.settled()
    with window.page.expect_download() as started:
        window.dialog.get_by_text("Excel").click()
    sheet = load_workbook(BytesIO(started.value.path().read_bytes())).active
    names = [cell.value for line in sheet.iter_rows(min_row=2) for cell in line if str(cell.value).startswith("Sorting line")]
    assert set(names) >= {f"Sorting line {number}" for number in range(4)}


def test_changes_many_with_a_preview_and_takes_it_back(at, do, language):
    names = [f"Bulk Bakery {language} {letter}" for letter in "AB"]
    ids = [do("wei", create_customer, CustomerNew(name=name, grade="c")) for name in names]

    def grades() -> set:
        with database().reading() as session:
            return set(session.scalars(select(Customer.grade).where(Customer.id.in_(ids))))

    window = at("gu", f"/customers?q=Bulk+Bakery+{language}", language=language)
    for name in names:
        window.row(name).get_by_role("checkbox").check()
    expect(window.key("bulk_bar")).to_contain_text("2")
    window.press("Set grade")
    vip = window.dialog.get_by_role("radio", name="VIP").or_(window.dialog.get_by_role("button", name="VIP")).first
    expect(vip).to_be_visible()
    window.settled()
    vip.click()
    window.write(window.dialog.get_by_label(window.say("Why this grade") + " *"), "Orders every month")
    expect(window.dialog).to_contain_text(window.many("{n} will change", "{n} will change", 2))
    window.settled()
    window.dialog.get_by_role("button", name=window.many("Change {n} customer", "Change {n} customers", 2)).click()
    expect(window.page.get_by_text(window.many("{n} customer has a new grade", "{n} customers have a new grade", 2))).to_be_visible()
    assert grades() == {"vip"}
    window.press("Undo")
    expect(window.page.get_by_text(window.many("{n} customer is as before", "{n} customers are as before", 2)).first).to_be_visible()
    assert grades() == {"c"}
