"""A discriminative classifier: logistic regression models p(y | x) alone, and nothing about where points lie."""

from dataclasses import dataclass

import numpy as np
from scipy.special import expit

from explainers.foundations.plane import Array, Labels
from explainers.one_thread import one_thread

FEATURES = {"linear": "of x", "squares": "of x and x²"}


@dataclass(frozen=True, eq=False)
class Conditional:
    """p(y = 1 | x) = 1 / (1 + exp(-a)), where a is a weighted sum of features of x."""

    weights: Array  # (p,) that of the constant first
    features: str  # "linear" or "squares"

    def logit(self, x: Array) -> Array:
        """Return a for points (n, d), shape (n,)."""
        return expanded(x, self.features) @ self.weights

    def posterior(self, x: Array) -> Array:
        """Return p(y | x) for both classes, shape (n, 2)."""
        one = expit(self.logit(x))
        return np.stack([1 - one, one], axis=1)


def expanded(x: Array, features: str) -> Array:
    """Return the features of points (n, d): 1 and x, and perhaps the square of every coordinate."""
    return np.concatenate([np.ones((len(x), 1)), x, *([x**2] if features == "squares" else [])], axis=1)


@one_thread
def fit_conditional(x: Array, y: Labels, features: str, penalty: float = 0.1) -> Conditional:
    """Fit the weights by Newton's method to points x (n, d) with labels 0 or 1, shape (n,).

    Minimised is -Σ ln p(y | x) + ½ λ |w|², with λ the `penalty`; the constant goes free. Without it,
    weights would grow for ever where a line parts the classes.
    """
    z = expanded(x, features)
    ridge = np.diag([0.0] + [penalty] * (z.shape[1] - 1))
    w = np.zeros(z.shape[1])

    def loss(w: Array) -> float:
        a = z @ w
        return float(np.logaddexp(0, a).sum() - a[y == 1].sum() + 0.5 * w @ ridge @ w)

    now = loss(w)
    for _ in range(50):
        p = expit(z @ w)
        gradient = z.T @ (p - y) + ridge @ w
        curvature = (z.T * (p * (1 - p))) @ z + ridge
        step = np.linalg.solve(curvature + 1e-12 * np.eye(len(w)), gradient)
        share = 1.0
        while (then := loss(w - share * step)) > now and share > 1e-6:  # a full step may overshoot far from the best
            share /= 2
        w, gained, now = w - share * step, now - then, then
        if gained < 1e-12 * (1 + abs(now)):
            break
    return Conditional(w, features)
