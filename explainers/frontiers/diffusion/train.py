"""Train the U-Net again, about three quarters of an hour on one core; with a number, so many epochs only:

python -m explainers.frontiers.diffusion.train [epochs]
"""

import json
import sys
import time
from typing import Any

import numpy as np
import torch
from torch import Tensor

from explainers.fit import fit
from explainers.frontiers.diffusion.pictures import PATH, guided
from explainers.frontiers.diffusion.samplers import sample
from explainers.frontiers.diffusion.unet import LETTERS, NOBODY, SIDE, UNet
from explainers.gans.pictures.letters import letter_pictures
from explainers.gans.pictures.measures import frechet, precision_and_recall, sharpness
from explainers.gans.pictures.reader import reader
from explainers.gans.vae_gan.pictures import some_of, unseen
from explainers.shipped import place_of
from explainers.shipped_networks import round_to_half, save

WEIGHTS, RECORDED = "weights/diffusion_letters.npz", "weights/diffusion_letters.json"
EPOCHS, BATCH, RATE = 16, 64, 2e-3
UNTOLD = 0.15  # share of pictures whose letter the network is not told (Ho and Salimans 2022)
SAMPLES, STEPS, GUIDANCES = 1600, 20, (0.0, 1.0, 3.0)  # as many samples as of VAE and GAN


def loss_of(network: UNet, x: Tensor, letters: Tensor, chance: torch.Generator) -> Tensor:
    """Return the mean squared error of the velocity of pictures (n, 1, SIDE, SIDE), at times and noise drawn here."""
    t = 0.002 + 0.998 * torch.rand(len(x), generator=chance)
    noise = torch.randn(x.shape, generator=chance)
    untold = torch.rand(len(x), generator=chance) < UNTOLD
    wide = t.numpy()[:, None, None, None]
    alpha, sigma, d_alpha, d_sigma = (
        torch.from_numpy(np.asarray(part, dtype=np.float32))
        for part in (PATH.alpha(wide), PATH.sigma(wide), *PATH.slopes(wide))
    )
    out = network(alpha * x + sigma * noise, t, letters.masked_fill(untold, NOBODY))
    return (out - d_alpha * x - d_sigma * noise).square().mean()


def train(network: UNet, x: Tensor, letters: Tensor, epochs: int) -> None:
    """Fit the network, in place."""
    chance = torch.Generator().manual_seed(1)
    fit(network, len(x), lambda places: loss_of(network, x[places], letters[places], chance), seed=2, epochs=epochs,
        batch=BATCH, rate=RATE)  # fmt: skip


def reached(network: UNet, w: float, n: int = SAMPLES) -> dict[str, float]:
    """Return how samples under guidance w agree with test pictures, in features of the classifier, and are read."""
    each = n // len(LETTERS)
    start = np.random.default_rng(3).standard_normal((each, SIDE**2))
    made = torch.cat([
        torch.from_numpy(sample("ddim", guided(network, i, w), start, PATH, STEPS, 0)[-1].astype(np.float32))
        for i in range(len(LETTERS))
    ]).view(-1, 1, SIDE, SIDE)  # fmt: skip
    wanted = torch.tensor([ord(letter) - ord("A") for letter in LETTERS]).repeat_interleave(each)
    real, found = reader().features(some_of(unseen()[0], len(made), 5)), reader().features(made)
    return {"read": float((reader().read(made).argmax(1) == wanted).float().mean()),
            "sharpness": float(sharpness(made / 2).mean()), "frechet": frechet(real, found),
            **precision_and_recall(real, found)._asdict()}  # fmt: skip


def main(epochs: int) -> None:
    """Train, round, keep and measure."""
    torch.set_num_threads(1)
    torch.manual_seed(0)
    network, (x, letters), began = UNet(), letter_pictures(LETTERS), time.monotonic()
    train(network, x, letters, epochs)
    round_to_half(network.eval().requires_grad_(requires_grad=False))
    save(WEIGHTS, {"unet": network})
    found: dict[str, Any] = {f"w={w:g}": reached(network, w) for w in GUIDANCES}
    found |= {"epochs": epochs, "minutes": round((time.monotonic() - began) / 60, 1)}
    place_of(RECORDED).write_text(json.dumps(found, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main(int(sys.argv[1]) if sys.argv[1:] else EPOCHS)
