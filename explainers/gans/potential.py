"""The dual of moving points onto others at least cost: a best critic, exact (Kantorovich and Rubinstein 1958)."""

import numpy as np
import ot
from numpy.typing import NDArray

Array = NDArray[np.float64]


def potential(costs: Array) -> tuple[Array, Array]:
    """Return the scores f of a best critic, on n real and on m generated points of equal mass, shapes (n,) and (m,).

    `costs` are the distances from real to generated points, shape (n, m). Of all functions with slope at most 1, f
    scores real points highest above generated ones: mean f(x) - mean f(x̃) is W₁. Only differences of scores mean
    anything, so the two means lie equally far from zero. From POT's solution of the dual problem.
    """
    n, m = costs.shape
    _, log = ot.emd(np.full(n, 1 / n), np.full(m, 1 / m), costs, log=True)
    u, v = log["u"], log["v"]  # u(x) + v(x̃) is at most the distance, and equal to it where mass is moved
    middle = 0.5 * (u.mean() - v.mean())
    return u - middle, -v - middle


def extended(costs: Array, at_generated: Array) -> Array:
    """Return the score elsewhere: the highest that a slope of 1 and the scores of generated points, (m,), allow.

    `costs` are the distances from the places to generated points, shape (..., m).
    """
    scores: Array = (costs + at_generated).min(axis=-1)
    return scores
