"""Taste, clicks, and the reward that is learned from them.

A judge is paid attention to through pairs alone: P(a preferred to b) = σ(u(a) − u(b)) (Bradley and Terry 1952). The
reward r̂(x) = θ·φ(x) is fitted to the clicks with a Gaussian prior on θ; its uncertainty is Laplace's.
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from scipy.special import expit

from explainers.problems import BadInput
from explainers.rl.guided_generation.base import pool
from explainers.rl.guided_generation.notes import FEATURES, Array
from explainers.rl.guided_generation.settings import MAX_CLICKS, Params

PRIOR = 1.0  # standard deviation of each weight before the first click
CANDIDATES = 64  # pairs, of which that is shown that tells most
NAMES = tuple(FEATURES)
TASTES: dict[str, dict[str, float]] = {  # by judge: weights of features, in standard deviations of the pool
    "calm": {"height": -0.8, "leaps": -0.8, "mood": -0.8, "pace": -1.2},
    "dance": {"height": 0.8, "mood": 0.8, "pace": 1.2, "uneven": 0.8},
    "rule": {"range": -1.4, "home": 1.4},
}


def weights_of(judge: str) -> Array:
    """Return the judge's weights, (8,)."""
    return np.array([TASTES[judge].get(name, 0.0) for name in NAMES])


def true_taste(phi: Array, judge: str, turn: float) -> Array:
    """Return u of melodies by φ, (n, 8): Σ |w| (z − (z² − 1)/2t), z being φ in the direction that the judge likes.

    So more is better up to z = t, and beyond that worse. Over the pool u is 0 on average.
    """
    w = weights_of(judge)
    z = np.sign(w) * phi
    return np.asarray((z - (z**2 - 1) / (2 * turn)) @ np.abs(w))


@dataclass(frozen=True)
class Taste:
    """What has been learned of a taste from some clicks."""

    pairs: tuple[tuple[int, int], ...]  # places of melodies a and b in the pool
    first: tuple[bool, ...]  # whether a was preferred
    theta: Array  # (8,) the likeliest weights
    covariance: Array  # (8, 8) of the posterior, by Laplace
    shown: tuple[int, int]  # the pair to be asked about next

    @property
    def deviation(self) -> Array:
        """The posterior's standard deviation of each weight, (8,)."""
        return np.sqrt(np.diag(self.covariance))

    @property
    def evidence(self) -> float:
        """How much likelier, in nats, the clicks are under the model than from a fair coin; by Laplace."""
        x = differences(self.pairs)
        told = np.log(expit(np.where(self.first, 1, -1) * (x @ self.theta))).sum()
        doubt = 0.5 * np.linalg.slogdet(self.covariance / PRIOR**2)[1] - 0.5 * self.theta @ self.theta / PRIOR**2
        return float(told + doubt + len(x) * np.log(2))


def differences(pairs: tuple[tuple[int, int], ...]) -> Array:
    """Return φ(a) − φ(b) of pairs, (n, 8)."""
    a, b = np.array(pairs, dtype=int).reshape(-1, 2).T
    return pool().phi[a] - pool().phi[b]


def fit(x: Array, first: Array, prior: float = PRIOR) -> tuple[Array, Array]:
    """Return the likeliest θ and its covariance, given differences x, (n, d), and whether a was preferred, (n,).

    Newton's method on Σ log(1 + exp(−±x·θ)) + |θ|² / 2 prior²; the covariance is the inverse of its curvature there.
    """
    theta: Array = np.zeros(x.shape[1])
    ridge: Array = np.eye(x.shape[1]) / prior**2
    curvature = ridge
    for _ in range(30):
        chance = expit(x @ theta)
        curvature = x.T @ (x * (chance * (1 - chance))[:, None]) + ridge
        step = np.linalg.solve(curvature, x.T @ (first - chance) - ridge @ theta)
        theta = theta + step
        if np.abs(step).max() < 1e-9:
            break
    return theta, np.asarray(np.linalg.inv(curvature))


def next_pair(theta: Array, covariance: Array, seed: int, clicks: int) -> tuple[int, int]:
    """Return the pair, of CANDIDATES, whose answer would tell most: p(1 − p) xᵀΣx is largest (MacKay 1992)."""
    pairs = np.random.default_rng((seed, clicks)).integers(len(pool().tokens), size=(CANDIDATES, 2))
    x = pool().phi[pairs[:, 0]] - pool().phi[pairs[:, 1]]
    chance = expit(x @ theta)
    best = int(np.argmax(chance * (1 - chance) * np.einsum("ni,ij,nj->n", x, covariance, x)))
    return int(pairs[best, 0]), int(pairs[best, 1])


@lru_cache(maxsize=512)
def learned(judge: str, turn: float, seed: int, clicks: int, preferred: str) -> Taste:
    """Return what is learned from so many clicks of a judge, or from a visitor's own, written "abba…"."""
    if clicks == 0:
        theta, covariance = np.zeros(len(NAMES)), PRIOR**2 * np.eye(len(NAMES))
        return Taste((), (), theta, covariance, next_pair(theta, covariance, seed, 0))
    before = learned(judge, turn, seed, clicks - 1, preferred[: clicks - 1])
    pairs = (*before.pairs, before.shown)
    if preferred:
        a_first = preferred[clicks - 1] == "a"
    else:
        a, b = true_taste(pool().phi[list(before.shown)], judge, turn)
        a_first = bool(np.random.default_rng((seed, clicks, 1)).random() < expit(a - b))
    first = (*before.first, a_first)
    theta, covariance = fit(differences(pairs), np.array(first, dtype=float))
    return Taste(pairs, first, theta, covariance, next_pair(theta, covariance, seed, clicks))


def taste_of(params: Params, clicks: int | None = None) -> Taste:
    """Return what is learned from the clicks that the settings say, or from the first of them. Raises BadInput."""
    own = params.judge == "you"
    if own and set(params.preferred) - {"a", "b"}:
        raise BadInput("preferred", "Preferences are written with the letters a and b, one for each pair.")
    most = len(params.preferred) if own else params.clicks
    most = min(most, MAX_CLICKS) if clicks is None else min(clicks, most)
    return learned(params.judge, params.turn, params.seed, most, params.preferred[:most] if own else "")
