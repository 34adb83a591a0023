"""Noise schedules: x_t = α(t) x_0 + σ(t) ε with ε from N(0, I), for t from 0 (data) to 1 (noise).

One family holds them all (Kingma et al. 2021, "Variational diffusion models", section 3.1), so that the same samplers,
learners and closed forms serve DDPM, the score SDE and flow matching.
"""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Any

import numpy as np

Times = Any  # a float, or an array of them; what comes back has its shape
NOISE = 0.02  # a schedule reaches noise where no more than this share of x_0 is left


class Schedule(ABC):
    """How much of the data is left at time t, how much noise there is, and how fast both change."""

    @abstractmethod
    def alpha(self, t: Times) -> Any:
        """Return α(t), the share of x_0."""

    @abstractmethod
    def sigma(self, t: Times) -> Any:
        """Return σ(t), the standard deviation of the noise."""

    @abstractmethod
    def slopes(self, t: Times) -> tuple[Any, Any]:
        """Return α′(t) and σ′(t), for t > 0."""

    @property
    def reaches_noise(self) -> bool:
        """Whether next to nothing of the data is left at t = 1, so that sampling may start from N(0, I)."""
        return bool(self.alpha(1.0) <= NOISE)

    def posterior_variance(self, t: float, s: float) -> float:
        """Return the variance of x_s given x_t and x_0, for s < t: β̃ of DDPM (Ho et al. 2020, equation 7)."""
        fresh = self.sigma(t) ** 2 - (self.alpha(t) / self.alpha(s) * self.sigma(s)) ** 2  # of x_t given x_s
        return float(self.sigma(s) ** 2 / self.sigma(t) ** 2 * fresh)


@dataclass(frozen=True)
class Linear(Schedule):
    """Variance preserving, β(t) from `first` to `last` (Song et al. 2021, appendix C: DDPM in continuous time)."""

    first: float = 0.1
    last: float = 20.0

    def _total(self, t: Times) -> Any:
        return self.first * t + 0.5 * (self.last - self.first) * t**2

    def alpha(self, t: Times) -> Any:
        """Return exp(−½ ∫β)."""
        return np.exp(-0.5 * self._total(t))

    def sigma(self, t: Times) -> Any:
        """Return √(1 − α²), exact for small t too."""
        return np.sqrt(-np.expm1(-self._total(t)))

    def slopes(self, t: Times) -> tuple[Any, Any]:
        """Return −½βα and ½βα²/σ."""
        half, alpha = 0.5 * (self.first + (self.last - self.first) * t), self.alpha(t)
        return -half * alpha, half * alpha**2 / self.sigma(t)


class Cosine(Schedule):
    """Variance preserving along a quarter of a circle (Nichol and Dhariwal 2021, without their offset)."""

    def alpha(self, t: Times) -> Any:
        """Return cos(πt/2)."""
        return np.cos(0.5 * np.pi * t)

    def sigma(self, t: Times) -> Any:
        """Return sin(πt/2)."""
        return np.sin(0.5 * np.pi * t)

    def slopes(self, t: Times) -> tuple[Any, Any]:
        """Return −π/2 sin(πt/2) and π/2 cos(πt/2)."""
        return -0.5 * np.pi * self.sigma(t), 0.5 * np.pi * self.alpha(t)


class Straight(Schedule):
    """From data to noise in a straight line (Lipman et al. 2023; Liu et al. 2023)."""

    def alpha(self, t: Times) -> Any:
        """Return 1 − t."""
        return 1.0 - t

    def sigma(self, t: Times) -> Any:
        """Return t."""
        return 1.0 * t

    def slopes(self, t: Times) -> tuple[Any, Any]:
        """Return −1 and 1."""
        one = 1.0 + 0.0 * t
        return -one, one


SCHEDULES: dict[str, Schedule] = {
    "cosine": Cosine(),
    "linear": Linear(),
    "straight": Straight(),
    "short": Linear(0.1, 2.0),  # stops while more than half of the data is still there
}
