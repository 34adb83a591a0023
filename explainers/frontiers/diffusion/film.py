"""A film strip from noise to a letter: from noise itself, around a hole, or from the noise of two pictures."""

from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Literal

import numpy as np

from explainers.frontiers.diffusion.exact import Array
from explainers.frontiers.diffusion.pictures import PATH, between, guided, painted
from explainers.frontiers.diffusion.samplers import Denoiser, inverted, sample
from explainers.frontiers.diffusion.unet import LETTERS, SIDE, UNet
from explainers.gans.vae_gan.pictures import unseen
from explainers.shipped_networks import load
from explainers.vaes.own_pictures import inked, read_strokes

WEIGHTS = "weights/diffusion_letters.npz"
Start = Literal["noise", "hole", "inverted"]
BRUSH, BACK = 6.0, 40  # pixels, the width of the brush that hides; steps of Heun's method back to noise


@dataclass(frozen=True)
class Film:
    """What is denoised, and how."""

    letter: int = 0  # by place in LETTERS
    w: float = 1.0  # guidance
    steps: int = 20  # of DDIM
    start: Start = "noise"
    picture: int = 0  # a test picture: with a hole, or brought back to noise
    other: int = 300  # the second picture, for a way between two
    part: float = 0.0  # how far from the first to the second
    hidden: str = ""  # strokes that hide pixels; nothing hides nothing
    seed: int = 0  # of the noise


@cache
def network() -> UNet:
    """Return the trained U-Net. Not to be changed."""
    found = UNet()
    load(found, WEIGHTS, "unet")
    return found


def mask(strokes: str) -> Array:
    """Return which pixels are hidden, (1024,) of bool. Raises BadInput for strokes that cannot be read."""
    if not strokes:
        return np.zeros(SIDE**2, dtype=bool)
    places = [[(SIDE * x, SIDE * (1 - y)) for x, y in stroke] for stroke in read_strokes(strokes, "hidden")]
    return np.asarray(inked(places, SIDE, BRUSH).ravel() > 0.2)


def unseen_picture(place: int) -> Array:
    """Return a test picture as a row of pixels from -1 to 1, (1, 1024)."""
    return np.asarray(unseen()[0][place].reshape(1, -1).numpy(), dtype=np.float64)


def letter_of(place: int) -> int:
    """Return the letter of a test picture, by its place in LETTERS."""
    return LETTERS.index(chr(ord("A") + int(unseen()[1][place])))


@lru_cache(maxsize=64)
def noise_of(place: int, steps: int = BACK) -> Array:
    """Return the noise that the probability-flow ODE turns into a test picture, unguided, told its letter."""
    return inverted(guided(network(), letter_of(place), 0.0, kept=False), unseen_picture(place), PATH, steps)


def denoiser_of(film: Film) -> Denoiser:
    """Return what a film asks. From inverted noise guesses are not clipped, as they were not on the way there."""
    return guided(network(), film.letter, film.w, kept=film.start != "inverted" or film.w > 0)


@lru_cache(maxsize=64)
def strip(film: Film) -> Array:
    """Return the picture after each step, (steps + 1, 1024)."""
    denoise = denoiser_of(film)
    noise = np.random.default_rng((film.seed, 11)).standard_normal((1, SIDE**2))
    match film.start:
        case "hole":
            path = painted(denoise, unseen_picture(film.picture), mask(film.hidden), noise, film.steps)
        case "inverted":
            start = between(noise_of(film.picture), noise_of(film.other), film.part)
            path = sample("heun", denoise, start, PATH, film.steps, film.seed)
        case _:
            path = sample("ddim", denoise, noise, PATH, film.steps, film.seed)
    return np.asarray(path[:, 0])


@lru_cache(maxsize=64)
def guesses(film: Film) -> Array:
    """Return the guess of x_0 at each picture of a strip, (steps + 1, 1024); the last is the picture."""
    path = strip(film)
    denoise = denoiser_of(film)
    times = np.linspace(1.0, 0.0, film.steps + 1)
    said = [denoise(x[None], t) for x, t in zip(path[:-1], times[:-1], strict=True)]
    return np.concatenate([*said, path[-1:]])
