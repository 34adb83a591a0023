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
    """Return directions (n, d) on the great circle from a to b, both (n, d), at t (n,)."""
    a, b = (torch.nn.functional.normalize(end, dim=1) for end in (a, b))
    angle = (a * b).sum(1, keepdim=True).acos()
    return (torch.sin((1 - t[:, None]) * angle) * a + torch.sin(t[:, None] * angle) * b) / torch.sin(angle)


def path(network: Generator, space: str, a: Tensor, b: Tensor) -> Path:
    """Return the styles of walks from noise a to b, both (n, d): along great circles of Z, or straight in W."""
    if space == "z":
        return lambda t: network.mapping(slerp(a, b, t))
    start, end = network.mapping(a), network.mapping(b)
    return lambda t: start + t[:, None] * (end - start)


def squared_speed(features: Path, t: Tensor) -> Tensor:
    """Return |f(t + ε) - f(t)|² / ε² of features f (n, d) along a path, at t (n,)."""
    return ((features(t + EPSILON) - features(t)) / EPSILON).square().sum(1)


@torch.no_grad()
def perceived_speed(network: Generator, walk: Path, noise: list[Tensor], t: Tensor) -> Tensor:
    """Return the squared speed of the classifier's features along a walk of styles, at t (n,).

    Its mean is the perceptual path length of Karras et al. 2019, section 4.1, but with features of the chapter's
    classifier of capitals as the perceptual distance, where they took those of a network trained on photographs.
    """
    return squared_speed(lambda at: reader().features(pictures(network, everywhere(walk(at)), noise)), t)
