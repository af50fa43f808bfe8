"""Starting the app."""
import os
import sqlite3
import subprocess
import sys

import psutil

from db.engine import database, use_database
from db.migrate import migrate
from tests.live import ROOT


def test_the_app_is_small_even_after_use(server):
    """Its own memory; libraries on disk that are mapped are shared with other processes."""
    server.browser("ada@example.com").tab("import")
    assert psutil.Process(server.pid).memory_full_info().uss < 250 * 2**20


def test_newer_data_is_refused_in_one_sentence(tmp_path):
    use_database(f"sqlite:///{tmp_path / 'crm.db'}")
    migrate(database())
    use_database(None)
    with sqlite3.connect(tmp_path / "crm.db") as data:
        data.execute("UPDATE alembic_version SET version_num = 'from-the-future'")
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.headless", "true", "--server.port", "0"]
    environment = {**os.environ, "CRM_DATA_DIR": str(tmp_path), "LANG": "en_US.UTF-8"}
    refused = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60)
    assert refused.returncode == 1
    assert "newer version of Hutong CRM" in refused.stderr and "Traceback" not in refused.stderr
