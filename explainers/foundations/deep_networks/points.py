"""The data sets of TensorFlow Playground (Smilkov et al. 2017), as its dataset.ts defines them, and its features."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray

Array = NDArray[np.float64]
DATA = {"circle": "Circle", "xor": "Exclusive or", "gauss": "Gauss", "spiral": "Spiral",
        "plane": "Regression: plane", "hills": "Regression: six hills"}  # fmt: skip
REGRESSION = ("plane", "hills")
COUNT = 500  # points, training and test together
EDGE = 6.0  # of the square that is drawn
HILLS = np.array([[-4, 2.5, 1], [0, 2.5, -1], [4, 2.5, 1], [-4, -2.5, -1], [0, -2.5, 1], [4, -2.5, -1]])
FEATURES: dict[str, tuple[str, str, Callable[[Array, Array], Array]]] = {  # as text, as LaTeX, and of places (x₁, x₂)
    "x1": ("x₁", "x_1", lambda x1, x2: x1),
    "x2": ("x₂", "x_2", lambda x1, x2: x2),
    "x1_squared": ("x₁²", "x_1^2", lambda x1, x2: x1**2),
    "x2_squared": ("x₂²", "x_2^2", lambda x1, x2: x2**2),
    "x1_x2": ("x₁x₂", "x_1 x_2", lambda x1, x2: x1 * x2),
    "sin_x1": ("sin x₁", r"\sin x_1", lambda x1, x2: np.sin(x1)),
    "sin_x2": ("sin x₂", r"\sin x_2", lambda x1, x2: np.sin(x2)),
}


@dataclass(frozen=True)
class Points:
    """Labelled points, the first of them for training, the others to test on."""

    x: Array  # (COUNT, 2)
    y: Array  # (COUNT,) 1 or -1; in regression, from -1 to 1
    training: int  # how many


def points_of(data: str, noise: float, ratio: float, seed: int) -> Points:
    """Return a data set in random order; `noise` from 0 to 0.5 and `ratio`, that of the training set, are shares."""
    rng = np.random.default_rng(seed)
    y = np.repeat([1.0, -1.0], COUNT // 2)

    def jitter(reach: float) -> Array:
        return noise * rng.uniform(-reach, reach, (COUNT, 2))

    if data == "gauss":
        x = 2 * y[:, None] + np.sqrt(0.5 + 7 * noise) * rng.standard_normal((COUNT, 2))
    elif data == "spiral":
        way = np.tile(np.arange(COUNT // 2) / (COUNT // 2), 2)
        x = around(5 * y * way, 3.5 * np.pi * way) + jitter(1)
    elif data == "circle":
        r = rng.uniform(np.where(y > 0, 0.0, 3.5), np.where(y > 0, 2.5, 5.0))
        x = around(r, rng.uniform(0, 2 * np.pi, COUNT))
        y = target(data, x + jitter(5))
    elif data == "xor":
        x = rng.uniform(-5, 5, (COUNT, 2))
        x += 0.3 * np.sign(x)
        y = target(data, x + jitter(5))
    else:
        x = rng.uniform(-EDGE, EDGE, (COUNT, 2))
        y = target(data, x + jitter(EDGE))
    order = rng.permutation(COUNT)
    return Points(x[order], y[order], round(COUNT * ratio))


def around(r: Array, angle: Array) -> Array:
    """Return the places (n, 2) at distances r from the centre, by the angle from the second axis."""
    return r[:, None] * np.stack([np.sin(angle), np.cos(angle)], axis=1)


def target(data: str, x: Array) -> Array:
    """Return the true label at places x, shape (n, 2), for tasks that have one everywhere."""
    if data == "circle":
        return np.where(np.hypot(*x.T) < 2.5, 1.0, -1.0)
    if data == "xor":
        return np.where(x[:, 0] * x[:, 1] >= 0, 1.0, -1.0)
    if data == "plane":
        return x.sum(axis=1) / 10
    heights = np.clip(1 - np.linalg.norm(x[:, None] - HILLS[:, :2], axis=2) / 2, 0, None)
    highest = heights.argmax(axis=1)
    return HILLS[highest, 2] * heights.max(axis=1)


def features_of(x: Array, names: tuple[str, ...]) -> torch.Tensor:
    """Return the input features of places x, shape (n, 2), as columns."""
    return torch.from_numpy(np.stack([FEATURES[name][2](*x.T) for name in names], axis=1))
