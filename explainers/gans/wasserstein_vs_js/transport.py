"""Moving one heap onto the other at least cost: by quantiles on a line, and the dual of it, which is a best critic."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from explainers.gans import potential as dual
from explainers.gans.wasserstein_vs_js.heaps import Array, Heap

ATOMS = 128  # grains by which a heap stands where it must be counted out


@lru_cache(maxsize=256)
def quantile_grains(heap: Heap, n: int) -> Array:
    """Return n grains of equal mass that stand for a heap, ascending, shape (n,): the middles of its n-quantiles."""
    grains = heap.quantile((np.arange(n) + 0.5) / n)
    grains.setflags(write=False)  # they are shared
    return grains


def slices(p: Heap, q: Heap, n: int) -> tuple[Array, Array]:
    """Return the ends of n slices of equal mass, of p and of q, each (n, 2).

    On a line the best plan moves each slice of q onto the same slice of p, in order (Santambrogio 2015, section 2.2).
    """
    u = np.stack([np.arange(n), np.arange(n) + 1.0], axis=1) / n
    u = np.clip(u, 0.002, 0.998)  # tails reach too far to be drawn
    return p.quantile(u), q.quantile(u)


@dataclass(frozen=True)
class Potential:
    """A best critic: of all functions with slope at most 1, one that scores p highest above q."""

    real: Array  # (n,) grains of p
    generated: Array  # (n,) grains of q
    at_generated: Array  # (n,) its score on them
    mean_real: float  # E_p f
    mean_generated: float  # E_q f

    @property
    def best(self) -> float:
        """E_p f - E_q f, which equals W₁ between the grains (Kantorovich and Rubinstein 1958)."""
        return self.mean_real - self.mean_generated

    def __call__(self, x: Array) -> Array:
        """Return f(x), shape of x: the highest score with slope 1 that the scores of generated grains allow."""
        return dual.extended(np.abs(x[..., None] - self.generated), self.at_generated)


@lru_cache(maxsize=64)
def potential(p: Heap, q: Heap) -> Potential:
    """Return the exact Kantorovich potential between grains of p and q, from POT's solution of the dual problem."""
    x, y = quantile_grains(p, ATOMS), quantile_grains(q, ATOMS)
    at_real, at_generated = dual.potential(np.abs(x[:, None] - y))
    return Potential(x, y, at_generated, float(at_real.mean()), float(at_generated.mean()))
