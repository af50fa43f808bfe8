"""Reading products."""
from dataclasses import replace

from sqlalchemy import Select, func, or_, select

from crm_core.errors import NotFound
from crm_core.normalise import name_key
from crm_core.products.schemas import ProductChoice, ProductPage, ProductRow
from crm_core.work import Work, query
from db.models import Deal, DealLine, Product

SORTS = {"name": Product.name_key, "sku": Product.sku, "category": Product.category, "price": Product.price, "stock": Product.stock}


@query("products:view")
def products(
    work: Work, *, search: str = "", category: str | None = None, active: bool | None = True,
    sort: str = "name", descending: bool = False, page: int = 1, per_page: int = 50,
) -> ProductPage:
    """A page of products. `active` None gives both; `search` looks at name and code."""
    wanted = []
    if search.strip():
        key = name_key(search)
        by_name = Product.name_key.contains(key, autoescape=True) if key else Product.id.is_(None)
        wanted.append(or_(by_name, func.lower(Product.sku).contains(search.strip().lower(), autoescape=True)))
    if category is not None:
        wanted.append(Product.category == category)
    if active is not None:
        wanted.append(Product.active.is_(active))
    column = SORTS.get(sort, Product.name_key)
    order = column.desc().nulls_last() if descending else column.asc().nulls_last()
    rows = work.session.execute(
        _listed().where(*wanted).order_by(order, Product.id).limit(per_page).offset((page - 1) * per_page)
    )
    total = work.session.scalar(select(func.count()).select_from(Product).where(*wanted))
    return ProductPage(tuple(_shown(work, row) for row in rows), total or 0)


@query("products:view")
def product(work: Work, product_id: int) -> ProductRow:
    """One product. Raises NotFound."""
    row = work.session.execute(_listed().where(Product.id == product_id)).first()
    if row is None:
        raise NotFound()
    return _shown(work, row)


@query("products:view")
def categories(work: Work) -> tuple[str, ...]:
    """The categories in use."""
    found = select(Product.category).where(Product.category.is_not(None)).distinct().order_by(Product.category)
    return tuple(work.session.scalars(found))


@query("products:view", "deals:view")
def product_choices(work: Work) -> tuple[ProductChoice, ...]:
    """Every product by name for deal lines; inactive ones too, old deals have them."""
    rows = work.session.execute(
        select(Product.id, Product.name, Product.unit, Product.price, Product.active).order_by(Product.name_key, Product.id)
    )
    return tuple(ProductChoice(*row) for row in rows)


def _listed() -> Select:
    using = (
        select(func.count(DealLine.deal_id.distinct()))
        .join(Deal, Deal.id == DealLine.deal_id)
        .where(DealLine.product_id == Product.id, Deal.status == "open", Deal.deleted_at.is_(None))
        .scalar_subquery()
    )
    return select(
        Product.id, Product.name, Product.sku, Product.category, Product.unit, Product.price, Product.cost,
        Product.stock, Product.stock_at, Product.active, using.label("open_deals"), Product.version,
    )


def _shown(work: Work, row) -> ProductRow:
    found = ProductRow(*row)
    return found if work.scope("products:edit") else replace(found, cost=None)
