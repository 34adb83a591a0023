"""How good a translation is, where the truth is known: errors in grey values, and which letter a picture is nearest."""

from dataclasses import asdict, dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from explainers.gans.cyclegan.letters import Pairs, Pictures

Array = NDArray[np.float64]
NOISES = (0.0, 0.02, 0.05, 0.1, 0.15, 0.2, 0.3, 0.4)  # standard deviations σ, in grey values


def asked(network: nn.Module, x: Pictures) -> Pictures:
    """Return what a generator makes of pictures (…, 32, 32)."""
    with torch.no_grad():
        made = network(torch.tensor(x).reshape(-1, 32, 32))
    return np.asarray(made.reshape(x.shape).numpy())


def error(x: Pictures, y: Pictures) -> float:
    """Return the mean absolute difference of grey values."""
    return float(np.abs(x - y).mean(dtype=np.float64))


def nearest(made: Pictures, b: Pictures) -> NDArray[np.int64]:
    """Return, for every picture (faces, letters, 32, 32), the letter whose true translation in b is nearest to it.

    Nearest by squared differences, among the letters of the same face: (faces, letters).
    """
    flat, true = (part.reshape(*part.shape[:2], -1).astype(np.float64) for part in (made, b))
    squares = (flat**2).sum(-1)[..., None] + (true**2).sum(-1)[:, None] - 2 * flat @ true.swapaxes(1, 2)
    return squares.argmin(-1)


def confusion(made: Pictures, b: Pictures) -> Array:
    """Return the share of faces in which each letter (row) is nearest to each letter (column)."""
    found, letters = nearest(made, b), made.shape[1]
    return np.stack([np.bincount(column, minlength=letters) / len(made) for column in found.T])


def ink(x: Pictures) -> Array:
    """Return the share of ink, a mean over the letters of each face: (faces,)."""
    return x.mean(axis=(1, 2, 3), dtype=np.float64)


def kept(x: Pictures, known: Pairs) -> float:
    """Return how much of what a is darker than its translation b is left in x: a regression slope over faces.

    0 if all weights of a family have become the same, 1 if they are as dark as they were.
    """
    base = ink(known.b)
    return float(np.polyfit(ink(known.a) - base, ink(x) - base, 1)[0])


def noisy(x: Pictures, sigma: float, seed: int) -> Pictures:
    """Return pictures with Gaussian noise of standard deviation σ added to their grey values."""
    noise = np.random.default_rng(seed).standard_normal(x.shape, dtype=np.float32)
    return x + np.float32(sigma) * noise


@dataclass(frozen=True, eq=False)
class Score:
    """What a translator there and back reaches on pairs."""

    right: float  # share of pictures nearest to the translation of the same letter
    error: float  # of G(a) against b
    cycle: float  # of F(G(a)) against a
    confusion: Array  # (letters, letters)


def score(made: Pictures, back: Pictures, known: Pairs) -> Score:
    """Return the score of translations G(a) and of the way back F(G(a))."""
    named = confusion(made, known.b)
    return Score(float(np.trace(named) / len(named)), error(made, known.b), error(back, known.a), named)


@dataclass(frozen=True, eq=False)
class Reached(Score):
    """What a pair of trained generators reaches on pairs."""

    kept: float  # of the weight, visible in G(a)
    recovered: float  # of the weight, in F(G(a))
    noise: Array  # error of F(G(a) + σε) against a, for each of NOISES
    clean: Array  # error of F(b + σε) against F(b): the same for pictures that nobody translated


def reached(g: nn.Module, f: nn.Module, known: Pairs) -> Reached:
    """Measure a pair of generators on pairs."""
    made = asked(g, known.a)
    back, from_true = asked(f, made), asked(f, known.b)
    return Reached(
        **asdict(score(made, back, known)),
        kept=kept(made, known),
        recovered=kept(back, known),
        noise=np.array([error(asked(f, noisy(made, sigma, 0)), known.a) for sigma in NOISES]),
        clean=np.array([error(asked(f, noisy(known.b, sigma, 0)), from_true) for sigma in NOISES]),
    )
