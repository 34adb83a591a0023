"""Two clouds of points in the plane, and what it costs to move one onto the other: exactly, nearly, and in slices."""

import time
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import ot
import torch
from numpy.typing import NDArray

from explainers.gans.wasserstein_vs_js.heaps import SPAN, Array, read_drawing, shares, tensor
from explainers.problems import BadInput

MOST = 500  # points in a cloud
ITERATIONS = 500  # of Sinkhorn's algorithm, at most


@dataclass(frozen=True)
class Clouds:
    """Points with masses that add up to one: real ones x, generated ones y."""

    real: Array  # (n, 2)
    generated: Array  # (m, 2)
    mass_real: Array  # (n,)
    mass_generated: Array  # (m,)


@lru_cache(maxsize=64)
def clouds(shape: str, n: int, t: float, drawn_real: str, drawn_generated: str, seed: int) -> Clouds:
    """Return two clouds of n points, the generated one moved right by t. Raises BadInput for an unusable drawing."""
    shift = np.array([t, 0.0])
    if shape == "drawn":
        (x, a), (y, b) = (drawn_cloud(drawn_real, "drawn_real"), drawn_cloud(drawn_generated, "drawn_generated"))
        return Clouds(x, y + shift, a, b)
    rng = np.random.default_rng(seed)
    match shape:
        case "lines":  # Arjovsky et al. 2017, example 1: (0, Z) and (t, Z), Z uniform
            z = rng.uniform(-4.8, 4.8, n)
            x = y = np.stack([np.zeros(n), z], axis=1)
        case "ring":
            angle = rng.uniform(0, 2 * np.pi, n)
            x = 3.8 * np.stack([np.cos(angle), np.sin(angle)], axis=1) + 0.15 * rng.standard_normal((n, 2))
            y = 0.7 * rng.standard_normal((n, 2))
        case "modes":
            corners = np.array([[-3.2, -2.6], [3.2, -2.6], [0.0, 3.2]])
            x = corners[rng.integers(3, size=n)] + 0.5 * rng.standard_normal((n, 2))
            y = 0.7 * rng.standard_normal((n, 2))
        case _:
            x, y = 1.4 * rng.standard_normal((n, 2)), 1.4 * rng.standard_normal((n, 2))
    return Clouds(x, y + shift, np.full(n, 1 / n), np.full(n, 1 / n))


def drawn_cloud(text: str, field: str) -> tuple[Array, Array]:
    """Return drawn points, (n, 2), and their shares of the mass, (n,)."""
    grains = read_drawing(text, field)
    grains = grains[grains[:, 2] > 0]
    if len(grains) > MOST:
        raise BadInput(field, f"In the plane this page takes at most {MOST} points, and these are {len(grains):,}.")
    return SPAN * (grains[:, :2] - 0.5), shares(grains[:, 2])


@dataclass(frozen=True)
class Exact:
    """The best plan, and what it says to each generated point."""

    cost: float  # W₁, with the Euclidean distance as cost
    plan: Array  # (n, m) how much goes from where to where
    pull: Array  # (m, 2) minus the gradient of W₁ by a point's place, for a unit of its mass


def exact(pair: Clouds) -> Exact:
    """Solve the transport problem by POT's network simplex; the pulls are autograd's."""
    y = tensor(pair.generated).requires_grad_()
    costs = torch.cdist(tensor(pair.real), y, compute_mode="donot_use_mm_for_euclid_dist")  # matmul loses digits
    plan = ot.emd(pair.mass_real, pair.mass_generated, costs.detach().numpy())
    cost = (tensor(plan) * costs).sum()  # the best plan stays best for a small step, so it counts as constant
    (slope,) = torch.autograd.grad(cost, y)
    return Exact(float(cost.detach()), plan, -slope.numpy() / pair.mass_generated[:, None])


@dataclass(frozen=True)
class Entropic:
    """The plan that Sinkhorn's algorithm finds when a plan also earns ε for each nat of its entropy."""

    cost: float  # what that plan costs: never less than W₁, and the excess is its bias
    plan: Array  # (n, m)
    target: Array  # (m, 2) where each generated point is sent, on average
    error: float  # by how much the masses it moves miss those that are there
    iterations: int


def sinkhorn(pair: Clouds, epsilon: float) -> Entropic:
    """Run Sinkhorn's algorithm on logarithms, which no ε is too small for, if it may take its time (Cuturi 2013)."""
    costs = ot.dist(pair.real, pair.generated, "euclidean")
    with np.errstate(over="ignore"):  # POT also returns the scalings themselves, which nobody needs
        plan, log = ot.bregman.sinkhorn_log(pair.mass_real, pair.mass_generated, costs, epsilon,
                                            numItermax=ITERATIONS, stopThr=1e-6, log=True, warn=False)  # fmt: skip
    missed = np.abs(plan.sum(axis=0) - pair.mass_generated).sum() + np.abs(plan.sum(axis=1) - pair.mass_real).sum()
    target = (plan.T @ pair.real) / plan.sum(axis=0)[:, None]
    return Entropic(float((plan * costs).sum()), plan, target, float(missed), int(log["niter"]))


def sliced(pair: Clouds, projections: int, seed: int) -> float:
    """Return the mean of W₁ between the shadows of the clouds on random lines (Rabin et al. 2012): at most W₁."""
    return float(ot.sliced_wasserstein_distance(pair.real, pair.generated, pair.mass_real, pair.mass_generated,
                                                n_projections=projections, p=1, seed=seed))  # fmt: skip


def race(epsilon: float, seed: int, sizes: tuple[int, ...] = (25, 50, 100, 200, 400)) -> dict[str, NDArray[np.float64]]:
    """Time both solvers, here and now, on clouds of growing size; return columns: points, seconds and costs."""
    rows = []
    for n in sizes:
        pair = clouds("blobs", n, 2.0, "", "", seed)
        started = time.perf_counter()
        best = exact(pair).cost
        between = time.perf_counter()
        nearly = sinkhorn(pair, epsilon)
        rows.append([n, between - started, time.perf_counter() - between, best, nearly.cost])
    names = ("points", "seconds_exact", "seconds_sinkhorn", "cost_exact", "cost_sinkhorn")
    return dict(zip(names, np.array(rows, dtype=float).T, strict=True))
