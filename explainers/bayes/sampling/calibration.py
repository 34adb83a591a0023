"""Simulation-based calibration (Talts et al. 2018): a sampler is right if truths rank evenly among its draws.

Here for the coin, by a random walk: many coins are drawn from the prior, each is flipped, and the posterior of each is
sampled, all chains side by side. The other models take PyMC and a worker: see trials.py.
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy import stats
from scipy.special import expit

Array = NDArray[np.float64]
DRAWS = 63  # kept of each chain, so that there are 64 ranks
BINS = 16
EVERY_NTH = 8  # draw is kept: neighbours are too much alike
TIMID = 0.05  # of the stride, for a sampler that creeps
STRIDE = 1.2  # of the random walk on the log-odds
SURE, LOOSE = 2.0, 0.4  # how often a wrong sampler counts the data; the power to which another takes a ratio
WRONG = {  # how a sampler may be wrong
    "none": "as it should be",
    "sure": "counts the data twice",
    "loose": "spreads too far",
    "creep": "takes steps far too small",
}
FAILS = 0.001  # p below which nobody calls it chance


@dataclass(frozen=True)
class Calibration:
    """Ranks of the truth among the draws, and where they would be by chance."""

    ranks: NDArray[np.int64]  # (simulations,) from 0 to DRAWS
    counts: NDArray[np.int64]  # (BINS,)
    band: tuple[float, float]  # holds 99% of the counts of a right sampler, bin by bin
    p_value: float  # of χ² for even counts

    @property
    def passes(self) -> bool:
        """Whether the counts may be even."""
        return self.p_value >= FAILS

    @property
    def outside(self) -> NDArray[np.bool_]:
        """Which bins are outside the band, shape (BINS,)."""
        return (self.counts < self.band[0]) | (self.counts > self.band[1])


def judged(ranks: NDArray[np.int64]) -> Calibration:
    """Return ranks as a histogram, with the band for as many simulations as there are and the test for evenness."""
    counts = np.bincount(ranks * BINS // (DRAWS + 1), minlength=BINS)
    low, high = stats.binom.ppf([0.005, 0.995], len(ranks), 1 / BINS)
    return Calibration(ranks, counts, (float(low), float(high)), float(stats.chisquare(counts).pvalue))


@lru_cache(maxsize=64)
def calibrate(strength: float, flips: int, wrong: str, seed: int, coins: int) -> Calibration:
    """Sample the posteriors of many coins by random-walk Metropolis; rank the θ behind each among DRAWS draws."""
    rng, half = np.random.default_rng(seed), 0.5 * strength
    truth = rng.beta(half, half, coins)
    heads = rng.binomial(flips, truth)
    counted = SURE if wrong == "sure" else 1.0
    a, b = half + counted * heads, half + counted * (flips - heads)

    def log(odds: Array) -> Array:  # ln p(θ|x) and the Jacobian of θ = 1 / (1 + exp(-odds))
        return -a * np.logaddexp(0, -odds) - b * np.logaddexp(0, odds)

    ease = LOOSE if wrong == "loose" else 1.0  # so that downhill counts for less
    odds = np.log(a / b)
    below, stride = np.zeros(coins, int), STRIDE * (TIMID if wrong == "creep" else 1)
    here = log(odds)
    for step in range(100 + DRAWS * EVERY_NTH):
        there = odds + stride * rng.normal(size=coins)
        then = log(there)
        goes = np.log(rng.random(coins)) < ease * (then - here)
        odds, here = np.where(goes, there, odds), np.where(goes, then, here)
        if step >= 100 and (step - 100) % EVERY_NTH == 0:
            below += expit(odds) < truth
    return judged(below)
