"""Seven ways to say how far apart two heaps are, p and q shifted by t, and how each changes with t.

W₁, TV and their slopes are in closed form, between crossings. The divergences are Gauss-Legendre sums over pieces that
end wherever a heap has an edge; these move with t, so autograd also sees what an edge contributes. All in nats.
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import torch
from numpy.polynomial.legendre import leggauss
from scipy.special import ndtr
from torch import Tensor

from explainers.gans.wasserstein_vs_js.crossings import WITHIN, Stretches, over_jumps, stretches
from explainers.gans.wasserstein_vs_js.heaps import NEVER, Array, Heap, tensor

NODES, WEIGHTS = (tensor(part) for part in leggauss(6))
MOST_PIECES, CHEAP = 300, 600
GOLDEN = (3 - 5**0.5) / 2
PROBITS = np.linspace(-7, 7, 141)  # where quantile functions are compared
NAMES = {
    "w1": "W₁",
    "w2": "W₂",
    "js": "JS",
    "tv": "TV",
    "mmd": "MMD",
    "kl_pq": "KL(p‖q)",
    "kl_qp": "KL(q‖p)",
}


@dataclass(frozen=True)
class Measured:
    """What the seven distances come to at each of T separations, how steeply they change, and what they are made of."""

    value: dict[str, Array]  # (T,) by name; infinite where a divergence is
    slope: dict[str, Array]  # (T,) d value / dt; undefined (nan) where the value jumps or is infinite
    part: dict[str, Array]  # (T,) the terms of which the values are made, for the equations


def measure(p: Heap, q: Heap, t: Array, h: float) -> Measured:
    """Measure the distances between p and q moved by each of t, shape (T,); h is the bandwidth of MMD's kernel."""
    moved = tensor(t).requires_grad_()
    part = transport_parts(p, q, moved) | overlap_parts(p, q, moved) | kernel_parts(p, q, moved, h)
    value = {
        "w1": part["to_the_right"] + part["to_the_left"],
        "w2": root(part["apart"] ** 2 + part["reshaped"] ** 2),
        "js": 0.5 * part["kl_pm"] + 0.5 * part["kl_qm"],
        "tv": 1 - part["overlap"],
        "mmd": root(part["k_pp"] + part["k_qq"] - 2 * part["k_pq"]),
        "kl_pq": part["kl_pq"],
        "kl_qp": part["kl_qp"],
    }
    slope = {name: derivative(values, moved) for name, values in value.items()}
    slope |= {"w1": slope_of_w1(p, q, moved.detach()).numpy()}
    if not (p.width and q.width):  # then divergences are flat but where points coincide, and jump there
        jumps = (matches(p, q, moved) > 0).any(dim=(1, 2)).numpy()
        slope |= {name: np.where(jumps, np.nan, slope[name]) for name in ("js", "tv", "kl_pq", "kl_qp")}
    else:
        slope["tv"] = slope_of_tv(p, q, moved.detach()).numpy()
    told = {name: values.detach().numpy() for name, values in value.items()}
    slope = {name: np.where(np.isfinite(told[name]), values, np.nan) for name, values in slope.items()}
    return Measured(told, slope, {name: values.detach().numpy() for name, values in part.items()})


@lru_cache(maxsize=64)
def along(p: Heap, q: Heap, t: tuple[float, ...], h: float) -> Measured:
    """Return `measure` at many separations, kept: while a heap is dragged, only its place on the curves changes."""
    return measure(p, q, np.array(t), h)


def derivative(values: Tensor, t: Tensor) -> Array:
    """Return d values / dt, shape (T,), by automatic differentiation."""
    if not values.requires_grad:
        return np.zeros(len(t))
    (slope,) = torch.autograd.grad(values.sum(), t, retain_graph=True, allow_unused=True)
    return np.zeros(len(t)) if slope is None else slope.numpy()


def root(square: Tensor) -> Tensor:
    """Return the square root of what rounding may have made negative; at zero its slope counts as zero."""
    return square.clamp_min(1e-24).sqrt() * (square > 1e-16)


