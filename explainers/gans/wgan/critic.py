"""A trained critic beside the best one: its scores over the exact potential, its slopes, and its weights."""

from dataclasses import dataclass

import numpy as np
import ot
import torch
from numpy.typing import NDArray
from scipy.spatial.distance import pdist

from explainers.gans.potential import extended, potential
from explainers.gans.training.networks import judge, weights_in

Array = NDArray[np.float64]
ACTIVATION = "leaky_relu"  # that of all racers
FIELD = 31  # places along each side of the square at which the critic is asked
LOW, HIGH = -0.05, 1.05  # the square that is drawn
AXIS = np.linspace(LOW, HIGH, FIELD)
CHANCE = 1  # seed of the places between real and generated points


@dataclass(frozen=True)
class Critic:
    """A critic f, on n real points x and n generated points x̃, and the exact potential on the same."""

    real: Array  # (n,) f(x)
    generated: Array  # (n,) f(x̃); the two means lie equally far from zero
    exact_real: Array  # (n,) of the exact potential
    exact_generated: Array  # (n,)
    steepest: float  # K, the largest slope of f between any two of the points
    slopes: Array  # (2n,) |∇f| between real and generated points, where the penalty looks
    weights: Array  # (w,) all entries of its weight matrices
    field: Array  # (FIELD, FIELD) f over the square, rows along the second coordinate
    exact_field: Array  # (FIELD, FIELD) the exact potential there

    @property
    def estimate(self) -> float:
        """The mean score of real above that of generated points: at most K times W₁."""
        return float(self.real.mean() - self.generated.mean())

    @property
    def bound(self) -> float:
        """The estimate of f / K, whose slope between these points is at most 1: never more than W₁."""
        return self.estimate / self.steepest if self.steepest else 0.0

    @property
    def distance(self) -> float:
        """W₁ between the points, as the exact potential says it."""
        return float(self.exact_real.mean() - self.exact_generated.mean())

    @property
    def pays(self) -> float:
        """The mean of (|∇f| - 1)² between real and generated points: what the penalty is λ times of."""
        return float(((self.slopes - 1) ** 2).mean())


def scores(x: Array, flat: torch.Tensor, sizes: list[int]) -> tuple[Array, Array]:
    """Return f and its slope |∇f| at the places x, shape (n, 2): two arrays of shape (n,)."""
    places = torch.tensor(x, dtype=torch.float32, requires_grad=True)
    f = judge(places, weights_in(flat, sizes), ACTIVATION)
    (slope,) = torch.autograd.grad(f.sum(), places)
    return f.detach().double().numpy(), slope.double().norm(dim=1).numpy()


def between(real: Array, fake: Array) -> Array:
    """Return places on the lines between real and generated points, (2n, 2), drawn as the penalty draws them."""
    rng = np.random.default_rng(CHANCE)
    pairs = [(real, fake), (real, fake[rng.permutation(len(fake))])]
    shares = rng.random((2, len(real), 1))
    return np.concatenate([share * x + (1 - share) * y for share, (x, y) in zip(shares, pairs, strict=True)])


def examined(real: Array, fake: Array, flat: torch.Tensor, sizes: list[int]) -> Critic:
    """Return a critic with weights `flat` for layers of these sizes, on points of shape (n, 2) each."""
    points = np.concatenate([real, fake])
    square = np.stack(np.meshgrid(AXIS, AXIS), axis=-1).reshape(-1, 2)
    f, _ = scores(np.concatenate([points, square]), flat, sizes)
    n = len(real)
    f -= 0.5 * (f[:n].mean() + f[n : 2 * n].mean())
    exact_real, exact_generated = potential(ot.dist(real, fake, "euclidean"))
    ways = pdist(points)
    apart = ways > 0  # points may coincide
    return Critic(
        real=f[:n],
        generated=f[n : 2 * n],
        exact_real=exact_real,
        exact_generated=exact_generated,
        steepest=float((pdist(f[: 2 * n, None])[apart] / ways[apart]).max(initial=0.0)),
        slopes=scores(between(real, fake), flat, sizes)[1],
        weights=torch.cat([w.ravel() for w in weights_in(flat, sizes)[::2]]).double().numpy(),
        field=f[2 * n :].reshape(FIELD, FIELD),
        exact_field=extended(ot.dist(square, fake, "euclidean"), exact_generated).reshape(FIELD, FIELD),
    )
