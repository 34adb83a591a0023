"""Walks in Z and in W, and how fast pictures change along them."""

from collections.abc import Callable

import torch
from torch import Tensor

from explainers.gans.pictures.reader import reader
from explainers.gans.style.models import everywhere, pictures
from explainers.gans.style.networks import Generator

Path = Callable[[Tensor], Tensor]  # from t (n,) to points (n, d)
EPSILON = 1e-3  # step of the finite difference


def slerp(a: Tensor, b: Tensor, t: Tensor) -> Tensor:
    """Return directions (n, d) on the great circle from a to b, (d,) or (n, d), at t (n,): walks in Z, by angle."""
    a, b = (torch.nn.functional.normalize(end, dim=-1) for end in (a, b))
    angle = (a * b).sum(-1).clamp(-1, 1).acos()
    parts = torch.sin((1 - t) * angle), torch.sin(t * angle)
    return (parts[0][:, None] * a + parts[1][:, None] * b) / torch.sin(angle)[..., None]


def lerp(a: Tensor, b: Tensor, t: Tensor) -> Tensor:
    """Return points (n, d) on the line from a to b, (d,) or (n, d), at t (n,): walks in W."""
    return a + t[:, None] * (b - a)


def squared_speed(features: Path, t: Tensor) -> Tensor:
    """Return |f(t + ε) - f(t)|² / ε² of features f (n, d) along a path, at t (n,)."""
    return ((features(t + EPSILON) - features(t)) / EPSILON).square().sum(1)


def in_z(network: Generator, a: Tensor, b: Tensor) -> Path:
    """Return the styles of a walk in Z between noise vectors a and b, (d,) or (n, d)."""
    return lambda t: network.mapping(slerp(a, b, t))


def in_w(network: Generator, a: Tensor, b: Tensor) -> Path:
    """Return the styles of a walk in W between those of noise vectors a and b, (d,) or (n, d)."""
    ends = network.mapping(a.reshape(-1, a.shape[-1])), network.mapping(b.reshape(-1, b.shape[-1]))
    return lambda t: lerp(*ends, t)


@torch.no_grad()
def perceived_speed(network: Generator, path: Path, noise: list[Tensor], t: Tensor) -> Tensor:
    """Return the squared speed of the classifier's features along a walk of styles, at t (n,).

    Its mean is the perceptual path length of Karras et al. 2019, section 4.1, with features of the classifier of
    capitals in place of theirs, which were trained on photographs.
    """
    return squared_speed(lambda at: reader().features(pictures(network, everywhere(path(at)), noise)), t)
