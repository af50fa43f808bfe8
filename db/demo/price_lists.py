"""Price lists: parts are cheaper for the best customers, and some for everybody this season."""
from datetime import date

from db.demo.world import World

BEST, OTHERS = 0.92, 0.95  # of the price of parts, for grades vip and a
ACTION = 0.88


def price_lists(world: World) -> None:
    """One for each of the two best grades, and one of this quarter for everybody."""
    zh = world.setting.locale.startswith("zh")
    parts = [row for row in world.rows["product"] if row["sku"].startswith("HP-")]
    for place, (name, grade, share) in enumerate((("VIP 客户配件价" if zh else "Parts for VIP customers", "vip", BEST),
                                                  ("A 级客户配件价" if zh else "Parts for grade A", "a", OTHERS))):
        _list(world, name, place, parts, share, grade=grade)
    first = date(world.today.year, (world.today.month - 1) // 3 * 3 + 1, 1)
    name = f"{first.year} 年 {first.month // 3 + 1} 季度耗材优惠" if zh else f"Supplies, Q{first.month // 3 + 1} {first.year}"
    _list(world, name, 2, parts[11:16], ACTION, starts_on=first)


def _list(world: World, name: str, place: int, products: list[dict], share: float, *, grade: str | None = None, starts_on: date | None = None) -> None:
    row = world.add("price_list", name=name, grade=grade, segment_id=None, position=place, starts_on=starts_on, ends_on=None, active=True, version=1)
    for product in products:
        world.add("price_list_item", price_list_id=row["id"], product_id=product["id"], price=world.tidy(product["price"] * share))
