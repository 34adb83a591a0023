"""Numbers that stand for “no value”: -999.99 among temperatures."""

import re

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
NINES = re.compile(r"-?(?:9{2,}|9+\.9+|8{4,}|7{4,})(?:\.[09]+)?")
HUGE = 1e19  # netCDF fills with 1e20, 1e36 and the like
FAR = 1.0  # ranges of all other values that lie between these and a filler


def without_fillers(values: Array) -> tuple[Array, list[str]]:
    """Return values with fillers as nan, and a sentence for each.

    A filler is written with nines (or many eights or sevens), or is huge, and lies outside of all other values: by more
    than their range, or below zero where all others are above it.
    """
    values, told = values.copy(), []
    for _ in range(4):
        there = values[np.isfinite(values)]
        if len(there) < 4:
            break
        found = next((end for end in (there.min(), there.max()) if is_filler(float(end), there[there != end])), None)
        if found is None:
            break
        places = values == found
        n = int(places.sum())
        told.append(f"{n:,} {'cell is' if n == 1 else 'cells are'} {found:.15g}, far from all others: taken for “no value”.")
        values[places] = np.nan
    return values, told


def is_filler(end: float, others: Array) -> bool:
    """Return whether the smallest or the largest value is none, by how it is written and how far it is from the others."""
    if len(others) < 3:
        return False
    written = bool(NINES.fullmatch(f"{end:.10g}"))
    if not written and abs(end) < HUGE:
        return False
    low, high = float(others.min()), float(others.max())
    gap = max(low - end, end - high)
    if end < 0 and low >= 0:
        return abs(end) >= 99 or gap > FAR * (high - low)
    return gap > max(FAR * (high - low), 2 * max(abs(low), abs(high)) * (end > 0))
