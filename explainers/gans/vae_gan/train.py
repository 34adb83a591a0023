"""Train the models of this page again, or some by name (vae-1, gan, vae_gan-0.01 …), two minutes each on one core:

    python -m explainers.gans.vae_gan.train

All take about as many steps on the same pictures. Then all are measured.
"""

import json
import sys
from copy import deepcopy
from typing import Any

import torch
from torch import Tensor, nn

from explainers.fit import fit
from explainers.gans.pictures.game import Game, Recipe, batch_of, follow, slope_at_real
from explainers.gans.pictures.letters import letter_pictures
from explainers.gans.pictures.measures import frechet, precision_and_recall, sharpness
from explainers.gans.pictures.reader import reader
from explainers.gans.vae_gan.models import MODELS, RECORDED, file_of, model
from explainers.gans.vae_gan.networks import LATENT, new_trio
from explainers.gans.vae_gan.objectives import gradients, vae_gan_terms, vae_terms
from explainers.gans.vae_gan.pictures import apart, blurred, pixels, shifted, some_of, unit, unseen
from explainers.gans.vae_gan.settings import LETTERS
from explainers.shipped import SUMS, noted, place_of, sums
from explainers.shipped_networks import round_to_half, save
from explainers.vaes.elbo import kl

SAMPLES = 1600  # generated pictures that are measured, beside as many real ones
STEPS, BATCH = 3000, 32
RECIPE = Recipe(rate_g=1e-3, rate_d=1e-3, betas=(0.5, 0.99))


def fit_vae(x: Tensor, sigma: float) -> dict[str, nn.Module]:
    """Return an encoder and a decoder that minimise minus the ELBO."""
    encoder, decoder, _ = new_trio(seed=0)
    noise = torch.Generator().manual_seed(1)

    def loss(places: Tensor) -> Tensor:
        epsilon = torch.randn(len(places), LATENT, generator=noise)
        prior, reconstruction = vae_terms(encoder, decoder, x[places], epsilon, sigma)
        return prior + reconstruction

    epochs = round(STEPS * BATCH / len(x))
    fit(nn.ModuleList([encoder, decoder]), len(x), loss, seed=2, epochs=epochs, batch=BATCH, rate=RECIPE.rate_g)
    return {"encoder": encoder, "decoder": decoder}


def fit_gan(x: Tensor) -> dict[str, nn.Module]:
    """Return a generator that was trained against a discriminator."""
    _, generator, discriminator = new_trio(seed=0)
    game, draw = Game(generator, discriminator, LATENT, RECIPE, seed=1), torch.Generator().manual_seed(2)
    for _ in range(STEPS):
        game.step(x[batch_of(x, BATCH, draw)])
    return {"decoder": game.average}


def fit_vae_gan(x: Tensor, gamma: float) -> dict[str, nn.Module]:
    """Return the three networks of a VAE-GAN (Larsen et al. 2016, Algorithm 1), with the penalty on D of the GAN."""
    trio, draw = new_trio(seed=0), torch.Generator().manual_seed(1)
    average = deepcopy(trio)
    optimisers = [torch.optim.Adam(part.parameters(), RECIPE.rate_g, RECIPE.betas) for part in trio]
    for step in range(STEPS):
        real = x[batch_of(x, BATCH, draw)]
        terms = vae_gan_terms(trio, real, *torch.randn(2, BATCH, LATENT, generator=draw))
        if step % RECIPE.r1_every == 0:
            penalty = RECIPE.r1_every * RECIPE.r1 / 2 * slope_at_real(trio.discriminator, real)
            terms = terms._replace(caught=terms.caught + penalty)
        for part, optimiser, slopes in zip(trio, optimisers, gradients(trio, terms, gamma), strict=True):
            for weights, slope in zip(part.parameters(), slopes, strict=True):
                weights.grad = slope
            optimiser.step()
        for mean, now in zip(average, trio, strict=True):
            follow(mean, now, min(RECIPE.average, (step + 1) / (step + 10)))
    return {"encoder": average.encoder, "decoder": average.decoder, "discriminator": trio.discriminator}


def quality(made: Tensor) -> dict[str, float]:
    """Return how sharp pictures are and how they agree with as many test pictures, in features of the classifier."""
    real, found = reader().features(some_of(unseen()[0], SAMPLES, 5)), reader().features(made)
    return {"sharpness": float(sharpness(made / 2).mean()), "frechet": frechet(real, found),
            **precision_and_recall(real, found)._asdict()}  # fmt: skip


@torch.no_grad()
def samples(name: str) -> Tensor:
    """Return SAMPLES pictures that a model makes of z from N(0, I)."""
    z = torch.randn(SAMPLES, LATENT, generator=torch.Generator().manual_seed(6))
    return torch.cat([model(name).decoder(some) for some in torch.split(z, 500)])


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


def main(names: list[str]) -> None:
    """Train models by name, round and keep them; then measure all."""
    torch.set_num_threads(1)
    x = letter_pictures(LETTERS)[0]
    for name in names or MODELS:
        kind, _, weight = name.partition("-")
        fit_it = {"vae": fit_vae, "vae_gan": fit_vae_gan}.get(kind)
        networks = fit_it(x, float(weight)) if fit_it else fit_gan(x)
        for network in networks.values():
            round_to_half(network.requires_grad_(requires_grad=False))
        save(file_of(name), networks)
    place_of(SUMS).write_text(sums(), "utf-8")  # what is measured are the weights as they are read
    noted.cache_clear()
    record()


if __name__ == "__main__":
    main(sys.argv[1:])
