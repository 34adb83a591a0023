"""What the forger is to imitate: points in the unit square, from a density that is known."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from explainers.problems import BadInput

Array = NDArray[np.float64]
CELLS = 30  # along each side of the grid on which densities are compared
MIN_DRAWN, MAX_DRAWN = 3, 400  # points


@dataclass(frozen=True, eq=False)
class Target:
    """A mixture of Gaussians with one common spread: `centres` close together draw a line, a ring, a spiral."""

    centres: Array  # (M, 2)
    spread: float  # standard deviation along each axis
    modes: Array  # (K, 2) the places that count as modes; none where the shape is one piece

    def draw(self, n: int, rng: np.random.Generator) -> Array:
        """Return `n` independent points, shape (n, 2)."""
        return self.centres[rng.integers(len(self.centres), size=n)] + self.spread * rng.standard_normal((n, 2))

    def cells(self) -> Array:
        """Return the probability of each cell of the grid and, last, of everything outside, shape (CELLS² + 1,)."""
        return _cells(self.centres.tobytes(), self.spread)


@lru_cache(maxsize=16)
def _cells(centres: bytes, spread: float) -> Array:
    at = np.frombuffer(centres).reshape(-1, 2)
    edges = np.linspace(0, 1, CELLS + 1)
    below = ndtr((edges[:, None, None] - at) / spread)  # (CELLS + 1, M, 2)
    inside = np.diff(below, axis=0)
    grid = np.einsum("im,jm->ij", inside[:, :, 0], inside[:, :, 1]) / len(at)
    cells = np.append(grid.ravel(), max(0.0, 1.0 - grid.sum()))
    cells.setflags(write=False)  # it is shared
    return cells


def target(name: str, drawn: str = "") -> Target:
    """Return the target of that name. Raises BadInput where what was drawn is not enough."""
    if name == "drawn":
        return Target(read_points(drawn), 0.02, np.zeros((0, 2)))
    shape, spread, in_heaps = SHAPES[name]
    centres = shape()
    return Target(centres, spread, centres if in_heaps else np.zeros((0, 2)))


def _ring(n: int, radii: tuple[float, float], centre: tuple[float, float]) -> Array:
    around = np.linspace(0, 2 * np.pi, n, endpoint=False)
    return np.array(centre) + np.array(radii) * np.stack([np.cos(around), np.sin(around)], axis=1)


def _grid(*along: float) -> Array:
    return np.stack(np.meshgrid(along, along), axis=-1).reshape(-1, 2)


def _line() -> Array:
    t = np.linspace(0, 1, 200)
    return np.stack([0.15 + 0.7 * t, 0.25 + 0.5 * t], axis=1)


def _moons() -> Array:
    half = np.linspace(0, np.pi, 100)
    upper = np.stack([0.38 + 0.24 * np.cos(half), 0.46 + 0.3 * np.sin(half)], axis=1)
    lower = np.stack([0.62 - 0.24 * np.cos(half), 0.54 - 0.3 * np.sin(half)], axis=1)
    return np.concatenate([upper, lower])


def _spiral() -> Array:
    turned = np.sqrt(np.linspace(0.02, 1, 300))
    return 0.5 + (0.42 * turned * np.stack([np.cos(3.5 * np.pi * turned), np.sin(3.5 * np.pi * turned)])).T


SHAPES: dict[str, tuple[Callable[[], Array], float, bool]] = {  # the centres, their spread, and whether they are modes
    "modes": (lambda: _ring(8, (0.36, 0.36), (0.5, 0.5)), 0.02, True),
    "grid": (lambda: _grid(0.2, 0.5, 0.8), 0.025, True),
    "grid_25": (lambda: _grid(0.1, 0.3, 0.5, 0.7, 0.9), 0.015, True),
    "single": (lambda: np.array([[0.6, 0.55]]), 0.08, True),
    "line": (_line, 0.02, False),
    "ring": (lambda: _ring(400, (0.3, 0.25), (0.5, 0.45)), 0.025, False),
    "moons": (_moons, 0.025, False),
    "spiral": (_spiral, 0.015, False),
}


def read_points(text: str) -> Array:
    """Return drawn points, shape (n, 2), from text such as "0.2,0.3 0.4,0.5"."""
    try:
        pairs = [pair.split(",") for pair in text.split()]
        points = np.array([(float(x), float(y)) for x, y in pairs]).reshape(-1, 2)
    except ValueError:
        raise BadInput("drawn", "A drawing is written as pairs such as 0.2,0.3 between spaces.") from None
    if not np.isfinite(points).all() or (np.abs(points - 0.5) > 0.5).any():
        raise BadInput("drawn", "Every point lies in the square from 0 to 1.")
    if not MIN_DRAWN <= len(points) <= MAX_DRAWN:
        raise BadInput("drawn", f"A drawing has {MIN_DRAWN} to {MAX_DRAWN} points, and this has {len(points)}.")
    return points
