"""The trained generators of this page and what was measured of them. `train.py` trains them again."""

import io
import json
from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from explainers.data.glyphs.glyphs import LETTERS as ALPHABET
from explainers.gans.big.networks import LETTERS, NOISE, Discriminator, Generator, one_hot
from explainers.gans.big.truncation import truncated
from explainers.gans.pictures.letters import letter_pictures
from explainers.gans.pictures.measures import frechet, precision_and_recall
from explainers.gans.pictures.reader import reader
from explainers.shipped import shipped
from explainers.shipped_networks import load

RECORDED = "weights/gan_big.json"
BREAKDOWN = "weights/gan_big-breakdown.npz"  # pictures from the runs at a large rate
PICTURES = 64_000  # that every model has seen in training, with repetitions
TAUS = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.8, 1.0, 1.25, 1.5, 2.0, 3.0)  # thresholds that are measured
EACH = 300  # faces, and generated pictures, of a letter whose measures are taken at every threshold
ALL = 1000  # generated pictures, and faces, of all letters together


@dataclass(frozen=True)
class Design:
    """What differs between the models."""

    width: int  # channels of G's widest feature maps and D's first layer; deeper layers have 2 and 4 times as many
    batch: int  # pictures a step
    normed: bool = True  # whether D has spectral norm
    rate: float = 1e-3  # learning rate of both players


MODELS: Mapping[str, Design] = {
    "w8_b64": Design(8, 64),
    "w16_b64": Design(16, 64),
    "w32_b64": Design(32, 64),
    "w16_b16": Design(16, 16),
    "w16_b256": Design(16, 256),
}
AT_LARGE_RATE: Mapping[str, Design] = {
    "without_norm": Design(8, 64, normed=False, rate=3e-2),
    "with_norm": Design(8, 64, rate=3e-2),
}


def weights_of(name: str) -> str:
    """Return the file of a model, by its path below `explainers/`."""
    return f"weights/gan_big-{name}.npz"


@cache
def generator(name: str) -> Generator:
    """Return a trained generator, averaged over its last steps. Not to be changed."""
    network = Generator(MODELS[name].width)
    load(network, weights_of(name), "generator")
    return network


@cache
def discriminator(name: str) -> Discriminator:
    """Return what that generator was trained against, its layers already normed. Not to be changed."""
    network = Discriminator(MODELS[name].width, normed=False)
    load(network, weights_of(name), "discriminator")
    return network


@cache
def recorded() -> dict[str, Any]:
    """Return what was measured of every model, along its training and at its end."""
    found: dict[str, Any] = json.loads(shipped(RECORDED))
    return found


@torch.no_grad()
def standing(g: Generator, batches: int = 16) -> Generator:
    """Return a copy whose normalisation has fixed statistics: the means over many batches (Brock et al. 2019, 4.1)."""
    g, draw = deepcopy(g).train(), torch.Generator().manual_seed(11)
    for layer in g.norms:
        layer.norm.reset_running_stats()  # type: ignore[operator, union-attr]
        layer.norm.momentum = None  # type: ignore[union-attr]  # a plain mean, not a moving one
    for _ in range(batches):
        y = torch.arange(250) % len(LETTERS)
        g(torch.randn(250, NOISE, generator=draw), one_hot(y))
    return g.eval()


@cache
def real_features(letters: str, part: str, n: int) -> Tensor:
    """Return features of n faces of these letters, evenly chosen, shape (n, FEATURES)."""
    x, _ = letter_pictures(letters, part)
    return reader().features(x[torch.linspace(0, len(x) - 1, n).long()])


@torch.no_grad()
def overall(g: Generator, seed: int = 21) -> dict[str, float]:
    """Return the measures of ALL pictures of all letters: distance, precision, recall, share read as ordered."""
    y = torch.arange(ALL) % len(LETTERS)
    x = g(torch.randn(ALL, NOISE, generator=torch.Generator().manual_seed(seed)), one_hot(y))
    real, made = real_features(LETTERS, "train", ALL), reader().features(x)
    names = torch.tensor([ALPHABET.index(letter) for letter in LETTERS])
    read = float((reader().read(x).argmax(1) == names[y]).float().mean())
    quality = precision_and_recall(real, made)
    return {"frechet": frechet(real, made), "precision": quality.precision, "recall": quality.recall, "read": read}


@torch.no_grad()
def of_letter(g: Generator, letter: str, tau: float) -> tuple[float, float, float]:
    """Return precision, recall and Fréchet distance of EACH pictures of a letter from noise truncated at tau."""
    y = torch.full((EACH,), LETTERS.index(letter))
    made = reader().features(g(truncated(tau, EACH, seed=31), one_hot(y)))
    real = real_features(letter, "train", EACH)
    quality = precision_and_recall(real, made)
    return quality.precision, quality.recall, frechet(real, made)


@cache
def pictures_along(name: str) -> NDArray[np.uint8]:
    """Return what a run at a large rate drew at every measured moment, (moments, rows, letters, 32, 32)."""
    with np.load(io.BytesIO(shipped(BREAKDOWN))) as kept:
        found: NDArray[np.uint8] = kept[name]
    return found.reshape(len(found), -1, len(LETTERS), *found.shape[-2:])
