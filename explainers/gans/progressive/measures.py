"""The sliced Wasserstein distance of pictures at each scale, as Karras et al. 2018 measure it (section 5)."""

import torch
from torch import Tensor

from explainers.gans.pictures.blocks import larger, smaller
from explainers.gans.progressive.networks import SIDES

SCALES = SIDES[1:]  # of the pyramid: a patch does not fit into 4x4
PATCH = 7  # pixels across
EACH = 16  # patches of a picture, at each scale
SLICES = 128  # directions


def pyramid(x: Tensor) -> list[Tensor]:
    """Return the Laplacian pyramid of pictures (n, 1, 32, 32): a picture at 8, and what is missing at 16 and at 32.

    Burt and Adelson 1983, with the mean of four pixels in place of a Gaussian filter.
    """
    levels: list[Tensor] = []
    while x.shape[-1] > SCALES[0]:
        coarse = smaller(x)
        levels.insert(0, x - larger(coarse))
        x = coarse
    return [x, *levels]


def patches(x: Tensor, draw: torch.Generator) -> Tensor:
    """Return EACH patches of every picture, from places drawn at random, shape (EACH n, PATCH²)."""
    every = x[:, 0].unfold(1, PATCH, 1).unfold(2, PATCH, 1)
    down, right = torch.randint(every.shape[1], (2, EACH * len(x)), generator=draw)
    return every[torch.arange(len(x)).repeat(EACH), down, right].flatten(1)


def sliced_wasserstein(a: Tensor, b: Tensor, directions: Tensor) -> float:
    """Return the mean, over directions (d, k) of length 1, of W₁ between the projections of points a and b, (n, d).

    On a line, W₁ of equally many points is the mean distance of the sorted points (Bonneel et al. 2015).
    """
    along = [(points @ directions).sort(0).values for points in (a, b)]
    return float((along[0] - along[1]).abs().mean())


def distances(real: Tensor, generated: Tensor) -> list[float]:
    """Return the sliced Wasserstein distance at each of SCALES, of equally many pictures (n, 1, 32, 32).

    Patches are measured in standard deviations of the real ones. The same places and directions serve every call.
    """
    drawn = torch.randn(PATCH**2, SLICES, generator=torch.Generator().manual_seed(4))
    directions = torch.nn.functional.normalize(drawn, dim=0)
    found = []
    for pair in zip(pyramid(real), pyramid(generated), strict=True):
        a, b = (patches(level, torch.Generator().manual_seed(5)) for level in pair)
        found.append(sliced_wasserstein((a - a.mean()) / a.std(), (b - a.mean()) / a.std(), directions))
    return found
