"""Four densities in the plane to sample from, with their gradients and what is known of them exactly."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
REACH = 4.0  # the plane is drawn from -REACH to REACH both ways
CELLS = 161  # of the grid on which densities are summed

TILT = 0.9  # correlation of the Gaussian
PRECISION = np.linalg.inv([[1.0, TILT], [TILT, 1.0]])
BEND, THIN = 0.6, 0.45  # of the banana: x₂ is BEND (x₁² - 1), give or take THIN
RADIUS, RIM = 2.2, 0.3  # of the donut
APART, PEAK = 1.6, 0.6  # of the two peaks: where they are, and how wide


@dataclass(frozen=True)
class Target:
    """An unnormalised density p in the plane."""

    title: str
    log: Callable[[Array], Array]  # ln p(x), from (..., 2) to (...)
    slope: Callable[[Array], Array]  # its gradient, from (..., 2) to (..., 2)
    mean: tuple[float, float]
    variance: tuple[float, float]


def gaussian_log(x: Array) -> Array:
    """Return ln p of a Gaussian whose two parts are strongly correlated."""
    return -0.5 * ((x @ PRECISION) * x).sum(-1)


def gaussian_slope(x: Array) -> Array:
    """Return its gradient."""
    return -x @ PRECISION


def banana_log(x: Array) -> Array:
    """Return ln p of a bent Gaussian (Haario et al. 1999)."""
    rest = x[..., 1] - BEND * (x[..., 0] ** 2 - 1)
    return -0.5 * x[..., 0] ** 2 - 0.5 * (rest / THIN) ** 2


def banana_slope(x: Array) -> Array:
    """Return its gradient."""
    rest = (x[..., 1] - BEND * (x[..., 0] ** 2 - 1)) / THIN**2
    return np.stack([-x[..., 0] + 2 * BEND * x[..., 0] * rest, -rest], axis=-1)


def donut_log(x: Array) -> Array:
    """Return ln p of a ring."""
    return -0.5 * ((np.hypot(x[..., 0], x[..., 1]) - RADIUS) / RIM) ** 2


def donut_slope(x: Array) -> Array:
    """Return its gradient, 0 at the centre, where it has none."""
    r = np.maximum(np.hypot(x[..., 0], x[..., 1]), 1e-12)[..., None]
    return -(r - RADIUS) / RIM**2 * x / r


def peaks_log(x: Array) -> Array:
    """Return ln p of two equal peaks with little between them."""
    squares = [((x - side * APART * np.array([1.0, 0.5])) ** 2).sum(-1) for side in (-1, 1)]
    return np.logaddexp(*(-0.5 * square / PEAK**2 for square in squares))


def peaks_slope(x: Array) -> Array:
    """Return its gradient."""
    centre = APART * np.array([1.0, 0.5])
    pull = np.tanh((x @ centre) / PEAK**2)[..., None]  # how much more it belongs to the right peak than to the left
    return (pull * centre - x) / PEAK**2


def ring_variance() -> float:
    """Return the variance of each part of the donut, which is half the mean of r²."""
    r = np.linspace(0, RADIUS + 12 * RIM, 20_001)
    weight = r * np.exp(-0.5 * ((r - RADIUS) / RIM) ** 2)
    return float(0.5 * (weight * r**2).sum() / weight.sum())


TARGETS = {
    "gaussian": Target("A narrow Gaussian", gaussian_log, gaussian_slope, (0.0, 0.0), (1.0, 1.0)),
    "banana": Target("A banana", banana_log, banana_slope, (0.0, 0.0), (1.0, 2 * BEND**2 + THIN**2)),
    "donut": Target("A donut", donut_log, donut_slope, (0.0, 0.0), (ring_variance(),) * 2),
    "peaks": Target("Two peaks", peaks_log, peaks_slope, (0.0, 0.0), (APART**2 + PEAK**2, (APART / 2) ** 2 + PEAK**2)),
}


@lru_cache(maxsize=8)
def drawn(name: str) -> tuple[Array, Array, Array, Array]:
    """Return the axis (CELLS,), the density on the grid (CELLS, CELLS), and both exact marginals (CELLS,)."""
    axis = np.linspace(-REACH, REACH, CELLS)
    points = np.stack(np.meshgrid(axis, axis), axis=-1)  # [row is x₂, column is x₁]
    density = np.exp(TARGETS[name].log(points))
    density /= density.sum() * (axis[1] - axis[0]) ** 2
    return axis, density, *(density.sum(axis=rows) * (axis[1] - axis[0]) for rows in (0, 1))
