"""Orders that the tests of the reports of sales share."""
from datetime import date

from tests.cast import Cast
from tests.columnar.build import customer, order, product

THIS, LAST = date(2026, 11, 3), date(2025, 6, 1)


def two_years_of_sales(cast: Cast) -> dict[str, int]:
    """Two of the East's customers and one of the West's, this year and the one before."""
    drill, oil = product("Drill", category="Machines"), product("Oil", category="Supplies")
    mine = {"owner_id": cast.wei.user_id, "team_id": cast.wei.team_id}
    theirs = {"owner_id": cast.omar.user_id, "team_id": cast.omar.team_id}
    big = customer("Big", grade="vip", industry="machinery", region="Kent", **mine)
    small = customer("Small", grade="c", region="Kent", **mine)
    west = customer("West", kind="person", **theirs)
    order("1", big, ordered_on=THIS, lines=((drill, 1, 70_000, 30_000), (oil, 2, 10_000, 6_000)), **mine)
    order("2", small, ordered_on=THIS, lines=((oil, 1, 20_000, 8_000),), **mine)
    order("3", small, ordered_on=THIS, lines=((oil, -1, -5_000, -2_000),), **mine)
    order("4", big, ordered_on=date(2025, 3, 1), lines=((drill, 1, 40_000, 20_000),), **mine)
    order("5", west, ordered_on=THIS, lines=((None, 1, 9_000, 1_000),), **theirs)
    order("6", None, ordered_on=THIS, lines=((oil, 1, 1_000, 500),), **mine)
    order("7", west, ordered_on=LAST, lines=((drill, 1, 12_000, 1_000),), **theirs)
    return {"big": big, "small": small, "west": west, "drill": drill, "oil": oil}
