"""What an order is worth: the Gamma-Gamma model of spend.

A customer's orders vary around a mean of its own, and these means vary between customers; how much somebody
spends does not depend on how often. Source: Fader & Hardie, The Gamma-Gamma Model of Monetary Value, 2013
(brucehardie.com/notes/025).

`x` is the number of orders observed, `mean` their average value, in any unit of money.
"""
from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize
from scipy.special import digamma, gammaln

from crm_core.value.likelihood import BOUNDS, covariance_of_logs


@dataclass(frozen=True)
class Spend:
    """Fitted parameters; `covariance` is that of their logarithms, in the order p, q, gamma."""

    p: float
    q: float
    gamma: float
    log_likelihood: float = float("nan")
    customers: int = 0
    covariance: np.ndarray | None = None

    @property
    def logs(self) -> np.ndarray:
        return np.log([self.p, self.q, self.gamma])

    def moved_to(self, logs) -> "Spend":
        """The same model with other parameters, given by their logarithms."""
        return Spend(*np.exp(logs))


def fit(x, mean) -> Spend:
    """The parameters by maximum likelihood, from customers with at least one order of positive value."""
    x, mean = np.asarray(x, float), np.asarray(mean, float)
    scale = float(mean.mean())
    objective = _Likelihood(x, mean / scale)
    best = minimize(objective, np.log([2.0, 3.0, 2.0]), jac=True, method="L-BFGS-B", bounds=BOUNDS * 3,
                    options={"ftol": 1e-13, "gtol": 1e-8, "maxiter": 500})
    p, q, gamma = np.exp(best.x)
    return Spend(p, q, gamma * scale, -best.fun * len(x) - len(x) * np.log(scale), len(x),
                 covariance_of_logs(objective, best.x, len(x)))


def expected(model: Spend, x=0, mean=0) -> np.ndarray:
    """Expected value of this customer's next order, equation 5: its own mean drawn towards everybody's.

    Infinite means (q ≤ 1 without history) are left to the customer's own orders.
    """
    x, mean = np.asarray(x, float), np.asarray(mean, float)
    weight = model.p * x + model.q - 1
    drawn = model.p * (model.gamma + x * mean) / np.where(weight > 0, weight, 1)
    return np.where(weight > 0, drawn, mean)


class _Likelihood:
    """Mean negative log-likelihood (equation 1a) and its gradient by the logarithms of p, q, gamma."""

    def __init__(self, x, mean):
        self.values, which = np.unique(x, return_inverse=True)
        self.of_value = np.bincount(which).astype(float)
        self.x, self.spent, self.logs = x, x * mean, np.log(mean)
        self.logs_of_value = np.bincount(which, self.logs)
        self.which = which

    def __call__(self, logs):
        p, q, gamma = np.exp(logs)
        x, n = self.values, self.of_value
        together = np.log(gamma + self.spent)
        of_value = np.bincount(self.which, together, len(x))
        value = (
            n @ (gammaln(p * x + q) - gammaln(p * x) - gammaln(q) + q * np.log(gamma) + p * x * np.log(x))
            + (p * x - 1) @ self.logs_of_value - (p * x + q) @ of_value
        )
        by_p = n @ (x * (digamma(p * x + q) - digamma(p * x) + np.log(x))) + x @ (self.logs_of_value - of_value)
        by_q = n @ (digamma(p * x + q) - digamma(q) + np.log(gamma)) - of_value.sum()
        by_gamma = len(self.x) * q / gamma - (p * self.x + q) @ (1 / (gamma + self.spent))
        gradient = np.array([by_p * p, by_q * q, by_gamma * gamma])
        return -value / len(self.x), -gradient / len(self.x)
