"""What a generator reaches: how far its pictures are from the real ones, and how sharp they are."""

from functools import cache

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from explainers.gans.pix2pix.networks import PatchGAN, UNet
from explainers.gans.pix2pix.pairs import TEST, Batch, drawings, pictures_at


@cache
def all_pairs(data: str) -> tuple[Tensor, Tensor]:
    """Return all drawings y and pictures x to test with, each (TEST, 1, SIDE, SIDE)."""
    x = pictures_at(data, np.arange(TEST))
    return torch.tensor(drawings(x, data))[:, None], torch.tensor(x)[:, None]


def l1(made: Batch, x: Batch) -> NDArray[np.float64]:
    """Return the mean absolute difference of each picture, (n,), in grey values from 0 to 1."""
    return np.abs(made.astype(float) - x).mean((-2, -1))


def sharpness(x: Batch) -> float:
    """Return the mean absolute value of the discrete Laplacian: by how much pixels differ from their four neighbours.

    The sum of the four differences, over all pixels but those of the frame.
    """
    middle = x[..., 1:-1, 1:-1].astype(float)
    around = x[..., 2:, 1:-1] + x[..., :-2, 1:-1] + x[..., 1:-1, 2:] + x[..., 1:-1, :-2]
    return float(np.abs(4 * middle - around).mean())


def reached(data: str, g: UNet, d: PatchGAN | None) -> dict[str, float]:
    """Return the mean L1 error over the test pairs, sharpness as a share of real pictures', and D's mean verdicts."""
    y, x = all_pairs(data)
    with torch.no_grad():
        made = g(y)
        found = {"l1": float(l1(made.numpy(), x.numpy()).mean()),
                 "sharpness": sharpness(made.numpy()) / sharpness(x.numpy())}  # fmt: skip
        if d is not None:
            found |= {"d_real": float(d(y, x).sigmoid().mean()), "d_made": float(d(y, made).sigmoid().mean())}
    return found


def reached_with_cuts(data: str, g: UNet) -> list[float]:
    """Return the mean L1 error over the test pairs with one skip after the other carrying nothing, the finest first."""
    y, x = all_pairs(data)
    with torch.no_grad():
        return [float(l1(g(y, (level,)).numpy(), x.numpy()).mean()) for level in range(3)]
