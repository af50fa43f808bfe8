"""Growth before and after a day: what is computed, and that the interval holds as often as it says."""
from datetime import date, timedelta

import numpy as np
import pytest
from scipy import stats

from crm_core import clock
from crm_core.reports.sales import sales
from crm_core.reports.sales_filter import SalesFilter, from_address
from crm_core.reports.sales_growth import LEAST_WEEKS, growth, welch
from crm_core.run import ask
from crm_core.submissions.reading import report_content
from tests.columnar.build import customer, order, product
from tests.reports.build import NOW

TURN = date(2026, 6, 1)


@pytest.fixture(autouse=True)
def november(db):
    clock.set_now(NOW)


def weekly(cast, sums, first: date, *, who="wei", product_id=None, customer_id=None) -> None:
    """An order on the first day of every week from `first` on."""
    seller = getattr(cast, who)
    for place, amount in enumerate(sums):
        day = first + timedelta(days=7 * place)
        order(f"{who}-{day}-{product_id}", customer_id, ordered_on=day, lines=((product_id, 1, amount, amount // 2),), owner_id=seller.user_id, team_id=seller.team_id)


def around(cast, before, after, **more) -> None:
    weekly(cast, before, TURN - timedelta(days=7 * len(before)), **more)
    weekly(cast, after, TURN, **more)


def test_the_interval_is_the_one_scipy_gives():
    before, after = np.array([7.0, 9, 14, 11]), np.array([20.0, 13, 18, 22, 17])
    wanted = stats.ttest_ind(after, before, equal_var=False).confidence_interval(0.95)
    assert welch(before, after) == pytest.approx((wanted.low, wanted.high))


def test_the_interval_holds_in_ninety_five_of_a_hundred_cases():
    luck = np.random.default_rng(4)
    sides = luck.gamma(4.0, 100.0, (3000, 2, 13)) * np.array([1.0, 1.5])[:, None]
    held = [low <= 200.0 <= high for low, high in (welch(*pair) for pair in sides)]
    assert 0.93 <= np.mean(held) <= 0.97


def test_a_day_before_and_after_and_the_difference():
    found = growth([700, 700, 1400, 700], [1400, 2100, 1400, 1400])
    assert (found.before, found.after, found.difference) == (125, 225, 100)
    assert (found.share, found.verdict) == (pytest.approx(0.8), "rose")
    assert growth([700, 1400, 70, 900], [800, 1300, 100, 950]).verdict == "unclear"
    assert growth([700, 710, 720, 700], [70, 75, 60, 70]).verdict == "fell"


def test_a_season_that_comes_every_year_is_no_change():
    winter, summer = [700, 770, 690, 710, 720], [1400, 1500, 1380, 1420, 1410]
    assert growth(winter, summer).verdict == "rose"
    found = growth(winter, summer, ([value - 30 for value in winter], [value - 20 for value in summer]))
    assert (found.expected, found.difference, found.verdict) == (pytest.approx(found.after + 10 / 7), pytest.approx(-10 / 7), "fell")
    assert growth(winter, summer, ([690, 700, 745, 720, 700], [1450, 1380, 1440, 1390, 1480])).verdict == "unclear"


def test_fewer_than_four_weeks_tell_nothing():
    assert growth([700] * (LEAST_WEEKS - 1), [1400] * LEAST_WEEKS) is None


def test_what_is_read_are_the_weeks_on_both_sides(cast):
    around(cast, [70_000, 77_000, 63_000, 70_000, 70_000, 84_000], [140_000, 133_000, 147_000, 140_000, 154_000, 126_000])
    weekly(cast, [9_000_000], TURN + timedelta(days=42))
    weekly(cast, [9_000_000], TURN - timedelta(days=49))
    turn = ask(cast.eva, sales, SalesFilter(turned_on=TURN, weeks=4)).turn
    assert list(turn.sums.index) == list(range(-4, 4))
    assert list(turn.sums.now) == [63_000, 70_000, 70_000, 84_000, 140_000, 133_000, 147_000, 140_000]
    assert turn.whole is None and turn.lacking == "orders"  # four on each side
    order("more", ordered_on=TURN, lines=((None, 1, 0, 0),) * 8)
    for place in range(6):
        order(f"more-{place}", ordered_on=TURN, lines=((None, 1, 0, 0),))
    known = ask(cast.eva, sales, SalesFilter(turned_on=TURN, weeks=4)).turn.whole
    assert (known.before, known.after) == (287_000 / 28, 560_000 / 28)


def test_each_team_is_told_of_alone_and_a_manager_hears_of_no_other(cast):
    around(cast, [70_000, 77_000, 63_000, 70_000] * 3, [140_000, 133_000, 147_000, 140_000] * 3)
    around(cast, [50_000, 10_000, 90_000, 40_000] * 3, [45_000, 20_000, 80_000, 50_000] * 3, who="omar")
    chosen = SalesFilter(by="team", turned_on=TURN)
    turn = ask(cast.eva, sales, chosen).turn
    assert turn.weeks == 12
    assert {key: growth.verdict for key, growth in turn.parts} == {str(cast.wei.team_id): "rose", str(cast.omar.team_id): "unclear"}
    assert sum(growth.difference for _key, growth in turn.parts) == pytest.approx(turn.whole.difference)
    (only,) = ask(cast.walter, sales, chosen).turn.parts
    assert only[0] == str(cast.omar.team_id)


def test_the_same_days_of_the_week_a_year_before_take_the_season_out(cast):
    year = timedelta(days=364)
    for back, factor in ((timedelta(), 100), (year, 97)):
        weekly(cast, [factor * n for n in (700, 760, 720, 690, 705, 715, 730, 700, 690, 720)], TURN - timedelta(days=70) - back)
        weekly(cast, [factor * n for n in (1400, 1390, 1450, 1380, 1420, 1405, 1395, 1410, 1440, 1400)], TURN - back)
    plain = ask(cast.eva, sales, SalesFilter(turned_on=TURN, weeks=8)).turn
    season = ask(cast.eva, sales, SalesFilter(turned_on=TURN, weeks=8, season=True)).turn
    assert (plain.lacking, plain.weeks, season.weeks) == ("orders", 8, 8)
    assert list(season.sums.then) == [97 * n for n in (720, 690, 705, 715, 730, 700, 690, 720, 1400, 1390, 1450, 1380, 1420, 1405, 1395, 1410)]


@pytest.mark.parametrize(("turned_on", "season", "lacking"), [(date(2026, 11, 1), False, "passed"), (date(2026, 3, 1), False, "history"), (TURN, True, "history")])
def test_too_little_gives_no_number(cast, turned_on, season, lacking):
    around(cast, [70_000] * 6, [140_000] * 20)
    turn = ask(cast.eva, sales, SalesFilter(turned_on=turned_on, season=season)).turn
    assert (turn.lacking, turn.whole) == (lacking, None)
    address = {"turn": turned_on.isoformat(), "season": "1" if season else ""}
    content = ask(cast.eva, report_content, "sales", address)
    assert "not enough data" in content.plain_sentence
    assert {section.key for section in content.sections} & {"weeks", "change"} == set()


def test_the_sentence_says_when_the_interval_spans_zero(cast):
    around(cast, [70_000, 140_000, 7_000, 91_000] * 3, [140_000, 70_000, 21_000, 91_000] * 3)
    said = ask(cast.eva, report_content, "sales", {"turn": TURN.isoformat()}).plain_sentence
    assert "From 1 Jun on there is no clear change of revenue a day: +¥5 (+5%), with 95% confidence between -¥" in said
    around(cast, [70_000] * 12, [700_000] * 12, who="min")
    said = ask(cast.eva, report_content, "sales", {"turn": TURN.isoformat()}).plain_sentence
    assert "From 1 Jun on, revenue a day went from ¥210 to ¥1,115: +¥905 (+431%), with 95% confidence between +¥" in said


def test_products_and_new_customers_can_be_told_apart(cast):
    drill, oil = product("Drill"), product("Oil")
    old, new = customer("Old"), customer("New")
    around(cast, [70_000, 77_000, 63_000, 70_000] * 3, [70_000, 77_000, 63_000, 71_000] * 3, product_id=drill, customer_id=old)
    weekly(cast, [70_000, 77_000, 63_000, 70_000] * 3, TURN, who="min", product_id=oil, customer_id=new)
    found = dict(ask(cast.eva, sales, SalesFilter(by="product", turned_on=TURN)).turn.parts)
    assert (found[str(drill)].verdict, found[str(oil)].verdict) == ("unclear", "rose")
    found = dict(ask(cast.eva, sales, SalesFilter(by="newness", turned_on=TURN)).turn.parts)
    assert found["new"].after == pytest.approx(70_000 / 7)


def test_absurd_days_in_the_address_are_left_out(cast):
    for day in ("0001-01-01", "9999-12-31", "2026-02-30", "tomorrow"):
        assert from_address({"turn": day}).turned_on is None
    assert from_address({"weeks": "99999999"}).weeks == 13
