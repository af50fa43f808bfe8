"""Orders with their lines, prices by grade or segment, and rates of exchange."""
from datetime import date, datetime

from sqlalchemy import Index, text
from sqlmodel import Field, SQLModel

from db.types import Money, UtcDateTime


class Order(SQLModel, table=True):
    """An order, or with negative quantities a return. Its rows are never removed, only marked as deleted.

    What the customer reads (`price`, `discount`, `tax`, `total`) is in the order's currency; what reports
    sum up (`revenue`, `margin`) in the company's, see crm_core/orders/rules.py.
    """

    __tablename__ = "sales_order"

    id: int | None = Field(default=None, primary_key=True)
    number: str = Field(description="as the customer knows it")
    customer_id: int | None = Field(default=None, foreign_key="customer.id", description="None: a sale over the counter")
    deal_id: int | None = Field(default=None, foreign_key="deal.id", index=True)
    returns_id: int | None = Field(default=None, foreign_key="sales_order.id", index=True, description="the order this one takes back")
    owner_id: int | None = Field(default=None, foreign_key="app_user.id", description="who sold it")
    team_id: int | None = Field(default=None, foreign_key="team.id", description="the owner's team when it was sold")
    state: str = Field(default="draft", description="draft, confirmed, delivered, paid, cancelled or returned")
    ordered_on: date
    delivered_on: date | None = None
    paid_on: date | None = None
    currency: str = Field(description="ISO 4217")
    rate: float = Field(default=1, description="units of the company's currency for one of `currency`, of the day")
    discount: int = Field(default=0, sa_type=Money, description="off the whole order, minor units, order's currency")
    tax: int = Field(default=0, sa_type=Money, description="minor units, order's currency")
    total: int = Field(default=0, sa_type=Money, description="what the customer pays: lines − discount + tax; order's currency")
    revenue: int = Field(default=0, sa_type=Money, description="counted sales without tax, company's currency; 0 for drafts and cancelled ones")
    margin: int = Field(default=0, sa_type=Money, description="revenue − cost of the counted lines, company's currency")
    notes: str | None = None
    source: str = Field(default="form", description="form, deal, import or api")
    external_id: str | None = Field(default=None, index=True)
    import_id: int | None = Field(default=None, index=True)
    created_by: int | None = Field(default=None, foreign_key="app_user.id")
    created_at: datetime = Field(sa_type=UtcDateTime)
    updated_at: datetime = Field(sa_type=UtcDateTime, index=True, description="moves with every change, of its lines too")
    deleted_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    version: int = 1

    __table_args__ = (
        Index(
            "ux_sales_order_number", "number", unique=True,
            sqlite_where=text("deleted_at IS NULL"), postgresql_where=text("deleted_at IS NULL"),
        ),
        Index("ix_sales_order_day", "ordered_on", "id"),
        Index("ix_sales_order_customer", "customer_id", "ordered_on"),
        Index("ix_sales_order_owner", "owner_id", "ordered_on"),
        Index("ix_sales_order_team", "team_id", "ordered_on"),
        Index("ix_sales_order_state", "state", "ordered_on"),
    )


class OrderLine(SQLModel, table=True):
    __tablename__ = "order_line"

    id: int | None = Field(default=None, primary_key=True)
    order_id: int = Field(foreign_key="sales_order.id", index=True)
    position: int = 0
    product_id: int | None = Field(default=None, foreign_key="product.id", index=True)
    text: str | None = Field(default=None, description="what it is, where it is no product or called differently")
    quantity: float = Field(default=1, description="negative: taken back")
    price: int = Field(default=0, sa_type=Money, description="for one, minor units, order's currency")
    discount: float = Field(default=0, description="percent")
    amount: int = Field(default=0, sa_type=Money, description="quantity × price − discount, minor units, order's currency")
    cost: int | None = Field(default=None, sa_type=Money, description="of one, company's currency, as it was when sold")
    revenue: int = Field(default=0, sa_type=Money, description="this line's share of the order's revenue; they add up to it")
    margin: int = Field(default=0, sa_type=Money, description="this line's share of the order's margin")


class ExchangeRate(SQLModel, table=True):
    """What one unit of a currency was worth in the company's, from a day on."""

    __tablename__ = "exchange_rate"

    currency: str = Field(primary_key=True)
    day: date = Field(primary_key=True)
    rate: float


class PriceList(SQLModel, table=True):
    """Prices for a grade of customers, for a segment, or for everybody, within a time."""

    __tablename__ = "price_list"

    id: int | None = Field(default=None, primary_key=True)
    name: str
    grade: str | None = Field(default=None, description="code of the dictionary `grade`")
    segment_id: int | None = Field(default=None, foreign_key="segment.id")
    position: int = Field(default=0, description="the first list that fits a customer gives the price")
    starts_on: date | None = None
    ends_on: date | None = None
    active: bool = True
    version: int = 1


class PriceListItem(SQLModel, table=True):
    __tablename__ = "price_list_item"

    price_list_id: int = Field(foreign_key="price_list.id", primary_key=True)
    product_id: int = Field(foreign_key="product.id", primary_key=True, index=True)
    price: int = Field(sa_type=Money, description="for one, minor units, company's currency")


class NumberSeries(SQLModel, table=True):
    """The last number given in a series, as `order:2026`. Its row is locked by who takes the next."""

    __tablename__ = "number_series"

    name: str = Field(primary_key=True)
    last: int
