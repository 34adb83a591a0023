"""What the settings ask for: pictures of the generators, made when they are looked at."""

from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from explainers.controls import check
from explainers.gans.pictures.letters import grey
from explainers.gans.pictures.reader import reader
from explainers.gans.style.factors import FACTORS, INDEX, shapes
from explainers.gans.style.models import (
    directions,
    drawn,
    everywhere,
    generator,
    noise_maps,
    norms_of,
    pictures,
    recorded,
    styles,
    truncated,
)
from explainers.gans.style.networks import KINDS, LAYERS, LETTERS, Kind, mixed
from explainers.gans.style.settings import Params
from explainers.gans.style.walks import path, perceived_speed
from explainers.problems import BadInput

Array = NDArray[np.float64]
SOURCES = 5  # of the matrix
SAMPLES = 9  # pictures in a row of the other views
TIMES = 17  # places of a walk where its speed is measured
REDRAWN = 8  # times that the noise is drawn to see what it moves
NAMED = 0.25  # share of letters, and of its deviation a factor, from which on a direction is named after it
BOLDER = 1.3  # how many times the ink, in the challenge


class Shown(NamedTuple):
    """SAMPLES pictures, and what is measured of them."""

    pictures: Array  # (SAMPLES, 32, 32), from 0 (paper) to 1 (ink)
    shapes: Array  # (SAMPLES, 3): weight, width, slant
    letters: str  # as they are read


class Inside(NamedTuple):
    """What goes on in one model as it makes the picture of A."""

    picture: Array  # (32, 32)
    norms: list[Array]  # of each layer, (side, side): the length of the feature vector at each place
    unrest: Array  # (32, 32), the standard deviation of each pixel when the noise is drawn again


