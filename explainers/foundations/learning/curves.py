"""How right the three learners are after every number of tellings, over many runs."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from explainers.foundations.learning.learners import RUNS, Course, distances, k_means, learn, names_of, probabilities
from explainers.foundations.plane import Array, Labelled, Labels, points
from explainers.one_thread import one_thread

MOST = 1024  # tellings
COUNTS = (1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64, 96, 128, 192, 256, 384, 512, 768, MOST)  # when learners are tested
TESTED = 300  # points to test on
UNLABELLED = 300  # points that are clustered before the first label


@dataclass(frozen=True, eq=False)
class Courses:
    """Both learners that are told something on the way, and how right they are."""

    data: Labelled
    supervised: Course
    reinforcement: Course
    right: dict[str, Array]  # by learner, shares of the test set: (COUNTS, RUNS)


def needed(right: Array, wanted: float) -> int:
    """Return the count of tellings from which on the mean of (COUNTS, RUNS) is at least `wanted`; 0 if none is."""
    below = np.flatnonzero(right.mean(axis=1) < wanted)
    first = below[-1] + 1 if len(below) else 0
    return COUNTS[first] if first < len(COUNTS) else 0


def tested(data: Labelled) -> tuple[Array, Labels]:
    """Return points to test on, (n, 2), and their classes, (n,)."""
    rows = np.random.default_rng(1).permutation(len(data.test_y))[:TESTED]
    return data.test_x[rows, :2], data.test_y[rows]


@lru_cache(maxsize=32)
@one_thread
def courses(name: str, rate: float, seed: int) -> Courses:
    """Take both learners through the same points: in each run, the same ones in the same order."""
    data = points(name)
    rng = np.random.default_rng([seed, 7])
    rows = rng.integers(len(data.y), size=(MOST, RUNS))
    x, y, classes = data.x[rows, :2], data.y[rows], len(data.names)
    told = {kind: learn(kind, x, y, classes, rate, rng) for kind in ("supervised", "reinforcement")}
    test, truth = tested(data)
    right = {kind: np.array([[np.mean(probabilities(w, test).argmax(axis=1) == truth) for w in course.weights[n]]
                             for n in COUNTS]) for kind, course in told.items()}  # fmt: skip
    return Courses(data, told["supervised"], told["reinforcement"], right)


@lru_cache(maxsize=32)
@one_thread
def named(name: str, k: int, seed: int) -> Array:
    """Return how right clusters found without labels are, once some labels name them: (COUNTS, RUNS)."""
    return np.array([clustered(points(name), k, np.random.default_rng([seed, 8, j])) for j in range(RUNS)]).T


def clustered(data: Labelled, k: int, rng: np.random.Generator) -> list[float]:
    """Return how right the clusters of one run are, after the first few labels (COUNTS).

    First it asks about the point nearest to each centre, then about points at random.
    """
    (test, truth), rows = tested(data), rng.integers(len(data.y), size=MOST)
    pool = rng.permutation(len(data.x))[:UNLABELLED]
    centres = k_means(data.x[pool, :2], k, rng)
    asked = pool[distances(data.x[pool, :2], centres).argmin(axis=0)]
    rows = np.concatenate([asked, rows])
    x, y = data.x[rows, :2], data.y[rows]
    classes = len(data.names)
    where, near = distances(x, centres).argmin(axis=1), distances(test, centres).argmin(axis=1)
    called = [names_of(where[:n], y[:n], len(centres), classes) for n in COUNTS]
    return [float(names[near, truth].mean()) for names in called]