def pieces(p: Heap, q: Heap, t: Tensor) -> Tensor:
    """Return the ends of the pieces of which integrals are made, (T, N + 1), ascending."""
    (p_low, p_high), (q_low, q_high) = p.ends, q.ends
    low, high = torch.clamp(t + q_low, max=p_low), torch.clamp(t + q_high, min=p_high)
    breaks = [
        torch.stack([low, high], dim=1),
        tensor(tuple(p.edges)).expand(len(t), -1),
        t[:, None] + tensor(tuple(q.edges)),
    ]
    smooth = [heap.width for heap in (p, q) if heap.grain == "gaussian" and heap.width]
    if smooth:
        widest = (high - low).max().item() / min(smooth)
        count = min(int(max(widest / 2, min(widest, CHEAP / len(p.centres + q.centres)))) + 1, MOST_PIECES)
        inner = (torch.arange(count, dtype=torch.float64) + GOLDEN) / count  # a corner of a heap is no such share
        breaks.append(low[:, None] + (high - low)[:, None] * inner)
    return torch.cat(breaks, dim=1).sort(dim=1).values


def nodes(ends: Tensor) -> tuple[Tensor, Tensor]:
    """Return places x and weights, both (T, N, 6): the sum of weights times f(x) is the integral of f."""
    half = 0.5 * ends.diff(dim=1)[..., None]
    return ends[:, :-1, None] + half * (1 + NODES), half * WEIGHTS


@lru_cache(maxsize=4)
def level(p: Heap, q: Heap, t: tuple[float, ...], what: str) -> Stretches:
    """Return where the distribution functions ("cdf") or the densities ("log_density") of p and moved q cross."""
    moved = tensor(t)
    ends = pieces(p, q, moved)
    z = torch.cat([ends[:, :-1, None] + WITHIN, nodes(ends)[0], ends[:, 1:, None] - WITHIN], dim=2).flatten(1)
    return stretches(getattr(p, what), getattr(q, what), moved, z)


def transport_parts(p: Heap, q: Heap, t: Tensor) -> dict[str, Tensor]:
    """Return what W₁ and W₂ are made of, each (T,).

    W₁ is the area between the distribution functions (Vallender 1974): where p's is above, its sand has to go right to
    become q's. W₂² is the squared difference of the means, plus what it costs to reshape one heap into the other once
    their means are the same.
    """
    cut = level(p, q, tuple(t.tolist()), "cdf")
    area = (p.area(cut.ends) - q.area(cut.ends - t.detach()[:, None])).diff(dim=1)
    return {
        "to_the_right": (area * (cut.sign > 0)).sum(dim=1),
        "to_the_left": -(area * (cut.sign < 0)).sum(dim=1),
        "apart": t + q.mean - p.mean,
        "reshaped": torch.full_like(t, reshaping(p, q)).detach(),
    }


def slope_of_w1(p: Heap, q: Heap, t: Tensor) -> Tensor:
    """Return d W₁ / dt, (T,): how much of q's sand lies beyond its target, less how much has not come so far."""
    if q.width == 0:
        return over_jumps(p.cdf, q.cdf, t, tensor(tuple(q.edges)))
    cut = level(p, q, tuple(t.tolist()), "cdf")
    return cut.total(q.cdf(cut.ends - t[:, None]))


def slope_of_tv(p: Heap, q: Heap, t: Tensor) -> Tensor:
    """Return d TV / dt, (T,): the integral of q' over where q < p. Not for points."""
    if q.edges:
        return 0.5 * over_jumps(p.density_at, q.density_at, t, tensor(tuple(q.edges)))
    cut = level(p, q, tuple(t.tolist()), "log_density")
    return 0.5 * cut.total(q.density_at(cut.ends - t[:, None]))


@lru_cache(maxsize=128)
def reshaping(p: Heap, q: Heap) -> float:
    """Return W₂ between the two heaps with their means removed: quantile is moved to quantile.

    A quantile function may jump where the mass below is that of whole grains. Pieces end there, with nodes at probits.
    """
    if len(p.centres) == len(q.centres) == 1 and p.grain == q.grain == "gaussian":
        return abs(p.width - q.width)
    jumps = np.unique(np.concatenate([[0, 1], np.cumsum(p.masses)[:-1], np.cumsum(q.masses)[:-1]]).round(12))
    share = np.exp(-0.5 * PROBITS**2)
    share = np.diff(jumps)[:, None] * (share / share.sum())
    u = jumps[:-1, None] + np.diff(jumps)[:, None] * ndtr(PROBITS)
    difference = (p.quantile(u) - p.mean) - (q.quantile(u) - q.mean)
    return float(np.sqrt((share * difference**2).sum()))


