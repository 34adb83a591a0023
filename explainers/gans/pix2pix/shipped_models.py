"""The trained networks of this page. `train.py` trains them again."""

import json
from functools import cache
from typing import Any

from explainers.gans.pix2pix.networks import PatchGAN, UNet
from explainers.shipped import shipped
from explainers.shipped_networks import load

L1 = "L1"  # the loss that has no discriminator
MODELS = {"clothes": (L1, "100", "10", "1", "0"), "glyphs": (L1, "10", "0")}  # L1 alone; or λ, beside D's verdict
PLAIN = (L1, "10")  # the losses with which a generator without skips was trained too


def weights_of(data: str) -> str:
    """Return the file with the networks of a set of pairs."""
    return f"weights/gans_pix2pix-{data}.npz"


def record_of(data: str) -> str:
    """Return the file that says what they reached on the test pairs."""
    return f"weights/gans_pix2pix-{data}.json"


@cache
def generator(data: str, loss: str, skips: bool = True) -> UNet:
    """Return a generator, by its pairs and its loss. Not to be changed, like all networks here."""
    network = UNet(skips)
    load(network, weights_of(data), f"{data}/{loss}/{'g' if skips else 'plain'}")
    return network


@cache
def discriminator(data: str, loss: str) -> PatchGAN:
    """Return the discriminator that was trained with a generator."""
    network = PatchGAN()
    load(network, weights_of(data), f"{data}/{loss}/d")
    return network


@cache
def recorded(data: str) -> dict[str, Any]:
    """Return what each model of a set of pairs reached on the test pairs, by its loss, and which generator."""
    found: dict[str, Any] = json.loads(shipped(record_of(data)))
    return found
