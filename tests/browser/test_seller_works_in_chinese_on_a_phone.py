"""A seller's day on a phone, with quick hands, and what is in the database afterwards."""
from playwright.sync_api import expect
from sqlalchemy import select

from crm_core.customers.commands import create_customer
from crm_core.customers.schemas import CustomerNew
from crm_core.pipeline.commands import create_deal
from crm_core.pipeline.schemas import DealNew
from db.engine import database
from db.models import Activity, Deal, Stage, Task


def test_finds_a_customer_logs_a_call_plans_moves_and_loses_deals(at, do):
    customer = do("wei", create_customer, CustomerNew(name="苏州太湖食品有限公司", phone="0512 6288 1234"))
    moved, lost = (do("wei", create_deal, DealNew(name=name, customer_id=customer, value=90_000_00)) for name in ("包装线", "旧机改造"))
    window = at("wei", "/customers", language="zh_Hans", width=390)
    search = window.key("filter_search")
    window.write(search.get_by_role("textbox").or_(search.get_by_role("searchbox")), "太湖食品")
    window.page.wait_for_url("**q=*")
    window.settled()
    window.row("苏州太湖食品有限公司").click()
    expect(window.page.get_by_role("heading", name="苏州太湖食品有限公司")).to_be_visible()

    line = window.key(f"log.customer{customer}.text").locator("input")
    window.write(line, "问了新产线的预算")
    line.press("Enter")
    window.sees("Call logged")
    window.press("Set next step")
    window.write(window.dialog.get_by_label(window.say("What is next?")), "送样品")
    window.confirm("Save")
    window.sees("Next step set")
    expect(window.page.get_by_text("送样品").first).to_be_visible()

    window.key("tab_bar").get_by_role("link", name=window.say("Deals"), exact=True).click()
    window.move("包装线", "需求分析")
    window.move("旧机改造", window.say("Lost…"))
    expect(window.dialog).to_be_visible()
    window.choose(window.dialog.get_by_label(window.say("Reason")).first, window.say("No budget"))
    window.write(window.dialog.get_by_label(window.say("What did we learn?")), "早点问预算")
    window.confirm("Close as lost")
    window.sees("{deal} is lost", deal="旧机改造")

    with database().reading() as session:
        assert session.scalars(select(Activity.text).where(Activity.customer_id == customer)).all() == ["问了新产线的预算"]
        assert session.scalars(select(Task.title).where(Task.customer_id == customer)).all() == ["送样品"]
        stage = session.scalar(select(Stage.name).join(Deal, Deal.stage_id == Stage.id).where(Deal.id == moved))
        assert stage == "Needs analysis"
        ended = session.get(Deal, lost)
        assert (ended.status, ended.close_reason, ended.close_note) == ("lost", "no_budget", "早点问预算")
