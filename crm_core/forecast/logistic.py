"""Logistic regression with a ridge, and how well probabilities did. Pure."""
from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize
from scipy.special import expit
from scipy.stats import rankdata

RIDGE = 4.0  # as if every standardised coefficient had a normal prior of variance 1 / RIDGE
RESAMPLES = 300


@dataclass(frozen=True)
class Fitted:
    """Coefficients of standardised features; `offset` of a row (its base rate's log odds) is added as it is."""

    mean: np.ndarray
    scale: np.ndarray
    weights: np.ndarray
    intercept: float

    def probability(self, features: np.ndarray, offset: np.ndarray) -> np.ndarray:
        return expit((features - self.mean) / self.scale @ self.weights + self.intercept + offset)


def fit(features: np.ndarray, won: np.ndarray, offset: np.ndarray) -> Fitted:
    """Maximum penalised likelihood; the intercept is free."""
    mean, scale = features.mean(axis=0), features.std(axis=0)
    scale = np.where(scale > 1e-9, scale, 1.0)
    x = (features - mean) / scale

    def loss(w: np.ndarray) -> tuple[float, np.ndarray]:
        z = x @ w[1:] + w[0] + offset
        gradient = expit(z) - won
        value = np.logaddexp(0, z).sum() - (won * z).sum() + RIDGE * (w[1:] ** 2).sum() / 2
        return value, np.concatenate([[gradient.sum()], x.T @ gradient + RIDGE * w[1:]])

    found = minimize(loss, np.zeros(x.shape[1] + 1), jac=True, method="L-BFGS-B").x
    return Fitted(mean, scale, found[1:], float(found[0]))


def brier(probability: np.ndarray, won: np.ndarray) -> float:
    """The mean squared distance of probabilities from what happened (Brier 1950); less is better."""
    return float(np.mean((probability - won) ** 2))


def auc_within(probability: np.ndarray, won: np.ndarray, group: np.ndarray) -> float:
    """How often a won one has the higher probability than a lost one of the same group (Mann–Whitney); 0.5 is chance."""
    wins = pairs = 0.0
    for one in np.unique(group):
        mine = group == one
        good, bad = int(won[mine].sum()), int((1 - won[mine]).sum())
        if good and bad:
            ranks = rankdata(probability[mine])
            wins += ranks[won[mine] == 1].sum() - good * (good + 1) / 2
            pairs += good * bad
    return float(wins / pairs) if pairs else 0.5


def auc_interval(probability: np.ndarray, won: np.ndarray, group: np.ndarray, deal: np.ndarray, seed: int) -> tuple[float, float]:
    """The 95 % interval of `auc_within` by resampling whole deals, whose rows belong together."""
    rng = np.random.default_rng(seed)
    deals, place = np.unique(deal, return_inverse=True)
    order = np.argsort(place, kind="stable")
    starts = np.searchsorted(place[order], np.arange(len(deals) + 1))
    found = []
    for _again in range(RESAMPLES):
        drawn = rng.integers(len(deals), size=len(deals))
        rows = np.concatenate([order[starts[i] : starts[i + 1]] for i in drawn])
        found.append(auc_within(probability[rows], won[rows], group[rows]))
    low, high = np.quantile(found, (0.025, 0.975))
    return float(low), float(high)
