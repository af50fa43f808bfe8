"""Click to rendered in Chromium, beside what others need.

    CRM_DATA_DIR=/somewhere python -m benchmarks.browser [--user eva@example.com] [--rounds 7] [--alone]

On data of benchmarks.generate: from the click (or the last letter typed) to the first frame in which every awaited
row is there and nothing is running; the median of the rounds. Before every click somebody else writes something, so
that no answer is one that the app still had (not with --alone). The others were measured in the same way with 100,000 customers and
50,000 deals.
"""
import argparse
import statistics
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Locator, sync_playwright
from sqlalchemy import select

from crm_core.access.actor import load_actor
from crm_core.people.accounts import note_sign_in
from crm_core.run import act
from db.engine import data_dir, database, use_database
from db.models import User
from tests.browser.window import FLAGS, Window, chromium, enter
from tests.live import Server

OTHERS = {  # line: milliseconds of Odoo, of EspoCRM
    "open the list": (1587, 1086), "search, Latin": (732, 854), "search, Chinese": (850, 949), "row to record": (337, 400),
    "back to the list": (880, 118), "pipeline": (4058, 1258),
}  # fmt: skip
LATIN = "harbour bright north silver oak meridian kiln river cedar summit falcon amber".split()
CHINESE = "华岳 北辰 海瑞 明珠 恒信 东湖 嘉禾 德润 泰和 云帆 金桥 远大".split()

# The roots of the app's own components, then everything that matches below them and in the page.
SCRIPT = """
window.seen = (selector) => {
  const roots = [document, ...[...document.querySelectorAll("*")].map((node) => node.shadowRoot).filter(Boolean)];
  return roots.flatMap((root) => [...root.querySelectorAll(selector)]);
};
window.still = () => document.querySelector('[data-testid="stApp"]').dataset.testScriptState === "notRunning";
window.begin = (event, there) => {
  window.took = new Promise((done, failed) => {
    setTimeout(() => failed(new Error("it never came: " + there)), 60000);
    document.addEventListener(event, (happened) => {
      const look = () => (still() && there() ? done(performance.now() - happened.timeStamp) : requestAnimationFrame(look));
      requestAnimationFrame(look);
    }, { capture: true, once: true });
  });
};
"""
LIST = "() => seen('tr[data-id]').length === 50 && location.pathname === '/customers' && seen('.st-key-filter_search').length > 0"
FOUND = "() => { const rows = seen('tr[data-id]'); return rows.length > 0 && rows.every((row) => row.innerText.toLowerCase().includes(%r)); }"
RECORD = "() => location.pathname === '/customer' && seen('h1').some((title) => title.innerText.includes(%r)) && seen('h3').some((title) => title.innerText === 'Timeline')"
BOARD = "() => location.pathname === '/pipeline' && seen('.column').length > 3 && seen('.card').length > 50"


class Clicks:
    """One person clicking round after round."""

    def __init__(self, window: Window, email: str, alone: bool) -> None:
        self.window, self.page, self.email, self.alone = window, window.page, email, alone
        self.times: dict[str, list[float]] = {line: [] for line in OTHERS}

    def round(self, number: int) -> None:
        """Every line once."""
        sidebar = self.page.get_by_test_id("stSidebar")
        self.measure("open the list", "click", LIST, sidebar.locator('a[href$="/customers"], a[href="customers"]').first.click)
        box = self.window.key("filter_search").locator("input")
        for line, words in (("search, Latin", LATIN), ("search, Chinese", CHINESE)):
            word = words[number % len(words)]
            self.measure(line, "input", FOUND % word, lambda word=word: _search(box, word))
        self.page.goto(self.window.url + "/customers")
        row = self.window.rows.nth(number)
        name = row.locator("a.line").inner_text()
        self.measure("row to record", "click", RECORD % name, row.locator("a.line").click)
        back = self.page.get_by_test_id("stMain").locator('a[href*="customers"]').first
        self.measure("back to the list", "click", LIST, back.click)
        self.measure("pipeline", "click", BOARD, sidebar.locator('a[href$="/pipeline"], a[href="pipeline"]').first.click)

    def measure(self, line: str, event: str, there: str, do: Callable[[], None]) -> None:
        """One click and its milliseconds."""
        self.window.settled()
        self.page.wait_for_timeout(300)  # what the last click left behind is not to be counted here
        if not self.alone:
            self._somebody_writes()
        self.page.evaluate(SCRIPT)
        self.page.evaluate(f"begin('{event}', {there})")
        do()
        self.times[line].append(self.page.evaluate("window.took"))

    def _somebody_writes(self) -> None:
        with database().reading() as session:
            actor = load_actor(session, session.scalar(select(User.id).where(User.email == self.email)))
        act(actor, note_sign_in)


def _search(box: Locator, word: str) -> None:
    box.fill(word)
    box.press("Enter")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--user", default="eva@example.com", help="whose rows: eva sees all, manager the team's, seller1 their own")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--alone", action="store_true", help="nobody writes meanwhile")
    arguments = parser.parse_args()
    found = chromium()
    if found is None:
        parser.exit(1, "There is no Chromium on this machine.\n")
    server = Server(Path(data_dir()))
    server.start()
    use_database(server.database)
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=found, args=FLAGS)
            context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="en-US", reduced_motion="reduce")
            window = Window(context.new_page(), server.url, "en")
            window.page.set_default_timeout(120_000)
            enter(window, arguments.user)
            clicks = Clicks(window, arguments.user, arguments.alone)
            for number in range(arguments.rounds + 1):
                clicks.round(number)
            _tell(clicks.times)
            browser.close()
    finally:
        server.stop()


def _tell(times: dict[str, list[float]]) -> None:
    print(f"{'median ms':18}{'Hutong':>8}{'Odoo':>8}{'EspoCRM':>9}{'of the better':>15}   (fastest–slowest)")
    for line, found in times.items():
        measured = found[1:]  # the first of all warms the app up
        middle, others = statistics.median(measured), OTHERS[line]
        print(
            f"{line:18}{middle:8.0f}{others[0]:8}{others[1]:9}{middle / min(others):14.2f}×   ({min(measured):.0f}–{max(measured):.0f})"
        )


if __name__ == "__main__":
    main()
