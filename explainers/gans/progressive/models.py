"""The training runs of this page: how each was trained, its networks along the way, and what it reached."""

import json
from functools import cache
from typing import Any, NamedTuple

import numpy as np
import torch
from torch import Tensor

from explainers.gans.pictures.letters import letter_pictures
from explainers.gans.progressive.networks import TOP, Discriminator, Generator
from explainers.shipped import shipped
from explainers.shipped_networks import load

LETTERS = "AEKOSX"
PICTURES = 48_000  # that a discriminator is shown in training
RATE = 2e-3  # of Adam, for both players
KNOTS = ((4, 0), (8, 1), (12, 1), (20, 2), (24, 2), (32, 3))  # thousands of pictures, and the level then
STOPS = (0, 4_000, 8_000, 12_000, 20_000, 24_000, 32_000, 40_000, 48_000)  # at which networks are kept
FADES = {1: (4_000, 6_000, 8_000), 2: (12_000, 16_000, 20_000), 3: (24_000, 28_000, 32_000)}  # start, middle, end
MOMENTS = sum(FADES.values(), ())
KEPT = {"growing": (*STOPS[1:], *MOMENTS), "full": STOPS[1:]}  # generators; of other runs, the last
CRITICS = {"growing": (*MOMENTS, PICTURES), "no_deviation": (PICTURES,)}  # discriminators; of other runs, none
REAL = "weights/gan_progressive-real.json"  # what other real letters reach in the same measurements
MEASURED = 512  # pictures in every measurement, real and generated


class Run(NamedTuple):
    """How a pair of networks was trained."""

    grows: bool = True
    equal: bool = True  # equalised learning rates
    spread: bool = True  # minibatch standard deviation


RUNS = {
    "growing": Run(),
    "full": Run(grows=False),
    "no_deviation": Run(spread=False),
    "plain": Run(equal=False),
}


def level_at(seen: float, run: Run) -> float:
    """Return the level of a run when so many pictures have been seen."""
    thousands, levels = zip(*KNOTS, strict=True)
    return float(np.interp(seen / 1000, thousands, levels)) if run.grows else float(TOP)


def file_of(name: str, ending: str) -> str:
    """Return where the networks ("npz") or the record ("json") of a run lie, below `explainers/`."""
    return f"weights/gan_progressive-{name}.{ending}"


@cache
def generator(name: str, seen: int) -> Generator:
    """Return the averaged generator of a run, at the level it then had. Not to be changed, like all networks here."""
    with torch.random.fork_rng():
        torch.manual_seed(0)
        network = Generator(RUNS[name].equal)
    if seen:
        load(network, file_of(name, "npz"), f"g{seen}")
    network.level = level_at(seen, RUNS[name])
    return network.requires_grad_(requires_grad=False)


@cache
def discriminator(name: str, seen: int) -> Discriminator:
    """Return the discriminator of a run."""
    network = Discriminator(RUNS[name].equal, RUNS[name].spread)
    load(network, file_of(name, "npz"), f"d{seen}")
    return network


@cache
def recorded(name: str) -> dict[str, Any]:
    """Return what a run reached at every measurement, by column, or "real" letters: see `train.reached`."""
    found: dict[str, Any] = json.loads(shipped(file_of(name, "json")))
    return found


@cache
def real_letters(part: str = "test") -> Tensor:
    """Return MEASURED real pictures of LETTERS, (n, 1, 32, 32): of faces that no network was trained on, or others."""
    x = letter_pictures(LETTERS, part)[0]
    return x[torch.randperm(len(x), generator=torch.Generator().manual_seed(6))[:MEASURED]]
