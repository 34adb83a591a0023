"""What is known in closed form of any finite set of melodies: KL, the optimum, and the best of n."""

import numpy as np
from scipy.special import entr, log_softmax

from explainers.rl.guided_generation.notes import Array

NS = np.array([2.0**k for k in range(11)])  # n of the curves of the best of n


def kl(p: Array, log_q: Array) -> Array:
    """Return KL(p ‖ q) in nats, along the last axis."""
    return -np.asarray((entr(p) + p * log_q).sum(axis=-1))


def optimum(reward: Array, beta: float | Array, log_p: Array) -> Array:
    """Return log p*, (n,): p* = p₀ exp(r/β) / Z has the largest E[r] − β KL(p ‖ p₀) of all. Of β (b, 1), (b, n)."""
    return np.asarray(log_softmax(log_p + reward / beta, axis=-1))


def best_of(n: float | Array, reward: Array, p: Array) -> Array:
    """Return the probabilities, (m,), of the best of n draws from p by reward; of equally good ones the first is kept.

    P(x) = p(x) / P(r = r(x)) · (P(r ≤ r(x))ⁿ − P(r < r(x))ⁿ). Of n (b, 1), (b, m).
    """
    _, level = np.unique(np.round(reward, 9), return_inverse=True)
    at = np.bincount(level, p)
    upto = np.cumsum(at) / at.sum()
    below = np.append(0.0, upto[:-1])
    return np.asarray(p * ((upto**n - below**n) / np.maximum(at, 1e-300))[..., level])


def best_of_bound(n: float | Array) -> Array:
    """Return log n − (n − 1)/n, which KL of the best of n never exceeds, and meets where no two rewards are equal."""
    return np.asarray(np.log(n) - (n - 1) / n)
