"""A stage may ask that something is planned before a deal enters it."""
from datetime import timedelta

import pytest
from sqlalchemy import select

from crm_core import clock
from crm_core.errors import Conflict
from crm_core.pipeline.editable import StageForm, editable
from crm_core.pipeline.progress import move_deal
from crm_core.pipeline.rules import Missing
from crm_core.pipeline.stages import change_stage
from crm_core.run import act, ask
from crm_core.tasks.commands import add_task, finish_task, plan_and_move_deal
from crm_core.tasks.schemas import TaskNew
from db.engine import database
from db.models import Task
from tests.pages import open_page, run
from tests.pipeline import helpers as deals
from tests.ui.browserless import fire

STAGE = "Needs analysis"


@pytest.fixture
def asking(cast):
    stage = next(stage for stage in ask(cast.ada, editable)[0].stages if stage.name == STAGE)
    act(cast.ada, change_stage, stage.id, stage.version, StageForm(name=STAGE, probability=30, needs=("next_step",)))
    return stage.id


def step(deal: int) -> TaskNew:
    return TaskNew(title="Visit the plant", due_at=clock.now() + timedelta(days=2), deal_id=deal)


def titles(deal: int) -> list[str]:
    with database().reading() as session:
        return list(session.scalars(select(Task.title).where(Task.deal_id == deal)))


def test_without_an_open_step_it_stays(db, cast, asking):
    deal = deals.new(cast.wei, customer_id=deals.customer(cast.wei))
    task = act(cast.wei, add_task, step(deal))
    act(cast.wei, finish_task, task)
    with pytest.raises(Missing) as problem:
        act(cast.wei, move_deal, deal, asking, deals.row(deal).version)
    assert problem.value.fields == ("next_step",)


def test_with_a_step_it_goes(db, cast, asking):
    deal = deals.new(cast.wei, customer_id=deals.customer(cast.wei))
    act(cast.wei, add_task, step(deal))
    act(cast.wei, move_deal, deal, asking, deals.row(deal).version)
    assert deals.row(deal).stage_id == asking


def test_step_and_move_are_one(db, cast, asking):
    deal = deals.new(cast.wei, customer_id=deals.customer(cast.wei))
    with pytest.raises(Conflict):
        act(cast.wei, plan_and_move_deal, step(deal), asking, 9)
    assert titles(deal) == []
    act(cast.wei, plan_and_move_deal, step(deal), asking, 1)
    assert (titles(deal), deals.row(deal).stage_id, deals.row(deal).next_step) == (["Visit the plant"], asking, "Visit the plant")


def test_a_new_deal_may_begin_there(db, cast, asking):
    assert deals.row(deals.new(cast.wei, customer_id=deals.customer(cast.wei), stage_id=asking)).stage_id == asking


def test_the_board_asks_for_it(sqlite_db, cast, monkeypatch):
    stage = next(stage for stage in ask(cast.ada, editable)[0].stages if stage.name == STAGE)
    act(cast.ada, change_stage, stage.id, stage.version, StageForm(name=STAGE, probability=30, needs=("next_step",)))
    deal = deals.new(cast.wei, customer_id=deals.customer(cast.wei))
    app = open_page(monkeypatch, cast.wei, "pipeline")
    fire(app, "board", "move", {"id": deal, "from": str(deals.stages(cast.wei)["Lead"]), "to": str(stage.id), "version": 1})
    app.button(key="deal-fill.save").click()
    run(app)
    assert deals.row(deal).stage_id != stage.id  # the title is still to come
    app.text_input(key="deal-fill.title").set_value("Visit the plant")
    app.button(key="deal-fill.save").click()
    run(app)
    assert deals.row(deal).stage_id == stage.id and titles(deal) == ["Visit the plant"]
