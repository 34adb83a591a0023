"""The same grains from the same start, sent down the slope of six distances side by side.

Each is the energy E of n grains: the mean pull on a grain is -n ∂E/∂x, by autograd. All take steps of the same size η,
and none moves a grain further than LEAP at once. A heap of grains has no density, so for JS and KL both heaps are
blurred by a Gaussian of bandwidth h, which is also that of MMD's kernel.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import ot
import torch
from torch import Tensor

from explainers.gans.wasserstein_vs_js.heaps import Array, Heap, tensor
from explainers.gans.wasserstein_vs_js.transport import quantile_grains
from explainers.runs import Recording

GRAINS = 24  # n, of either heap
RATE = 0.05  # η
LEAP = 0.2  # the furthest that a grain moves in a step
TURNS = 10  # of Sinkhorn's algorithm in a step: it goes on from where it left off
RACERS = {
    "js": "JS",
    "kl": "KL(q‖p)",
    "mmd": "½MMD²",
    "w1": "W₁",
    "w2": "½W₂²",
    "sinkhorn": "Sinkhorn",
}


@dataclass(frozen=True)
class Race:
    """Who runs where."""

    real: Heap
    generated: Heap
    h: float  # bandwidth of the blur and of MMD's kernel
    epsilon: float  # ε of Sinkhorn, with ½|x-y|² as cost


class Energies:
    """The six distances between n grains x and the grains of p, as functions of x that autograd can follow."""

    def __init__(self, race: Race) -> None:
        self.h, self.epsilon = race.h, race.epsilon
        self.real = tensor(quantile_grains(race.real, GRAINS))
        ends = [*race.real.ends, *race.generated.ends]
        low, high = min(ends) - 5 * self.h, max(ends) + 5 * self.h
        self.places = torch.linspace(low, high, int((high - low) / (0.5 * self.h)) + 2, dtype=torch.float64)
        self.step = float(self.places[1] - self.places[0])
        self.log_p = self.log_blurred(self.real)
        self.kernel_pp = self.kernel(self.real, self.real)
        self.scalings: tuple[Array, Array] | None = None  # where Sinkhorn's algorithm left off

    def log_blurred(self, grains: Tensor) -> Tensor:
        """Return the logarithm of the density of blurred grains, (n,), on the grid of places."""
        z = (self.places[:, None] - grains) / self.h
        return torch.logsumexp(-0.5 * z**2, dim=1) - np.log(len(grains) * self.h * np.sqrt(2 * np.pi))

    def kernel(self, x: Tensor, y: Tensor) -> Tensor:
        """Return the mean of MMD's kernel between two sets of grains."""
        return torch.exp(-0.5 * ((x[:, None] - y) / self.h) ** 2).mean()

    def js(self, x: Tensor) -> Tensor:
        """Return JS of the blurred heaps."""
        log_q = self.log_blurred(x)
        log_m = torch.logaddexp(self.log_p, log_q) - np.log(2)
        surprise = self.log_p.exp() * (self.log_p - log_m) + log_q.exp() * (log_q - log_m)
        return 0.5 * self.step * surprise.sum()

    def kl(self, x: Tensor) -> Tensor:
        """Return KL(q‖p) of the blurred heaps."""
        log_q = self.log_blurred(x)
        return self.step * (log_q.exp() * (log_q - self.log_p)).sum()

    def mmd(self, x: Tensor) -> Tensor:
        """Return half of MMD squared."""
        return 0.5 * (self.kernel(x, x) + self.kernel_pp) - self.kernel(x, self.real)

    def w1(self, x: Tensor) -> Tensor:
        """Return W₁: on a line, grains are matched in order."""
        return (x.sort().values - self.real).abs().mean()

    def w2(self, x: Tensor) -> Tensor:
        """Return half of W₂ squared."""
        return 0.5 * ((x.sort().values - self.real) ** 2).mean()

    def sinkhorn(self, x: Tensor) -> Tensor:
        """Return the cost of Sinkhorn's plan. The plan counts as constant, by the envelope theorem.

        So the gradient is that of the entropic objective that the plan minimises (Peyré and Cuturi 2019, section 9.1).
        """
        costs = 0.5 * (x[:, None] - self.real) ** 2
        mass = np.full(GRAINS, 1 / GRAINS)
        options = {"numItermax": TURNS, "stopThr": 1e-9, "warmstart": self.scalings, "log": True, "warn": False}
        with np.errstate(over="ignore"):  # POT also returns the scalings themselves
            plan, log = ot.bregman.sinkhorn_log(mass, mass, costs.detach().numpy(), self.epsilon, **options)
        self.scalings = log["log_u"], log["log_v"]
        return (tensor(plan) * costs).sum()


def running(race: Race) -> Iterator[Array]:
    """Yield where the grains are before the first step and after each, shape (6, n), a row for each of RACERS."""
    energies = Energies(race)
    x = tensor(np.tile(quantile_grains(race.generated, GRAINS), (len(RACERS), 1)))
    while True:
        yield x.numpy().copy()
        rows = [row.clone().requires_grad_() for row in x]
        total = torch.stack([getattr(energies, name)(row) for name, row in zip(RACERS, rows, strict=True)]).sum()
        slopes = torch.stack(torch.autograd.grad(total, rows))
        x = x - (RATE * GRAINS * slopes).clamp(-LEAP, LEAP)


@lru_cache(maxsize=12)
def race_recording(race: Race) -> Recording[Array]:
    """Return the race, as far as anyone has watched it."""
    return Recording(running(race))
