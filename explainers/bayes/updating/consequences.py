"""What follows from an update: the way there, other ways there, and what to expect next."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from explainers.bayes.updating.belief import POINTS, Array, Belief, credible_interval, flat
from explainers.bayes.updating.model import Result

STOPS = 101  # places at which the path of the posterior is drawn
SHUFFLES = 12  # other orders of the same data
MOST_BARS = 400  # of a prediction: further apart, outcomes are taken together


@dataclass(frozen=True)
class Path:
    """The posterior after each flip."""

    stops: NDArray[np.int64]  # (K,) numbers of observations seen
    mean: Array  # (K,)
    lower: Array  # (K,) ends of the credible interval
    upper: Array  # (K,)
    shuffled: Array  # (SHUFFLES, K) the mean along other orders of the same data


def path(result: Result) -> Path:
    """Follow the posterior from the prior to all n observations, in this order and in others."""
    n = len(result.x)
    stops = seen_stops(n)
    rng = np.random.default_rng(result.params.seed)
    orders = np.stack([result.x, *(result.x[rng.permutation(n)] for _ in range(SHUFFLES))])
    sums = np.concatenate([np.zeros((len(orders), 1)), orders.cumsum(axis=1)], axis=1)[:, stops]
    beliefs = Belief(
        result.params.family,
        result.prior.total + sums,
        result.prior.strength + stops.astype(float),
        result.params.sigma,
    )
    own = Belief(result.params.family, np.asarray(beliefs.total)[0], beliefs.strength, result.params.sigma)
    lower, upper = credible_interval(own, result.params.interval, result.params.level)
    mean = np.asarray(beliefs.mean)
    return Path(stops, mean[0], lower, upper, mean[1:])


def seen_stops(n: int) -> NDArray[np.int64]:
    """Return the values k may take on its slider: every one up to 100 observations, then evenly thinned."""
    return np.unique(np.linspace(0, n, min(n + 1, STOPS)).round().astype(np.int64))


@dataclass(frozen=True)
class Routes:
    """The same data in two sittings."""

    yesterday: Belief  # after the first k observations: today's prior
    today: Belief  # after the other n - k
    at_once: Belief  # after all n together
    likelihoods: tuple[Belief, Belief]  # of the two parts, each scaled to have area one
    gap: float  # the largest difference of density between the two routes


def routes(result: Result) -> Routes:
    """Go from prior to posterior by two sittings, and at once."""
    first, second = result.x[: result.k], result.x[result.k :]
    yesterday = result.prior.update(first)
    today, at_once = yesterday.update(second), result.prior.update(result.x)
    nothing = flat(result.params.family, result.params.sigma)
    theta, density = at_once.curve(result.axis)
    gap = np.abs(today.pdf(theta) - density).max()
    return Routes(yesterday, today, at_once, (nothing.update(first), nothing.update(second)), float(gap))


@dataclass(frozen=True)
class Predictive:
    """What the next observations will sum to (coin, counts) or average (measurements)."""

    outcome: Array  # (M,)
    probability: Array  # (M,) averaged over the posterior; a density for measurements
    plug_in: Array  # (M,) with θ taken to be exactly the posterior mean
    sd: float
    plug_in_sd: float
    together: int = 1  # how many neighbouring outcomes each of these stands for, of which it is the middle


def predict(result: Result) -> Predictive:
    """Predict the sum (coin, counts) or the average (measurements) of the next `future` observations.

    Once averaged over the posterior, and once with θ fixed at its mean (Gelman et al., BDA3, section 1.3 and 2.3).
    """
    m, belief = result.params.future, result.posterior
    total, strength, mean = float(belief.total), float(belief.strength), float(belief.mean)
    match result.params.family:
        case "coin":
            outcome = np.arange(m + 1.0)
            full, plug_in = stats.betabinom(m, total, strength - total), stats.binom(m, mean)
        case "counts":
            full, plug_in = stats.nbinom(total, strength / (strength + m)), stats.poisson(m * mean)
            return predict_counts(result, full, plug_in)
        case _:
            sigma_of_mean = result.params.sigma / np.sqrt(m)
            full = stats.norm(mean, np.hypot(belief.sd, sigma_of_mean))
            plug_in = stats.norm(mean, sigma_of_mean)
            outcome = mean + 5 * full.std() * np.linspace(-1, 1, POINTS)
            return Predictive(outcome, full.pdf(outcome), plug_in.pdf(outcome), float(full.std()), float(plug_in.std()))
    return Predictive(outcome, full.pmf(outcome), plug_in.pmf(outcome), float(full.std()), float(plug_in.std()))


def predict_counts(result: Result, full: Any, plug_in: Any) -> Predictive:
    """Predict a sum of counts, over the picture, in at most MOST_BARS bars: neighbouring outcomes may share one.

    The bars depend on the axis alone, so that they stay while a slider moves. What lies beyond is missing in their sum.
    """
    low, high = (result.params.future * end for end in result.axis)
    together = int(np.ceil((high - low) / MOST_BARS))
    first = np.ceil(low) + together * np.arange(int((high - low) // together) + 1)
    ends = np.stack([first - 1, first + together - 1])
    shares = [
        np.diff(law.cdf(ends), axis=0)[0].clip(min=0) if together > 1 else law.pmf(first)  # rounding may go below
        for law in (full, plug_in)
    ]
    middle = first + 0.5 * (together - 1)
    return Predictive(middle, shares[0], shares[1], float(full.std()), float(plug_in.std()), together)


@lru_cache(maxsize=256)
def tallest_prediction(family: str, prior: tuple[float, float], x: bytes, m: int) -> float:
    """Return the peak of the tallest plug-in prediction on the way through the data, for a coin or for counts."""
    sums = np.concatenate([[0.0], np.frombuffer(x).cumsum()])
    stops = seen_stops(len(sums) - 1)
    means = (prior[0] + sums[stops]) / (prior[1] + stops)
    if family == "coin":
        return float(stats.binom.pmf(np.floor((m + 1) * means), m, means).max())
    return float(stats.poisson.pmf(np.floor(m * means), m * means).max())
