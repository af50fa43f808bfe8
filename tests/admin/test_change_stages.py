"""Pipelines and their stages are data."""
import pytest
from sqlalchemy import select

from crm_core.errors import Conflict, Forbidden, Invalid
from crm_core.naming import NameForm
from crm_core.pipeline.editable import StageForm, editable
from crm_core.pipeline.queries import pipelines
from crm_core.pipeline.stages import (
    change_pipeline,
    change_stage,
    create_pipeline,
    create_stage,
    move_stage,
    use_pipeline,
    use_stage,
)
from crm_core.run import act, ask
from db.models import Deal, Event, StageHistory
from tests.admin.deals import open_deal


def sales(cast):
    return ask(cast.ada, editable)[0]


def names(cast) -> list[str]:
    return [stage.name for stage in sales(cast).stages if stage.active]


def test_a_stage_is_added_at_the_end(db, cast):
    form = StageForm(name="Trial", names={"zh_Hans": "试用"}, probability=60, limit_days=10, needs=("value", "customer"))
    act(cast.ada, create_stage, sales(cast).id, form)
    trial = sales(cast).stages[-1]
    assert (trial.name, trial.names, trial.limit_days) == ("Trial", {"zh_Hans": "试用"}, 10)
    assert trial.required == ("customer", "value")


def test_a_stage_is_changed_and_the_sellers_see_it(db, cast):
    lead = sales(cast).stages[0]
    act(cast.ada, change_stage, lead.id, lead.version, StageForm(name="Inquiry", probability=5))
    seen = ask(cast.wei, pipelines)[0].stages[0]
    assert (seen.name, seen.probability, seen.limit_days) == ("Inquiry", 5, None)
    with pytest.raises(Conflict):
        act(cast.ada, change_stage, lead.id, lead.version, StageForm(name="Other", probability=5))


@pytest.mark.parametrize(
    ("field", "values"),
    [("probability", {"probability": 101}), ("limit_days", {"limit_days": 0}), ("needs", {"needs": ("blood",)})],
)
def test_what_cannot_be_is_refused(db, cast, field, values):
    with pytest.raises(Invalid) as refused:
        act(cast.ada, create_stage, sales(cast).id, StageForm(**({"name": "New", "probability": 50} | values)))
    assert refused.value.field == field


def test_the_order_of_stages_is_changed(db, cast):
    act(cast.ada, move_stage, sales(cast).stages[1].id, up=True)
    assert names(cast)[:2] == ["Needs analysis", "Lead"]


def test_a_stage_with_open_deals_asks_where_they_go(db, cast):
    deal = open_deal(cast.wei)
    lead, needs = sales(cast).stages[:2]
    assert lead.open_deals == 1
    with pytest.raises(Conflict):
        act(cast.ada, use_stage, lead.id, active=False)
    with pytest.raises(Invalid):
        act(cast.ada, use_stage, lead.id, active=False, deals_go_to=lead.id)
    assert act(cast.ada, use_stage, lead.id, active=False, deals_go_to=needs.id) == 1
    with db.reading() as session:
        moved = session.get(Deal, deal)
        visits = session.scalars(select(StageHistory).order_by(StageHistory.id)).all()
        event = session.scalars(select(Event).where(Event.kind == "deal.moved")).one()
    assert moved.stage_id == needs.id
    assert [(v.stage_id, v.left_at is None) for v in visits] == [(lead.id, False), (needs.id, True)]
    assert visits[0].left_at == visits[1].entered_at == moved.stage_since
    assert (event.deal_id, event.customer_id) == (deal, moved.customer_id)
    act(cast.ada, use_stage, lead.id, active=True)
    assert names(cast)[0] == "Lead"


def test_the_last_stage_stays(db, cast):
    *others, last = sales(cast).stages
    for stage in others:
        act(cast.ada, use_stage, stage.id, active=False)
    with pytest.raises(Conflict):
        act(cast.ada, use_stage, last.id, active=False)


def test_a_second_pipeline_starts_with_the_stages_of_another(db, cast):
    new = act(cast.ada, create_pipeline, NameForm(name="Renewals"), sales(cast).id)
    made = next(p for p in ask(cast.ada, editable) if p.id == new)
    assert [stage.name for stage in made.stages] == names(cast)
    act(cast.ada, change_pipeline, new, made.version, NameForm(name="Renewal", names={"zh_Hans": "续约"}))
    with pytest.raises(Invalid):
        act(cast.ada, create_pipeline, NameForm(name="renewal"), new)


def test_a_pipeline_with_open_deals_and_the_last_one_stay_in_use(db, cast):
    with pytest.raises(Conflict):
        act(cast.ada, use_pipeline, sales(cast).id, active=False)
    new = act(cast.ada, create_pipeline, NameForm(name="Renewals"), sales(cast).id)
    act(cast.ada, use_pipeline, new, active=False)
    act(cast.ada, use_pipeline, new, active=True)
    open_deal(cast.wei)
    with pytest.raises(Conflict):
        act(cast.ada, use_pipeline, sales(cast).id, active=False)


def test_a_seller_does_not_touch_stages(db, cast):
    with pytest.raises(Forbidden):
        act(cast.wei, move_stage, 1, up=True)
