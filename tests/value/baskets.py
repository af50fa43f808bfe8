"""Many small orders at once, for what is bought together."""
from datetime import date, timedelta

from crm_core import clock
from db.bulk import insert_rows
from db.engine import database
from db.models import Order, OrderLine

DAY = date.today() - timedelta(days=400)


def orders(*bought: tuple[int | None, tuple[int, ...], date], each: int = 10_000, **values) -> None:
    """Paid orders of (customer, products, day), each line of so much."""
    now = clock.now()
    with database().writing() as session:
        first = session.query(Order).count()
        rows = [
            {"number": f"B{first + n}", "customer_id": customer, "state": "paid", "ordered_on": day, "currency": "CNY", "rate": 1.0, "discount": 0,
             "tax": 0, "total": each * len(products), "revenue": each * len(products), "margin": 0, "source": "form", "created_at": now,
             "updated_at": now, "version": 1, **values}
            for n, (customer, products, day) in enumerate(bought)
        ]  # fmt: skip
        ids = insert_rows(session, Order, rows)
        insert_rows(session, OrderLine, [
            {"order_id": key, "position": place, "product_id": product, "quantity": 1.0, "price": each, "discount": 0.0, "amount": each,
             "revenue": each, "margin": 0}
            for key, (_customer, products, _day) in zip(ids, bought, strict=True) for place, product in enumerate(products)
        ])
        session.commit()
