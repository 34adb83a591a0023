"""What is paid and what is liked as a generator moves away from its base: by weighting the melodies of the pool."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from explainers.rl.guided_generation.base import pool
from explainers.rl.guided_generation.enumerated import best_of, best_of_bound, kl, optimum
from explainers.rl.guided_generation.notes import Array, distinct

NS = 2 ** np.arange(11)  # best of n
BETAS = np.geomspace(3.0, 0.01, 25)  # leashes
FEWEST = 40.0  # melodies that must carry the weight, for an average to mean something
DRAWN = 1024  # melodies by which diversity is measured, as in `record.py`


@dataclass(frozen=True)
class Curve:
    """Means over the melodies of generators ever further from their base."""

    at: Array  # (m,) n, β, or the step
    kl: Array  # (m,) from the base, in nats
    paid: Array  # (m,) r̂
    liked: Array  # (m,) u; nan where it is not known
    distinct: Array  # (m,) the share of different ones among all steps from pitch to pitch

    @property
    def peak(self) -> int:
        """Where the true taste is highest."""
        return int(np.argmax(self.liked))


def best_of_pool(paid: Array, liked: Array) -> Curve:
    """Return the curve of the best of n melodies of the pool.

    Its KL is log n − (n − 1)/n, as no two of real melodies' rewards are equal but by chance (Gao et al. 2023).
    """
    even = np.full(len(paid), 1 / len(paid))
    ns = [int(n) for n in NS]
    return curve(NS.astype(float), [best_of_bound(n) for n in ns], [best_of(n, paid, even) for n in ns], paid, liked)


def tilted_pool(paid: Array, liked: Array) -> Curve:
    """Return the curve of the best distributions of all, p₀ exp(r̂/β) / Z, as far as the pool can tell.

    The pool stands for p₀, and each melody is weighted by exp(r̂/β). Where few melodies carry the weight it ends.
    """
    base = np.full(len(paid), -np.log(len(paid)))
    logs = [optimum(paid, beta, base) for beta in BETAS]
    good = [i for i, log_w in enumerate(logs) if 1 / np.exp(2 * log_w).sum() >= FEWEST]
    return curve(BETAS[good], [kl(logs[i], base) for i in good], [np.exp(logs[i]) for i in good], paid, liked)


def curve(at: Array, kls: list[float], weights: list[Array], paid: Array, liked: Array) -> Curve:
    """Return means under weights of the pool's melodies, (m, n)."""
    w = np.array(weights).reshape(-1, len(paid))
    return Curve(
        np.asarray(at, dtype=float), np.array(kls), w @ paid, w @ liked, np.array([diversity(one) for one in w])
    )


def diversity(weights: Array) -> float:
    """Return the share of different steps in melodies drawn by their weights."""
    cumulated = np.cumsum(weights)
    rows = np.searchsorted(cumulated, np.random.default_rng(0).random(DRAWN) * cumulated[-1])
    return distinct(pool().tokens[rows.clip(max=len(weights) - 1)])


@lru_cache(maxsize=64)
def pool_curves(paid: bytes, liked: bytes) -> dict[str, Curve]:
    """Return both curves, given r̂ and u of the pool as bytes."""
    both = np.frombuffer(paid), np.frombuffer(liked)
    return {"best": best_of_pool(*both), "optimum": tilted_pool(*both)}
