"""Makes the pictures of README: `python -m docs.screenshots` (with what requirements-dev.txt installs, and Chromium).

Sets up a demo company in a folder of its own, starts the app on it and takes each page of `PICTURES` as somebody of
that role sees it.
"""
import sys
import tempfile
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

from crm_core import demo
from crm_core.access.actor import SYSTEM
from crm_core.people.setup import set_up
from crm_core.run import act
from db.engine import database, use_database
from db.migrate import migrate
from tests.browser.window import FLAGS, Window, chromium, enter
from tests.live import Server

HERE = Path(__file__).parent
PICTURES = {  # name: whose, address, what must be there before the picture is taken
    "customers": ("Sales manager", "/customers?sort=-open_value", "tr[data-id]"),
    "board": ("Sales manager", "/pipeline", ".card"),
    "report": ("Executive", "/pipeline-report", ".st-key-card-funnel .main-svg"),
    "ticket": ("Service agent", "/ticket?id=415", ".st-key-answer_box"),
    "churn": ("Executive", "/churn", ".main-svg"),
    "forecast": ("Executive", "/forecast", ".main-svg"),
    "campaign": ("Marketer", "/campaign?id=1&tab=report", ".main-svg"),
}


def main() -> None:
    found = chromium()
    if found is None:
        sys.exit("There is no Chromium on this machine.")
    with tempfile.TemporaryDirectory() as folder:
        server = Server(Path(folder))
        use_database(server.database)
        people = _company()
        server.start()
        try:
            _take(found, server, people)
        finally:
            server.stop()
            use_database(None)


def _company() -> dict[str, str]:
    """A demo company: role → e-mail address of somebody who has it."""
    migrate(database())
    act(
        SYSTEM, set_up, company="Qilu Machinery", locale="en", time_zone="Asia/Shanghai", currency="CNY", country="CN",
        admin_name="Ada King", admin_email="ada@example.com", admin_password="gravel teapot orbit lanterns",
    )  # fmt: skip
    made = demo.fill(lambda _share, _text: None)
    return {person.role: person.email for person in made.people}


def _take(found: str, server: Server, people: dict[str, str]) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=FLAGS)
        context = browser.new_context(
            viewport={"width": 1440, "height": 900}, locale="en-US", timezone_id="Asia/Shanghai", reduced_motion="reduce"
        )
        window = Window(context.new_page(), server.url, "en")
        for name, (role, path, awaited) in PICTURES.items():
            enter(window, people[role], path)
            window.page.locator(awaited).first.wait_for()
            window.settled()
            window.page.wait_for_timeout(500)  # fonts and plotly's first drawing
            _keep(window.page.screenshot(), HERE / f"{name}.png")
        browser.close()


def _keep(picture: bytes, path: Path) -> None:
    """256 colours are enough for a page, and a third of the bytes."""
    image = Image.open(BytesIO(picture)).convert("RGB")
    image.quantize(256, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE).save(path, optimize=True)


if __name__ == "__main__":
    main()
