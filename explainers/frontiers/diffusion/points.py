"""The targets of the plane, those of GAN training, moved and scaled so that noise and data are about as wide."""

from functools import lru_cache

import numpy as np

from explainers.frontiers.diffusion.exact import Mixture
from explainers.frontiers.diffusion.schedules import Array
from explainers.frontiers.diffusion.settings import MAX_DRAWN, Params
from explainers.gans.training.targets import SHAPES
from explainers.problems import BadInput

SCALE = 4.0  # from the unit square to the plane: x = 4 (u − ½)
DRAWN_SPREAD = 0.02  # around drawn points, in the unit square


def place(at: Array) -> Array:
    """Return points of the unit square in the plane of the page, from -2 to 2."""
    return SCALE * (at - 0.5)


@lru_cache(maxsize=32)
def density(data: str, drawn: str) -> Mixture:
    """Return the density of the data. Raises BadInput for a drawing that cannot be used."""
    if data == "drawn":
        return Mixture(place(read(drawn)), SCALE * DRAWN_SPREAD)
    shape, spread, _ = SHAPES[data]
    return Mixture(place(shape()), SCALE * spread)


def training(params: Params) -> Mixture:
    """Return what is known of the data: the density itself, or training points, smoothed where that is asked for."""
    whole = density(params.data, params.drawn)
    if not params.known:
        return whole
    return Mixture(whole.draw(params.known, np.random.default_rng(params.seed + 1)), params.smoothing)


def read(text: str) -> Array:
    """Return drawn points (n, 2) of the unit square; one is enough. Raises BadInput with a sentence."""
    try:
        at = np.array([[float(x) for x in pair.split(",")] for pair in text.split()]).reshape(-1, 2)
    except ValueError:
        raise BadInput("drawn", "A drawing is written as pairs such as 0.2,0.3 between spaces.") from None
    if not np.isfinite(at).all() or (np.abs(at - 0.5) > 0.5).any():
        raise BadInput("drawn", "Every point lies in the square from 0 to 1.")
    if not 1 <= len(at) <= MAX_DRAWN:
        raise BadInput("drawn", f"A drawing has 1 to {MAX_DRAWN} points, and this has {len(at)}.")
    return at