@dataclass(frozen=True)
class Result:
    """What the settings ask for."""

    params: Params

    @property
    def kind(self) -> Kind:
        """The model."""
        return "adain" if self.params.kind == "adain" else "demodulation"

    @property
    def noise(self) -> list[Tensor]:
        """The noise of each layer."""
        return noise_maps(self.params.noise, self.params.seed)

    def w(self, n: int) -> Tensor:
        """Return the styles of the first n sources, (n, LATENT)."""
        return styles(generator(self.kind), torch.cat([drawn(1, self.params.a + i) for i in range(n)]))[:, 0]

    def mixes(self) -> Array:
        """Return all mixes, (SOURCES, SOURCES, 32, 32): the first k layers of the row's, the rest of the column's."""
        w = everywhere(self.w(SOURCES))
        both = mixed(w.repeat_interleave(SOURCES, 0), w.repeat(SOURCES, 1, 1), self.params.crossover)
        return greys(pictures(generator(self.kind), both, self.noise)).reshape(SOURCES, SOURCES, 32, 32)

    @property
    def follows(self) -> Array:
        """How much mixes at this crossover have of A and of B: of the letter, then of each factor, (1 + FACTORS, 2)."""
        return np.array(recorded()[self.kind]["follows"][self.params.crossover])

    @property
    def letter_percent(self) -> float:
        """How many mixes in a hundred, at this crossover, are read as the letter of A."""
        return 100 * float(self.follows[0, 0])

    def shown(self, psi: float = 1.0, alpha: float = 0.0) -> Shown:
        """Return SAMPLES sources, truncated to ψ and moved by α σ along the direction."""
        found, i = directions(self.kind), int(self.params.component) - 1
        w = truncated(self.w(SAMPLES), found.mean, psi) + alpha * found.deviations[i] * found.vectors[i]
        made = pictures(generator(self.kind), everywhere(w), self.noise)
        letters = "".join(LETTERS[k] for k in reader().read(made)[:, INDEX].argmax(1))
        return Shown(greys(made), shapes(grey(made)).double().numpy(), letters)

    @property
    def effect(self) -> list[float]:
        """What one σ of the direction changes: the share of letters, for 2 σ, and each factor in its deviations."""
        return list(recorded()[self.kind]["effects"][int(self.params.component) - 1])

    def walk(self, space: str) -> tuple[Array, Array]:
        """Return pictures of a walk from A to B in "z" or "w", (SAMPLES, 32, 32), and its squared speed, (TIMES,)."""
        return walked(self.kind, space, self.params.a, self.params.b, self.params.noise, self.params.seed)

    def inside(self, kind: Kind) -> Inside:
        """Return what goes on in a model as it makes the picture of A."""
        return looked_into(kind, self.params.a, self.params.noise, self.params.seed)

    def followed(self, kind: Kind) -> tuple[tuple[int, int], Array]:
        """Return the place (row, column) of the peak of layer ℓ, and its norm over the median in each layer."""
        norms = self.inside(kind).norms
        here = norms[self.params.layer - 1]
        row, column = (int(i) for i in np.unravel_index(here.argmax(), here.shape))
        over = [one[row * len(one) // len(here), column * len(one) // len(here)] / np.median(one) for one in norms]
        return (row, column), np.array(over)


def greys(x: Tensor) -> Array:
    """Return pictures as arrays of grey values, (n, 32, 32)."""
    return grey(x).double().numpy()


@lru_cache(maxsize=64)
def walked(kind: Kind, space: str, a: int, b: int, on: str, seed: int) -> tuple[Array, Array]:
    """Return pictures and squared speed of a walk from one source to another."""
    network, noise = generator(kind), noise_maps(on, seed)
    with torch.no_grad():
        walk = path(network, space, drawn(1, a), drawn(1, b))
        made = pictures(network, everywhere(walk(torch.linspace(0, 1, SAMPLES))), noise)
        return greys(made), perceived_speed(network, walk, noise, torch.linspace(0, 1, TIMES)).double().numpy()


@lru_cache(maxsize=32)
def looked_into(kind: Kind, a: int, on: str, seed: int) -> Inside:
    """Return what goes on in a model as it makes the picture of a source."""
    network, w = generator(kind), styles(generator(kind), drawn(1, a))
    with torch.no_grad():
        norms = norms_of(network.maps(w, noise_maps(on, seed)))
    again = greys(torch.cat([pictures(network, w, noise_maps(on, seed + i)) for i in range(REDRAWN)]))
    return Inside(again[0], [one[0].double().numpy() for one in norms], again.std(0))


def named(result: Result) -> str:
    """Return what a step along the direction changes, in words, the most first."""
    changed, *grown = result.effect
    order = sorted(zip(grown, FACTORS, strict=True), key=lambda one: -abs(one[0]))
    said = [f"{'more' if by > 0 else 'less'} {factor}" for by, factor in order if abs(by) >= NAMED]
    return ", ".join((["another letter"] if changed >= NAMED else []) + said) or "nothing that is measured here"


def simulate(params: Params) -> Result:
    """Look at what the settings ask for. Raises BadInput where a setting is out of range, or a walk goes nowhere."""
    check(params)
    if params.a == params.b:
        raise BadInput("b", "A and B are the same source: a walk needs two.")
    return Result(params)


def tables(result: Result) -> dict[str, dict[str, Array]]:
    """Return what mixes follow, the speed of the walks and the norm of the place that is followed, as named columns."""
    mixing = np.array(recorded()[result.kind]["follows"])[:, :, 0].T
    return {
        "mixing": {"crossover": np.arange(LAYERS + 1.0)} | dict(zip(("letter", *FACTORS), mixing, strict=True)),
        "walks": {"t": np.linspace(0, 1, TIMES)} | {f"speed_{space}": result.walk(space)[1] for space in ("z", "w")},
        "place": {"layer": np.arange(1.0, LAYERS + 1)} | {kind: result.followed(kind)[1] for kind in KINDS},
    }


def challenge(result: Result) -> tuple[bool, str]:
    """Check "all samples have at least BOLDER times their ink, and are the letters that they were"."""
    before, after = result.shown(), result.shown(alpha=result.params.alpha)
    bolder = after.shapes[:, 0] >= BOLDER * before.shapes[:, 0]
    same = sum(a == b for a, b in zip(before.letters, after.letters, strict=True))
    said = f"{bolder.sum()} of {SAMPLES} have at least {BOLDER} times their ink, and {same} keep their letter."
    return bool(bolder.all() and same == SAMPLES), said
