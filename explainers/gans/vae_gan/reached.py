"""What the models of this page reach, on faces that none of them has seen: python -m explainers.gans.vae_gan.reached"""

import json
from typing import Any

import torch
from torch import Tensor

from explainers.gans.pictures.letters import letter_pictures
from explainers.gans.pictures.measures import frechet, precision_and_recall, sharpness
from explainers.gans.pictures.reader import reader
from explainers.gans.vae_gan.models import MODELS, RECORDED, model
from explainers.gans.vae_gan.networks import LATENT
from explainers.gans.vae_gan.pictures import apart, blurred, pixels, shifted, some_of, unit, unseen
from explainers.gans.vae_gan.settings import LETTERS
from explainers.shipped import place_of
from explainers.vaes.elbo import kl

SAMPLES = 1600  # generated pictures, and as many real ones


def quality(made: Tensor) -> dict[str, float]:
    """Return how sharp pictures are and how they agree with as many test pictures, in features of the classifier."""
    real, found = reader().features(some_of(unseen()[0], SAMPLES, 5)), reader().features(made)
    return {"sharpness": float(sharpness(made / 2).mean()), "frechet": frechet(real, found),
            **precision_and_recall(real, found)._asdict()}  # fmt: skip


@torch.no_grad()
def samples(name: str) -> Tensor:
    """Return SAMPLES pictures that a model makes of z from N(0, I)."""
    z = torch.randn(SAMPLES, LATENT, generator=torch.Generator().manual_seed(6))
    return torch.cat([model(name).decoder(some) for some in z.split(500)])


@torch.no_grad()
def given_back(name: str) -> dict[str, float]:
    """Return how far reconstructions are from x (root mean square, in grey), how sharp, how often read as x; and KL."""
    x, letters = unseen()
    mu, log_variance = model(name).encoder(x)
    back = model(name).decoder(mu)
    return {"error": float((x - back).square().mean().sqrt() / 2),
            "sharpness": float(sharpness(back / 2).mean()),
            "read": float((reader().read(back).argmax(1) == letters).float().mean()),
            "kl": float(kl(mu, log_variance).sum(1).mean())}  # fmt: skip


@torch.no_grad()
def moved(name: str) -> dict[str, list[float]]:
    """Return how far two letters are apart, and in this unit how far a shift and a blur by a pixel are from x.

    Each by two measures: in pixels, and in features of D.
    """
    x, found = unseen()[0], []
    for features in (pixels, model(name).discriminator.features):
        one = unit(features, x)
        found.append([one, *(float(apart(features, x, y).mean()) / one for y in (shifted(x, 1), blurred(x, 1.0)))])
    return dict(zip(("unit", "shift", "blur"), map(list, zip(*found, strict=True)), strict=True))


def reached(name: str) -> dict[str, Any]:
    """Return all that is recorded of a model."""
    found: dict[str, Any] = {"samples": quality(samples(name))}
    if name != "gan":
        found["back"] = given_back(name)
    if name.startswith("vae_gan-"):
        found["moved"] = moved(name)
    return found


def record() -> None:
    """Measure all models, and training pictures in the place of samples, and keep it."""
    real = {"samples": quality(some_of(letter_pictures(LETTERS)[0], SAMPLES, 5))}
    found = {"real": real} | {name: reached(name) for name in MODELS}
    place_of(RECORDED).write_text(json.dumps(found, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    record()
