"""The generators of this page as they are shipped: their styles and pictures, and the principal directions of w."""

import json
from functools import cache
from typing import Any, NamedTuple

import torch
from torch import Tensor

from explainers.gans.style.networks import LATENT, LAYERS, SIDES, Generator, Kind
from explainers.shipped import shipped
from explainers.shipped_networks import load

WEIGHTS, RECORDED = "weights/gan_style.npz", "weights/gan_style.json"
DRAWS = 4096  # styles whose mean and principal components are taken


class Directions(NamedTuple):
    """Principal components of w (Härkönen et al. 2020)."""

    mean: Tensor  # w̄, (LATENT,)
    vectors: Tensor  # (LATENT, LATENT), a component a row, by falling deviation; of length 1, their largest number > 0
    deviations: Tensor  # σ, (LATENT,), of w along each


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


def drawn(n: int, seed: int) -> Tensor:
    """Return z ~ N(0, I), shape (n, LATENT)."""
    return torch.randn(n, LATENT, generator=torch.Generator().manual_seed(seed))


@torch.no_grad()
def styles(network: Generator, z: Tensor) -> Tensor:
    """Return the style of each z in every layer, (n, LAYERS, LATENT)."""
    return everywhere(network.mapping(z))


def everywhere(w: Tensor) -> Tensor:
    """Return one style in all layers: (n, LAYERS, LATENT) of w (n, LATENT)."""
    return w.unsqueeze(1).expand(-1, LAYERS, -1)


@cache
def noise_maps(on: str, seed: int) -> list[Tensor]:
    """Return the noise of each layer, (1, 1, side, side): nought in layers where it is off."""
    draw = torch.Generator().manual_seed(seed)
    found = [torch.randn(1, 1, side, side, generator=draw) for side in SIDES]
    return [noise * (on in ("all", str(i + 1))) for i, noise in enumerate(found)]


@torch.no_grad()
def pictures(network: Generator, w: Tensor, noise: list[Tensor]) -> Tensor:
    """Return pictures (n, 1, 32, 32) of styles (n, LAYERS, LATENT), all with the same noise."""
    return torch.cat([network.picture(network.maps(part, noise)[-1]) for part in torch.split(w, 128)])


def norms_of(maps: list[Tensor]) -> list[Tensor]:
    """Return of feature maps (n, channels, side, side) the norm at each place, (n, side, side)."""
    return [x.square().sum(1).sqrt() for x in maps]


def directions_of(w: Tensor) -> Directions:
    """Return mean and principal components of styles w (n, LATENT)."""
    _, values, vectors = torch.linalg.svd(w - w.mean(0), full_matrices=False)
    largest = vectors.gather(1, vectors.abs().argmax(1, keepdim=True))
    return Directions(w.mean(0), vectors * largest.sign(), values / (len(w) - 1) ** 0.5)


@cache
def directions(kind: Kind) -> Directions:
    """Return mean and principal components of the styles of a shipped generator."""
    return directions_of(styles(generator(kind), drawn(DRAWS, 99))[:, 0])


def truncated(w: Tensor, mean: Tensor, psi: float) -> Tensor:
    """Return w̄ + ψ (w − w̄) (Karras et al. 2019, appendix B)."""
    return mean + psi * (w - mean)
