"""Heaps of sand on a line: probability distributions made of grains of one shape, each with its place and its mass."""

from dataclasses import dataclass, replace

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from explainers.problems import BadInput

torch.set_num_threads(1)  # sums as small as these only lose by sharing

Array = NDArray[np.float64]
NEVER = -1e6  # the logarithm of a density that is zero: finite, so that its slope is zero and not undefined
TAILS = 8.0  # standard deviations beyond which a Gaussian grain has less mass than rounding
APART = 1.5  # from the middle of a heap of two modes to each of them
SPAN = 6.0  # how wide on the line the unit square of a drawing is
RASTER = 0.2  # what is drawn is moved to the nearest of these places
MAX_DRAWN = 2000  # points


@dataclass(frozen=True)
class Heap:
    """A mixture of grains, all of one shape. The masses add up to one; width zero makes every grain a point."""

    grain: str  # "gaussian" or "uniform"
    width: float  # σ: the standard deviation of a Gaussian grain, half the width of a uniform one
    centres: tuple[float, ...]  # cⱼ, ascending
    masses: tuple[float, ...]  # wⱼ

    def moved(self, t: float) -> "Heap":
        """Return the same heap, t further to the right."""
        return replace(self, centres=tuple(c + t for c in self.centres))

    @property
    def mean(self) -> float:
        """E[x]."""
        return float(np.dot(self.masses, self.centres))

    @property
    def ends(self) -> tuple[float, float]:
        """Where the heap begins and ends, but for tails that nobody can see."""
        reach = TAILS * self.width if self.grain == "gaussian" else self.width
        return self.centres[0] - reach, self.centres[-1] + reach

    @property
    def edges(self) -> list[float]:
        """Where the distribution function has corners or jumps."""
        if self.grain == "gaussian" and self.width:
            return []
        return sorted({edge for c in self.centres for edge in (c - self.width, c + self.width)})

    def log_density(self, x: Tensor) -> Tensor:
        """Return the logarithm of the density at x, any shape; NEVER where there is no sand. Not for points."""
        z = (x[..., None] - tensor(self.centres)) / self.width
        if self.grain == "gaussian":
            return torch.logsumexp(tensor(self.masses).log() - 0.5 * (z**2 + np.log(2 * np.pi * self.width**2)), dim=-1)
        density = ((z.abs() <= 1) * tensor(self.masses)).sum(dim=-1) / (2 * self.width)
        return torch.where(density > 0, density.clamp_min(1e-300).log(), NEVER)

    def density_at(self, x: Tensor) -> Tensor:
        """Return the density at x, shape of x. Not for points."""
        return self.log_density(x).exp()

    def density(self, x: Array) -> Array:
        """Return the same for numpy."""
        return np.asarray(self.density_at(torch.from_numpy(x)))

    def cdf(self, x: Tensor) -> Tensor:
        """Return the mass at or below x, shape of x."""
        centres, masses = tensor(self.centres), tensor(self.masses)
        if self.width == 0:
            below = torch.cat([masses.new_zeros(1), masses.cumsum(0)])
            return below[torch.searchsorted(centres, x.detach().contiguous(), right=True)]
        z = (x[..., None] - centres) / self.width
        share = torch.special.ndtr(z) if self.grain == "gaussian" else (0.5 * (z + 1)).clamp(0, 1)
        return (share * masses).sum(dim=-1)

    def area(self, x: Tensor) -> Tensor:
        """Return the area under the distribution function up to x, shape of x: the mean of x - X where X is below."""
        beyond = x[..., None] - tensor(self.centres)
        if self.width == 0:
            share = beyond.clamp_min(0)
        elif self.grain == "gaussian":
            z = beyond / self.width
            share = beyond * torch.special.ndtr(z) + self.width * torch.exp(-0.5 * z**2) / (2 * np.pi) ** 0.5
        else:
            inside = 0.25 * (beyond.clamp(-self.width, self.width) + self.width) ** 2 / self.width
            share = inside + (beyond - self.width).clamp_min(0)
        return (share * tensor(self.masses)).sum(dim=-1)

    def quantile(self, u: Array) -> Array:
        """Return the place below which the mass u lies, shape of u. Where a heap has a gap it is halved into."""
        if self.width == 0:
            below = np.cumsum(self.masses)
            return np.asarray(self.centres)[np.searchsorted(below[:-1], u - 1e-12)]
        low, high = (np.full(u.shape, end) for end in self.ends)
        for _ in range(48):  # halved until nothing but rounding is left
            middle = 0.5 * (low + high)
            too_low = self.cdf(torch.from_numpy(middle)).numpy() < u
            low, high = np.where(too_low, middle, low), np.where(too_low, high, middle)
        return 0.5 * (low + high)


def tensor(values: tuple[float, ...] | Array) -> Tensor:
    """Return numbers as torch wants them, in double precision."""
    return torch.tensor(values, dtype=torch.float64)


def heap_of(shape: str, width: float, weight: float, drawn: str, field: str) -> Heap:
    """Return the heap of that shape around zero; `weight` is the mass of the left of two modes.

    Raises BadInput, naming `field`, where what was drawn is no heap.
    """
    match shape:
        case "points":
            return Heap("gaussian", 0.0, (0.0,), (1.0,))
        case "gaussian" | "uniform":
            return Heap(shape, width, (0.0,), (1.0,))
        case "mixture":
            return Heap("gaussian", width, (-APART, APART), (weight, 1 - weight))
    drawing = read_drawing(drawn, field)
    places, which = np.unique(np.round(SPAN * (drawing[:, 0] - 0.5) / RASTER), return_inverse=True)
    masses = np.bincount(which, weights=shares(drawing[:, 2]))
    some = masses > 0
    return Heap("gaussian", width, tuple((RASTER * places[some]).tolist()), tuple(masses[some].tolist()))


def shares(masses: Array) -> Array:
    """Return masses divided by their sum, which may be larger than any number that a computer holds."""
    scaled = masses / masses.max()
    return scaled / scaled.sum()


def read_drawing(text: str, field: str) -> Array:
    """Return what was drawn, shape (n, 3): x and y in the unit square, and the mass of the grain, 1 unless it is given.

    It is written "x,y x,y,mass …". Raises BadInput where there is no mass in it, or what is there cannot be a heap.
    """
    try:
        rows = [[float(number) for number in grain.split(",")] for grain in text.split()]
        grains = np.array([(x, y, *(rest or [1.0])) for x, y, *rest in rows]).reshape(-1, 3)
    except ValueError:
        raise BadInput(field, "A drawing is written as 0.2,0.3 for a grain, or 0.2,0.3,5 for one five times as heavy, "
                              "with spaces between.") from None  # fmt: skip
    if not len(grains):
        raise BadInput(field, "There is no sand here yet: a heap needs one grain at least.")
    if len(grains) > MAX_DRAWN:
        raise BadInput(field, f"This page takes at most {MAX_DRAWN:,} grains, and these are {len(grains):,}.")
    if not np.isfinite(grains).all() or (np.abs(grains[:, :2] - 0.5) > 0.5).any():
        raise BadInput(field, "Every grain lies in the square from 0 to 1, and has a mass that is a number.")
    if (grains[:, 2] < 0).any():
        raise BadInput(field, "A grain cannot have negative mass.")
    if not (grains[:, 2] > 0).any():
        raise BadInput(field, "This heap has no mass: all of its grains weigh nothing.")
    return grains
