"""What the models of this page reach, with pictures of faces that none of them has seen.

python -m explainers.gans.vae_gan.reached
"""

import json
from functools import cache
from typing import Any

import torch
from torch import Tensor

from explainers.gans.pictures.letters import letter_pictures
from explainers.gans.pictures.measures import frechet, precision_and_recall, sharpness
from explainers.gans.pictures.reader import reader
from explainers.gans.vae_gan.likeness import apart, blurred, pixels, shifted, unit
from explainers.gans.vae_gan.models import MODELS, RECORDED, decoder, discriminator, encoder
from explainers.gans.vae_gan.networks import LATENT
from explainers.gans.vae_gan.objectives import vae_terms
from explainers.gans.vae_gan.settings import LETTERS
from explainers.shipped import place_of

SAMPLES = 1600  # generated pictures, and as many real ones


@cache
def test_pictures() -> tuple[Tensor, Tensor]:
    """Return the pictures of unseen faces, and the place of each one's letter among all 26."""
    x, y = letter_pictures(LETTERS, "test")
    return x, torch.tensor([ord(letter) - ord("A") for letter in LETTERS])[y]


def chosen(n: int, seed: int) -> Tensor:
    """Return SAMPLES places among n, each at most once."""
    return torch.randperm(n, generator=torch.Generator().manual_seed(seed))[:SAMPLES]


def quality(made: Tensor) -> dict[str, float]:
    """Return how sharp pictures are and how they agree with as many test pictures, in features of the classifier."""
    x = test_pictures()[0]
    real, found = (reader().features(some) for some in (x[chosen(len(x), 5)], made))
    return {"sharpness": float(sharpness(made / 2).mean()), "frechet": frechet(real, found),
            **precision_and_recall(real, found)._asdict()}  # fmt: skip


@torch.no_grad()
def samples(name: str) -> Tensor:
    """Return SAMPLES pictures that a model makes of z from N(0, I)."""
    z = torch.randn(SAMPLES, LATENT, generator=torch.Generator().manual_seed(6))
    return torch.cat([decoder(name)(some) for some in z.split(500)])


@torch.no_grad()
def given_back(name: str) -> dict[str, float]:
    """Return how far reconstructions are from x (root mean square, in grey), how sharp, and how often read alike."""
    x, letters = test_pictures()
    back = decoder(name)(encoder(name)(x)[0])
    return {"error": float((x - back).square().mean().sqrt() / 2),
            "sharpness": float(sharpness(back / 2).mean()),
            "read": float((reader().read(back).argmax(1) == letters).float().mean())}  # fmt: skip


@torch.no_grad()
def moved(name: str) -> dict[str, list[float]]:
    """Return how far two different letters are apart: in pixels, and in features of D.

    And in these units how far a shift by a pixel and a blur of a pixel are from x.
    """
    x, measures = test_pictures()[0], (pixels, discriminator(name).features)
    one = [unit(features, x) for features in measures]
    changes = {"shift": shifted(x, 1), "blur": blurred(x, 1.0)}
    return {"unit": one} | {change: [float(apart(features, x, y).mean()) / each
                                     for features, each in zip(measures, one, strict=True)]
                            for change, y in changes.items()}  # fmt: skip


@torch.no_grad()
def elbo(name: str) -> dict[str, float]:
    """Return the two terms of minus the ELBO, in nats a picture."""
    x = test_pictures()[0]
    epsilon = torch.randn(len(x), LATENT, generator=torch.Generator().manual_seed(7))
    found = vae_terms(encoder(name), decoder(name), x, epsilon)
    return {term: float(value) for term, value in found._asdict().items()}


def reached(name: str) -> dict[str, Any]:
    """Return all that is recorded of a model."""
    found: dict[str, Any] = {"samples": quality(samples(name))}
    if name != "gan":
        found["back"] = given_back(name)
    if name == "vae":
        found["elbo"] = elbo(name)
    if "-" in name:
        found["moved"] = moved(name)
    return found


def record() -> None:
    """Measure all models, and training pictures in the place of samples, and keep it."""
    x = letter_pictures(LETTERS)[0]
    found = {"real": {"samples": quality(x[chosen(len(x), 8)])}} | {name: reached(name) for name in MODELS}
    place_of(RECORDED).write_text(json.dumps(found, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    record()
