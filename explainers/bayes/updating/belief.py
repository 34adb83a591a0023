"""The algebra of conjugate beliefs: a distribution of θ that weighs as much as a number of observations."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import stats

Array = NDArray[np.float64]
POINTS = 121  # on a curve


@dataclass(frozen=True)
class Belief:
    """A conjugate distribution of θ, worth `strength` observations that sum to `total`. Arrays broadcast."""

    family: str
    total: float | Array  # s₀
    strength: float | Array  # n₀
    sigma: float  # σ, for measurements only

    def update(self, x: Array) -> "Belief":
        """Return the belief after seeing `x`, shape (k,). Bayes' theorem, for these families, is addition."""
        return Belief(self.family, self.total + x.sum(), self.strength + len(x), self.sigma)

    @property
    def mean(self) -> float | Array:
        """E[θ]."""
        return self.total / self.strength

    @property
    def sd(self) -> float | Array:
        """The standard deviation of θ."""
        match self.family:
            case "coin":
                return np.sqrt(self.mean * (1 - self.mean) / (self.strength + 1))
            case "counts":
                return np.sqrt(self.total) / self.strength
            case _:
                return self.sigma / np.sqrt(self.strength)

    def logpdf(self, theta: Array) -> Array:
        """The logarithm of the density at θ."""
        match self.family:
            case "coin":
                return stats.beta.logpdf(theta, self.total, self.strength - self.total)
            case "counts":
                return stats.gamma.logpdf(theta, self.total, scale=1 / self.strength)
            case _:
                return stats.norm.logpdf(theta, self.mean, self.sd)

    def pdf(self, theta: Array) -> Array:
        """The density at θ."""
        return np.exp(self.logpdf(theta))

    def curve(self, axis: tuple[float, float]) -> Array:
        """The density along the axis, shape (2, POINTS): θ and p(θ), with more points where the belief is.

        However narrow, a belief is drawn in full. One with no strength is flat.
        """
        low, high = axis
        edge = 1e-4 * (high - low)  # never an end: densities may be infinite there
        everywhere = np.linspace(low + edge, high - edge, POINTS - 72)
        if self.strength == 0:
            theta = np.linspace(low + edge, high - edge, POINTS)
            return np.stack([theta, np.full(POINTS, 1 / (high - low))])
        around = np.clip(self.mean + self.sd * np.linspace(-4.5, 4.5, 72), low + edge, high - edge)
        if self.family != "measurements" and self.total < 1 and low == 0:  # it rises without end towards zero
            around[:36] = np.geomspace(edge, high - edge, 36)
        if self.family == "coin" and self.strength - self.total < 1:  # and here towards one
            around[36:] = 1 - np.geomspace(edge, 1 - edge, 36)
        theta = np.sort(np.concatenate([everywhere, around]))
        return np.stack([theta, self.pdf(theta)])

    def cdf(self, theta: float) -> float:
        """The probability that θ lies below the given value."""
        match self.family:
            case "coin":
                return float(stats.beta.cdf(theta, self.total, self.strength - self.total))
            case "counts":
                return float(stats.gamma.cdf(theta, self.total, scale=1 / self.strength))
            case _:
                return float(stats.norm.cdf(theta, self.mean, self.sd))

    def quantile(self, probability: Array) -> Array:
        """The value of θ below which `probability` lies."""
        match self.family:
            case "coin":
                return stats.beta.ppf(probability, self.total, self.strength - self.total)
            case "counts":
                return stats.gamma.ppf(probability, self.total, scale=1 / self.strength)
            case _:
                return stats.norm.ppf(probability, self.mean, self.sd)


def pseudo_counts(mean: float, strength: float) -> tuple[float, float]:
    """Return the nearest a and b of Beta(a, b), in halves from 0.5 to 30."""
    a, b = (min(max(round(2 * share * min(strength, 60.0)) / 2, 0.5), 30.0) for share in (mean, 1 - mean))
    return a, b


def flat(family: str, sigma: float) -> Belief:
    """Return the belief that, updated, has the shape of the likelihood: Beta(1, 1) for a coin, else an improper one."""
    total, strength = {"coin": (1, 2), "counts": (1, 0), "measurements": (0, 0)}[family]
    return Belief(family, total, strength, sigma)


def credible_interval(belief: Belief, kind: str, level: float) -> Array:
    """Return lower and upper ends, shape (2, …): equal tails ("central"), or the shortest ("hdi")."""
    tails = np.array([(1 - level) / 2, (1 + level) / 2])
    shape = np.shape(belief.total)
    if kind == "central":
        return belief.quantile(tails.reshape(2, *(1 for _ in shape)))
    # The shortest interval: slide the lower tail over a grid, then over finer grids around the best.
    low, high = np.zeros(shape), np.full(shape, 1 - level)
    for _ in range(4):
        lower_tail = np.linspace(low, high, 25)  # (25, …)
        ends = belief.quantile(np.stack([lower_tail, lower_tail + level]))  # (2, 25, …)
        best = np.argmin(ends[1] - ends[0], axis=0)[None]
        low = np.take_along_axis(lower_tail, np.maximum(best - 1, 0), 0)[0]
        high = np.take_along_axis(lower_tail, np.minimum(best + 1, 24), 0)[0]
    return np.take_along_axis(ends, best[None], 1)[:, 0]
