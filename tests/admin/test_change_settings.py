"""The company's settings."""
from dataclasses import asdict, replace

import pytest
from sqlalchemy import select, update

from crm_core.company.commands import change_settings, currency_is_free
from crm_core.company.queries import company
from crm_core.company.schemas import SettingsForm
from crm_core.errors import Conflict, Forbidden, Invalid
from crm_core.run import act, ask
from db.models import Customer, Deal, Event
from tests.admin.deals import open_deal


def form(values) -> SettingsForm:
    return SettingsForm(**{name: value for name, value in asdict(values).items() if name in SettingsForm.model_fields})


def change(cast, **changes):
    seen = ask(cast.ada, company)
    return act(cast.ada, change_settings, form(replace(seen, **changes)), seen)


def test_settings_change_for_everybody_and_are_noted(db, cast):
    assert change(cast, company="Qilu", time_zone="Europe/Berlin") == ("company", "time_zone")
    assert ask(cast.wei, company).company == "Qilu"
    with db.reading() as session:
        event = session.scalars(select(Event).where(Event.kind == "setting.changed")).one()
    assert event.before == {"company": "Qilu Machinery", "time_zone": "Asia/Shanghai"}


@pytest.mark.parametrize(
    "changes",
    [{"time_zone": "Mars/Base"}, {"currency": "XYZ1"}, {"locale": "tlh"}, {"country": "QQQ"}, {"idle_minutes": 1},
     {"at_risk_days": 200}, {"attachment_megabytes": 500}],
)  # fmt: skip
def test_what_cannot_be_is_refused_beside_its_field(db, cast, changes):
    with pytest.raises(Invalid) as refused:
        change(cast, **changes)
    assert refused.value.field == next(iter(changes))


def test_the_currency_is_fixed_once_amounts_are_stored(db, cast):
    deal = open_deal(cast.wei)
    change(cast, currency="EUR")
    with db.writing() as session:
        session.execute(update(Deal).where(Deal.id == deal).values(value=100))
        session.commit()
    assert not ask(cast.ada, currency_is_free)
    with pytest.raises(Invalid):
        change(cast, currency="USD")


def test_the_second_of_two_administrators_learns_of_the_first(db, cast):
    seen = ask(cast.ada, company)
    change(cast, company="First")
    with pytest.raises(Conflict):
        act(cast.ada, change_settings, form(replace(seen, company="Second")), seen)


def test_other_limits_of_silence_change_lifecycles_at_once(db, cast):
    open_deal(cast.wei)
    with db.writing() as session:
        session.execute(update(Customer).values(open_deals=0, won_deals=1, lifecycle="active", last_won_on=None))
        session.commit()
    change(cast, at_risk_days=30)
    with db.reading() as session:
        assert session.scalars(select(Customer.lifecycle)).one() == "dormant"


def test_a_manager_of_sales_does_not_change_settings(db, cast):
    with pytest.raises(Forbidden):
        act(cast.gu, change_settings, form(ask(cast.gu, company)), ask(cast.gu, company))
