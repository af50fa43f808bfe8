"""Names of customers by score, by an editable rule."""
import numpy as np
import pytest
from sqlalchemy import insert, select

from crm_core.errors import Conflict, Forbidden, Invalid
from crm_core.run import act, ask
from crm_core.scoring import score_everybody
from crm_core.value.rules import DEFAULT_SEGMENTS, SEGMENT_LABELS, SegmentRule, segments
from crm_core.value.segmenting import change_segment_rules, segment_of, segment_rules, segments_by
from db.models import CustomerValue, JobRun
from tests.pages import open_page
from tests.value.test_score_everybody import NOW, TODAY, sell

NEWEST = (SegmentRule("new", 5, 5), SegmentRule("asleep"))


def test_other_rules_name_customers_otherwise(db, cast):
    ids = sell(db, [[10], [20], [30], [40], [50]])
    score_everybody()
    assert ask(cast.gu, segment_rules) == DEFAULT_SEGMENTS
    assert ask(cast.gu, segments_by, NEWEST)["new"][1] == 1
    assert act(cast.gu, change_segment_rules, NEWEST, DEFAULT_SEGMENTS) and not act(cast.gu, change_segment_rules, NEWEST, NEWEST)
    score_everybody()
    with db.reading() as session:
        named = session.scalars(select(CustomerValue.segment).order_by(CustomerValue.customer_id)).all()
        assert session.scalars(select(JobRun.name)).all() == ["value"]
    assert named == ["new", *["asleep"] * (len(ids) - 1)]


def test_the_database_names_as_the_rules_do(db):
    scores = [(r, f, m) for r in range(1, 6) for f in range(1, 6) for m in range(1, 6)]
    ids = sell(db, [[1]] * len(scores))
    with db.writing() as session:
        session.execute(insert(CustomerValue.__table__), [
            {"customer_id": key, "at": NOW, "orders": 1, "revenue": 1, "margin": 1, "first_on": TODAY, "last_on": TODAY, "recency": r, "frequency": f,
             "monetary": m, "segment": "", "reasons": [], "revenue_year": 0, "at_risk": 0} for key, (r, f, m) in zip(ids, scores, strict=True)])
        named = session.scalars(select(segment_of(DEFAULT_SEGMENTS)).order_by(CustomerValue.customer_id)).all()
    assert named == segments(*np.array(scores).T).tolist()


def test_nonsense_a_faster_colleague_and_sellers_are_refused(db, cast):
    with pytest.raises(Invalid):
        act(cast.gu, change_segment_rules, (SegmentRule("new", 5, 1),), DEFAULT_SEGMENTS)
    act(cast.gu, change_segment_rules, NEWEST, DEFAULT_SEGMENTS)
    with pytest.raises(Conflict):
        act(cast.walter, change_segment_rules, DEFAULT_SEGMENTS, DEFAULT_SEGMENTS)
    with pytest.raises(Forbidden):
        ask(cast.wei, segments_by, NEWEST)


def test_the_page_goes_back_to_the_built_in_rules(sqlite_db, cast, monkeypatch):
    sell(sqlite_db, [[10], [20]])
    score_everybody()
    act(cast.gu, change_segment_rules, NEWEST, DEFAULT_SEGMENTS)
    app = open_page(monkeypatch, cast.gu, "grade-rule")
    assert set(SEGMENT_LABELS.values()) <= {one.label for one in app.metric}
    app.button(key="segments_built_in").click().run()
    assert not app.exception and ask(cast.gu, segment_rules) == DEFAULT_SEGMENTS
