"""The win probability of each deal: of a model where it has shown that it knows something, else its stage's base rate."""
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy import select

from crm_core.access import scope
from crm_core.errors import NotFound
from crm_core.forecast import features, logistic
from crm_core.work import Work, command, query
from db.models import Deal, ModelRun

KIND = "win"
LEAST, LEAST_EACH = 200, 40  # closed deals, and won and lost ones, before a model is tried
HELD_OUT = 0.25  # of the closed deals, the last ones
PRIOR = 10.0  # closed deals that the overall share counts for in a stage's
SEED = 20_260_101


@dataclass(frozen=True)
class Win:
    """The chance that an open deal is won. `by` is model or stage; `trial` how the model did, None before the first night."""

    probability: float | None
    by: str
    trial: "Trial | None"


@dataclass(frozen=True)
class Trial:
    """The model on the deals closed last, which it had not seen. `enough` False: there were too few to try."""

    enough: bool
    signal: bool
    deals: int
    held_out: int = 0
    auc: float | None = None
    auc_low: float | None = None
    brier: float | None = None
    brier_base: float | None = None


@dataclass(frozen=True)
class Outcome:
    """What a night's fit gives: the trial, and what to compute probabilities from."""

    trial: Trial
    parameters: dict[str, Any]
    check: dict[str, Any]


def learn(rows: pd.DataFrame) -> Outcome:
    """Fits on rows of `features.closed` and tries it on the deals closed last. Pure.

    It has a signal when the held-out Brier score is better than that of the stage's base rate and the 95 % interval of the
    AUC within stages, by resampling deals, lies above one half.
    """
    deals = rows.drop_duplicates("deal")
    won = int(deals.won.sum())
    base = {"overall": _share(won, len(deals), 0.5), "stages": _base(rows, _share(won, len(deals), 0.5))}
    if len(deals) < LEAST or min(won, len(deals) - won) < LEAST_EACH:
        return Outcome(Trial(False, False, len(deals)), {"base": base}, {})
    ordered = deals.sort_values(["closed", "deal"])
    since = ordered.closed.iloc[int(len(ordered) * (1 - HELD_OUT))]
    early, late = rows[rows.closed < since], rows[rows.closed >= since]
    if early.won.nunique() < 2 or late.won.nunique() < 2:
        return Outcome(Trial(False, False, len(deals)), {"base": base}, {})
    known = _base(early, float(early.won.mean()))
    told = _offset(late, known, float(early.won.mean()))
    fitted = logistic.fit(features.matrix(early), early.won.to_numpy(float), _offset(early, known, float(early.won.mean())))
    found, real = fitted.probability(features.matrix(late), told), late.won.to_numpy(float)
    auc = logistic.auc_within(found, real, late.stage.to_numpy())
    low, high = logistic.auc_interval(found, real, late.stage.to_numpy(), late.deal.to_numpy(), SEED)
    score, plain = logistic.brier(found, real), logistic.brier(1 / (1 + np.exp(-told)), real)
    trial = Trial(True, score < plain and low > 0.5, len(deals), int(late.deal.nunique()), auc, low, score, plain)
    whole = logistic.fit(features.matrix(rows), rows.won.to_numpy(float), _offset(rows, base["stages"], base["overall"]))
    parameters = {
        "base": base, "names": list(features.NAMES), "mean": whole.mean.tolist(), "scale": whole.scale.tolist(),
        "weights": whole.weights.tolist(), "intercept": whole.intercept,
    }
    check = {"held_out": trial.held_out, "since": since.isoformat(), "auc": auc, "auc_low": low, "auc_high": high, "brier": score,
             "brier_base": plain, "bins": _reliability(found, real)}
    return Outcome(trial, parameters, check)


@query("jobs:manage")
def learned(work: Work) -> Outcome:
    """What the company's closed deals teach."""
    return learn(features.closed(work))


@command("jobs:manage")
def keep(work: Work, outcome: Outcome) -> int:
    """Keeps a night's model; returns its number."""
    run = ModelRun(kind=KIND, at=work.now, enough=outcome.trial.enough, signal=outcome.trial.signal, rows=outcome.trial.deals,
                   parameters=outcome.parameters, check=outcome.check)
    work.session.add(run)
    work.session.flush()
    return run.id


@query("deals:view")
def win_of(work: Work, deal_id: int) -> Win:
    """The chance of one open deal. Raises NotFound."""
    deal = work.session.execute(select(Deal.id, Deal.stage_id).where(Deal.id == deal_id, Deal.status == "open", scope.deals(work))).first()
    if deal is None:
        raise NotFound()
    run = _latest(work)
    if run is None:
        return Win(None, "stage", None)
    found = _probabilities(work, run, {deal.id: deal.stage_id})
    return Win(found.get(deal.id), "model" if run.signal else "stage", _trial(run))


@query("deals:view", "reports:forecast")
def last_trial(work: Work) -> Trial | None:
    """How the last model did; None before the first night."""
    run = _latest(work)
    return _trial(run) if run else None


def current(work: Work, stages: dict[int, int]) -> dict[int, float]:
    """Deal → chance to be won at any time, of open deals given with their stages; empty before the first night."""
    run = _latest(work)
    return _probabilities(work, run, stages) if run else {}


def _latest(work: Work) -> ModelRun | None:
    return work.session.scalars(select(ModelRun).where(ModelRun.kind == KIND).order_by(ModelRun.at.desc(), ModelRun.id.desc()).limit(1)).first()


def _trial(run: ModelRun) -> Trial:
    check = run.check or {}
    return Trial(run.enough, run.signal, run.rows, *(check.get(name, 0 if name == "held_out" else None)
                                                     for name in ("held_out", "auc", "auc_low", "brier", "brier_base")))


def _probabilities(work: Work, run: ModelRun, stages: dict[int, int]) -> dict[int, float]:
    base = run.parameters["base"]
    share = {deal: base["stages"].get(str(stage), base["overall"]) for deal, stage in stages.items()}
    if not run.signal or not stages:
        return share
    rows = features.open_now(work, list(stages))
    p = run.parameters
    fitted = logistic.Fitted(np.array(p["mean"]), np.array(p["scale"]), np.array(p["weights"]), p["intercept"])
    found = fitted.probability(features.matrix(rows), _offset(rows, base["stages"], base["overall"]))
    return share | dict(zip(rows.deal.astype(int), found.astype(float), strict=True))


def _base(rows: pd.DataFrame, overall: float) -> dict[str, float]:
    """Stage → share of its deals that were won in the end, drawn to `overall` where there were few."""
    counted = rows.groupby("stage").won.agg(["sum", "count"])
    return {str(int(stage)): _share(row["sum"], row["count"], overall) for stage, row in counted.iterrows()}


def _share(won: float, closed: float, overall: float) -> float:
    return float((won + PRIOR * overall) / (closed + PRIOR))


def _offset(rows: pd.DataFrame, base: dict[str, float], overall: float) -> np.ndarray:
    share = np.clip([base.get(str(int(stage)), overall) for stage in rows.stage], 0.01, 0.99)
    return np.log(share / (1 - share))


def _reliability(found: np.ndarray, real: np.ndarray) -> list[dict[str, float]]:
    """Ten groups of equal size by what was said, with what happened."""
    order = np.array_split(np.argsort(found), 10)
    return [{"said": float(found[i].mean()), "happened": float(real[i].mean()), "n": len(i)} for i in order if len(i)]


