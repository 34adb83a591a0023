"""The data sets of TensorFlow Playground (Smilkov et al. 2017), as its dataset.ts defines them, and its features."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
DATA = {
    "circle": "Circle",
    "xor": "Exclusive or",
    "gauss": "Gauss",
    "spiral": "Spiral",
    "plane": "Regression: plane",
    "hills": "Regression: six hills",
}
REGRESSION = ("plane", "hills")
COUNT = 500  # points, training and test together
EDGE = 6.0  # of the square that is drawn
HILLS = np.array([[-4, 2.5, 1], [0, 2.5, -1], [4, 2.5, 1], [-4, -2.5, -1], [0, -2.5, 1], [4, -2.5, -1]])


@dataclass(frozen=True)
class Points:
    """Labelled points, the first of them for training."""

    x: Array  # (COUNT, 2)
    y: Array  # (COUNT,) 1 or -1; in regression, from -1 to 1
    training: int  # how many

    @property
    def parts(self) -> tuple[tuple[Array, Array], tuple[Array, Array]]:
        """The training set and the test set."""
        n = self.training
        return (self.x[:n], self.y[:n]), (self.x[n:], self.y[n:])


def points_of(data: str, noise: float, ratio: float, seed: int) -> Points:
    """Return a data set in random order; `noise` from 0 to 0.5 and `ratio`, that of the training set, are shares."""
    rng = np.random.default_rng(seed)
    x, y = {"circle": _circle, "xor": _xor, "gauss": _gauss, "spiral": _spiral}.get(data, _plain)(noise, rng)
    if data in REGRESSION:
        y = target(data, x + rng.uniform(-EDGE, EDGE, x.shape) * noise)
    order = rng.permutation(COUNT)
    return Points(x[order], y[order], round(COUNT * ratio))


def target(data: str, x: Array) -> Array:
    """Return the true label at places x, shape (n, 2), for tasks that have one everywhere."""
    if data == "circle":
        return np.where(np.hypot(*x.T) < 2.5, 1.0, -1.0)
    if data == "xor":
        return np.where(x[:, 0] * x[:, 1] >= 0, 1.0, -1.0)
    if data == "plane":
        return x.sum(axis=1) / 10
    heights = np.clip(1 - np.linalg.norm(x[:, None] - HILLS[:, :2], axis=2) / 2, 0, None)
    best = heights.argmax(axis=1)
    return HILLS[best, 2] * heights[np.arange(len(x)), best]


def _circle(noise: float, rng: np.random.Generator) -> tuple[Array, Array]:
    r = np.concatenate([rng.uniform(0, 2.5, COUNT // 2), rng.uniform(3.5, 5, COUNT // 2)])
    angle = rng.uniform(0, 2 * np.pi, COUNT)
    x = r[:, None] * np.stack([np.sin(angle), np.cos(angle)], axis=1)
    return x, target("circle", x + rng.uniform(-5, 5, x.shape) * noise)


def _xor(noise: float, rng: np.random.Generator) -> tuple[Array, Array]:
    x = rng.uniform(-5, 5, (COUNT, 2))
    x += np.where(x > 0, 0.3, -0.3)
    return x, target("xor", x + rng.uniform(-5, 5, x.shape) * noise)


def _gauss(noise: float, rng: np.random.Generator) -> tuple[Array, Array]:
    y = np.repeat([1.0, -1.0], COUNT // 2)
    return 2 * y[:, None] + np.sqrt(0.5 + 7 * noise) * rng.standard_normal((COUNT, 2)), y


def _spiral(noise: float, rng: np.random.Generator) -> tuple[Array, Array]:
    way = np.tile(np.arange(COUNT // 2) / (COUNT // 2), 2)
    y = np.repeat([1.0, -1.0], COUNT // 2)
    angle = 3.5 * np.pi * way + np.where(y > 0, 0, np.pi)
    x = 5 * way[:, None] * np.stack([np.sin(angle), np.cos(angle)], axis=1)
    return x + rng.uniform(-1, 1, x.shape) * noise, y


def _plain(noise: float, rng: np.random.Generator) -> tuple[Array, Array]:
    return rng.uniform(-EDGE, EDGE, (COUNT, 2)), np.zeros(COUNT)


def features_of(x: Array, names: tuple[str, ...]) -> Array:
    """Return the input features of places x, shape (n, 2), as columns."""
    a, b = x.T
    found = {"x1": a, "x2": b, "x1_squared": a**2, "x2_squared": b**2, "x1_x2": a * b, "sin_x1": np.sin(a),
             "sin_x2": np.sin(b)}  # fmt: skip
    return np.stack([found[name] for name in names], axis=1)
