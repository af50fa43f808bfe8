"""What the fits by maximum likelihood share: counting equal rows, the covariance, intervals from it."""
from collections.abc import Callable

import numpy as np

# Logarithms of parameters stay within e^±12: beyond it nothing but the flatness of the likelihood decides.
BOUNDS = [(-12.0, 12.0)]
Z_80 = 1.2815515655446004


def distinct(*columns: np.ndarray) -> tuple[list[np.ndarray], np.ndarray]:
    """The different rows of these columns, and how often each occurs."""
    order = np.lexsort(columns[::-1])
    columns = [column[order] for column in columns]
    new = np.ones(len(order), bool)
    new[1:] = np.logical_or.reduce([column[1:] != column[:-1] for column in columns]) if len(order) > 1 else True
    starts = np.flatnonzero(new)
    return [column[starts] for column in columns], np.diff(np.append(starts, len(order)))


def covariance_of_logs(objective: Callable, logs: np.ndarray, rows: int, step: float = 1e-4) -> np.ndarray:
    """The inverse of the Hessian of the negative log-likelihood, from differences of its gradient.

    `objective` gives the mean negative log-likelihood of `rows` rows and its gradient. Directions in which the
    likelihood is flat say nothing and get no variance.
    """
    size = len(logs)
    hessian = np.empty((size, size))
    for place in range(size):
        move = np.zeros(size)
        move[place] = step
        hessian[place] = (objective(logs + move)[1] - objective(logs - move)[1]) / (2 * step)
    values, vectors = np.linalg.eigh((hessian + hessian.T) / 2 * rows)
    firm = values > values.max() * 1e-8
    return (vectors[:, firm] / values[firm]) @ vectors[:, firm].T


def variance_of_log(function: Callable, logs: np.ndarray, covariance: np.ndarray, step: float = 1e-3) -> np.ndarray:
    """Variance of the logarithm of `function(logs)` (an array of positive numbers) by the delta method."""
    slopes = []
    for place in range(len(logs)):
        move = np.zeros(len(logs))
        move[place] = step
        slopes.append((np.log(function(logs + move)) - np.log(function(logs - move))) / (2 * step))
    slopes = np.array(slopes)
    return np.einsum("ij,ik,kj->j", slopes, covariance, slopes)


def interval(value: np.ndarray, variance: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """10 % and 90 % quantile of a positive estimate whose logarithm has this variance."""
    width = np.exp(Z_80 * np.sqrt(np.maximum(variance, 0)))
    return value / width, value * width
