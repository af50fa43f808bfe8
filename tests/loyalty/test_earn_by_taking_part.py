"""Answering a survey and coming to an event bring points, once each."""
import pytest

from crm_core.access.actor import SYSTEM
from crm_core.campaigns.members import add_members, mark_members
from crm_core.run import act
from crm_core.surveys.answering import answer_survey
from crm_core.surveys.schemas import SurveyAnswer
from tests.campaigns.making import campaign, members
from tests.loyalty.helpers import balance, entries, points, ruled
from tests.pipeline.helpers import customer
from tests.surveys.helpers import reachable, resolved, surveys


@pytest.fixture
def buyer(db, cast) -> int:
    reachable(db)
    return customer(cast.wei, email="zoe@example.org")


def test_an_answered_survey_brings_its_points(db, cast, buyer):
    ruled(survey=30)
    resolved(db, cast.yan, customer_id=buyer)
    act(SYSTEM, answer_survey, surveys(db)[0].id, SurveyAnswer(score=1))
    (entry,) = entries(buyer)
    assert (entry.kind, entry.points, entry.once) == ("taking_part", 30, "survey:1")
    assert entry.expires_on is not None


def test_no_points_are_set_for_it(db, cast, buyer):
    ruled(survey=0, event=0)
    resolved(db, cast.yan, customer_id=buyer)
    act(SYSTEM, answer_survey, surveys(db)[0].id, SurveyAnswer(score=5))
    came(cast, buyer)
    assert points(buyer) == []


def came(cast, buyer: int) -> tuple[int, int]:
    key = campaign(cast.mia, channel="event")
    act(cast.mia, add_members, key, [buyer])
    member = members(key)[0].id
    act(cast.mia, mark_members, key, [member], "attended")
    return key, member


def test_coming_to_an_event_brings_points_and_not_having_come_takes_them_back(db, cast, buyer):
    key, member = came(cast, buyer)
    assert points(buyer) == [50]
    act(cast.mia, mark_members, key, [member], "absent")
    assert points(buyer) == [50, -50]
    act(cast.mia, mark_members, key, [member], "attended")
    assert balance(buyer) == 50
    assert entries(buyer)[-1].campaign_id == key


def test_a_registration_is_not_yet_taking_part(db, cast, buyer):
    key = campaign(cast.mia, channel="event")
    act(cast.mia, add_members, key, [buyer])
    act(cast.mia, mark_members, key, [members(key)[0].id], "registered")
    assert points(buyer) == []
