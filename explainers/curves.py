"""Curves of what was noted of every step of a training run."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from explainers.figure_style import Layout

MOST_POINTS = 200  # on a curve


def thinned(history: NDArray[np.float32]) -> tuple[NDArray[np.float64], NDArray[np.float32]]:
    """Return at most MOST_POINTS steps and the means of what happened since the one before, from shape (steps + 1, n).

    Of step 0 nothing is noted.
    """
    columns = history.shape[1]
    if len(history) < 2:
        return np.zeros(0), np.zeros((0, columns), dtype=np.float32)
    block = -(-(len(history) - 1) // MOST_POINTS)
    whole = history[1 : 1 + (len(history) - 1) // block * block].reshape(-1, block, columns)
    return block * np.arange(1.0, len(whole) + 1), whole.mean(axis=1)


def steps_axis(step: int, horizons: Sequence[int]) -> Layout:
    """Return the axis of curves over the steps so far: it ends at one of the horizons, so that it seldom changes."""
    far = next((horizon for horizon in horizons if horizon >= step), horizons[-1])
    return {"range": [0, far], "tickvals": [0, far / 2, far], "ticktext": ["step 0", f"{far // 2:,}", f"{far:,}"]}
