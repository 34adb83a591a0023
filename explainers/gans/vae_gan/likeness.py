"""Two measures of likeness, pixels and features of a discriminator, and two ways to change a picture."""

from collections.abc import Callable

import torch
from scipy.ndimage import gaussian_filter
from torch import Tensor

Features = Callable[[Tensor], Tensor]  # of pictures (n, 1, h, w)


def pixels(x: Tensor) -> Tensor:
    """Return pictures as they are: the features of likeness in pixels."""
    return x


def apart(features: Features, x: Tensor, y: Tensor) -> Tensor:
    """Return the Euclidean distance of the features of x (1 or n pictures) and of each of y, shape (n,)."""
    return (features(x) - features(y)).flatten(1).norm(dim=1)


def unit(features: Features, x: Tensor) -> float:
    """Return the mean distance of two different pictures of x, each compared with the one half of them further on."""
    return float(apart(features, x, x.roll(len(x) // 2, 0)).mean())


def shifted(x: Tensor, right: int) -> Tensor:
    """Return pictures moved to the right; paper comes in from the left."""
    moved = x.roll(right, -1)
    moved[..., :right] = -1
    return moved


def blurred(x: Tensor, sigma: float) -> Tensor:
    """Return pictures under a Gaussian of standard deviation `sigma`, in pixels."""
    found = gaussian_filter(x.numpy(), (0, 0, sigma, sigma), mode="constant", cval=-1)
    return torch.from_numpy(found)
