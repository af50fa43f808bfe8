"""Which products the rows of an order mean: by code, else by name; those that are not here are added where that is wanted."""
from collections.abc import Iterable

from sqlalchemy import insert, select

from crm_core.i18n import N_
from crm_core.importing.cells import Row
from crm_core.importing.plans.context import Context, pieces
from crm_core.normalise import name_key
from db.models import Product

NO_PRODUCT = N_("There is no product “{value}”.")
SEVERAL = N_("There are several products called “{name}”.")
Key = tuple[str, str]


def key_of(row: Row) -> Key | None:
    """What names the product of a row: its code whatever its case, else its name."""
    code, name = row.values.get("product_code"), row.values.get("product")
    return ("code", code.casefold()) if code else ("name", name_key(name)) if name else None


class Products:
    """The products that some rows name, by key."""

    def __init__(self, context: Context, rows: Iterable[Row]) -> None:
        self.context = context
        self.ids: dict[Key, set[int]] = {}
        rows = list(rows)
        codes = {code for row in rows if (code := row.values.get("product_code"))}
        names = {name_key(name) for row in rows if (name := row.values.get("product")) and not row.values.get("product_code")}
        ways = {way for code in codes for way in (code, code.upper(), code.lower())}
        for column in (Product.sku, Product.external_id):
            for piece in pieces(ways):
                for key, code in context.work.session.execute(select(Product.id, column).where(column.in_(piece))):
                    self.ids.setdefault(("code", code.casefold()), set()).add(key)
        for piece in pieces(names):
            for key, name in context.work.session.execute(select(Product.id, Product.name_key).where(Product.name_key.in_(piece))):
                self.ids.setdefault(("name", name), set()).add(key)

    def check(self, row: Row) -> None:
        """Notes on the row why its product cannot be told."""
        key = key_of(row)
        found = self.ids.get(key, ()) if key else ()
        said = row.values.get("product_code") or row.values.get("product")
        if len(found) > 1:
            row.fail("product", SEVERAL, name=said)
        elif key and not found and self.context.mapping.options.missing_products != "create":
            row.fail("product_code" if "product_code" in row.values else "product", NO_PRODUCT, value=said)

    def add(self, rows: Iterable[Row]) -> None:
        """Adds those that are missing, with the code and name of the first row that has them."""
        lacking: dict[Key, tuple[str, str | None]] = {}
        for row in rows:
            key, name = key_of(row), row.values.get("product")
            if key and key not in self.ids and (key not in lacking or (name and lacking[key][0] == lacking[key][1])):
                code = row.values.get("product_code")
                lacking[key] = (name or code, code)
        work = self.context.work
        made = [
            {"name": name[:200], "name_key": name_key(name), "sku": code, "active": True, "import_id": self.context.run_id,
             "created_at": work.now, "version": 1}
            for name, code in lacking.values()
        ]
        if not made:
            return
        ids = work.session.scalars(insert(Product).returning(Product.id, sort_by_parameter_order=True), made).all()
        for key, (name, code), product_id in zip(lacking, lacking.values(), ids, strict=True):
            self.ids[key] = {product_id}
            work.record("product.created", "product", product_id, after={"name": name} | ({"sku": code} if code else {}))

    def of(self, row: Row) -> int | None:
        """The product of a row after `add`."""
        key = key_of(row)
        return next(iter(self.ids[key])) if key else None
