from datetime import timedelta

import pytest
from sqlalchemy import func, select

from crm_core import clock
from crm_core.activities.commands import log_activity
from crm_core.activities.schemas import ActivityNew
from crm_core.errors import Conflict
from crm_core.importing import runs, worker
from crm_core.importing.queries import import_run
from crm_core.run import act, ask
from db.models import Customer, Deal, DictionaryEntry, ImportRun, Pipeline, Product, StageHistory, User
from tests.importing.steps import brought, done, opened
from tests.pages import open_page

DEALS = """opportunity_id,sales_agent,product,account,deal_stage,engage_date,close_date,close_value
1,Moses Frase,GTX,Acme,Won,2017-01-01,2017-02-01,100
2,Moses Frase,GTX,Acme,Engaging,2017-01-01,,
"""


def count(db, model, *conditions) -> int:
    with db.reading() as session:
        return session.scalar(select(func.count()).select_from(model).where(*conditions))


def test_everything_an_import_made_is_taken_back_as_one_step(db, cast):
    before = {model: count(db, model) for model in (User, DictionaryEntry)}
    view = brought(cast.ada, "name,sector,owner\nAcme,odd,Moses Frase\nBeta,odd,Moses Frase\n")
    view = done(cast.ada, view.id, runs.UNDO)
    assert view.state == "undone" and view.about["kept"] == 0
    assert count(db, Customer, Customer.deleted_at.is_(None)) == 0
    assert count(db, DictionaryEntry) == before[DictionaryEntry]
    assert count(db, User, User.active) == before[User]


def test_rows_touched_since_stay(db, cast):
    view = brought(cast.ada, "name,owner\nAcme,Lin Wei\nBeta,Lin Wei\n")
    with db.reading() as session:
        acme = session.scalar(select(Customer.id).where(Customer.name == "Acme"))
    act(cast.wei, log_activity, ActivityNew(kind="call", text="Called", customer_id=acme))
    view = done(cast.ada, view.id, runs.UNDO)
    assert (view.about["undone"], view.about["kept"]) == (1, 1)
    with db.reading() as session:
        assert session.scalars(select(Customer.name).where(Customer.deleted_at.is_(None))).all() == ["Acme"]


def test_updates_are_as_they_were(db, cast):
    brought(cast.ada, "name,city\nAcme,Rome\n")
    view = brought(cast.ada, "name,city\nAcme,Milano\nNew,Oslo\n")
    done(cast.ada, view.id, runs.UNDO)
    with db.reading() as session:
        assert session.execute(select(Customer.name, Customer.city).where(Customer.deleted_at.is_(None))).all() == [("Acme", "Rome")]


def test_deals_their_pipeline_and_their_people_go_and_what_was_there_stays(db, cast):
    brought(cast.ada, "product,price\nGTX,5\n")
    brought(cast.ada, "account\nAcme\n", kind="customers")
    view = brought(cast.ada, DEALS, "sales.csv")
    assert view.accepted == 2
    assert count(db, Pipeline, Pipeline.name == "sales (2)", Pipeline.active) == 1
    view = done(cast.ada, view.id, runs.UNDO)
    assert count(db, Deal, Deal.deleted_at.is_(None)) == 0
    assert count(db, Pipeline, Pipeline.name == "sales (2)", Pipeline.active) == 0
    assert count(db, User, User.name == "Moses Frase", User.active) == 0
    assert count(db, Product, Product.active) == 1
    with db.reading() as session:
        acme = session.scalars(select(Customer)).one()
        assert (acme.deleted_at, acme.open_deals, acme.won_value) == (None, 0, 0)


def test_an_import_is_undone_once_and_only_for_a_week(db, cast):
    view = brought(cast.ada, "name\nAcme\n", kind="customers")
    clock.set_now(clock.now() + timedelta(days=8))
    with pytest.raises(Conflict):
        act(cast.ada, runs.begin, view.id, runs.UNDO)
    clock.set_now(None)
    done(cast.ada, view.id, runs.UNDO)
    with pytest.raises(Conflict):
        act(cast.ada, runs.begin, view.id, runs.UNDO)


def test_a_file_left_alone_for_a_week_is_forgotten_and_of_one_that_came_in_only_the_bytes(db, cast, data_folder):
    left, kept = opened(cast.ada, "name\nAcme\n"), brought(cast.ada, "name\nBeta\n").id
    clock.set_now(clock.now() + timedelta(days=6))
    worker.tidy()
    assert len(list((data_folder / "imports").iterdir())) == 2
    clock.set_now(clock.now() + timedelta(days=2))
    worker.tidy()
    with db.reading() as session:
        assert session.scalars(select(ImportRun.id)).all() == [kept] != [left]
    assert list((data_folder / "imports").iterdir()) == []
    view = ask(cast.ada, import_run, kept)
    assert (view.state, view.accepted, view.has_file) == ("done", 1, False)
    worker.tidy()


def test_the_page_of_an_old_import_says_where_the_file_is(sqlite_db, cast, monkeypatch):
    kept = brought(cast.ada, "Account,E-mail\nBeta,beta@example.com\nGamma,not an address\n", kind="customers").id
    clock.set_now(clock.now() + timedelta(days=8))
    worker.tidy()
    app = open_page(monkeypatch, cast.ada, "import", f"run={kept}")
    assert any("The file was deleted 7 days after the import" in text.value for text in app.markdown)
    assert not app.exception


def test_two_imports_are_undone_one_after_the_other(db, cast):
    first = brought(cast.ada, "name,city\nAcme,Rome\n")
    second = brought(cast.ada, "name,city\nAcme,Milano\n")
    assert second.updated == 1
    done(cast.ada, second.id, runs.UNDO)
    view = done(cast.ada, first.id, runs.UNDO)
    assert view.about["kept"] == 0
    assert count(db, Customer, Customer.deleted_at.is_(None)) == 0


HELD = "opportunity_id,sales_agent,deal_stage,close_date,close_value\n"


def test_deals_that_were_moved_have_their_old_way_again(db, cast):
    brought(cast.ada, HELD + "A1,Lin Wei,Lead,,5\nA2,Lin Wei,Lead,,5\n", "first.csv", kind="opportunities")
    way = _way(db)
    view = brought(cast.ada, HELD + "A1,Omar Haddad,Won,2017-02-01,5\nA2,Lin Wei,Proposal,,5\n", "second.csv", kind="opportunities")
    assert view.updated == 2 and _way(db) != way
    done(cast.ada, view.id, runs.UNDO)
    assert _way(db) == way


def _way(db) -> list:
    """Where the deals are, whose they are and how they came there."""
    with db.reading() as session:
        deals = session.execute(select(Deal.status, Deal.stage_id, Deal.stage_since, Deal.owner_id, Deal.team_id).order_by(Deal.id)).all()
        visits = select(StageHistory.deal_id, StageHistory.stage_id, StageHistory.status, StageHistory.entered_at, StageHistory.left_at)
        return [*deals, *session.execute(visits.order_by(StageHistory.id)).all()]
