"""A filter is in the address: saved under a name, sent as a link, opened by somebody else."""
from playwright.sync_api import expect

from crm_core.customers.commands import create_customer
from crm_core.customers.schemas import CustomerNew


def test_view_is_saved_shared_and_its_link_filters_for_a_colleague(at, do, language):
    mark = f"Viewed{language[:2]}"
    for person in ("wei", "omar"):
        for grade in ("a", "c"):
            do(person, create_customer, CustomerNew(name=f"{mark} {grade.upper()} {person}", grade=grade))
    window = at("gu", f"/customers?q={mark}&grade=a", language=language)
    name = {"en": "Our A customers", "zh_Hans": "我们的甲级客户"}[language]
    expect(window.row(f"{mark} A wei")).to_be_visible()
    window.pick("views_customers", "Save this view…")
    window.write(window.dialog.get_by_label(window.say("Name")), name)
    window.dialog.get_by_text(window.say("Everybody sees it (each with their own customers)")).click()
    window.confirm("Save")
    window.sees("View saved")
    expect(window.key("views_customers")).to_contain_text(name)

    sent = window.page.url.removeprefix(window.url)
    assert "grade=a" in sent
    other = at("walter", sent, language=language)
    expect(other.row(f"{mark} A omar")).to_be_visible()
    expect(other.key("views_customers")).to_contain_text(name)
    expect(other.row(f"{mark} C omar")).to_have_count(0)
    expect(other.row(f"{mark} A wei")).to_have_count(0)
