"""What a flow is to imitate: densities of the plane that are known, and points drawn from them."""

from dataclasses import dataclass
from functools import lru_cache
from math import log, pi
from typing import Protocol

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from explainers.problems import BadInput
from explainers.vaes.flows.layers import log_base

Array = NDArray[np.float64]
REACH = 4.0  # both axes go from -REACH to REACH
SIDE = 61  # places along either side of the grid on which densities are compared
MIN_DRAWN, MAX_DRAWN = 5, 300  # points
DRAWN_SPREAD = 0.25  # of the Gaussian around every drawn point


class Target(Protocol):
    """A density from which points can be drawn."""

    def log_density(self, x: Tensor) -> Tensor:
        """Return log p(x), shape (n,), at places of shape (n, 2)."""

    def draw(self, n: int, chance: torch.Generator) -> Tensor:
        """Return n independent points, shape (n, 2)."""


@dataclass(frozen=True, eq=False)
class Mixture:
    """Round Gaussians of one spread and equal weight."""

    centres: Tensor  # (m, 2)
    spread: float

    def log_density(self, x: Tensor) -> Tensor:
        """Return log p(x), shape (n,), at places of shape (n, 2)."""
        square = ((x[:, None] - self.centres.to(x)) / self.spread).square().sum(-1)
        return torch.logsumexp(-0.5 * square, 1) - log(2 * pi * self.spread**2 * len(self.centres))

    def draw(self, n: int, chance: torch.Generator) -> Tensor:
        """Return n independent points, shape (n, 2)."""
        which = torch.randint(len(self.centres), (n,), generator=chance)
        return self.centres[which] + self.spread * torch.randn(n, 2, generator=chance)


@dataclass(frozen=True)
class Banana:
    """A Gaussian, bent once: x₁ = a z₁ and x₂ = c (x₁² − a²) + d z₂ (after Haario et al. 1999)."""

    a: float = 1.4
    c: float = 0.55
    d: float = 0.4

    def log_density(self, x: Tensor) -> Tensor:
        """Return log p(x), shape (n,), at places of shape (n, 2)."""
        z = torch.stack([x[:, 0] / self.a, (x[:, 1] - self.c * (x[:, 0] ** 2 - self.a**2)) / self.d], dim=1)
        return log_base(z) - log(self.a * self.d)

    def draw(self, n: int, chance: torch.Generator) -> Tensor:
        """Return n independent points, shape (n, 2)."""
        z = torch.randn(n, 2, generator=chance)
        first = self.a * z[:, 0]
        return torch.stack([first, self.c * (first**2 - self.a**2) + self.d * z[:, 1]], dim=1)


TARGETS = {"banana": "Banana", "moons": "Two moons", "ring": "Ring", "drawn": "Your own points"}


@lru_cache(maxsize=64)
def target(name: str, drawn: str = "") -> Target:
    """Return the target of that name. Raises BadInput where what was drawn is not enough."""
    if name == "drawn":
        return Mixture(torch.tensor(REACH * (2 * read_points(drawn) - 1), dtype=torch.float32), DRAWN_SPREAD)
    if name == "banana":
        return Banana()
    if name == "ring":
        around = torch.arange(64) * (2 * pi / 64)
        return Mixture(2.2 * torch.stack([around.cos(), around.sin()], dim=1), 0.25)
    half = torch.linspace(0, pi, 48)
    upper = 1.7 * torch.stack([half.cos(), half.sin()], dim=1) + torch.tensor([-0.85, -0.4])
    return Mixture(torch.cat([upper, -upper]), 0.2)


def read_points(text: str) -> Array:
    """Return drawn points, shape (n, 2), from text such as "0.2,0.3 0.4,0.5". Raises BadInput."""
    try:
        points = np.array([[float(part) for part in pair.split(",")] for pair in text.split()]).reshape(-1, 2)
    except ValueError:
        raise BadInput("drawn", "Points are pairs such as 0.2,0.3 with spaces between.") from None
    if not np.isfinite(points).all() or (np.abs(points - 0.5) > 0.5).any():
        raise BadInput("drawn", "Every point lies in the square from 0 to 1.")
    if not MIN_DRAWN <= len(points) <= MAX_DRAWN:
        raise BadInput("drawn", f"A density takes {MIN_DRAWN} to {MAX_DRAWN} points, and this has {len(points)}: "
                       "draw on the pad.")  # fmt: skip
    return points


@lru_cache(maxsize=1)
def places() -> Tensor:
    """Return the grid, shape (SIDE², 2), rows along x₂."""
    axis = torch.linspace(-REACH, REACH, SIDE)
    return torch.cartesian_prod(axis, axis).flip(1)


@lru_cache(maxsize=16)
def log_target(name: str, drawn: str = "") -> Array:
    """Return log p on the grid, shape (SIDE²,)."""
    found = target(name, drawn).log_density(places()).double().numpy()
    found.setflags(write=False)
    return found


def divergences(log_p: Array, log_q: Array) -> tuple[float, float]:
    """Return KL(p ‖ q) and KL(q ‖ p), in nats, by the rule of rectangles on the grid.

    Both densities are first scaled to sum to one there, so that neither can come out below zero.
    """
    log_p, log_q = (part - np.logaddexp.reduce(part) for part in (log_p, log_q))
    difference = log_p - log_q
    return float(np.exp(log_p) @ difference), float(np.exp(log_q) @ -difference)
