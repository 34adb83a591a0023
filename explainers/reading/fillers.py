"""Numbers that stand for “no value”: -999.99 among temperatures."""

import re

import numpy as np
from numpy.typing import NDArray

from explainers.reading.limits import count

Array = NDArray[np.float64]
NINES = re.compile(r"-?(?:9{2,}|9+\.9+|8{4,}|7{4,})(?:\.[09]+)?")
HUGE = 1e19  # netCDF fills with 1e20, 1e36 and the like


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
        found = next((end for end in (there.min(), there.max()) 
                      if is_filler(float(end), int((there == end).sum()), there[there != end])), None)  # fmt: skip
        if found is None:
            break
        places = values == found
        n = int(places.sum())
        told.append(f"{count(n, 'cell')} {found:.15g}, far from all others: taken for “no value”.")
        values[places] = np.nan
    return values, told


def is_filler(end: float, times: int, others: Array) -> bool:
    """Return whether the smallest or the largest value is none, by how it is written and how far it is from the others.

    Above all others it takes four nines at least, or three that come twice: one 99 may be an observation far out.
    """
    if len(others) < 3:
        return False
    written = f"{end:.10g}"
    if not NINES.fullmatch(written) and abs(end) < HUGE:
        return False
    low, high = float(others.min()), float(others.max())
    if end < 0:
        gap = low - end
        return (low >= 0 and abs(end) >= 99) or gap > high - low
    nines = len(written.replace(".", ""))
    return (nines > 3 or (nines == 3 and times > 1)) and end - high > max(high - low, 2 * max(abs(low), abs(high)))
