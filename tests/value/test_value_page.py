"""The page on what customers are worth."""
from datetime import timedelta

import pytest

from crm_core import clock
from tests.columnar.build import customer, order
from tests.pages import open_page, run


@pytest.fixture
def some_orders(sqlite_db, cast):
    today = clock.now().date()

    def buys(name: str, owner, every: int, times: int, since: int, amount: int, **values) -> int:
        key = customer(name, owner_id=owner.user_id, team_id=owner.team_id, **values)
        for n in range(times):
            order(f"{name}{n}", key, lines=((None, 1.0, amount, amount // 3),), ordered_on=today - timedelta(since + n * every))
        return key

    return {
        "often": buys("Harbour & Sons", cast.wei, 20, 8, 3, 100_000, grade="a", industry="food"),
        "silent": buys("Rivermill", cast.wei, 30, 5, 200, 50_000, region="Kent"),
        "once": buys("Old Mill", cast.min, 1, 1, 40, 20_000),
        "rival": buys("Westgate", cast.omar, 10, 3, 5, 70_000),
    }


def words(app) -> str:
    return " ".join(element.value for element in [*app.header, *app.subheader, *app.markdown]).replace("\\", "")


def test_the_answer_stands_on_top_and_says_as_of_when(cast, monkeypatch, some_orders):
    app = open_page(monkeypatch, cast.eva, "customer-value")
    assert app.header[0].value.replace("\\", "").startswith("4 customers bought for ¥12.8K so far.")
    assert ":orange[1 has gone quiet]" in app.header[0].value
    assert [metric.label for metric in app.metric] == ["Active customers", "Bought again", "Revenue per customer", "Usual rhythm"]
    assert "as of" in words(app)


def test_a_manager_sees_the_own_team_and_a_seller_nothing(cast, monkeypatch, some_orders):
    assert open_page(monkeypatch, cast.gu, "customer-value").header[0].value.startswith("3 customers bought")
    assert not open_page(monkeypatch, cast.wei, "customer-value").get("plotly_chart")


def test_the_address_holds_the_filter(cast, monkeypatch, some_orders):
    assert open_page(monkeypatch, cast.eva, "customer-value", "grade=a").header[0].value.startswith("1 customer bought for ¥8,000")
    assert open_page(monkeypatch, cast.eva, "customer-value", "region=Kent").header[0].value.startswith("1 customer bought for ¥2,500")
    app = open_page(monkeypatch, cast.eva, "customer-value", f"team={cast.omar.team_id}")
    assert app.header[0].value.replace("\\", "").startswith("West: 1 customer bought for ¥2,100")


def test_the_customers_behind_a_chart_open_in_a_dialog(cast, monkeypatch, some_orders):
    app = open_page(monkeypatch, cast.gu, "customer-value")
    app.button(key="rows-segments").click()
    run(app)
    assert "3 customers, ¥10,700" in words(app)


def test_nobody_yet_says_what_to_do(cast, monkeypatch, sqlite_db):
    app = open_page(monkeypatch, cast.eva, "customer-value", "grade=b")
    assert "Nobody has bought here yet" in words(app)
    assert "Show all customers of all time" in [button.label for button in app.button]


def test_cohorts_by_month_are_in_the_address(cast, monkeypatch, some_orders):
    app = open_page(monkeypatch, cast.eva, "customer-value", "cohort=month")
    assert "months later" in words(app)
