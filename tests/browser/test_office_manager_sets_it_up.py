"""From an empty folder: three questions, and the office manager is in."""
from playwright.sync_api import expect

WORDS = "gravel teapot orbit lanterns"


def test_first_run_page_makes_the_company_and_signs_in_everywhere(empty_app, open_app, language):
    window = open_app(empty_app, language=language)
    window.sees("Set up in three minutes")
    window.write(window.box("Your name"), "Ada King")
    window.write(window.box("E-mail"), "ada@example.com")
    window.write(window.box("Password"), "password1")
    window.press("Continue")
    expect(window.page.get_by_test_id("stAlert").first).to_be_visible()
    window.write(window.box("Password"), WORDS)
    window.press("Continue")
    window.write(window.box("Company name"), "胡同机械 Qilu Machinery")
    window.press("Continue")
    window.sees("Empty")
    window.settled()
    window.page.get_by_text(window.say("Empty"), exact=True).click()
    window.press("Finish")
    window.is_in()
    window.sees("Bring in your customers")
    window.page.reload()
    window.is_in()
    other = window.tab("/users")
    other.sees("Users and teams")
    window.sign_out()
    expect(other.key("sign_in")).to_be_visible()
    window.sign_in("ada@example.com", WORDS)
    window.sees("Bring in your customers")
