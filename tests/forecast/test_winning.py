"""The win probability: a model only where it knows something."""
import numpy as np
import pandas as pd
import pytest

from crm_core.access.actor import SYSTEM
from crm_core.errors import NotFound
from crm_core.forecast import winning
from crm_core.forecast.features import NAMES
from crm_core.forecast.logistic import auc_within, brier, fit
from crm_core.run import act, ask
from tests.forecast.making import fill, stop_clock
from tests.reports import maven


def rows(n=900, effect=1.5, seed=3):
    rng = np.random.default_rng(seed)
    frame = pd.DataFrame({name: rng.normal(size=n) for name in NAMES})
    frame["stage"] = rng.integers(1, 4, n)
    chance = 1 / (1 + np.exp(-(effect * frame.owner_rate + frame.stage - 2)))
    frame["won"] = (rng.random(n) < chance).astype(int)
    frame["deal"], frame["closed"] = range(n), pd.date_range("2025-01-01", periods=n).date
    return frame


def test_what_can_be_known_is_found():
    trial = winning.learn(rows()).trial
    assert trial.signal and trial.auc_low > 0.6 and trial.brier < trial.brier_base


def test_chance_is_not_taken_for_a_signal():
    assert [winning.learn(rows(effect=0, seed=seed)).trial.signal for seed in range(4)] == [False] * 4


def test_too_few_deals_are_not_tried():
    assert not winning.learn(rows(100)).trial.enough


def test_the_scores_are_those_of_the_textbook():
    won, said = np.array([1, 0, 1, 0]), np.array([0.9, 0.8, 0.7, 0.1])
    assert brier(said, won) == pytest.approx((0.01 + 0.64 + 0.09 + 0.01) / 4)
    assert auc_within(said, won, np.ones(4)) == 0.75
    x = np.random.default_rng(1).normal(size=(5000, 1))
    y = (np.random.default_rng(2).random(5000) < 1 / (1 + np.exp(-(0.5 + 2 * x[:, 0])))).astype(float)
    found = fit(x, y, np.zeros(5000))
    assert found.weights[0] / found.scale[0] == pytest.approx(2, abs=0.15)


@maven.needed
def test_the_maven_deals_have_no_signal(sqlite_db):
    maven.fill()
    from crm_core import clock
    clock.set_now(maven.MOMENT)
    trial = ask(SYSTEM, winning.learned).trial
    assert trial.enough and not trial.signal
    assert trial.deals == 6711 and 0.4 < trial.auc < 0.6


def test_an_open_deal_has_the_base_rate_of_its_stage(db, cast):
    stop_clock()
    fill(300)
    from tests.forecast.test_forecast import open_ids
    deal = open_ids()[0]
    with db.reading() as session:
        from db.models import Deal, User
        owner = session.get(User, session.get(Deal, deal).owner_id).email.partition("@")[0]
    actor = getattr(cast, owner)
    assert ask(actor, winning.win_of, deal).probability is None
    act(SYSTEM, winning.keep, ask(SYSTEM, winning.learned))
    found = ask(actor, winning.win_of, deal)
    assert found.by == "stage" and 0 < found.probability < 1 and found.trial.signal is False
    stranger = cast.omar if owner != "omar" else cast.wei
    with pytest.raises(NotFound):
        ask(stranger, winning.win_of, deal)
