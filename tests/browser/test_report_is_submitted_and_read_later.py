"""A manager submits a report; an executive reads it later in the other language, just as it was, and takes the PDF."""
import io
from datetime import date

from playwright.sync_api import expect
from pypdf import PdfReader

from crm_core import clock
from crm_core.customers.commands import create_customer
from crm_core.customers.schemas import CustomerNew
from crm_core.pipeline.commands import create_deal
from crm_core.pipeline.progress import win_deal
from crm_core.pipeline.schemas import DealClose, DealNew
from tests.pipeline.helpers import row

OTHER = {"en": "zh_Hans", "zh_Hans": "en"}


def test_it_stays_as_it_was(at, do, language):
    today = clock.today("Asia/Shanghai")
    _win(do, today, 12_345_00)
    comment = f"Better than it looks, {language}."
    manager = at("gu", "/pipeline-report?period=this_year", language=language)
    manager.hit("report_submit")
    manager.write(manager.dialog.get_by_role("textbox"), comment)
    manager.confirm("Submit report")
    expect(manager.page.get_by_text(manager.say("As it was"))).to_be_visible()
    manager.settled()
    answer = manager.page.locator("h2").first.inner_text()
    _win(do, today, 99_999_00)

    reader = at("eva", "/submitted-reports", language=OTHER[language])
    reader.row(comment).click()
    expect(reader.page.get_by_text(comment)).to_be_visible()
    expect(reader.page.get_by_role("heading", name=reader.say("Pipeline report")).first).to_be_visible()
    reader.settled()
    with reader.page.expect_download() as started:
        reader.page.get_by_role("button", name="PDF").click()
    said = "".join(page.extract_text() for page in PdfReader(io.BytesIO(started.value.path().read_bytes())).pages)
    assert comment.replace(" ", "") in said.replace(" ", "").replace("\n", "")

    manager.page.reload()
    manager.settled()
    assert manager.page.locator("h2").first.inner_text() == answer
    manager.go("/pipeline-report?period=this_year")
    assert manager.page.locator("h2").first.inner_text() != answer


def _win(do, today: date, value: int) -> None:
    customer = do("wei", create_customer, CustomerNew(name=f"Late Orders {value}"))
    deal = do("wei", create_deal, DealNew(name="Line", customer_id=customer, value=value))
    do("wei", win_deal, deal, DealClose(closed_on=today, reason="price"), row(deal).version)
