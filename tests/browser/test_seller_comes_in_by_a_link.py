"""A one-time link lets an invited seller in, once."""
from playwright.sync_api import expect

from crm_core.i18n import locales


def test_invitation_link_works_once(company, at, language):
    admin = at("ada", "/users", language=language)
    admin.press("New user")
    email = f"hua-{language.lower()}@example.com"
    admin.write(admin.dialog.get_by_role("textbox", name=admin.say("Name")).first, "Hua Jun")
    admin.write(admin.dialog.get_by_role("textbox", name=admin.say("E-mail")).first, email)
    admin.choose(admin.dialog.get_by_role("combobox", name=admin.say("Language")), locales()[language])
    admin.confirm("Save and make an invitation link")
    link = admin.dialog.get_by_test_id("stCode")
    expect(link).to_contain_text("/set-password?key=")
    path = link.inner_text().strip().removeprefix(company.url)

    seller = at(None, path, language=language)
    expect(seller.box("Your name")).to_have_value("Hua Jun")
    seller.write(seller.box("New password"), "gravel teapot orbit lanterns")
    seller.press("Save and sign in")
    seller.is_in()
    expect(seller.key("user_menu")).to_contain_text("Hua Jun")
    expect(seller.entry("Customers")).to_be_visible()

    thief = at(None, path, language=language)
    thief.sees("This link is over")
