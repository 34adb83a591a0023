"""Where a model puts the test pictures, and where it puts nothing."""

from dataclasses import dataclass
from functools import cache

import numpy as np
import torch
from numpy.typing import NDArray

from explainers.data.images import SIDE, labels, pictures
from explainers.vaes.elbo import kl
from explainers.vaes.latent_walk.shipped_models import shipped_model
from explainers.vaes.networks import PIXELS

Array = NDArray[np.float64]
ACTIVE = 0.01  # variance of μ over the data, above which a dimension is in use (Burda et al. 2016, section 5.1)
CELLS = 81  # of the aggregate posterior, along each side
INSIDE = 0.99  # share of the aggregate posterior that is not veiled
BLUR = 1.5  # cells, by which each q(z|x) is blurred at least
PLACES = 41  # of the lens, along each side


@dataclass(frozen=True)
class Codes:
    """q(z|x) of all test pictures under one model."""

    mu: Array  # (n, d)
    log_variance: Array  # (n, d)
    labels: NDArray[np.int64]  # (n,)
    kl: Array  # (d,) mean KL of each dimension, in nats
    order: NDArray[np.int64]  # (d,) dimensions by falling KL
    active: NDArray[np.bool_]  # (d,) whether each is in use
    means: Array  # (10, d) mean code of each class

    @property
    def axes(self) -> list[int]:
        """The two dimensions that are drawn: both, or those of the largest KL."""
        return [0, 1] if self.mu.shape[1] == 2 else self.order[:2].tolist()

    @property
    def window(self) -> tuple[Array, Array]:
        """Centre and half width of a square, in the two dimensions drawn, that holds nearly all codes and the prior."""
        seen = self.mu[:, self.axes]
        low, high = np.minimum(np.quantile(seen, 0.002, axis=0), -3), np.maximum(np.quantile(seen, 0.998, axis=0), 3)
        return (low + high) / 2, np.repeat((high - low).max() / 2 * 1.06, 2)


@cache
def codes(data: str, kind: str = "vae", latent: int = 2) -> Codes:
    """Return the codes of the test pictures under a model that comes with the course."""
    with torch.no_grad():
        encoded = shipped_model(data, kind, latent).encode(torch.tensor(pictures(data, "test")))
        cost = kl(*encoded).mean(0).double().numpy()
    mu, log_variance = (part.double().numpy() for part in encoded)
    of = labels(data, "test")
    means = np.stack([mu[of == label].mean(0) for label in range(10)])
    return Codes(mu, log_variance, of, cost, np.argsort(-cost), mu.var(0) > ACTIVE, means)


def decoded(data: str, kind: str, z: Array) -> NDArray[np.float32]:
    """Return what a model decodes from each z, as pixels from 0 to 1, shape (n, PIXELS) for z of shape (n, d)."""
    with torch.no_grad():
        model = shipped_model(data, kind, z.shape[-1])
        found: NDArray[np.float32] = model.decode(torch.tensor(z, dtype=torch.float32)).sigmoid().numpy()
    return found


@cache
def aggregate(data: str, kind: str) -> tuple[Array, Array, Array]:
    """Return places along both sides of the map, each (CELLS,), and the log of the mass at each, (CELLS, CELLS).

    The mass is that of the aggregate posterior, the mean of q(z|x) over the test pictures, blurred a little. It counts
    from 0 where the densest cells hold INSIDE of it; what is below is where the decoder was never asked anything. Rows
    run along z₂.
    """
    found = codes(data, kind)
    centre, half = found.window
    x, y = (np.linspace(c - h, c + h, CELLS) for c, h in zip(centre, half, strict=True))
    sd = np.maximum(np.exp(found.log_variance / 2), BLUR * (x[1] - x[0]))
    along = [np.exp(-0.5 * ((axis[:, None] - found.mu[:, i]) / sd[:, i]) ** 2) / sd[:, i]
             for i, axis in enumerate((x, y))]  # fmt: skip
    density = along[1] @ along[0].T
    falling = np.sort(density.ravel())[::-1]
    level = falling[np.searchsorted(np.cumsum(falling) / falling.sum(), INSIDE)]
    return x, y, np.log(np.maximum(density, 1e-30) / level)


def on_the_map(data: str, kind: str, z: Array) -> bool:
    """Return whether a place of shape (2,) lies where the aggregate posterior has mass."""
    x, y, mass = aggregate(data, kind)
    if not (x[0] <= z[0] <= x[-1] and y[0] <= z[1] <= y[-1]):
        return False
    return bool(mass[np.abs(y - z[1]).argmin(), np.abs(x - z[0]).argmin()] >= 0)


@cache
def grid(data: str, kind: str, places: int = PLACES) -> tuple[Array, Array, NDArray[np.uint8]]:
    """Return places along both sides of the map and what is decoded at each, (places, places, SIDE, SIDE)."""
    centre, half = codes(data, kind).window
    return grid_at(data, kind, (float(centre[0]), float(centre[1])), float(half[0]), places)


def grid_at(
    data: str, kind: str, centre: tuple[float, float], half: float, places: int
) -> tuple[Array, Array, NDArray[np.uint8]]:
    """Return `places` × `places` decodings, as `grid` does, over a square of the plane."""
    x, y = (np.linspace(c - half, c + half, places) for c in centre)
    z = np.stack(np.meshgrid(x, y), axis=-1).reshape(-1, 2)
    pixels = np.rint(decoded(data, kind, z) * 255).astype(np.uint8)
    assert pixels.shape[1] == PIXELS
    return x, y, pixels.reshape(places, places, SIDE, SIDE)
