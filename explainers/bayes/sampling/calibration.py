"""Simulation-based calibration (Talts et al. 2018): a sampler is right if truths rank evenly among its draws.

Many coins are drawn from the prior, each is flipped, and the posterior of each is sampled; all chains run side by side.
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy import stats
from scipy.special import expit

Array = NDArray[np.float64]
COINS = 800
DRAWS = 63  # kept of each chain, so that there are 64 ranks
BINS = 16
EVERY_NTH = 8  # draw is kept: neighbours are too much alike
TIMID = 0.05  # of the stride, for a sampler that creeps
STRIDE = 1.2  # of the random walk on the log-odds
WRONG = {  # how a sampler may be wrong
    "none": "as it should be",
    "sure": "counts the data twice",
    "loose": "accepts too easily",
    "creep": "takes steps far too small",
}


@dataclass(frozen=True)
class Calibration:
    """Ranks of the truth among the draws, and where they would be by chance."""

    ranks: NDArray[np.int64]  # (COINS,) from 0 to DRAWS
    counts: NDArray[np.int64]  # (BINS,)
    band: tuple[float, float]  # holds 99% of the counts of a right sampler, bin by bin
    p_value: float  # of χ² for even counts


@lru_cache(maxsize=32)
def calibrate(strength: float, flips: int, wrong: str, seed: int) -> Calibration:
    """Sample COINS posteriors by random-walk Metropolis and rank the θ behind each among DRAWS draws."""
    rng, half = np.random.default_rng(seed), 0.5 * strength
    truth = rng.beta(half, half, COINS)
    heads = rng.binomial(flips, truth)
    weight = 2.0 if wrong == "sure" else 1.0  # of each flip
    a, b = half + weight * heads, half + weight * (flips - heads)

    def log(odds: Array) -> Array:  # ln p(θ|x) and the Jacobian of θ = 1 / (1 + exp(-odds))
        return -a * np.logaddexp(0, -odds) - b * np.logaddexp(0, odds)

    ease = 0.4 if wrong == "loose" else 1.0  # so that downhill counts for less
    odds = np.log(a / b)
    below, stride = np.zeros(COINS, int), STRIDE * (TIMID if wrong == "creep" else 1)
    here = log(odds)
    for step in range(100 + DRAWS * EVERY_NTH):
        there = odds + stride * rng.normal(size=COINS)
        then = log(there)
        goes = np.log(rng.random(COINS)) < ease * (then - here)
        odds, here = np.where(goes, there, odds), np.where(goes, then, here)
        if step >= 100 and (step - 100) % EVERY_NTH == 0:
            below += expit(odds) < truth
    counts = np.bincount(below * BINS // (DRAWS + 1), minlength=BINS)
    low, high = stats.binom.ppf([0.005, 0.995], COINS, 1 / BINS)
    return Calibration(below, counts, (float(low), float(high)), float(stats.chisquare(counts).pvalue))
