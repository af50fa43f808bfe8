"""Changing products."""
from sqlalchemy import func, select

from crm_core.errors import N_, Invalid
from crm_core.normalise import name_key
from crm_core.products.schemas import ProductForm
from crm_core.work import Work, command
from db.models import Product

LARGEST = 10**15  # minor units


@command("products:edit")
def create_product(work: Work, form: ProductForm) -> int:
    """A new product, offered at once; returns its id."""
    _check(work, form, None)
    values = form.model_dump()
    product = Product(**values, name_key=name_key(form.name), created_at=work.now)
    work.session.add(product)
    work.session.flush()
    after = {name: value for name, value in values.items() if value is not None}
    work.record("product.created", "product", product.id, after=after)
    return product.id


@command("products:edit")
def change_product(work: Work, product_id: int, version: int, form: ProductForm) -> int:
    """Changes a product; deals keep the price they have. Returns the id. Raises Conflict, Invalid."""
    product = work.one(select(Product).where(Product.id == product_id), version=version)
    _check(work, form, product_id)
    values = form.model_dump()
    before = {name: getattr(product, name) for name, value in values.items() if getattr(product, name) != value}
    if before:
        for name in before:
            setattr(product, name, values[name])
        product.name_key = name_key(form.name)
        product.version += 1
        work.record("product.changed", "product", product_id, before=before, after={name: values[name] for name in before})
    return product_id


@command("products:edit")
def offer_product(work: Work, product_id: int, active: bool) -> int:
    """Whether new deals may have the product; those that have it keep it. Returns the id."""
    product = work.one(select(Product).where(Product.id == product_id).with_for_update())
    if product.active != active:
        product.active = active
        product.version += 1
        kind = "product.activated" if active else "product.deactivated"
        work.record(kind, "product", product_id, before={"active": not active}, after={"active": active})
    return product_id


def _check(work: Work, form: ProductForm, product_id: int | None) -> None:
    for field in ("price", "cost"):
        amount = getattr(form, field)
        if amount is not None and not 0 <= amount <= LARGEST:
            raise Invalid(N_("This amount is not possible."), field=field)
    others = Product.id != (product_id or 0)
    if work.session.scalar(select(Product.id).where(Product.name_key == name_key(form.name), others).limit(1)):
        raise Invalid(N_("There is a product with this name already."), field="name")
    if form.sku and work.session.scalar(
        select(Product.name).where(func.lower(Product.sku) == form.sku.lower(), others).limit(1)
    ):
        raise Invalid(N_("Another product has this code."), field="sku")
