"""What the copy by columns has done for it: kept warm every minute, compared with the tables every night."""
from sqlalchemy import select

from crm_core.jobs.plan import Counts
from db.engine import database
from db.models import Order


def keep_warm() -> Counts | None:
    """New orders are in the copy within a minute, though nobody asks. Without orders there is no copy."""
    if not any_orders():
        return None
    from crm_core.columnar.keeping import this_process  # only when needed: what it reads with is heavy

    taken = this_process().kept_warm()
    return {"rows": taken} if taken else None


def check() -> Counts:
    """Compares the copy with the tables; months that differ are read anew."""
    if not any_orders():
        return {}
    from crm_core.columnar.keeping import this_process

    found = this_process().checked()
    return {"months": found.compared, "repaired": len(found.orders) + len(found.customers)}


def any_orders() -> bool:
    """Whether anything was ever ordered."""
    with database().reading() as session:
        return session.scalar(select(Order.id).limit(1)) is not None
