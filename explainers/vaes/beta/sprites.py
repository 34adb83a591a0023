"""Sprites whose every factor is known: shape, scale, orientation, x and y, drawn with soft edges (after dSprites).

Orientations fill a quarter turn: a square looks the same after 90°, so beyond it no picture could say which it is.
x has more room than y: were they alike, nothing in the pictures would favour them over their diagonals.
"""

from functools import cache

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]
Pictures = NDArray[np.float32]
SIDE = 32
PIXELS = SIDE * SIDE
SHAPES = ("square", "ellipse", "heart")
FACTORS = ("shape", "scale", "orientation", "x", "y")
LEVELS = (3, 4, 8, 12, 8)  # of each factor, on the grid of all sprites: 9,216 in all
LEAST_DISTORTION = 17.4  # nats: grey edges, as chances of ink, cost that much a sprite even if foreseen exactly
RADIUS = 8.0  # pixels, of the circle round which a sprite of scale 1 is drawn
SCALES, DEGREES, ACROSS, UP = (0.6, 1.0), (0.0, 90.0), (9.0, 23.0), (11.0, 21.0)  # places of the centre in pixels


def values() -> tuple[Array, ...]:
    """Return the levels of each factor on the grid; those of shape are places among SHAPES."""
    return (np.arange(3.0), np.linspace(*SCALES, LEVELS[1]), np.linspace(*DEGREES, LEVELS[2], endpoint=False),
            np.linspace(*ACROSS, LEVELS[3]), np.linspace(*UP, LEVELS[4]))  # fmt: skip


@cache
def grid() -> NDArray[np.int64]:
    """Return the level of each factor in each sprite of the grid, shape (9216, 5). Not to be changed."""
    return np.stack(np.meshgrid(*map(np.arange, LEVELS), indexing="ij"), axis=-1).reshape(-1, len(LEVELS))


@cache
def every_sprite() -> NDArray[np.uint8]:
    """Return all sprites of the grid, 0 to 255, shape (9216, PIXELS). Not to be changed."""
    factors = np.stack([level[places] for level, places in zip(values(), grid().T, strict=True)], axis=-1)
    parts = [np.rint(255 * render(*part.T)) for part in np.array_split(factors, 32)]
    return np.concatenate(parts).astype(np.uint8)


def render(shape: ArrayLike, scale: ArrayLike, orientation: ArrayLike, x: ArrayLike, y: ArrayLike) -> Pictures:
    """Return sprites, shape (n, PIXELS): 1 inside, 0 outside, and between, over the pixel across which the edge runs.

    Each factor has shape (n,) or is one for all. x goes right and y goes up from the lower left corner, in pixels.
    """
    shape, scale, orientation, x, y = np.broadcast_arrays(
        *(np.atleast_1d(f) for f in (shape, scale, orientation, x, y))
    )
    middle = np.arange(SIDE) + 0.5
    across, up = middle[None, None, :] - x[:, None, None], middle[::-1][None, :, None] - y[:, None, None]
    turn, size = np.deg2rad(orientation)[:, None, None], (RADIUS * scale)[:, None, None]
    u = (np.cos(turn) * across + np.sin(turn) * up) / size
    v = (np.cos(turn) * up - np.sin(turn) * across) / size
    outside = np.empty_like(u)
    for kind, distance in enumerate((_square, _ellipse, _heart)):
        these = shape == kind
        outside[these] = distance(u[these], v[these])
    return np.clip(0.5 - outside * size, 0.0, 1.0).reshape(-1, PIXELS).astype(np.float32)


def _square(u: Array, v: Array) -> Array:
    """Return how far a place is outside, in units of size; negative inside."""
    return np.maximum(np.abs(u), np.abs(v)) - 0.75


def _ellipse(u: Array, v: Array) -> Array:
    """Return the distance to first order, f / |∇f|, of f = (u/a)² + (v/b)² − 1."""
    a, b = 1.05, 0.55
    f = (u / a) ** 2 + (v / b) ** 2 - 1
    return f / np.maximum(2 * np.hypot(u / a**2, v / b**2), 0.5)


def _heart(u: Array, v: Array) -> Array:
    """Return the distance to a square on its corner and two discs, one on each of its upper sides."""
    half, v = 0.5, v + 0.07
    p, q = (u + v) / np.sqrt(2), (v - u) / np.sqrt(2)
    square = np.maximum(np.abs(p), np.abs(q)) - half
    return np.minimum(square, np.minimum(np.hypot(p - half, q), np.hypot(p, q - half)) - half)
