"""The trained networks of this page, and what each model reached. `train.py` trains them again."""

import json
from functools import cache
from math import log
from typing import Any

from explainers.gans.vae_gan.networks import Decoder, Discriminator, Encoder, Trio
from explainers.gans.vae_gan.settings import GAMMAS, SIGMAS
from explainers.shipped import shipped
from explainers.shipped_networks import load

RECORDED = "weights/vae_gan.json"  # what each model reached on the test pictures
MODELS = (*(f"vae-{sigma}" for sigma in SIGMAS), "gan", *(f"vae_gan-{gamma:g}" for gamma in GAMMAS))
PARTS = {"vae": ("encoder", "decoder"), "gan": ("decoder",), "vae_gan": Trio._fields}


def file_of(name: str) -> str:
    """Return the file of a model's weights, by its path below `explainers/`."""
    return f"weights/vae_gan-{name.removeprefix('vae_gan-')}.npz"


def named(gamma: float) -> str:
    """Return the name of the VAE-GAN whose γ is nearest, as a ratio."""
    return f"vae_gan-{min(GAMMAS, key=lambda one: abs(log(one / gamma))):g}"


@cache
def model(name: str) -> Trio:
    """Return a model; the networks that it lacks are there untrained. Not to be changed."""
    found = Trio(Encoder(), Decoder(), Discriminator())
    for part in PARTS[name.partition("-")[0]]:
        load(getattr(found, part), file_of(name), part)
    return found


@cache
def recorded() -> dict[str, Any]:
    """Return what every model reached, by its name; and "real": training pictures in the place of samples."""
    found: dict[str, Any] = json.loads(shipped(RECORDED))
    return found
