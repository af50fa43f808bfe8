"""How long contracts are renewed: the shifted-beta-geometric model.

At each renewal a customer leaves with a chance of its own (Beta over customers); those likely to leave go
first, so retention rises with time. Source: Fader & Hardie, How to Project Customer Retention, Journal of
Interactive Marketing 21(1), 2007.
"""
from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize
from scipy.special import betaln

from crm_core.value.likelihood import BOUNDS


@dataclass(frozen=True)
class Retention:
    """Fitted parameters and the log-likelihood of what was fitted."""

    alpha: float
    beta: float
    log_likelihood: float = float("nan")


def fit(customers) -> Retention:
    """The parameters by maximum likelihood from the customers left after 0, 1, 2, … periods (counts or shares)."""
    customers = np.asarray(customers, float)
    lost, left, periods = -np.diff(customers), customers[-1], np.arange(1, len(customers))

    def missed(logs):
        alpha, beta = np.exp(logs)
        leaves = betaln(alpha + 1, beta + periods - 1) - betaln(alpha, beta)
        stays = betaln(alpha, beta + periods[-1]) - betaln(alpha, beta)
        return -(lost @ leaves + left * stays) / customers[0]

    best = minimize(missed, np.zeros(2), method="L-BFGS-B", bounds=BOUNDS * 2, options={"ftol": 1e-14, "gtol": 1e-9})
    return Retention(*np.exp(best.x), -best.fun * customers[0])


def survival(model: Retention, periods) -> np.ndarray:
    """Share still there after so many periods, equation 6."""
    return np.exp(betaln(model.alpha, model.beta + np.asarray(periods, float)) - betaln(model.alpha, model.beta))
