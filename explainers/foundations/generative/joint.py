"""A generative classifier: it models how each class makes its points, p(x, y) = p(y) p(x | y)."""

from dataclasses import dataclass

import numpy as np
from scipy.linalg import solve_triangular
from scipy.special import softmax

from explainers.foundations.plane import Array, Labels
from explainers.one_thread import one_thread

LOG_2PI = float(np.log(2 * np.pi))


@dataclass(frozen=True, eq=False)
class Joint:
    """For each class its share, and a density that is the mean of Gaussians around some centres.

    A Gaussian class has one centre; a kernel density (Parzen 1962) has one at every point it was shown.
    """

    shares: Array  # (K,) p(y)
    centres: tuple[Array, ...]  # of each class, (m, d)
    covariances: tuple[Array, ...]  # of each class, (d, d)

    def log_joint(self, x: Array) -> Array:
        """Return ln p(x, y) for points (n, d) and every class, shape (n, K)."""
        classes = zip(self.shares, self.centres, self.covariances, strict=True)
        return np.stack([np.log(share) + log_mixture(x, m, c) for share, m, c in classes], axis=1)

    def log_density(self, x: Array) -> Array:
        """Return ln p(x), the classes summed out, shape (n,)."""
        return log_sum(self.log_joint(x))

    def posterior(self, x: Array) -> Array:
        """Return p(y | x) by Bayes' theorem, shape (n, K)."""
        return softmax(self.log_joint(x), axis=1)

    def marginal(self, keep: int = 1) -> "Joint":
        """Return p(x₁, …, y) of the first coordinates, the others integrated out: for Gaussians, they are left out."""
        return Joint(self.shares, tuple(m[:, :keep] for m in self.centres),
                     tuple(c[:keep, :keep] for c in self.covariances))  # fmt: skip

    def sample(self, n: int, rng: np.random.Generator) -> tuple[Array, Labels]:
        """Draw n points (n, d) with their classes (n,): first a class, then a point of it."""
        y = rng.choice(len(self.shares), size=n, p=self.shares)
        x = np.empty((n, self.centres[0].shape[1]))
        for k, (m, c) in enumerate(zip(self.centres, self.covariances, strict=True)):
            rows = np.flatnonzero(y == k)
            around = m[rng.integers(len(m), size=len(rows))]
            x[rows] = around + rng.standard_normal((len(rows), m.shape[1])) @ np.linalg.cholesky(c).T
        return x, y


def log_sum(logs: Array) -> Array:
    """Return ln Σ exp of every row (n, m), shape (n,)."""
    top = logs.max(axis=1)
    return top + np.log(np.exp(logs - top[:, None]).sum(axis=1))


@one_thread
def log_mixture(x: Array, centres: Array, covariance: Array) -> Array:
    """Return the log density at x (n, d) of equal Gaussians around centres (m, d), shape (n,)."""
    root = np.linalg.cholesky(covariance)
    z, c = (solve_triangular(root, points.T, lower=True).T for points in (x, centres))
    distances = np.maximum((z**2).sum(axis=1)[:, None] + (c**2).sum(axis=1) - 2 * z @ c.T, 0.0)
    norm = 0.5 * x.shape[1] * LOG_2PI + np.log(np.diag(root)).sum() + np.log(len(centres))
    return log_sum(-0.5 * distances) - norm


def fit_joint(x: Array, y: Labels, kind: str, bandwidth: float, imagined: float = 1.0) -> Joint:
    """Fit a density to every class of points x (n, d) with labels y (n,).

    Gaussians have the mean of their class, and its covariance ("full"), its variances alone ("naive", naive Bayes), or
    one covariance for all classes ("shared", linear discriminant analysis). All are mixed with `imagined` points
    of covariance 1, without which two points would span no area. "kernel" puts one of `bandwidth` on every point.
    """
    shares, members, d = np.bincount(y) / len(y), [x[y == k] for k in range(y.max() + 1)], x.shape[1]
    if kind == "kernel":
        return Joint(shares, tuple(members), (bandwidth**2 * np.eye(d),) * len(members))
    means = [some.mean(axis=0) for some in members]
    scatters = [(some - m).T @ (some - m) for some, m in zip(members, means, strict=True)]
    counts = [float(len(some)) for some in members]
    if kind == "shared":
        scatters, counts = [np.sum(scatters, axis=0)] * len(members), [float(len(x))] * len(members)
    if kind == "naive":
        scatters = [np.diag(np.diag(scatter)) for scatter in scatters]
    covariances = [
        (scatter + imagined * np.eye(d)) / (n + imagined) for scatter, n in zip(scatters, counts, strict=True)
    ]
    return Joint(shares, tuple(m[None] for m in means), tuple(covariances))
