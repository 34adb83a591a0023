"""Pictures out of noise: guidance, painting what is hidden, and back to noise. Pictures are rows of pixels, (n, 1024).

So the samplers are those of the plane, and nothing but the denoiser differs.
"""

from itertools import pairwise

import numpy as np
import torch

from explainers.frontiers.diffusion.exact import Array
from explainers.frontiers.diffusion.samplers import Denoiser, grid, noise_in
from explainers.frontiers.diffusion.schedules import SCHEDULES, Schedule
from explainers.frontiers.diffusion.unet import NOBODY, SIDE, UNet

PATH: Schedule = SCHEDULES["cosine"]


def guided(network: UNet, letter: int, w: float, kept: bool = True) -> Denoiser:
    """Return a denoiser towards a letter: (1 + w) times what the network says of it, less w times what of none.

    Classifier-free guidance (Ho and Salimans 2022, equation 6): with w = 0 it is the network itself, asked once.
    Guesses are kept between paper (-1) and ink (1), so that also w = 100 ends in a picture; but clipping cannot be
    undone, so a picture is brought back to noise without it.
    """

    def denoise(x: Array, t: float) -> Array:
        guess = guess_of(network, x, t, letter)
        if w:
            guess = (1 + w) * guess - w * guess_of(network, x, t, NOBODY)
        return np.asarray(np.clip(guess, -1, 1)) if kept else guess

    return denoise


@torch.inference_mode()
def guess_of(network: UNet, x: Array, t: float, letter: int) -> Array:
    """Return the guess of x_0 that the network's velocity stands for, not clipped."""
    at = torch.from_numpy(x.astype(np.float32)).view(-1, 1, SIDE, SIDE)
    out = network(at, torch.full((len(at),), float(t)), torch.full((len(at),), letter))
    d_alpha, d_sigma = PATH.slopes(t)
    alpha, sigma = PATH.alpha(t), PATH.sigma(t)
    return np.asarray((d_sigma * x - sigma * out.reshape(len(x), -1).numpy()) / (alpha * d_sigma - d_alpha * sigma))


def painted(denoise: Denoiser, known: Array, hidden: Array, noise: Array, steps: int) -> Array:
    """Return the path of pictures whose `hidden` pixels, a mask (1024,), are sampled to fit the others, (steps + 1, …).

    Before each step of DDIM, what is known is put in with its share of noise (Song et al. 2021, appendix I.2).
    """
    x, path = noise, []
    for t, s in pairwise(grid(steps)):
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
