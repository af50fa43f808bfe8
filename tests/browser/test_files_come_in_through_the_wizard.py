"""Lists come in through the wizard, step by step, and go out again with one click."""
from pathlib import Path

import pandas as pd
from playwright.sync_api import expect
from sqlalchemy import func, select

from db.engine import database
from db.models import Customer, Deal
from tests.importing.files import SHARED, real_files

LONG = 240_000  # milliseconds for 8,800 rows on a busy machine
OWN = """Account;E-mail;City
北海缆绳 {mark};office@{mark}.example;Bremen
常州精密机械 {mark};;常州
Nowhere {mark};not an address;Ulm
"""


def test_accepted_updated_and_rejected_are_seen_and_the_import_is_undone(own_company, open_app, tmp_path, language):
    window = open_app(own_company, "ada", "/import", language=language)
    before, own = _now(Customer), OWN.format(mark=language[:2])
    _bring(window, _file(tmp_path, "first.csv", own), accepted=2, rejected=1)
    with window.page.expect_download() as started:
        window.press("Error file")
    assert list(pd.read_csv(started.value.path())["Account"]) == [f"Nowhere {language[:2]}"]

    window.press("Import another file")
    _bring(window, _file(tmp_path, "second.csv", own + f"Newcomer {language[:2]};;Kiel\n"), accepted=1, updated=2, rejected=1)
    _undo(window)
    assert _now(Customer) == before + 2
    window.go("/import")
    expect(window.rows.first).to_contain_text(window.say("undone"))
    window.settled()
    window.rows.nth(1).get_by_role("link").click()
    _undo(window)
    assert _now(Customer) == before


@real_files
def test_the_four_files_of_a_real_company(own_company, open_app):
    window = open_app(own_company, "ada", "/import")
    for name, rows in (("sales_teams", 35), ("products", 7), ("accounts", 85), ("sales_pipeline", 8800)):
        _bring(window, SHARED / "maven_crm" / f"{name}.csv", accepted=rows)
        if name != "sales_pipeline":
            window.press("Import another file")
    assert _now(Deal) == 8800
    _undo(window)
    assert _now(Deal) == 0


def _bring(window, file: Path, *, accepted: int, updated: int = 0, rejected: int = 0) -> None:
    """Takes what every step proposes, reads the preview, imports, and reads the result."""
    expect(window.page.locator("input[type=file]")).to_be_attached()
    window.settled()
    window.page.locator("input[type=file]").set_input_files(file)
    while "step=preview" not in window.page.url:
        step = window.page.url
        window.press("Continue")
        window.page.wait_for_function("was => location.href !== was", arg=step)
    window.sees(
        "{good} of {total} rows can be imported: {new} new, {updated} to update; {left} need you.",
        good=f"{accepted + updated:,}", total=f"{accepted + updated + rejected:,}", new=f"{accepted:,}", updated=f"{updated:,}", left=f"{rejected:,}",
    )  # fmt: skip
    window.hit("import_begin")
    window.key("import_again").wait_for(timeout=LONG)
    shown = window.page.get_by_test_id("stMetricValue")
    expect(shown).to_have_text([f"{accepted:,}", f"{updated:,}", "0", f"{rejected:,}"])


def _undo(window) -> None:
    window.hit("import_undo")
    window.hit("import_undo_sure")
    expect(window.key("import_undo")).to_have_count(0)
    begins = window.say("Taken back: {undone}. Kept because they were changed since: {kept}.").partition("{")[0]
    expect(window.page.get_by_text(begins).first).to_be_visible(timeout=LONG)


def _file(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, encoding="gb18030")
    return path


def _now(table) -> int:
    """How many there are, those in the bin left out."""
    with database().reading() as session:
        return session.scalar(select(func.count()).select_from(table).where(table.deleted_at.is_(None)))
