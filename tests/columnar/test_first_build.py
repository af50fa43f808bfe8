"""The first build of a big copy says how far it is instead of letting people wait."""
import threading

import pytest

from crm_core.columnar import catching_up, keeping
from crm_core.columnar.copy import Preparing, progress
from crm_core.jobs import columns as job
from tests.columnar.build import copied, order


def test_whoever_asks_meanwhile_is_told_how_far_it_is(db, monkeypatch):
    order("A1")
    may_end, build = threading.Event(), catching_up._build

    def slow(store, session, tell):
        tell(0.42)
        may_end.wait(30)
        return build(store, session, tell)

    monkeypatch.setattr(catching_up, "_build", slow)
    monkeypatch.setattr(keeping, "PATIENCE", 0.2)
    with pytest.raises(Preparing) as told:
        copied("SELECT 1")
    assert (told.value.params["percent"], progress()) == (42, 0.42)
    may_end.set()
    keeping.this_process()._builder.join(30)
    assert copied("SELECT count(*) FROM sale") == [(1,)]
    assert progress() == 1


def test_the_job_builds_it_and_tells_what_it_took_over(db):
    assert job.keep_warm() is None
    order("A1")
    assert job.keep_warm() == {"rows": 1}
    assert job.keep_warm() is None
    assert copied("SELECT count(*) FROM sale") == [(1,)]
    assert job.check() == {"months": 1, "repaired": 0}


def test_a_build_that_was_cut_off_begins_anew(db, monkeypatch):
    for n in range(3):
        order(f"A{n}")
    read = catching_up.reading.lines_between
    monkeypatch.setattr(catching_up.reading, "ROWS", 1)
    monkeypatch.setattr(catching_up.reading, "STEPS", 1)

    def cut_off(session, after, upto):
        if after == 2:
            raise OSError("the disk is full")
        return read(session, after, upto)

    monkeypatch.setattr(catching_up.reading, "lines_between", cut_off)
    with pytest.raises(OSError):
        job.keep_warm()
    monkeypatch.setattr(catching_up.reading, "lines_between", read)
    assert job.keep_warm() == {"rows": 3}
    assert copied("SELECT (SELECT count(*) FROM sale), (SELECT count(*) FROM line)") == [(3, 3)]


def test_numbers_of_every_kind_are_taken_over_as_they_are(db):
    lines = ((None, 0.1, 2**62, -1), (None, -2.5, -(2**61), 0), (None, 1234567.891, 0, -(2**40)))
    order("A1", lines=lines)
    order("A2", lines=())
    assert sorted(copied("SELECT quantity, revenue, margin FROM line")) == sorted(line[1:] for line in lines)
    assert copied("SELECT count(*) FROM sale WHERE customer_id IS NULL AND NOT is_return") == [(2,)]


def test_lines_of_orders_that_do_not_count_stay_out(db):
    order("A1", state="draft")
    order("A2", state="cancelled")
    order("A3")
    assert copied("SELECT (SELECT count(*) FROM sale), (SELECT count(*) FROM line)") == [(1, 1)]
