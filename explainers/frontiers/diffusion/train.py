"""Train the U-Net again, ten minutes on one core, and measure it; "measure" alone leaves out the first:

python -m explainers.frontiers.diffusion.train [measure]
"""

import json
import sys
import time
import timeit
from collections.abc import Callable
from functools import partial

import numpy as np
import torch
from torch import Tensor

from explainers.fit import fit
from explainers.frontiers.diffusion.pictures import PATH, RECORDED, STEPS, WEIGHTS, guess_of, guided, network
from explainers.frontiers.diffusion.samplers import noise_in, sample
from explainers.frontiers.diffusion.schedules import Array
from explainers.frontiers.diffusion.settings import GUIDANCES
from explainers.frontiers.diffusion.unet import LETTERS, NOBODY, SIDE, UNet
from explainers.gans.pictures.letters import letter_pictures
from explainers.gans.pictures.reader import reader
from explainers.gans.vae_gan.models import model
from explainers.gans.vae_gan.networks import LATENT
from explainers.gans.vae_gan.pictures import some_of
from explainers.gans.vae_gan.train import quality, samples
from explainers.shipped import SUMS, noted, place_of, sums
from explainers.shipped_networks import round_to_half, save
from explainers.vaes.elbo import kl

EPOCHS, BATCH, RATE = 6, 32, 2e-3
UNTOLD = 0.15  # share of pictures whose letter the network is not told (Ho and Salimans 2022)
EACH = 50  # samples of each letter that are measured
NATS = SIDE**2 * float(np.log(2))  # in a picture, of one bit a pixel
GREYS = torch.linspace(-1, 1, 256, dtype=torch.float64)  # what a pixel may be


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
    with torch.autocast("cpu", torch.bfloat16):  # nearly twice as fast
        out = network(alpha * x + sigma * noise, t, letters.masked_fill(untold, NOBODY))
    return (out - d_alpha * x - d_sigma * noise).square().mean()


def train(network: UNet, x: Tensor, letters: Tensor, epochs: int) -> None:
    """Fit the network, in place."""
    chance = torch.Generator().manual_seed(1)
    fit(network, len(x), lambda places: loss_of(network, x[places], letters[places], chance), seed=2, epochs=epochs,
        batch=BATCH, rate=RATE)  # fmt: skip


def made_of(network: UNet, w: float) -> Tensor:
    """Return EACH samples of every letter under guidance w, letter after letter, all letters from the same noise."""
    start = np.random.default_rng(3).standard_normal((EACH, SIDE**2))
    rows = [sample("ddim", guided(network, i, w), start, PATH, STEPS)[-1] for i in range(len(LETTERS))]
    return torch.from_numpy(np.concatenate(rows).astype(np.float32)).view(-1, 1, SIDE, SIDE)


def told(made: Tensor) -> dict[str, float]:
    """Return how often EACH pictures of every letter are read as it, and how much those of one letter differ.

    That is the mean distance of two of them, in features of the classifier.
    """
    wanted = torch.tensor([ord(letter) - ord("A") for letter in LETTERS]).repeat_interleave(EACH)
    apart = [torch.pdist(some).mean() for some in torch.split(reader().features(made), EACH)]
    return {"read": float((reader().read(made).argmax(1) == wanted).float().mean()),
            "variety": float(torch.stack(apart).mean())}  # fmt: skip


def surprise(x: Array, mean: Array, spread: float) -> float:
    """Return the mean nats in a picture of x, (n, 1024), if a grey is as likely as N(mean, spread²) is high there."""
    nats = 0.0
    for pixels, middle in zip(x, mean, strict=True):
        logs = torch.log_softmax(-0.5 * ((torch.from_numpy(middle)[:, None] - GREYS) / spread) ** 2, 1)
        nats -= float(logs.gather(1, torch.from_numpy(np.rint(127.5 * (pixels + 1))).long()[:, None]).sum())
    return nats / len(x)


