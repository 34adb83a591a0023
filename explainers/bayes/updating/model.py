"""Bayesian updating with conjugate priors: what you believed, counted as data, plus the data.

One rule serves three families. A prior weighs as much as n₀ observations whose sum is s₀; seeing k observations with
sum s adds them up:

    n₀ → n₀ + k        s₀ → s₀ + s        and the mean of the belief is always s₀ / n₀.

(Diaconis and Ylvisaker 1979; Gelman et al., Bayesian Data Analysis, 3rd ed., sections 2.4 to 2.6.)
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from scipy import stats
from scipy.special import betaln, gammaln

from explainers.bayes.updating.belief import Array, Belief, credible_interval, flat
from explainers.bayes.updating.observations import draw, historical, read

GRID = 301  # points on the axis of θ


@dataclass(frozen=True)
class Params:
    """What the learner can set."""

    family: str = "coin"  # x|θ ~ Bernoulli(θ) "coin", Poisson(θ) "counts", Normal(θ, σ²) "measurements"
    mean: float = 0.5  # m = s₀ / n₀, the mean of the prior
    strength: float = 10.0  # n₀, how many observations the prior is worth
    source: str = "typed"  # of the data: "typed", "simulated", or a historical data set
    data: str = "HHTHHHHTHH"  # x, when typed
    truth: float = 0.8  # θ* behind simulated data
    size: int = 10  # n, how many observations are simulated
    sigma: float = 10.0  # σ, the known standard deviation of one measurement
    seen: int = 1_000_000  # k, how many observations have been seen, of as many as there are
    interval: str = "central"  # "central" (equal tails) or "hdi" (highest density)
    level: float = 0.95  # probability inside the interval
    future: int = 10  # how many observations to predict
    reveal: bool = True  # whether the truth behind simulated data is drawn
    seed: int = 0  # of the simulated data, and of the order of data that came without one


# Where each family starts when a learner switches to it.
STARTS = {
    "coin": Params(),
    "counts": Params("counts", mean=1.2, strength=5.0, source="horse_kicks", data="0 1 0 2 1", truth=0.6),
    "measurements": Params(
        "measurements", mean=10.0, strength=2.0, source="newcomb", data="28 26 33 24", truth=33.0, sigma=10.7
    ),
}


@dataclass(frozen=True)
class Result:
    """One update: the prior, what the data say, and the posterior."""

    params: Params
    x: Array  # (n,) all observations
    k: int  # how many of them have been seen
    axis: tuple[float, float]  # the range of θ worth drawing; it depends on x alone
    prior: Belief
    posterior: Belief
    theta: Array  # (GRID,)
    prior_density: Array  # (GRID,)
    likelihood: Array  # (GRID,) scaled to have area one
    posterior_density: Array  # (GRID,)
    interval: tuple[float, float]  # holds the posterior probability `params.level`

    @property
    def peak(self) -> tuple[float, float]:
        """Where the drawn posterior is highest, and how high it is there."""
        return float(self.theta[self.posterior_density.argmax()]), float(self.posterior_density.max())


def simulate(params: Params) -> Result:
    """Update the prior by the first k observations. Raises BadInput when the data cannot be read."""
    x = observe(params)
    k = min(params.seen, len(x))
    low, high = axis = sensible_axis(params, x)
    theta = low + (high - low) * (np.arange(GRID) + 0.5) / GRID  # never an end: densities may be infinite there

    prior = Belief(params.family, params.mean * params.strength, params.strength, params.sigma)
    posterior = prior.update(x[:k])
    lower, upper = credible_interval(posterior, params.interval, params.level)
    return Result(
        params=params,
        x=x,
        k=k,
        axis=axis,
        prior=prior,
        posterior=posterior,
        theta=theta,
        prior_density=prior.pdf(theta),
        likelihood=scaled_likelihood(params, x[:k], theta, axis),
        posterior_density=posterior.pdf(theta),
        interval=(float(lower), float(upper)),
    )


def observe(params: Params) -> Array:
    """Return the data that `params` describe, in order, shape (n,)."""
    p = params
    return _observed(p.family, p.source, p.data, p.truth, p.sigma, p.size, p.seed)


@lru_cache(maxsize=32)
def _observed(family: str, source: str, data: str, truth: float, sigma: float, size: int, seed: int) -> Array:
    match source:
        case "typed":
            x = read(data, family)
            only_counted = "of" in data or "/" in data
            x = np.random.default_rng(seed).permutation(x) if only_counted else x
        case "simulated":
            x = draw(family, truth, sigma, size, seed)
        case name:
            x = historical(name, seed)
    x.setflags(write=False)  # it is shared
    return x


def sensible_axis(params: Params, x: Array) -> tuple[float, float]:
    """Return the range of θ to draw: all of [0, 1] for a coin, else three spreads of one observation either side."""
    if params.family == "coin":
        return 0.0, 1.0
    centre = float(x.mean()) if len(x) else params.truth
    spread = np.sqrt(max(centre, 0.3)) if params.family == "counts" else max(float(x.std()), params.sigma / 2)
    step = 10 ** np.floor(np.log10(spread)) / 2
    low, high = step * np.floor((centre - 3 * spread) / step), step * np.ceil((centre + 3 * spread) / step)
    return (max(0.0, low) if params.family == "counts" else float(low)), float(high)


def scaled_likelihood(params: Params, x: Array, theta: Array, axis: tuple[float, float]) -> Array:
    """Return p(x|θ) as a function of θ, scaled to have area one, shape (GRID,). With no data it is flat."""
    if len(x) == 0:
        return np.full_like(theta, 1 / (axis[1] - axis[0]))
    return flat(params.family, params.sigma).update(x).pdf(theta)


def log_evidence(prior: Belief, x: Array) -> float:
    """Return ln p(x), the probability (density) of the data in their order, averaged over the prior."""
    after, k = prior.update(x), len(x)
    match prior.family:
        case "coin":
            beta_after = betaln(after.total, after.strength - after.total)
            return float(beta_after - betaln(prior.total, prior.strength - prior.total))
        case "counts":
            ratio = gammaln(after.total) - gammaln(prior.total) - gammaln(x + 1).sum()
            return float(ratio + prior.total * np.log(prior.strength) - after.total * np.log(after.strength))
        case _:
            theta = np.asarray(after.mean)  # ln p(x) = ln p(x|θ) + ln p(θ) - ln p(θ|x) at any θ
            at_theta = stats.norm.logpdf(x, theta, prior.sigma).sum() + np.log(prior.pdf(theta))
            return float(at_theta - np.log(after.pdf(theta))) if k else 0.0


def log_likelihood(result: Result, theta: float) -> float:
    """Return ln p(x|θ) of the observations seen."""
    x = result.x[: result.k]
    match result.params.family:
        case "coin":
            return float(stats.bernoulli.logpmf(x, theta).sum())
        case "counts":
            return float(stats.poisson.logpmf(x, theta).sum())
        case _:
            return float(stats.norm.logpdf(x, theta, result.params.sigma).sum())


def tables(result: Result) -> dict[str, dict[str, Array]]:
    """Return what was drawn and what was observed, as named columns."""
    return {
        "densities": {
            "theta": result.theta,
            "prior": result.prior_density,
            "scaled_likelihood": result.likelihood,
            "posterior": result.posterior_density,
        },
        "observations": {"x": result.x, "seen": (np.arange(len(result.x)) < result.k).astype(float)},
    }


def weight_of_data(result: Result) -> float:
    """Return k / (n₀ + k): how far the posterior mean has moved from the prior mean to the data's."""
    return result.k / (result.params.strength + result.k)


def challenge(result: Result) -> tuple[bool, str]:
    """Check "make the posterior ignore the data": ten or more observations that carry less than 5% of the weight."""
    weight = weight_of_data(result)
    told = f"You have seen {result.k} observations, and they carry {weight:.1%} of the weight."
    if result.k < 10:
        return False, f"{told} Let it see ten or more first: ignoring little is easy."
    if weight >= 0.05:
        return False, f"{told} The prior carries the rest. Bring the data below 5%."
    return True, f"{told} The posterior hardly moved: a prior this strong will not be told."
