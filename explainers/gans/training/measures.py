"""How far the generated points are from the target, which here is known."""

import numpy as np
import ot
from scipy.spatial import cKDTree
from scipy.special import rel_entr

from explainers.gans.training.targets import CELLS, Array, Target


def js_and_kl(wanted: Array, points: Array) -> tuple[float, float]:
    """Return the Jensen-Shannon divergence and KL(p ‖ q), in nats, on the grid of cells.

    q is the histogram of the points, shape (n, 2), with everything outside the unit square in one more cell. For KL,
    half a point is added to every cell (Krichevsky and Trofimov 1981): an empty one would make it infinite.
    """
    found = histogram(points)
    js = 0.5 * (_mean_log_ratio(wanted, found) + _mean_log_ratio(found, wanted))
    smoothed = (found * len(points) + 0.5) / (len(points) + 0.5 * len(found))
    return js, float(rel_entr(wanted, smoothed).sum())


def _mean_log_ratio(p: Array, q: Array) -> float:
    some = p > 0
    return float((p[some] * np.log(2 * p[some] / (p[some] + q[some]))).sum())


def histogram(points: Array) -> Array:
    """Return the share of points in each cell and, last, outside, shape (CELLS² + 1,)."""
    inside = ((points >= 0) & (points < 1)).all(axis=1)
    index = (points[inside] * CELLS).astype(np.int64)
    counts = np.bincount(index[:, 0] * CELLS + index[:, 1], minlength=CELLS * CELLS)
    return np.append(counts, len(points) - inside.sum()) / max(len(points), 1)


def earth_mover(one: Array, other: Array) -> float:
    """Return W₁ between two clouds of equally many points, shape (n, 2) each: exact, by POT."""
    return float(ot.emd2([], [], ot.dist(one, other, metric="euclidean"), numItermax=1_000_000))


def modes_and_quality(target: Target, points: Array) -> tuple[int, float]:
    """Return how many modes are covered, and the share of high-quality points.

    A point is of high quality within three spreads of a centre; a mode is covered by a twentieth or more of its fair
    share of such points (after Srivastava et al. 2017). Where the target is one piece, no modes are counted.
    """
    distance, nearest = cKDTree(target.centres).query(points)
    good = distance < 3 * target.spread
    if not len(target.modes):
        return 0, float(good.mean())
    counts = np.bincount(nearest[good], minlength=len(target.modes))
    return int((counts >= max(1, 0.05 * len(points) / len(target.modes))).sum()), float(good.mean())
