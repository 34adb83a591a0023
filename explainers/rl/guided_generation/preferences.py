"""Preferences, and the reward model that is learned from them.

P(a preferred to b) = σ(r(a) − r(b)) (Bradley and Terry 1952). A judge's true reward u is known; the learned one,
r̂(x) = θ·φ(x), is fitted to preferences with a Gaussian prior on θ. Its uncertainty is Laplace's.
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from scipy.special import expit, log_expit

from explainers.problems import BadInput
from explainers.rl.guided_generation.generator import pool_phi
from explainers.rl.guided_generation.notes import FEATURES, Array
from explainers.rl.guided_generation.settings import MAX_CLICKS, Params

PRIOR = 1.0  # standard deviation of each weight before the first preference
CANDIDATES = 64  # random pairs, of which the most informative is asked about
NAMES = tuple(FEATURES)
JUDGE_WEIGHTS: dict[str, dict[str, float]] = {  # of features, in standard deviations of the pool
    "calm": {"height": -0.8, "leaps": -0.8, "mood": -0.8, "pace": -1.2},
    "dance": {"height": 0.8, "mood": 0.8, "pace": 1.2, "uneven": 0.8},
    "rule": {"range": -1.4, "home": 1.4},
}


def weights_of(judge: str) -> Array:
    """Return the judge's weights, (8,); nan for the visitor, whose true reward is not known."""
    if judge not in JUDGE_WEIGHTS:
        return np.full(len(NAMES), np.nan)
    return np.array([JUDGE_WEIGHTS[judge].get(name, 0.0) for name in NAMES])


def true_reward(phi: Array, judge: str, turn: float) -> Array:
    """Return u of melodies by φ, (n, 8): Σ |w| (z − (z² − 1)/2t), z being φ in the direction that the judge likes.

    So more is better up to z = t, and beyond that worse. Over the pool u is 0 on average.
    """
    w = weights_of(judge)
    z = np.sign(w) * phi
    return np.asarray((z - (z**2 - 1) / (2 * turn)) @ np.abs(w))


@dataclass(frozen=True)
class RewardModel:
    """What has been learned from some preferences."""

    pairs: tuple[tuple[int, int], ...]  # melodies a and b, as places in the pool
    first: tuple[bool, ...]  # whether a was preferred
    theta: Array  # (8,) the mode of the posterior
    covariance: Array  # (8, 8) of the posterior, by Laplace
    next_pair: tuple[int, int]  # to be asked about

    @property
    def deviation(self) -> Array:
        """The posterior's standard deviation of each weight, (8,)."""
        return np.sqrt(np.diag(self.covariance))

    @property
    def log_bayes_factor(self) -> float:
        """Log evidence of this model less that of a fair coin, in nats; by Laplace."""
        margins = np.where(self.first, 1, -1) * (differences(self.pairs) @ self.theta)
        occam = 0.5 * np.linalg.slogdet(self.covariance / PRIOR**2)[1] - 0.5 * self.theta @ self.theta / PRIOR**2
        return float(log_expit(margins).sum() + occam + len(margins) * np.log(2))


def differences(pairs: tuple[tuple[int, int], ...]) -> Array:
    """Return φ(a) − φ(b) of pairs, (n, 8)."""
    a, b = np.array(pairs, dtype=int).reshape(-1, 2).T
    return pool_phi()[a] - pool_phi()[b]


def fit(x: Array, first: Array, prior: float = PRIOR) -> tuple[Array, Array]:
    """Return the mode of θ and its covariance, given differences x, (n, d), and whether a was preferred, (n,).

    Newton's method on Σ log(1 + exp(−±x·θ)) + |θ|² / 2 prior²; the covariance is the inverse of its Hessian there.
    """
    theta: Array = np.zeros(x.shape[1])
    ridge = np.eye(x.shape[1]) / prior**2
    for _ in range(30):
        p = expit(x @ theta)
        hessian = x.T @ (x * (p * (1 - p))[:, None]) + ridge
        step = np.linalg.solve(hessian, x.T @ (first - p) - ridge @ theta)
        theta = theta + step
        if np.abs(step).max() < 1e-9:
            break
    return theta, np.asarray(np.linalg.inv(hessian))


def most_informative(theta: Array, covariance: Array, seed: int, asked: int) -> tuple[int, int]:
    """Return the pair, of CANDIDATES, with the largest p(1 − p) xᵀΣx (MacKay 1992), as places in the pool."""
    pairs = np.random.default_rng((seed, asked)).integers(len(pool_phi()), size=(CANDIDATES, 2))
    x = pool_phi()[pairs[:, 0]] - pool_phi()[pairs[:, 1]]
    p = expit(x @ theta)
    a, b = pairs[np.argmax(p * (1 - p) * np.einsum("ni,ij,nj->n", x, covariance, x))].tolist()
    return a, b


@lru_cache(maxsize=512)
def learned(judge: str, turn: float, seed: int, clicks: int, preferred: str) -> RewardModel:
    """Return what is learned from so many preferences of a judge, or from a visitor's own, written "abba…"."""
    if clicks == 0:
        theta, covariance = np.zeros(len(NAMES)), PRIOR**2 * np.eye(len(NAMES))
        return RewardModel((), (), theta, covariance, most_informative(theta, covariance, seed, 0))
    before = learned(judge, turn, seed, clicks - 1, preferred[: clicks - 1])
    if preferred:
        a_first = preferred[clicks - 1] == "a"
    else:
        a, b = true_reward(pool_phi()[list(before.next_pair)], judge, turn)
        a_first = bool(np.random.default_rng((seed, clicks, 1)).random() < expit(a - b))
    pairs, first = (*before.pairs, before.next_pair), (*before.first, a_first)
    theta, covariance = fit(differences(pairs), np.array(first, dtype=float))
    return RewardModel(pairs, first, theta, covariance, most_informative(theta, covariance, seed, clicks))


def reward_model(params: Params, clicks: int = MAX_CLICKS) -> RewardModel:
    """Return what is learned from the preferences that the settings say, or the first of them. Raises BadInput."""
    own = params.preferred if params.judge == "you" else ""
    if set(own) - {"a", "b"}:
        raise BadInput("preferred", "Preferences are written with the letters a and b, one for each pair.")
    clicks = min(clicks, len(own) if params.judge == "you" else params.clicks)
    return learned(params.judge, params.turn, params.seed, clicks, own[:clicks])
