"""Letters out of noise: guidance, painting what is hidden, back to noise and between. Pictures are rows, (n, 1024).

So the samplers are those of the plane, and nothing but the denoiser differs.
"""

import json
from dataclasses import replace
from functools import cache, lru_cache
from itertools import pairwise

import numpy as np
import torch
from numpy.typing import ArrayLike

from explainers.frontiers.diffusion.samplers import Denoiser, inverted, noise_in, sample
from explainers.frontiers.diffusion.schedules import SCHEDULES, Array, Schedule
from explainers.frontiers.diffusion.settings import GUIDANCES, Params
from explainers.frontiers.diffusion.unet import LETTERS, NOBODY, SIDE, UNet
from explainers.gans.vae_gan.pictures import unseen
from explainers.shipped import shipped
from explainers.shipped_networks import load
from explainers.vaes.own_pictures import inked, read_strokes

WEIGHTS, RECORDED = "weights/diffusion_letters.npz", "weights/diffusion_letters.json"
PATH: Schedule = SCHEDULES["cosine"]
STEPS = 20  # of DDIM to a picture; as many of Heun's method to its noise
BRUSH = 6.0  # pixels, the width of the brush that hides
ASKED = ("letter", "start", "picture", "other", "part", "hidden", "seed")  # what a film depends on


@cache
def network() -> UNet:
    """Return the trained U-Net. Not to be changed."""
    found = UNet()
    load(found, WEIGHTS, "unet")
    return found


@cache
def recorded() -> dict[str, dict[str, float]]:
    """Return what each maker of letters reached: "real", "VAE", "GAN", and by its guidance this network, as "w=1"."""
    found: dict[str, dict[str, float]] = json.loads(shipped(RECORDED))
    return found


@torch.no_grad()
def guess_of(network: UNet, x: Array, t: float, letters: ArrayLike) -> Array:
    """Return the guess of x_0 that the network's velocity stands for, not clipped; letters by place, one or (n,)."""
    at = torch.from_numpy(x.astype(np.float32)).view(-1, 1, SIDE, SIDE)
    told = torch.from_numpy(np.broadcast_to(letters, len(x)).astype(np.int64))
    out = network(at, torch.full((len(at),), float(t)), told).reshape(len(x), -1).numpy()
    return PATH.data_in(x, out, t)


def guided(network: UNet, letters: ArrayLike, w: ArrayLike, clipped: bool = True) -> Denoiser:
    """Return a denoiser towards letters: (1 + w) times what the network says of them, less w times what of none.

    Classifier-free guidance (Ho and Salimans 2022, equation 6): with w = 0 it is the network itself, asked once.
    Guesses are clipped to paper (-1) and ink (1), so that also w = 100 ends in a picture; but clipping cannot be
    undone, so a picture is brought back to noise without it. Of letters and w there is one, or one for each picture.
    """
    w = np.asarray(w, dtype=np.float64)[..., None]

    def denoise(x: Array, t: float) -> Array:
        guess = guess_of(network, x, t, letters)
        if w.any():
            guess = (1 + w) * guess - w * guess_of(network, x, t, NOBODY)
        return np.asarray(np.clip(guess, -1, 1)) if clipped else guess

    return denoise


def painted(denoise: Denoiser, known: Array, hidden: Array, noise: Array, steps: int) -> Array:
    """Return the path of pictures whose `hidden` pixels, a mask (1024,), are sampled to fit the others, (steps + 1, …).

    Before each step of DDIM, what is known is put in with its share of noise (Song et al. 2021, appendix I.2).
    """
    x, path = noise, []
    for t, s in pairwise(np.linspace(1.0, 0.0, steps + 1)):
        x = np.where(hidden, x, PATH.alpha(t) * known + PATH.sigma(t) * noise)
        path.append(x)
        guess = denoise(x, t)
        x = PATH.alpha(s) * guess + PATH.sigma(s) * noise_in(x, guess, PATH, t)
    return np.stack([*path, np.where(hidden, x, known)])


def between(one: Array, other: Array, part: float) -> Array:
    """Return noise a part of the way from one to other, along the sphere: so lengths stay (Shoemake 1985)."""
    cosine = float((one * other).sum() / (np.linalg.norm(one) * np.linalg.norm(other)))
    angle = np.arccos(np.clip(cosine, -1, 1))
    if angle < 1e-6:
        return one
    return np.asarray((np.sin((1 - part) * angle) * one + np.sin(part * angle) * other) / np.sin(angle))


def mask(strokes: str) -> Array:
    """Return which pixels are hidden, (1024,) of bool. Raises BadInput for strokes that cannot be read."""
    if not strokes:
        return np.zeros(SIDE**2, dtype=bool)
    places = [[(SIDE * x, SIDE * (1 - y)) for x, y in stroke] for stroke in read_strokes(strokes, "hidden")]
    return np.asarray(inked(places, SIDE, BRUSH).ravel() > 0.2)


def unseen_picture(place: int) -> Array:
    """Return a test picture as a row of pixels from -1 to 1, (1, 1024)."""
    return np.asarray(unseen()[0][place].reshape(1, -1).numpy(), dtype=np.float64)


@lru_cache(maxsize=64)
def noise_of(place: int) -> Array:
    """Return the noise that the probability-flow ODE turns into a test picture, unguided, told its letter."""
    letter = LETTERS.index(chr(ord("A") + int(unseen()[1][place])))
    return inverted(guided(network(), letter, 0.0, clipped=False), unseen_picture(place), PATH, STEPS)


def film(params: Params) -> tuple[Array, Array]:
    """Return the picture after each step, and the guess of x_0 at each, (STEPS + 1, 1024) both; the last is the same.

    From noise, around a hole, or from the noise of two pictures: then unguided and not clipped, as on the way there.
    From noise, pictures for all stops of guidance are made together: less than half the cost of one by one.
    """
    w = 0.0 if params.start == "inverted" else params.w
    ws = GUIDANCES if params.start == "noise" and w in GUIDANCES else (w,)
    path, guesses = _films(replace(Params(), **{name: getattr(params, name) for name in ASKED}), ws)
    return path[:, ws.index(w)], guesses[:, ws.index(w)]


@lru_cache(maxsize=32)
def _films(p: Params, ws: tuple[float, ...]) -> tuple[Array, Array]:
    guesses: list[Array] = []
    ask = guided(network(), p.letter, ws, clipped=p.start != "inverted")

    def denoise(x: Array, t: float) -> Array:
        guesses.append(ask(x, t))
        return guesses[-1]

    noise = np.random.default_rng((p.seed, 11)).standard_normal((1, SIDE**2)).repeat(len(ws), axis=0)
    if p.start == "hole":
        path = painted(denoise, unseen_picture(p.picture), mask(p.hidden), noise, STEPS)
    elif p.start == "inverted":
        path = sample("heun", denoise, between(noise_of(p.picture), noise_of(p.other), p.part), PATH, STEPS)
        guesses = guesses[::2]  # of the two in a step, the first
    else:
        path = sample("ddim", denoise, noise, PATH, STEPS)
    return path, np.stack([*guesses, path[-1]])


@lru_cache(maxsize=32)
def one_of_each(w: float, seed: int) -> Array:
    """Return a picture of every letter under guidance w, from the same noise, (6, 1024)."""
    noise = np.random.default_rng((seed, 11)).standard_normal((1, SIDE**2)).repeat(len(LETTERS), axis=0)
    return np.asarray(sample("ddim", guided(network(), range(len(LETTERS)), w), noise, PATH, STEPS)[-1])
