"""How far samples are from the target, how straight their paths are, and what the transport costs."""

import numpy as np
import ot
from scipy.spatial import cKDTree

from explainers.frontiers.diffusion.schedules import Array

DIRECTIONS = 64  # on which clouds are projected
SAME = 0.02  # a sample this near to a training point is that point again


def sliced(one: Array, other: Array) -> float:
    """Return the sliced W₁ between clouds of equally many points, (n, 2) each: the mean over evenly spaced directions.

    On a line W₁ is the mean distance of sorted points.
    """
    angles = np.pi * np.arange(DIRECTIONS) / DIRECTIONS
    ways = np.stack([np.cos(angles), np.sin(angles)])
    return float(np.abs(np.sort(one @ ways, axis=0) - np.sort(other @ ways, axis=0)).mean())


def bending(path: Array) -> float:
    """Return the mean length of paths (steps + 1, n, 2) over that of their chords: 1 where all are straight."""
    length = np.linalg.norm(np.diff(path, axis=0), axis=-1).sum(axis=0)
    return float(length.mean() / max(np.linalg.norm(path[-1] - path[0], axis=-1).mean(), 1e-12))


def costs(path: Array) -> tuple[float, float]:
    """Return the mean squared distance of the ends of paths, and the least for the same two clouds (POT, exact)."""
    start, end = path[0], path[-1]
    least = ot.emd2([], [], ot.dist(start, end), numItermax=1_000_000)
    return float(((end - start) ** 2).sum(-1).mean()), float(least)


def given_back(samples: Array, training: Array) -> float:
    """Return the share of samples that are training points again."""
    return float((cKDTree(training).query(samples)[0] < SAME).mean())
