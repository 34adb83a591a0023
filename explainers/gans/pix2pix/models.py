"""The trained networks of this page, and what one reaches on the test pairs. `train.py` trains them again."""

import json
from functools import cache
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from explainers.gans.pix2pix.networks import PatchGAN, UNet
from explainers.gans.pix2pix.pairs import TEST, Batch, drawings, pictures_at
from explainers.shipped import shipped
from explainers.shipped_networks import load

WEIGHTS, RECORD = "weights/gans_pix2pix-{}.npz", "weights/gans_pix2pix-{}.json"  # by pairs
L1 = "L1"  # the loss that has no discriminator
MODELS = {"clothes": (L1, "100", "10", "1", "0"), "glyphs": (L1, "10", "0")}  # L1 alone; or λ, beside D's verdict
PLAIN = (L1, "10")  # the losses with which a generator without skips was trained too


@cache
def generator(data: str, loss: str, skips: bool = True) -> UNet:
    """Return a generator, by its pairs and its loss. Not to be changed, like all networks here."""
    network = UNet(skips)
    load(network, WEIGHTS.format(data), f"{data}/{loss}/{'g' if skips else 'plain'}")
    return network


@cache
def discriminator(data: str, loss: str) -> PatchGAN:
    """Return the discriminator that was trained with a generator."""
    network = PatchGAN()
    load(network, WEIGHTS.format(data), f"{data}/{loss}/d")
    return network


@cache
def recorded(data: str) -> dict[str, Any]:
    """Return what each model of a set of pairs reached on the test pairs, by its loss, and which generator."""
    found: dict[str, Any] = json.loads(shipped(RECORD.format(data)))
    return found


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


def reached(data: str, g: UNet, d: PatchGAN | None = None, cut: tuple[int, ...] = ()) -> dict[str, float]:
    """Return the mean L1 error over the test pairs, sharpness as a share of real pictures', and D's mean verdicts."""
    y, x = all_pairs(data)
    with torch.no_grad():
        made = g(y, cut)
        found = {"l1": float(l1(made.numpy(), x.numpy()).mean()),
                 "sharpness": sharpness(made.numpy()) / sharpness(x.numpy())}  # fmt: skip
        if d is not None:
            found |= {"d_real": float(d(y, x).sigmoid().mean()), "d_made": float(d(y, made).sigmoid().mean())}
    return found
