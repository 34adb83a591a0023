"""Noise schedules: x_t = α(t) x_0 + σ(t) ε with ε from N(0, I), for t from 0 (data) to 1 (noise).

One family holds them all (Kingma et al. 2021, "Variational diffusion models", section 3.1), so that the same samplers,
learners and closed forms serve DDPM, the score SDE and flow matching.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Times = Any  # a float, or an array of them; what comes back has its shape
NOISE = 0.02  # a schedule reaches noise where no more than this share of x_0 is left
TURN = 0.5 * float(np.pi)


@dataclass(frozen=True)
class Schedule:
    """How much of the data is left at time t, how much noise there is, and how fast both change."""

    alpha: Callable[[Times], Any]  # the share of x_0
    sigma: Callable[[Times], Any]  # the standard deviation of the noise
    slopes: Callable[[Times], tuple[Any, Any]]  # α′(t) and σ′(t), for t > 0

    @property
    def reaches_noise(self) -> bool:
        """Whether next to nothing of the data is left at t = 1, so that sampling may start from N(0, I)."""
        return bool(self.alpha(1.0) <= NOISE)

    def data_in(self, x: Array, velocity: Array, t: float) -> Array:
        """Return the x_0 for which x moves with this velocity, α′ x_0 + σ′ ε."""
        (d_alpha, d_sigma), sigma = self.slopes(t), self.sigma(t)
        return np.asarray((d_sigma * x - sigma * velocity) / (self.alpha(t) * d_sigma - d_alpha * sigma))

    def posterior_variance(self, t: float, s: float) -> float:
        """Return the variance of x_s given x_t and x_0, for s < t: β̃ of DDPM (Ho et al. 2020, equation 7)."""
        fresh = self.sigma(t) ** 2 - (self.alpha(t) / self.alpha(s) * self.sigma(s)) ** 2  # of x_t given x_s
        return float(self.sigma(s) ** 2 / self.sigma(t) ** 2 * fresh)


def linear(first: float, last: float) -> Schedule:
    """Return DDPM's schedule in continuous time: β(t) from `first` to `last` (Song et al. 2021, appendix C)."""

    def total(t: Times) -> Any:
        return first * t + 0.5 * (last - first) * t**2

    def alpha(t: Times) -> Any:
        return np.exp(-0.5 * total(t))

    def sigma(t: Times) -> Any:
        return np.sqrt(-np.expm1(-total(t)))  # √(1 − α²), exact for small t too

    def slopes(t: Times) -> tuple[Any, Any]:
        half = 0.5 * (first + (last - first) * t)
        return -half * alpha(t), half * alpha(t) ** 2 / sigma(t)

    return Schedule(alpha, sigma, slopes)


SCHEDULES: dict[str, Schedule] = {
    # Along a quarter of a circle (Nichol and Dhariwal 2021, without their offset).
    "cosine": Schedule(lambda t: np.cos(TURN * t), lambda t: np.sin(TURN * t),
                       lambda t: (-TURN * np.sin(TURN * t), TURN * np.cos(TURN * t))),
    "linear": linear(0.1, 20.0),
    # In a straight line (Lipman et al. 2023; Liu et al. 2023).
    "straight": Schedule(lambda t: 1.0 - t, lambda t: 1.0 * t, lambda t: (0.0 * t - 1.0, 0.0 * t + 1.0)),
    "short": linear(0.1, 2.0),  # stops while more than half of the data is still there
}  # fmt: skip
