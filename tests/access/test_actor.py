"""Who acts, as it is read at every click."""
from crm_core import settings
from crm_core.access.actor import load_actor
from crm_core.access.rights import Scope
from db.engine import database
from tests.pipeline.counting import statements


def test_the_rights_and_the_settings_come_along_in_one_statement(db, cast):
    me = cast.wei.user_id
    with database().writing() as session:
        settings.store(session, company="胡同", survey_active=False, idle_minutes=5, greetings={"birthday": ["a", 1]})
        session.commit()
    with database().reading() as session, statements(db) as seen:
        wei = load_actor(session, me)
    assert len(seen) == 1
    assert wei.scope("deals:view") is Scope.OWN and not wei.may("users:manage")
    with database().reading() as session:
        assert wei.company == settings.load(session)
    assert wei.company.greetings == {"birthday": ["a", 1]} and not wei.company.survey_active
