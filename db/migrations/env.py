"""Alembic's entry: runs the migrations on the connection that `db.migrate` hands over."""
from alembic import context
from sqlmodel import SQLModel

import db.models  # noqa: F401  (fills the metadata)

ONE_DATABASE = ("ix_sales_order_number_begins",)  # indexes that only one of the databases needs
SEARCH_TABLES = ("customer_search", "deal_search", "ticket_search", "article_search")


def ours(_object, name: str, kind: str, *_rest) -> bool:
    return name not in ONE_DATABASE and not (kind == "table" and name.startswith(SEARCH_TABLES))


connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=SQLModel.metadata,
    render_as_batch=True,
    include_object=ours,
    transaction_per_migration=False,
)
context.run_migrations()
