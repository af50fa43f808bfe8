"""When customers order: the BG/NBD model.

While alive a customer orders at random at a rate of its own (Gamma over customers), and after every order
leaves for good with a chance of its own (Beta over customers). Source of every formula: Fader, Hardie & Lee,
"Counting Your Customers" the Easy Way, Marketing Science 24(2), 2005.

`x` is the number of orders after the first, `t_x` the time from the first to the last, `T` the time from the
first until today; all times in one unit (weeks here and in the paper).
"""
from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize
from scipy.special import betaincinv, betaln, digamma, expit, gammaln, hyp2f1

from crm_core.value.likelihood import BOUNDS, covariance_of_logs, distinct

_NAMES = ("r", "alpha", "a", "b")


@dataclass(frozen=True)
class Purchases:
    """Fitted parameters; `covariance` is that of their logarithms, in the order r, alpha, a, b."""

    r: float
    alpha: float
    a: float
    b: float
    log_likelihood: float = float("nan")
    customers: int = 0
    covariance: np.ndarray | None = None

    @property
    def logs(self) -> np.ndarray:
        return np.log([self.r, self.alpha, self.a, self.b])

    def moved_to(self, logs) -> "Purchases":
        """The same model with other parameters, given by their logarithms."""
        return Purchases(*np.exp(logs))


def fit(x, t_x, T) -> Purchases:
    """The parameters by maximum likelihood. Customers with the same history are counted, not repeated."""
    (x, t_x, T), count = distinct(np.asarray(x), np.asarray(t_x, float), np.asarray(T, float))
    scale = float(np.average(T, weights=count)) or 1.0
    objective = _Likelihood(x, t_x / scale, T / scale, count)
    best = minimize(objective, np.zeros(4), jac=True, method="L-BFGS-B", bounds=BOUNDS * 4,
                    options={"ftol": 1e-13, "gtol": 1e-8, "maxiter": 500})
    customers = int(count.sum())
    r, alpha, a, b = np.exp(best.x)
    # Scaling time by s divides the density of every one of the Σx order times by s.
    log_likelihood = -best.fun * customers - float(count @ x) * np.log(scale)
    return Purchases(r, alpha * scale, a, b, log_likelihood, customers,
                     covariance_of_logs(objective, best.x, customers))


def log_likelihood(model: Purchases, x, t_x, T) -> float:
    """How probable these histories are, equation 6."""
    (x, t_x, T), count = distinct(np.asarray(x), np.asarray(t_x, float), np.asarray(T, float))
    return -float(_Likelihood(x, t_x, T, count)(model.logs)[0]) * float(count.sum())


def alive(model: Purchases, x, t_x, T) -> np.ndarray:
    """Probability that the customer has not left; 1 after a first order alone (nobody leaves before a second)."""
    return np.where(np.asarray(x) > 0, 1 - left(model, x, t_x, T), 1.0)


def left(model: Purchases, x, t_x, T) -> np.ndarray:
    """Probability that the customer has left for good.

    After a first order alone as if one could leave after it like after any other: Batislam, Denizel & Filiztekin,
    International Journal of Research in Marketing 24(3), 2007. The model proper says 0 there, however long the silence.
    """
    x, t_x, T = np.asarray(x, float), np.asarray(t_x, float), np.asarray(T, float)
    odds = (np.log(model.a) - np.log(model.b + np.maximum(x, 1) - 1)
            + (model.r + x) * (np.log(model.alpha + T) - np.log(model.alpha + t_x)))
    return expit(odds)


def expected(model: Purchases, t: float, x=0, t_x=0, T=0) -> np.ndarray:
    """Expected orders within the next `t` after `T`, equation 10; without history those of a newcomer, equation 9.

    2F1 is taken after Euler's transformation, (1 − z)^(r+x) 2F1(r+x, b+x; c; z) = (1 − z)^(a−1) 2F1(c−r−x, a−1; c; z),
    which neither overflows nor cancels however large x is.
    """
    x, t_x, T = np.broadcast_arrays(np.asarray(x, float), np.asarray(t_x, float), np.asarray(T, float))
    x_part, T_part, where = _pairs(x.ravel(), T.ravel())
    return _if_alive(model, t, x_part, T_part)[where].reshape(x.shape) * alive(model, x, t_x, T)


def _if_alive(model: Purchases, t: float, x: np.ndarray, T: np.ndarray) -> np.ndarray:
    """Expected orders of a customer known to be alive."""
    a = model.a if abs(model.a - 1) > 1e-6 else 1 + 1e-6
    c = a + model.b + x - 1
    c = np.where(np.abs(c) > 1e-9, c, 1e-9)
    z = t / (model.alpha + T + t)
    with np.errstate(all="ignore"):
        found = c / (a - 1) * (1 - (1 - z) ** (a - 1) * hyp2f1(c - model.r - x, a - 1, c, z))
    most = (model.r + x) * t / (model.alpha + T)  # were nobody to leave
    wrong = ~((found >= 0) & (found <= most))
    found[wrong] = _by_quadrature(model, t, x[wrong], T[wrong])
    return found


