"""The pages of segments, clicked."""
from datetime import date

from sqlalchemy import event, select

from crm_core.run import act, ask
from crm_core.segments.commands import SegmentForm, create_segment
from crm_core.segments.queries import segment_view
from db.engine import database
from db.models import Segment
from tests.pages import open_page, run
from tests.pipeline.helpers import customer
from tests.segments.rules import all_of, when
from tests.ui.browserless import data

VIPS = all_of(when("grade", "is", ["vip"]))


def shown(app) -> str:
    return "\n".join(str(part.value) for part in (*app.markdown, *app.error)).replace("\\", "")


def segment(actor, name="VIPs", rule=VIPS, **more) -> int:
    return act(actor, create_segment, SegmentForm(name=name, rule=rule, **more))


def stored(name: str) -> Segment:
    with database().reading() as session:
        return session.scalars(select(Segment).where(Segment.name == name)).one()


def test_the_list_shows_rule_and_count(sqlite_db, cast, monkeypatch):
    customer(cast.wei, "Acme", grade="vip")
    segment(cast.mia)
    rows = {row["cells"]["name"]["text"]: row["cells"] for row in data(open_page(monkeypatch, cast.mia, "segments"), "segments_table")["rows"]}
    assert (rows["VIPs"]["rule"], rows["VIPs"]["count"]) == ("Grade is VIP.", "1")
    assert rows["High value"]["owner"] == "Ready-made"


def test_a_segment_is_built_and_saved(sqlite_db, cast, monkeypatch):
    customer(cast.wei, "Acme", grade="vip")
    app = open_page(monkeypatch, cast.mia, "segment")
    app.text_input(key="segment.new.name").set_value("Silent ones").run()
    app.button(key="rule-add-1").click().run()
    row = next(box.key for box in app.selectbox if box.key.startswith("rule-field-") and box.key != "rule-field-2")
    number = row.rpartition("-")[2]
    app.selectbox(key=row).set_value("grade").run()
    assert "1 condition without a value" in shown(app)
    app.multiselect(key=f"rule-value-{number}-grade-values").set_value(["vip"]).run()
    assert "**and** grade is VIP" in shown(app)
    app.number_input(key="rule-value-2-last_activity-days").set_value(30).run()
    app.button(key="segment_save").click().run()
    assert stored("Silent ones").rule == all_of(when("last_activity", "older", 30), when("grade", "is", ["vip"]))


def test_groups_are_added_and_taken_away(sqlite_db, cast, monkeypatch):
    key = segment(cast.mia)
    app = open_page(monkeypatch, cast.mia, "segment", f"id={key}")
    app.button(key="rule-group-1").click().run()
    inner = next(group.key for group in app.button_group if group.key != "rule-match-1" and group.key.startswith("rule-match"))
    app.button_group(key=inner).set_value("none").run()
    app.button(key=f"rule-remove-{inner.rpartition('-')[2]}").click().run()
    app.button(key="segment_save").click().run()
    assert stored("VIPs").rule == VIPS


def test_what_lacks_a_value_is_not_saved_and_says_where(sqlite_db, cast, monkeypatch):
    key = segment(cast.mia)
    app = open_page(monkeypatch, cast.mia, "segment", f"id={key}")
    app.button(key="rule-add-1").click().run()
    app.button(key="segment_save").click().run()
    assert "Condition 2: this value does not fit" in shown(app)
    assert stored("VIPs").version == 1


def test_it_is_frozen_deleted_and_brought_back(sqlite_db, cast, monkeypatch):
    customer(cast.wei, "Acme", grade="vip")
    key = segment(cast.mia)
    app = open_page(monkeypatch, cast.mia, "segment", f"id={key}")
    app.button_group(key=f"segment.{key}.way").set_value("frozen").run()
    app.button(key="segment_save").click().run()
    assert not stored("VIPs").live
    app.session_state["_dialog"] = ("segment.delete", {"segment": ask(cast.mia, segment_view, key)})
    run(app).button(key="segment_delete.yes").click().run()
    with database().reading() as session:
        assert session.get(Segment, key).deleted_at is not None
    run(app).button(key="undo").click().run()
    assert stored("VIPs").deleted_at is None


def test_days_are_chosen_from_a_calendar(sqlite_db, cast, monkeypatch):
    key = segment(cast.mia, rule=all_of(when("created", "dates", ["2026-01-01", "2026-02-01"])))
    app = open_page(monkeypatch, cast.mia, "segment", f"id={key}")
    assert "Created between" in shown(app)
    app.date_input(key="rule-value-2-created-dates").set_value((date(2026, 3, 1), date(2026, 3, 31))).run()
    app.button(key="segment_save").click().run()
    assert stored("VIPs").rule == all_of(when("created", "dates", ["2026-03-01", "2026-03-31"]))


def test_managers_read_and_change_nothing(sqlite_db, cast, monkeypatch):
    app = open_page(monkeypatch, cast.eva, "segment", f"id={segment(cast.mia)}")
    assert "Grade is VIP" in shown(app)
    assert not [button.key for button in app.button if button.key == "segment_save" or (button.key or "").startswith("rule-")]


def test_another_persons_private_segment_is_not_there(sqlite_db, cast, monkeypatch):
    app = open_page(monkeypatch, cast.eva, "segment", f"id={segment(cast.mia, shared=False)}")
    assert "is not yours to see" in shown(app)


def test_in_chinese(sqlite_db, cast, monkeypatch):
    key = segment(cast.mia)
    with database().writing() as session:
        from db.models import User

        session.scalars(select(User).where(User.name == "Mia Torres")).one().locale = "zh_Hans"
        session.commit()
    app = open_page(monkeypatch, cast.mia, "segment", f"id={key}")
    assert "等级为 VIP。" in shown(app)


def test_pages_ask_little(sqlite_db, cast, monkeypatch):
    key = segment(cast.mia)
    statements = []
    event.listen(database().reader, "before_cursor_execute", lambda *a: statements.append(a[2]))
    for url, query in (("segments", ""), ("segment", f"id={key}")):
        statements.clear()
        open_page(monkeypatch, cast.mia, url, query)
        assert len([s for s in statements if not s.startswith(("BEGIN", "PRAGMA"))]) <= 16, statements
