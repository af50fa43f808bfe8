"""The service report: its figures, computed a second time by hand, and the rows behind each bar."""
from datetime import timedelta

import pytest
from sqlalchemy import update

from crm_core.errors import Forbidden, NotFound
from crm_core.reports.service import export_service_rows, service, service_choices, service_rows
from crm_core.reports.service_filters import ServiceFilter
from crm_core.run import act, ask
from crm_core.tickets.joining import merge_tickets
from crm_core.tickets.moving import resolve_ticket
from crm_core.tickets.schemas import Reply
from crm_core.tickets.talking import reply
from db.models import Ticket
from tests.customers.making import make as make_customer
from tests.pipeline.counting import statements
from tests.tickets.making import at, make

ALL = ServiceFilter(period="all")


def fill(db, cast, minutes=(10, 20, 30, 40, 50, 60, 70, 80, 90, 500)) -> list[int]:
    """Tickets answered and resolved after so many working minutes, one after the other."""
    keys = []
    for place, spent in enumerate(minutes):
        start = at(9, day=2 + place % 4)
        key = make(cast.yan, f"Ticket {place}", kind="complaint" if place % 2 else "inquiry", channel="web" if place < 3 else "phone")
        from crm_core import clock

        clock.set_now(start + timedelta(minutes=spent))
        act(cast.yan, reply, key, Reply(text="Done.", then="resolve"))
        keys.append(key)
    with db.writing() as session:
        session.execute(update(Ticket).where(Ticket.id == keys[0]).values(satisfaction=5))
        session.execute(update(Ticket).where(Ticket.id == keys[1]).values(satisfaction=2))
        session.commit()
    at(12, day=25)
    return keys


def test_median_and_p90_are_those_of_the_minutes(db, cast):
    fill(db, cast)
    report = ask(cast.yan, service, ALL)
    assert (report.now.opened, report.now.resolved) == (10, 10)
    assert (report.now.response_median, report.now.resolve_median) == (50, 50)
    frame = report.response.frame
    assert (frame["count"].sum(), frame["median"].dropna().tolist(), frame["p90"].dropna().tolist()) == (10, [50], [90])
    assert (report.now.in_time, report.now.answered_in_time) == (1.0, 0.9)
    assert (report.now.satisfaction, report.now.scored) == (3.5, 2)


def test_every_bar_opens_its_rows(db, cast):
    keys = fill(db, cast)
    make(cast.yan)
    report = ask(cast.yan, service, ALL)
    charts = {"volume": report.volume, "response": report.response, "resolution": report.resolution, "satisfaction": report.satisfaction,
              "backlog": report.backlog, "agents": report.agents}
    for part, chart in charts.items():
        for bar in chart.frame.itertuples():
            count = chart.frame["count"][bar.Index]
            assert ask(cast.yan, service_rows, ALL, part, bar.key).total == count, (part, bar.key)
    assert ask(cast.yan, service_rows, ALL, "satisfaction").total == 2
    assert keys[0] in {row.id for row in ask(cast.yan, service_rows, ALL, "agents", str(cast.yan.user_id)).rows}


@pytest.mark.parametrize("group", ["kind", "channel", "product"])
def test_volume_by_what_one_likes(db, cast, group):
    fill(db, cast)
    report = ask(cast.yan, service, ALL, group)
    assert report.volume.frame["count"].sum() == 10
    for bar in report.volume.frame.itertuples():
        assert ask(cast.yan, service_rows, ALL, "volume", bar.key, group).total == report.volume.frame["count"][bar.Index]


def test_filters_hold_for_everything(db, cast):
    fill(db, cast)
    report = ask(cast.yan, service, ServiceFilter(period="all", kind="complaint", channel="phone"))
    assert (report.now.opened, report.now.response_median) == (4, 60)
    assert ask(cast.yan, service, ServiceFilter(period="last_month")).now.opened == 0


def test_a_merged_ticket_counts_once(db, cast):
    customer = make_customer(cast.wei)
    one, two = make(cast.yan, customer_id=customer), make(cast.yan, customer_id=customer)
    act(cast.yan, merge_tickets, two, one)
    report = ask(cast.yan, service, ALL)
    assert (report.now.opened, report.open) == (1, 1)


def test_a_manager_sees_the_teams_tickets(db, cast):
    make(cast.wei)
    make(cast.omar)
    assert ask(cast.gu, service, ALL).now.opened == 1
    assert ask(cast.eva, service, ALL).now.opened == 2
    assert set(ask(cast.gu, service_choices).teams.values()) == {"East"}
    for nobody in (cast.wei, cast.mia, cast.ada):
        with pytest.raises(Forbidden):
            ask(nobody, service, ALL)


def test_what_is_resolved_is_no_backlog(db, cast):
    at(9, day=2)
    key = make(cast.yan)
    late = make(cast.yan)
    at(12, day=25)
    act(cast.yan, resolve_ticket, key, "Done.")
    frame = ask(cast.yan, service, ALL).backlog.frame.set_index("key")
    assert (frame["count"]["14-30"], frame["late"]["14-30"], frame["count"].sum()) == (1, 1, 1)
    assert [row.id for row in ask(cast.yan, service_rows, ALL, "backlog", "14-30").rows] == [late]


def test_a_bar_there_is_not_is_not_found(db, cast):
    for part, key in (("nonsense", None), ("volume", "nonsense"), ("backlog", "x-y"), ("agents", "x"), ("response", "2026-13-01")):
        with pytest.raises(NotFound):
            ask(cast.yan, service_rows, ALL, part, key)


def test_the_rows_as_excel_for_who_may_export(db, cast):
    make(cast.gu)
    make(cast.walter)
    assert act(cast.gu, export_service_rows, ALL, "volume").rows == 1
    with pytest.raises(Forbidden):
        act(cast.yan, export_service_rows, ALL, "volume")


def test_it_costs_a_fixed_number_of_statements(db, cast):
    fill(db, cast)
    yan = cast.yan
    with statements(db) as few:
        ask(yan, service, ALL)
        ask(yan, service_choices)
    fill(db, cast)
    with statements(db) as many:
        ask(yan, service, ALL)
        ask(yan, service_choices)
    assert len(few) == len(many) <= 8