def overlap_parts(p: Heap, q: Heap, t: Tensor) -> dict[str, Tensor]:
    """Return the divergences that compare how much sand lies at the same place, and their terms, each (T,)."""
    if not (p.width and q.width):
        return overlap_of_points(p, q, t)
    x, weights = (part.flatten(1) for part in nodes(pieces(p, q, t)))
    cut = level(p, q, tuple(t.tolist()), "log_density")
    log_p, log_q = p.log_density(x), q.log_density(x - t[:, None])
    log_m = torch.logaddexp(log_p, log_q) - np.log(2)
    density_p, density_q = log_p.exp(), log_q.exp()

    def mean_ratio(density: Tensor, above: Tensor, below: Tensor) -> Tensor:
        ratio = (weights * density * (above - below)).sum(dim=1)
        unmatched = ((density > 0) & (below <= NEVER)).any(dim=1)
        return torch.where(unmatched, torch.inf, ratio)

    return {
        "kl_pm": mean_ratio(density_p, log_p, log_m),
        "kl_qm": mean_ratio(density_q, log_q, log_m),
        "kl_pq": mean_ratio(density_p, log_p, log_q),
        "kl_qp": mean_ratio(density_q, log_q, log_p),
        "entropy_p": -(weights * density_p * log_p).sum(dim=1),
        "entropy_q": -(weights * density_q * log_q).sum(dim=1),
        "overlap": 1 - 0.5 * cut.total(p.cdf(cut.ends) - q.cdf(cut.ends - t.detach()[:, None])),
    }


def overlap_of_points(p: Heap, q: Heap, t: Tensor) -> dict[str, Tensor]:
    """Return the same where a heap consists of points: only points at the very same place overlap."""
    match = matches(p, q, t)
    a, b = tensor(p.masses), tensor(q.masses)
    b_there, a_there = match @ b, match.transpose(1, 2) @ a  # the other heap's mass at each point, (T, J) and (T, K)
    return {
        "kl_pm": (a * (2 * a / (a + b_there)).log()).sum(dim=1),
        "kl_qm": (b * (2 * b / (b + a_there)).log()).sum(dim=1),
        "kl_pq": (a * (a / b_there).log()).sum(dim=1),
        "kl_qp": (b * (b / a_there).log()).sum(dim=1),
        "entropy_p": -(a * a.log()).sum().expand(len(t)),
        "entropy_q": -(b * b.log()).sum().expand(len(t)),
        "overlap": torch.minimum(a, b_there).sum(dim=1),
    }


def matches(p: Heap, q: Heap, t: Tensor) -> Tensor:
    """Return 1 where a point of p, (J,), is at the place of a point of q moved by t, (K,), else 0; shape (T, J, K)."""
    places_q = t.detach()[:, None] + tensor(q.centres)
    same = (tensor(p.centres)[None, :, None] - places_q[:, None, :]).abs() < 1e-9
    return same.double() * float(p.width == q.width == 0)


def kernel_parts(p: Heap, q: Heap, t: Tensor, h: float) -> dict[str, Tensor]:
    """Return the mean of the kernel exp(-(x-y)²/2h²) within p, within q and between them, each (T,).

    Gretton et al. 2012, section 2.2.
    """
    here = torch.zeros(1, dtype=torch.float64)
    return {
        "k_pp": mean_kernel(p, p, here, h).expand(len(t)),
        "k_qq": mean_kernel(q, q, here, h).expand(len(t)),
        "k_pq": mean_kernel(p, q, t, h),
    }


def mean_kernel(p: Heap, q: Heap, t: Tensor, h: float) -> Tensor:
    """Return the kernel's mean between p and q moved by t, shape (T,), in closed form.

    A Gaussian grain widens the kernel. A uniform one averages it, which is a difference of its antiderivative.
    """
    boxes = [heap.width for heap in (p, q) if heap.grain == "uniform" and heap.width]
    s = float(np.sqrt(h**2 + sum(heap.width**2 for heap in (p, q) if heap.grain == "gaussian")))

    def averaged(d: Tensor, boxes: list[float], antiderivatives: int) -> Tensor:
        if boxes:
            a, rest = boxes[0], boxes[1:]
            right, left = (averaged(d + side, rest, antiderivatives + 1) for side in (a, -a))
            return (right - left) / (2 * a)
        z = d / s
        bell = torch.exp(-0.5 * z**2)
        area = np.sqrt(2 * np.pi) * torch.special.ndtr(z)
        return h * (bell / s, area, s * (z * area + bell))[antiderivatives]

    apart = t[:, None, None] + tensor(q.centres) - tensor(p.centres)[:, None]
    return (averaged(apart, boxes, 0) * tensor(p.masses)[:, None] * tensor(q.masses)).sum(dim=(1, 2))
