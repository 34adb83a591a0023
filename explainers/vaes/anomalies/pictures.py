"""How likely a model of clothes finds digits, and the other way about: code lengths in bits, and those of plain zlib.

Of black-and-white pictures −log₂ p(x) is the length of a code, and may be compared with what zlib needs for them. Grey
pixels are read as the chance of ink: then it is no code length of the grey values, nor a density of them.
"""

import zlib
from math import log

import numpy as np
import torch
from numpy.typing import NDArray

from explainers.data.images import pictures
from explainers.vaes.elbo import importance_weighted
from explainers.vaes.latent_walk.shipped_models import shipped_model

Array = NDArray[np.float64]
LATENT, DRAWS, SEED = 16, 16, 6
OTHER = {"fashion": "digits", "digits": "fashion"}  # what a model of one has never seen
PIXELS = {"grey": "Grey", "binary": "Black and white"}


def shown_pictures(data: str, pixels: str) -> NDArray[np.float32]:
    """Return the test pictures of a set, shape (n, 784), grey or black and white."""
    found = pictures(data, "test")
    return (found > 0.5).astype(np.float32) if pixels == "binary" else found


def code_lengths(model: str, data: str, pixels: str) -> Array:
    """Return −log₂ p(x) of test pictures under the model of a set, by the importance-weighted bound, shape (n,)."""
    network, noise = shipped_model(model, "vae", LATENT), torch.Generator().manual_seed(SEED)
    x, found = torch.tensor(shown_pictures(data, pixels)), []
    with torch.no_grad():
        for some in torch.split(x, 500):
            epsilon = torch.randn(DRAWS, len(some), LATENT, generator=noise)
            found.append(-importance_weighted(network, some, epsilon).double() / log(2))
    return torch.cat(found).numpy()


def zlib_lengths(data: str, pixels: str) -> Array:
    """Return how many bits zlib needs for each test picture, as PNG does: its complexity (Serrà et al. 2020)."""
    shades = 255 if pixels == "grey" else 1
    every = np.rint(shown_pictures(data, pixels) * shades).astype(np.uint8)
    return np.array([8.0 * len(zlib.compress(one.tobytes(), 9)) for one in every])
