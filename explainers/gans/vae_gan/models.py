"""The trained networks of this page, and what each model reached. `train.py` trains them again."""

import json
from functools import cache
from math import log
from typing import Any, TypeVar

from torch import nn

from explainers.gans.vae_gan.networks import Decoder, Discriminator, Encoder
from explainers.gans.vae_gan.settings import GAMMAS
from explainers.shipped import shipped
from explainers.shipped_networks import load

RECORDED = "weights/vae_gan.json"  # what each model reached on the test pictures
MODELS = ("vae", "gan", *(f"vae_gan-{gamma:g}" for gamma in GAMMAS))
N = TypeVar("N", bound=nn.Module)


def file_of(name: str) -> str:
    """Return the file of a model's weights, by its path below `explainers/`."""
    return f"weights/vae_gan-{name.removeprefix('vae_gan-')}.npz"


def named(gamma: float) -> str:
    """Return the name of the VAE-GAN whose γ is nearest, as a ratio."""
    return f"vae_gan-{min(GAMMAS, key=lambda one: abs(log(one / gamma))):g}"


@cache
def decoder(name: str) -> Decoder:
    """Return the decoder of a model, which in a GAN is the generator. Not to be changed, like all networks here."""
    return _loaded(Decoder(), name, "decoder")


@cache
def encoder(name: str) -> Encoder:
    """Return the encoder of a model; a GAN has none."""
    return _loaded(Encoder(), name, "encoder")


@cache
def discriminator(name: str) -> Discriminator:
    """Return the discriminator of a VAE-GAN, as it was at the end of training."""
    return _loaded(Discriminator(), name, "discriminator")


def _loaded(network: N, name: str, part: str) -> N:
    load(network, file_of(name), part)
    return network


@cache
def recorded() -> dict[str, Any]:
    """Return what every model reached, by its name; and "real": training pictures in the place of samples."""
    found: dict[str, Any] = json.loads(shipped(RECORDED))
    return found