def bits_of_vae(x: Tensor) -> float:
    """Return minus the ELBO of the VAE in bits a pixel, with the spread of pixels that suits these pictures best."""
    with torch.no_grad():
        mu, log_variance = model("vae-1").encoder(x)
        z = mu + (0.5 * log_variance).exp() * torch.randn(mu.shape, generator=torch.Generator().manual_seed(4))
        mean = model("vae-1").decoder(z)
    rows, means = (part.reshape(len(x), -1).numpy().astype(np.float64) for part in (x, mean))
    spread = float(np.sqrt(((rows - means) ** 2).mean()))
    return (surprise(rows, means, spread) + float(kl(mu, log_variance).sum(1).mean())) / NATS


def bits_of_diffusion(network: UNet, x: Tensor, letters: Tensor, times: int = 64) -> float:
    """Return the variational bound in bits a pixel (Kingma et al. 2021, equations 11 and 17).

    What a grey costs at the least noise, half the squared error of ε̂ over log SNR, and what is left at the most noise.
    """
    rng, rows = np.random.default_rng(5), x.reshape(len(x), -1).numpy().astype(np.float64)
    logs = np.linspace(2 * np.log(PATH.alpha(0.002) / PATH.sigma(0.002)), -12.0, times + 1)  # of SNR
    errors = []
    for log in (logs[1:] + logs[:-1]) / 2:
        t = float(np.arctan(np.exp(-log / 2)) * 2 / np.pi)  # of the cosine schedule
        noise = rng.standard_normal(rows.shape)
        noisy = PATH.alpha(t) * rows + PATH.sigma(t) * noise
        guess = noise_in(noisy, guess_of(network, noisy, t, letters.numpy()), PATH, t)
        errors.append(((noise - guess) ** 2).sum(1).mean())
    first = rows + np.exp(-logs[0] / 2) * rng.standard_normal(rows.shape)
    left = 0.5 * np.exp(logs[-1]) * (rows**2).sum(1).mean()
    nats = surprise(rows, first, float(np.exp(-logs[0] / 2))) + 0.5 * float(np.mean(errors) * (logs[0] - logs[-1]))
    return float(nats + left) / NATS


def seconds(make: Callable[[], object]) -> float:
    """Return the seconds of one core that a picture takes of 16 made together, the best of three times."""
    return min(timeit.repeat(make, timer=time.thread_time, number=1, repeat=3)) / 16


@torch.no_grad()
def record() -> None:
    """Measure the U-Net, and beside it the VAE and the GAN of the course on the same letters, and keep it."""
    x, letters = letter_pictures(LETTERS)
    some = torch.cat([some_of(x[letters == i], EACH, 5) for i in range(len(LETTERS))])
    found = {"real": quality(some) | told(some)}
    z, noise = torch.randn(16, LATENT), np.random.default_rng(0).standard_normal((16, SIDE**2))
    for title, name in (("VAE", "vae-1"), ("GAN", "gan")):
        took = seconds(partial(model(name).decoder, z))
        found[title] = quality(samples(name)[: len(some)]) | {"seconds": took}
    unseen, of = letter_pictures(LETTERS, "test")
    every = slice(None, None, 8)
    found["VAE"]["bits"] = bits_of_vae(unseen[every])
    for w in GUIDANCES:
        made = made_of(network(), w)
        took = seconds(partial(sample, "ddim", guided(network(), 0, w), noise, PATH, STEPS))
        found[f"w={w:g}"] = quality(made) | told(made) | {"seconds": took}
    found["w=0"]["bits"] = bits_of_diffusion(network(), unseen[every], of[every])
    place_of(RECORDED).write_text(json.dumps(found, indent=1) + "\n", "utf-8")


def main() -> None:
    """Train, round, keep and measure."""
    torch.manual_seed(0)
    made, (x, letters) = UNet(), letter_pictures(LETTERS)
    train(made, x, letters, EPOCHS)
    round_to_half(made.eval().requires_grad_(requires_grad=False))
    save(WEIGHTS, {"unet": made})
    place_of(SUMS).write_text(sums(), "utf-8")  # what is measured are the weights as they are read
    noted.cache_clear()


if __name__ == "__main__":
    torch.set_num_threads(1)
    if sys.argv[1:] != ["measure"]:
        main()
    record()
