"""The generators of this page as they are shipped: their pictures, styles, mean style and principal directions."""

import json
from functools import cache, lru_cache
from typing import Any, NamedTuple

import torch
from torch import Tensor

from explainers.gans.style.networks import LATENT, LAYERS, SIDES, Generator, Kind
from explainers.gans.style.factors import WEIGHTS
from explainers.shipped import shipped
from explainers.shipped_networks import load

RECORDED = "weights/gan_style.json"
DRAWS = 4096  # styles whose mean and principal components are taken


class Directions(NamedTuple):
    """Principal components of w."""

    mean: Tensor  # (LATENT,)
    vectors: Tensor  # (LATENT, LATENT), a component a row, by falling deviation; each of length 1
    deviations: Tensor  # (LATENT,), of w along each


@cache
def generator(kind: Kind) -> Generator:
    """Return a generator as it is shipped. Not to be changed."""
    network = Generator(kind)
    load(network, WEIGHTS, kind)
    return network


@cache
def recorded() -> dict[str, Any]:
    """Return what the generators reached."""
    found: dict[str, Any] = json.loads(shipped(RECORDED))
    return found


@lru_cache(maxsize=512)
def latent(seed: int) -> Tensor:
    """Return z ~ N(0, I) of a seed, shape (LATENT,)."""
    return torch.randn(LATENT, generator=torch.Generator().manual_seed(seed))


def drawn(n: int, seed: int) -> Tensor:
    """Return z ~ N(0, I), shape (n, LATENT)."""
    return torch.randn(n, LATENT, generator=torch.Generator().manual_seed(seed))


@lru_cache(maxsize=32)
def noise_maps(on: str, seed: int) -> list[Tensor]:
    """Return the noise of each layer, (1, 1, side, side): nought in layers where it is off."""
    draw = torch.Generator().manual_seed(seed)
    found = [torch.randn(1, 1, side, side, generator=draw) for side in SIDES]
    return [noise * (on in ("all", str(i + 1))) for i, noise in enumerate(found)]


def everywhere(w: Tensor) -> Tensor:
    """Return one style in all layers: (n, LAYERS, LATENT) of w (n, LATENT)."""
    return w.unsqueeze(1).expand(-1, LAYERS, -1)


@torch.no_grad()
def pictures(network: Generator, styles: Tensor, noise: list[Tensor]) -> Tensor:
    """Return pictures (n, 1, 32, 32) of styles (n, LAYERS, LATENT), all with the same noise."""
    made = [network.picture(network.maps(part, [one.expand(len(part), -1, -1, -1) for one in noise])[-1])
            for part in styles.split(128)]  # fmt: skip
    return torch.cat(made)


def directions_of(w: Tensor) -> Directions:
    """Return the principal components of styles w (n, LATENT) (Härkönen et al. 2020). The largest number is positive."""
    mean = w.mean(0)
    _, values, vectors = torch.linalg.svd(w - mean, full_matrices=False)
    largest = vectors.gather(1, vectors.abs().argmax(1, keepdim=True))
    return Directions(mean, vectors * largest.sign(), values / (len(w) - 1) ** 0.5)


def styles_drawn(network: Generator, n: int = DRAWS, seed: int = 99) -> Tensor:
    """Return w of n noise vectors, (n, LATENT)."""
    with torch.no_grad():
        found: Tensor = network.mapping(drawn(n, seed))
    return found


@cache
def directions(kind: Kind) -> Directions:
    """Return mean and principal components of the styles of a shipped generator."""
    return directions_of(styles_drawn(generator(kind)))


def truncated(w: Tensor, mean: Tensor, psi: float) -> Tensor:
    """Return w̄ + ψ (w − w̄) (Karras et al. 2019, appendix B)."""
    return mean + psi * (w - mean)


def moved(styles: Tensor, step: Tensor, layers: tuple[int, int]) -> Tensor:
    """Return styles (n, LAYERS, LATENT) with a step (LATENT,) added from the first of `layers` up to the second."""
    found = styles.clone()
    found[:, slice(*layers)] += step
    return found
