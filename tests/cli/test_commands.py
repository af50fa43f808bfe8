"""The command line, each command in a process of its own."""
import json
import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PASSWORD = "velvet anchor comet 88"


@pytest.fixture
def crm(tmp_path):
    """Runs `python -m crm_core …` on an own data folder."""

    def call(*arguments: str, typed: str = "", **environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "crm_core", *arguments], input=typed, capture_output=True, text=True, encoding="utf-8", cwd=ROOT,
            env={**os.environ, "CRM_DATA_DIR": str(tmp_path), "LANG": "en_US.UTF-8", "PYTHONUTF8": "1", **environment},
        )  # fmt: skip

    return call


def set_up(crm, *more: str, password: str = PASSWORD, **environment: str):
    return crm("setup", "--company", "Qilu", "--admin", "Boss@Example.com", "--password-stdin", *more, typed=password + "\n", **environment)


def test_a_company_is_set_up_from_a_shell(crm):
    done = set_up(crm, "--country", "de", "--locale", "en")
    assert (done.returncode, done.stderr) == (0, "")
    users = json.loads(crm("users", "--format", "json").stdout)
    assert users == [{"email": "boss@example.com", "name": "Boss", "role": "System administrator", "team": None, "can_sign_in": True}]
    report = json.loads(crm("report", "pipeline", "--format", "json").stdout)
    assert (report["report"], report["currency"]) == ("pipeline", "EUR")


def test_setting_up_twice_fails_in_one_sentence(crm):
    set_up(crm)
    again = set_up(crm)
    assert (again.returncode, again.stderr) == (1, "This company is set up already.\n")


def test_a_weak_password_is_refused_in_the_terminals_language(crm):
    refused = set_up(crm, password="password1", LANG="zh_CN.UTF-8")
    assert refused.returncode == 1
    assert refused.stderr == "这个密码容易被猜到。建议用四个互不相关的词组成。\n"


def test_a_link_for_somebody_who_forgot_the_password(crm):
    set_up(crm)
    made = crm("users", "--link", "boss@example.com", CRM_URL="https://crm.example")
    assert made.stdout.startswith("https://crm.example/set-password?key=")
    assert crm("users", "--link", "nobody@example.com").returncode == 1


def test_wrong_usage_ends_with_two(crm):
    assert crm("frobnicate").returncode == 2
    assert crm("setup", "--company", "Qilu").returncode == 2


def test_an_unknown_user_is_a_known_failure(crm):
    set_up(crm)
    failed = crm("report", "pipeline", "--user", "nobody@example.com")
    assert (failed.returncode, failed.stderr) == (1, "There is no active user nobody@example.com.\n")


def test_migrate_says_when_the_data_is_newer_than_the_program(crm, tmp_path):
    assert crm("migrate").returncode == 0
    with sqlite3.connect(tmp_path / "crm.db") as database:
        database.execute("UPDATE alembic_version SET version_num = 'from-the-future'")
    for command in (("migrate",), ("users",)):
        refused = crm(*command)
        assert refused.returncode == 1
        assert "newer version" in refused.stderr and "Traceback" not in refused.stderr


def test_a_shops_orders_bring_their_customers_and_products_where_that_is_wanted(crm, tmp_path):
    set_up(crm)
    shop = tmp_path / "shop.csv"
    shop.write_text("Order Number,Order Date,Customer,Status,SKU,Product,Quantity,Unit Price\nA-1,2026-03-02,Beichen,Completed,F-1,Filter,2,10.50\n")
    orders = ("import", str(shop), "--as", "orders", "--user", "boss@example.com")
    assert crm(*orders, "--dry-run").returncode == 1
    done = crm(*orders, "--add-missing")
    assert (done.returncode, done.stderr) == (0, "")
    with sqlite3.connect(tmp_path / "crm.db") as database:
        assert database.execute('SELECT number, total FROM sales_order').fetchall() == [("A-1", 2100)]
