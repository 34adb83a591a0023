"""Ways from one place in the latent space to another."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]
PARALLEL = 1e-7  # sine of an angle below which two directions count as one


def straight(a: Array, b: Array, t: ArrayLike) -> Array:
    """Return (1 − t) a + t b, shape (…, d) for t of shape (…)."""
    t = np.asarray(t, dtype=np.float64)[..., None]
    return (1 - t) * a + t * b


def great_circle(a: Array, b: Array, t: ArrayLike) -> Array:
    """Return the way that turns from a to b at an even rate, its length going evenly from ‖a‖ to ‖b‖ (Shoemake 1985).

    Ends of the same length: it keeps that length all the way. Where there is no turn, as between parallel or opposite
    directions or from the origin, it is the straight line.
    """
    lengths = np.linalg.norm(a), np.linalg.norm(b)
    if min(lengths) == 0:
        return straight(a, b, t)
    u, v = a / lengths[0], b / lengths[1]
    angle = np.arctan2(np.linalg.norm(u - v), np.linalg.norm(u + v)) * 2  # exact for small angles too (Kahan 2006)
    if np.sin(angle) < PARALLEL:
        return straight(a, b, t)
    t = np.asarray(t, dtype=np.float64)[..., None]
    direction = (np.sin((1 - t) * angle) * u + np.sin(t * angle) * v) / np.sin(angle)
    return ((1 - t) * lengths[0] + t * lengths[1]) * direction


WALKS = {"straight": straight, "great_circle": great_circle, "direction": straight}


def length(path: Array) -> float:
    """Return how long a way is, given as places of shape (n, d), close together."""
    return float(np.linalg.norm(np.diff(path, axis=0), axis=1).sum())
