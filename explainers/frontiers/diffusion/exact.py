"""The exact answer: for a mixture of Gaussians the noisy density, its score and the best denoiser are closed forms."""

from dataclasses import dataclass

import numpy as np
from scipy.special import logsumexp

from explainers.frontiers.diffusion.schedules import Array, Schedule


@dataclass(frozen=True, eq=False)
class Mixture:
    """Equally likely Gaussians with one spread. With spread 0 it is a finite data set, every point as likely."""

    centres: Array  # (M, 2)
    spread: float  # standard deviation along each axis

    def draw(self, n: int, rng: np.random.Generator) -> Array:
        """Return n independent points, (n, 2)."""
        return self.centres[rng.integers(len(self.centres), size=n)] + self.spread * rng.standard_normal((n, 2))

    def variance(self, schedule: Schedule, t: float) -> float:
        """Return the variance of each noisy Gaussian along each axis, α²s² + σ²."""
        return float((schedule.alpha(t) * self.spread) ** 2 + schedule.sigma(t) ** 2)

    def _logs(self, x: Array, schedule: Schedule, t: float) -> Array:
        """Return the logarithm of each noisy Gaussian's share of the density at x, (n, M)."""
        means, variance = schedule.alpha(t) * self.centres, self.variance(schedule, t)
        squares = (x**2).sum(1)[:, None] - 2 * x @ means.T + (means**2).sum(1)
        return -0.5 * squares / variance - np.log(2 * np.pi * variance * len(means))

    def log_density(self, x: Array, schedule: Schedule, t: float) -> Array:
        """Return log p_t at x (n, 2), in nats, (n,). The spread or t is above 0."""
        return np.asarray(logsumexp(self._logs(x, schedule, t), axis=1))

    def denoised(self, x: Array, schedule: Schedule, t: float) -> Array:
        """Return E[x_0 | x_t = x], (n, 2): what a network that minimises the squared error would say."""
        logs = self._logs(x, schedule, t)
        shares = np.exp(logs - logs.max(axis=1, keepdims=True))
        mean = shares @ self.centres / shares.sum(axis=1, keepdims=True)
        if not self.spread:
            return np.asarray(mean)
        alpha = schedule.alpha(t)
        gain = alpha * self.spread**2 / self.variance(schedule, t)  # of x over the mean, as in a Kalman filter
        return np.asarray(mean + gain * (x - alpha * mean))
