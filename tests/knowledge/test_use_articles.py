"""Reading an article, saying whether it helped, putting it into an answer."""
from datetime import timedelta

import pytest

from crm_core import clock
from crm_core.errors import NotFound
from crm_core.knowledge.queries import article
from crm_core.knowledge.uses import note_view, use_article, vote
from crm_core.run import act, ask
from tests.knowledge.helpers import asked, written


def test_a_reader_counts_once_a_day(db, cast):
    key = written()
    assert [act(cast.wei, note_view, key) for _again in range(3)] == [True, False, False]
    act(cast.min, note_view, key)
    assert ask(cast.wei, article, key).views == 2
    clock.set_now(clock.now() + timedelta(days=1))
    act(cast.wei, note_view, key)
    assert ask(cast.wei, article, key).views == 3


def test_everybody_has_one_voice_and_may_change_it(db, cast):
    key = written()
    for helped in (True, True, False):
        act(cast.wei, vote, key, helped)
    act(cast.min, vote, key, True)
    found = ask(cast.wei, article, key)
    assert (found.helpful, found.unhelpful, found.vote) == (1, 1, False)
    assert ask(cast.yan, article, key).vote is None


def test_nobody_votes_on_what_he_may_not_read(db, cast):
    key = written(state="draft")
    with pytest.raises(NotFound):
        act(cast.wei, note_view, key)
    with pytest.raises(NotFound):
        act(cast.wei, vote, key, True)


def test_an_answer_counts_once_per_ticket(db, cast):
    key, ticket = written(), asked(db)
    for _again in range(2):
        act(cast.yan, use_article, key, ticket)
    assert ask(cast.yan, article, key).used == 1
    with pytest.raises(NotFound):
        act(cast.omar, use_article, key, ticket)

