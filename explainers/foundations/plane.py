"""Labelled points in the plane: made ones, real digits by their principal components, and points drawn by hand."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from explainers.data.images import IMAGES, labels, pictures
from explainers.one_thread import one_thread
from explainers.problems import BadInput
from explainers.shipped import shipped

Array = NDArray[np.float64]
Labels = NDArray[np.int64]
MADE = 2000  # points of a made set, to learn from; as many to test on
MOST_COMPONENTS = 40  # of the digits, kept
REACH = 6.0  # both axes go from -REACH to REACH; the points lie within about half of it
SEED = 2001  # of the made sets: every page and every learner draws from the same ones


@dataclass(frozen=True, eq=False)
class Components:
    """Principal components of pictures, and what turns coordinates back into a picture."""

    mean: Array  # (784,)
    axes: Array  # (MOST_COMPONENTS, 784), orthonormal
    scale: Array  # (MOST_COMPONENTS,) standard deviations: a coordinate is counted in these

    def pictures(self, x: Array) -> Array:
        """Return the pictures that belong to coordinates (n, d), shape (n, 784), from 0 to 1."""
        d = x.shape[1]
        return np.clip(self.mean + (x * self.scale[:d]) @ self.axes[:d], 0.0, 1.0)


@dataclass(frozen=True, eq=False)
class Labelled:
    """Points with labels: some to learn from, in random order, and others to test on."""

    x: Array  # (N, d)
    y: Labels  # (N,) from 0
    test_x: Array  # (M, d)
    test_y: Labels  # (M,)
    names: tuple[str, ...]  # of the classes
    components: Components | None = None  # of digits

    def balanced(self, n: int, rng: np.random.Generator) -> tuple[Array, Labels]:
        """Return about n points, the same number of each class, at least one; shapes (n, d) and (n,)."""
        each = max(n // len(self.names), 1)
        rows = [rng.permutation(np.flatnonzero(self.y == k))[:each] for k in range(len(self.names))]
        chosen = np.concatenate(rows)
        return self.x[chosen], self.y[chosen]


@lru_cache(maxsize=16)
def points(name: str) -> Labelled:
    """Return a set by its name. Digits are called digits_38, after their classes. Raises KeyError."""
    if name.startswith("digits_"):
        return digits(tuple(map(int, name.removeprefix("digits_"))))
    make, names = {
        "slanted": (slanted, ("A", "B")),
        "moons": (moons, ("A", "B")),
        "ring": (ring, ("A", "B")),
        "blobs": (blobs, ("A", "B", "C")),
        "cut": (cut, ("A", "B", "C")),
    }[name]
    rng = np.random.default_rng(SEED)
    y = rng.integers(len(names), size=2 * MADE)
    x = make(y, rng)
    return Labelled(x[:MADE], y[:MADE], x[MADE:], y[MADE:], names)


def slanted(y: Labels, rng: np.random.Generator) -> Array:
    """Return two Gaussians with the same correlation of 0.7, whose means are (1, 2) apart."""
    noise = rng.multivariate_normal([0.0, 0.0], [[1.0, 0.7], [0.7, 1.0]], size=len(y))
    return noise + np.where(y == 1, 0.5, -0.5)[:, None] * np.array([1.0, 2.0])


def moons(y: Labels, rng: np.random.Generator) -> Array:
    """Return two half circles that interlock."""
    angle = np.pi * rng.uniform(size=len(y))
    side = np.where(y == 1, -1.0, 1.0)
    arcs = np.stack([side * (np.cos(angle) - 0.5), side * (np.sin(angle) - 0.25)], axis=1)
    return 1.8 * arcs + 0.35 * rng.standard_normal((len(y), 2))


def ring(y: Labels, rng: np.random.Generator) -> Array:
    """Return a cloud, and a ring around it: both have the same mean."""
    angle = 2 * np.pi * rng.uniform(size=len(y))
    around = 2.4 * np.stack([np.cos(angle), np.sin(angle)], axis=1)
    return np.where((y == 1)[:, None], around, 0.0) + np.where(y == 1, 0.3, 0.7)[:, None] * rng.standard_normal(
        (len(y), 2)
    )


def blobs(y: Labels, rng: np.random.Generator) -> Array:
    """Return three round Gaussians: every class is a cluster."""
    centres = np.array([[-1.7, -1.1], [1.7, -1.1], [0.0, 1.9]])
    return centres[y] + 0.7 * rng.standard_normal((len(y), 2))


def cut(y: Labels, rng: np.random.Generator) -> Array:
    """Return three clusters side by side, and three classes on top of each other: every cluster holds all of them."""
    across = 2.6 * (rng.integers(3, size=len(y)) - 1.0)
    up = 1.2 * (y - 1.0)
    return np.stack([across, up], axis=1) + np.array([0.35, 0.25]) * rng.standard_normal((len(y), 2))


@one_thread
def digits(classes: tuple[int, ...]) -> Labelled:
    """Return digits of some classes by their principal components, each counted in its standard deviation."""
    parts = []
    for part in ("train", "test"):
        x, y = pictures("digits", part), labels("digits", part)
        rows = np.flatnonzero(np.isin(y, classes))
        parts.append((x[rows].astype(float), np.searchsorted(sorted(classes), y[rows])))
    (x, y), (test_x, test_y) = parts
    mean = x.mean(axis=0)
    variances, axes = np.linalg.eigh(np.cov((x - mean).T))
    top = np.argsort(variances)[::-1][:MOST_COMPONENTS]
    axes = axes[:, top].T
    axes *= np.sign(axes[np.arange(len(axes)), np.abs(axes).argmax(axis=1)])[:, None]  # else the sign is arbitrary
    scale = np.sqrt(variances[top])
    order = np.random.default_rng(SEED).permutation(len(y))
    names = tuple(IMAGES["digits"].classes[c] for c in sorted(classes))
    return Labelled(((x - mean) @ axes.T / scale)[order], y[order], (test_x - mean) @ axes.T / scale, test_y, names,
                    Components(mean, axes, scale))  # fmt: skip


def drawn(texts: tuple[str, ...], fields: tuple[str, ...]) -> Labelled:
    """Return points drawn by hand, a text "x,y x,y …" in the unit square for each class; all are also the test set.

    Raises BadInput where a text cannot be read or holds fewer than two points.
    """
    x, y = [], []
    for k, (text, field) in enumerate(zip(texts, fields, strict=True)):
        try:
            found = np.array([[float(number) for number in pair.split(",")] for pair in text.split()], dtype=float)
        except ValueError:
            found = np.zeros((0, 0))
        if found.ndim != 2 or found.shape[1:] != (2,) or len(found) < 2 or not ((found >= 0) & (found <= 1)).all():
            raise BadInput(field, "A class needs at least two points, as x,y x,y with numbers from 0 to 1.")
        x.append(REACH * (2 * found - 1))
        y += [k] * len(found)
    order = np.random.default_rng(SEED).permutation(len(y))
    every, which = np.concatenate(x)[order], np.array(y)[order]
    return Labelled(every, which, every, which, ("A", "B"))


def files(params: Any, view: str) -> dict[str, bytes]:
    """Return the shipped files that are read for the settings of a page: the sheets of digits, if it shows some."""
    return {sheet: shipped(sheet) for sheet in IMAGES["digits"].sheets.values() if params.data.startswith("digits")}