def _by_quadrature(model: Purchases, t: float, x: np.ndarray, T: np.ndarray) -> np.ndarray:
    """The same as a mean over the chance p of leaving, Beta(a, b + x): (1 − (1 + pt / (α + T))^−(r + x)) / p.

    For parameters so large that 2F1 leaves the range of numbers: customers who all leave with the same chance.
    """
    nodes, weights = np.polynomial.legendre.leggauss(128)
    chance = np.maximum(betaincinv(model.a, model.b + x[:, None], (nodes + 1) / 2), 1e-300)
    orders = -np.expm1(-(model.r + x[:, None]) * np.log1p(chance * t / (model.alpha + T[:, None]))) / chance
    return orders @ weights / 2


def orders_again(model: Purchases, t: float, x, t_x, T) -> np.ndarray:
    """Probability of at least one order within the next `t`.

    One leaves only after an order, so it is P(alive) × P(the next order of an alive customer comes within `t`),
    and the rate of an alive customer is Gamma(r + x, alpha + T).
    """
    x, T = np.asarray(x, float), np.asarray(T, float)
    waits = np.exp((model.r + x) * (np.log(model.alpha + T) - np.log(model.alpha + T + t)))
    return alive(model, x, t_x, T) * (1 - waits)


def probability(model: Purchases, x: int, t: float) -> float:
    """P(X(t) = x): that a newcomer orders exactly x times more within `t`, equation 8."""
    r, alpha, a, b = model.r, model.alpha, model.a, model.b
    orders = np.arange(x + 1)
    terms = np.exp(gammaln(r + orders) - gammaln(r) - gammaln(orders + 1)
                   + r * np.log(alpha / (alpha + t)) + orders * np.log(t / (alpha + t)))
    stays = np.exp(betaln(a, b + x) - betaln(a, b)) * terms[x]
    if x == 0:
        return float(stays)
    return float(stays + np.exp(betaln(a + 1, b + x - 1) - betaln(a, b)) * (1 - terms[:x].sum()))


def _pairs(first, second):
    """The different pairs of two columns, and which of them each row is."""
    (ones, which_one), (others, which_other) = (np.unique(column, return_inverse=True) for column in (first, second))
    pairs, where = np.unique(which_one * len(others) + which_other, return_inverse=True)
    return ones[pairs // len(others)], others[pairs % len(others)], where


class _Likelihood:
    """Mean negative log-likelihood (equation 6) and its gradient by the logarithms of r, alpha, a, b.

    Gamma functions depend on x alone and are taken once per x; what remains per row are two logarithms.
    """

    def __init__(self, x, t_x, T, count):
        self.values, self.which = np.unique(x, return_inverse=True)
        self.x, self.t_x, self.T, self.count = x.astype(float), t_x, T, count.astype(float)
        self.of_value = np.bincount(self.which, self.count)
        self.total = self.count.sum()
        self.repeats = x > 0

    def __call__(self, logs):
        r, alpha, a, b = np.exp(logs)
        x, n = self.values, self.of_value
        log_T, log_t_x = np.log(alpha + self.T), np.log(alpha + self.t_x)
        later = np.log(a) - np.log(b + np.maximum(x, 1) - 1)
        stays = -(r + self.x) * log_T
        leaves = np.where(self.repeats, later[self.which] - (r + self.x) * log_t_x, -np.inf)
        both = np.logaddexp(stays, leaves)
        value = self.count @ both + n @ (
            gammaln(r + x) - gammaln(r) + r * np.log(alpha)
            + gammaln(a + b) + gammaln(b + x) - gammaln(b) - gammaln(a + b + x))
        w_stays = self.count * np.exp(stays - both)
        w_leaves = self.count - w_stays
        left = np.bincount(self.which, w_leaves, len(x))
        by_r = n @ (digamma(r + x) - digamma(r) + np.log(alpha)) - w_stays @ log_T - w_leaves @ log_t_x
        by_alpha = self.total * r / alpha - (r + self.x) @ (w_stays / (alpha + self.T) + w_leaves / (alpha + self.t_x))
        by_a = n @ (digamma(a + b) - digamma(a + b + x)) + left.sum() / a
        by_b = n @ (digamma(a + b) + digamma(b + x) - digamma(b) - digamma(a + b + x)) - left @ (1 / (b + np.maximum(x, 1) - 1))
        gradient = np.array([by_r * r, by_alpha * alpha, by_a * a, by_b * b])
        return -value / self.total, -gradient / self.total
