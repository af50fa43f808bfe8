"""A right taken away in the matrix is gone at the next click of whoever had it."""
from playwright.sync_api import Locator, expect
from sqlalchemy import select

from crm_core.access.rights import Scope
from crm_core.people.roles import change_rights
from crm_core.people.schemas import RightChange
from db.engine import database
from db.models import Role, RoleRight

ACCOUNT_MANAGERS = 4  # columns: module, right, administrator, sales manager, account manager


def test_right_is_gone_at_the_next_click_and_back_after_undo(at, do, language):
    seller = at("wei", "/customers", language=language)
    expect(seller.button("New customer")).to_be_visible()
    admin = at("ada", "/roles?q=" + {"en": "Customers · Create", "zh_Hans": "客户 · 新建"}[language], language=language)
    try:
        _choose_none(admin)
        admin.press("Apply")
        expect(admin.key("undo_bar")).to_be_visible()
        _click_in_the_menu(seller)
        expect(seller.buttons("New customer")).to_have_count(0)
        admin.press("Undo")
        admin.sees("The rights are as they were")
        _click_in_the_menu(seller)
        expect(seller.button("New customer")).to_be_visible()
    finally:
        _give_back(do)


def _choose_none(admin) -> None:
    """Moves to the cell with the arrow keys, opens it and picks the dash, the first of the options."""
    grid = admin.page.get_by_test_id("stDataFrame")
    grid.wait_for()
    admin.settled()
    grid.locator("canvas").first.click(position={"x": 40, "y": 54}, force=True)
    for step in range(ACCOUNT_MANAGERS):
        expect(_cell(grid, step)).to_be_attached()
        admin.page.keyboard.press("ArrowRight")
    expect(_cell(grid, ACCOUNT_MANAGERS)).to_be_attached()
    admin.page.keyboard.press("Enter")
    # By keys: while the list still finds its place, a click may begin on an option and end beside it.
    dash, box = admin.page.get_by_role("option", name="—", exact=True), admin.page.get_by_role("combobox", expanded=True)
    expect(dash).to_be_visible()
    expect(box).to_be_focused()
    admin.page.keyboard.press("Home")
    expect(box).to_have_attribute("aria-activedescendant", dash.get_attribute("id"))
    admin.page.keyboard.press("Enter")
    expect(admin.key("decide_bar")).to_be_visible()


def _cell(grid, column: int) -> Locator:
    """The cell under the cursor, when it stands in this column."""
    return grid.locator(f'[role=gridcell][aria-selected=true][aria-colindex="{column + 1}"]')


def _click_in_the_menu(seller) -> None:
    seller.settled()
    seller.entry("Customers").click()
    seller.settled()


def _give_back(do) -> None:
    """Whatever became of the journey, the others find the rights as they were."""
    with database().reading() as session:
        role = session.scalar(select(Role.id).where(Role.key == "account_manager"))
        kept = session.scalar(select(RoleRight.scope).where(RoleRight.role_id == role, RoleRight.right == "customers:edit"))
    if kept != Scope.OWN.key:
        do("ada", change_rights, [RightChange(role, "customers:edit", Scope.NONE, Scope.OWN)])
