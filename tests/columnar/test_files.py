"""Each process has its copy in a file; files that cannot be trusted are made anew."""
import os
import signal
import subprocess
import sys

import pytest

from crm_core.columnar import keeping
from db.engine import data_dir, database, use_database
from db.models import Event
from tests.columnar.build import copied, order


@pytest.fixture
def afresh():
    """Lets go of the copy, as a process that ends does."""

    def end() -> None:
        if keeping._copy is not None:
            keeping._copy.close()
        keeping._copy = None

    yield end
    end()


def other_process(code: str) -> subprocess.Popen:
    env = os.environ | {"CRM_DATABASE_URL": database().url, "PYTHONPATH": os.getcwd()}
    script = (
        "from crm_core.columnar import keeping\nfrom crm_core.columnar.keeping import this_process\n"
        "from tests.columnar.build import copied, order\nkeeping.PATIENCE = 60\n" + code
    )
    return subprocess.Popen([sys.executable, "-c", script], env=env, stdout=subprocess.PIPE, text=True)


def test_a_second_process_takes_the_next_file(db):
    order("A1")
    assert copied("SELECT count(*) FROM sale") == [(1,)]
    other = other_process("print(copied('SELECT count(*) FROM sale'), this_process()._store.path.name)")
    assert other.communicate(timeout=60)[0].strip() == "[(1,)] 2.duckdb"


def test_what_another_process_wrote_is_seen(db):
    assert copied("SELECT count(*) FROM sale") == [(0,)]
    other_process("order('B1')").communicate(timeout=60)
    assert copied("SELECT count(*) FROM sale") == [(1,)]


def test_a_killed_process_leaves_a_file_that_can_be_used(db, afresh):
    order("A1")
    other = other_process("copied('SELECT 1'); print('ready', flush=True); import time; time.sleep(60)")
    assert other.stdout.readline().strip() == "ready"
    other.send_signal(signal.SIGKILL)
    other.wait()
    order("A2")
    assert copied("SELECT count(*), sum(revenue) FROM sale") == [(2, 20_000)]
    assert keeping.this_process()._store.path.name == "1.duckdb"


def test_it_goes_on_where_the_last_process_ended(db, afresh, monkeypatch):
    order("A1")
    copied("SELECT 1")
    afresh()
    order("A2")
    monkeypatch.setattr("crm_core.columnar.catching_up._build", None)  # would fail if it began anew
    assert copied("SELECT count(*) FROM sale") == [(2,)]


def test_a_damaged_file_is_made_anew(db, afresh):
    folder = data_dir() / "columns"
    folder.mkdir(parents=True)
    (folder / "1.duckdb").write_bytes(b"no database" * 1000)
    order("A1")
    assert copied("SELECT count(*) FROM sale") == [(1,)]


def test_a_file_of_another_version_of_the_program_is_made_anew(db, afresh, monkeypatch):
    order("A1")
    copied("SELECT 1")
    afresh()
    monkeypatch.setattr("crm_core.columnar.catching_up.SCHEMA", 99)
    assert copied("SELECT count(*) FROM sale") == [(1,)]


def test_a_database_taken_back_to_an_older_state_has_the_copy_made_anew(db, afresh):
    order("A1")
    copied("SELECT 1")
    afresh()
    with database().writing() as session:
        session.query(Event).delete()
        session.commit()
    order("A2")
    assert copied("SELECT count(*) FROM sale") == [(2,)]


def test_another_database_in_the_same_folder_gets_its_own_copy(sqlite_templates, afresh):
    from tests.cast import fill

    with sqlite_templates.copy("cast", fill) as one:
        use_database(one)
        order("A1")
        assert copied("SELECT count(*) FROM sale") == [(1,)]
        with sqlite_templates.copy("cast", fill) as two:
            use_database(two)
            assert copied("SELECT count(*) FROM sale") == [(0,)]
            use_database(None)


def test_nothing_of_this_machine_can_be_read_through_it(db):
    import duckdb

    with pytest.raises(duckdb.Error):
        copied("SELECT * FROM read_csv('/etc/hostname')")
