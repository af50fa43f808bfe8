"""Products with category, unit, price, cost and stock."""
from sqlalchemy import select

from crm_core import clock
from crm_core.importing import runs
from db.models import Product
from tests.importing.steps import brought, done

FILE = """Product code,Product name,Category,Unit,Price,Cost,Stock
F-1,Filter,Parts,pc,12.50,7.00,40
B-9,Belt,Parts,m,180.00,90.00,12.5
"""


def products(db) -> dict[str, Product]:
    with db.reading() as session:
        return {row.sku: row for row in session.scalars(select(Product))}


def test_everything_about_a_product_comes_in(db, cast):
    view = brought(cast.ada, FILE, kind="products")
    assert view.accepted == 2
    belt = products(db)["B-9"]
    assert (belt.category, belt.unit, belt.price, belt.cost, belt.stock) == ("Parts", "m", 18_000, 9_000, 12.5)
    assert belt.stock_at is not None


def test_a_newer_file_tells_the_stock_and_can_be_taken_back(db, cast):
    brought(cast.ada, FILE, kind="products")
    told = products(db)["F-1"].stock_at
    clock.set_now(clock.now().replace(year=2030))
    view = brought(cast.ada, "货号,产品名称,库存数量\nF-1,Filter,-3\n", kind="products")
    assert (view.updated, products(db)["F-1"].stock) == (1, -3)
    assert products(db)["F-1"].stock_at > told and products(db)["B-9"].stock == 12.5
    done(cast.ada, view.id, runs.UNDO)
    assert products(db)["F-1"].stock == 40


def test_without_a_column_nothing_is_known_of_the_stock(db, cast):
    brought(cast.ada, "Product code,Product name\nF-1,Filter\n", kind="products")
    assert (products(db)["F-1"].stock, products(db)["F-1"].stock_at) == (None, None)
