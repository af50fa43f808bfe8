"""Imports a file of 100,000 customers, one in twenty a look-alike of another, or of order lines, into a new company.

    CRM_DATA_DIR=/empty/folder python -m benchmarks.importing [--rows 100000] [--kind orders]

Prints the rows a second and the memory at its peak. Aim: 3,000 rows a second or more, under 300 MB.
"""
import argparse
import csv
import io
import random
import resource
import time

from crm_core.access.actor import SYSTEM, load_actor
from crm_core.importing import runs, upload, worker
from crm_core.importing.queries import import_run
from crm_core.people.setup import set_up
from crm_core.run import act, ask
from crm_core.settings import load
from db.engine import database
from db.migrate import migrate

PLACES = "北京 上海 广州 深圳 苏州 杭州 南京 青岛 成都 武汉".split()
SYLLABLES = "华 岳 北 辰 海 瑞 明 珠 恒 信 东 湖 嘉 禾 德 润 泰 和 云 帆 金 桥".split()
WORDS = "River Cedar Summit Falcon Amber Delta Iron Maple Harbour North Silver Oak".split()


def file_of(rows: int) -> bytes:
    """A CSV as people have it, with Chinese headings."""
    chance, text = random.Random(7), io.StringIO()
    writer = csv.writer(text)
    writer.writerow(["客户名称", "电话", "邮箱", "城市", "行业", "来源", "地址", "网站", "员工数"])
    for i in range(rows):
        like = i - 1 if i % 20 == 19 else i
        chinese = f"{chance.choice(PLACES)}{''.join(chance.choices(SYLLABLES, k=4))}{like}有限公司"
        name = chinese if i % 2 else f"{chance.choice(WORDS)} {chance.choice(WORDS)} {like} Ltd"
        writer.writerow([name, f"0532-8{like % 10_000_000:07d}", f"user{like}@example{like % 97}.com", chance.choice(PLACES),
                         "机械", "热线电话", f"{i} Some Road", f"www.firm{like}.com", chance.randrange(3000)])
    return text.getvalue().encode()


def orders_of(rows: int) -> bytes:
    """Lines of orders as a shop exports them, five an order, a tenth over the counter, one in fifty a return."""
    chance, text = random.Random(7), io.StringIO()
    writer = csv.writer(text)
    writer.writerow(["InvoiceNo", "StockCode", "Description", "Quantity", "InvoiceDate", "UnitPrice", "CustomerID"])
    for i in range(rows):
        order = i // 5
        back, product = order % 50 == 0, chance.randrange(3000)
        writer.writerow([f"C{order}" if back else order, f"P{product}", f"Product {product}", -1 if back else chance.randrange(1, 13),
                         f"2025-{order % 12 + 1:02}-{order % 28 + 1:02} 09:{order % 60:02}", f"{(product % 90) + 0.95:.2f}", "" if order % 10 == 3 else order % 4000])
    return text.getvalue().encode()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--kind", choices=("customers", "orders"), default="customers")
    asked = parser.parse_args()
    rows, kind = asked.rows, asked.kind
    migrate(database())
    admin = act(
        SYSTEM, set_up, company="Import", locale="zh_Hans", time_zone="Asia/Shanghai", currency="CNY", country="CN",
        admin_name="Ada King", admin_email="ada@example.com", admin_password="lantern-bridge-2041",
    )
    with database().reading() as session:
        actor, settings = load_actor(session, admin), load(session)
    file = orders_of(rows) if kind == "orders" else file_of(rows)
    started = time.perf_counter()
    run = upload.open_file(actor, file, f"{kind}.csv", settings, kind)
    if kind == "orders":
        mapping = ask(actor, import_run, run).mapping
        options = mapping.options.model_copy(update={"missing_customers": "create", "missing_products": "create"})
        act(actor, runs.change_import, run, mapping.model_copy(update={"options": options}))
    act(actor, runs.begin, run, "import")
    worker.run_waiting()
    took = time.perf_counter() - started
    done = ask(actor, import_run, run)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{done.state}: {done.counts} of {done.total} rows in {took:.0f} s, {done.total / took:.0f} rows/s, {peak:.0f} MB at the peak")


if __name__ == "__main__":
    main()
