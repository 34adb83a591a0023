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
    likelihood: Belief  # p(x|θ) as a function of θ, scaled to have area one
    curves: dict[str, Array]  # (2, POINTS) θ and density of prior, likelihood and posterior
    interval: tuple[float, float]  # holds the posterior probability `params.level`

    @property
    def peak(self) -> tuple[float, float]:
        """Where the drawn posterior is highest, and how high it is there."""
        theta, density = self.curves["posterior"]
        return float(theta[density.argmax()]), float(density.max())


def simulate(params: Params) -> Result:
    """Update the prior by the first k observations. Raises BadInput when the data cannot be read."""
    x = observe(params)
    k = min(params.seen, len(x))
    axis = sensible_axis(params, x)

    prior = Belief(params.family, params.mean * params.strength, params.strength, params.sigma)
    likelihood = flat(params.family, params.sigma).update(x[:k])
    posterior = prior.update(x[:k])
    lower, upper = credible_interval(posterior, params.interval, params.level)
    return Result(
        params=params,
        x=x,
        k=k,
        axis=axis,
        prior=prior,
        posterior=posterior,
        likelihood=likelihood,
        curves={
            "prior": prior.curve(axis),
            "likelihood": likelihood.curve(axis),
            "posterior": posterior.curve(axis),
        },
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
    """Return the range of θ to draw. It depends on neither prior nor k; and where θ* is hidden, it does not tell."""
    match params.family, params.source:
        case "coin", _:
            return 0.0, 1.0
        case "counts", "simulated":
            return 0.0, max(10.0, params.truth + 3 * params.truth**0.5)
        case "measurements", "simulated":
            return min(-40.0, params.truth - 3 * params.sigma), max(70.0, params.truth + 3 * params.sigma)
        case "counts", _:
            centre = x.mean()
            spread = max(centre, 0.3) ** 0.5
        case _:
            centre = x.mean()
            spread = max(x.std(), params.sigma / 2, params.sigma / len(x) ** 0.5)
    step = 10 ** np.floor(np.log10(spread)) / 2  # three spreads of one observation either side, in round numbers
    low, high = step * np.floor((centre - 3 * spread) / step), step * np.ceil((centre + 3 * spread) / step)
    return (max(0.0, float(low)) if params.family == "counts" else float(low)), float(high)


def log_evidence(prior: Belief, x: Array) -> float:
    """Return ln p(x), the probability (density) of the data in their order, averaged over the prior."""
    after = prior.update(x)
    match prior.family:
        case "coin":
            beta_after = betaln(after.total, after.strength - after.total)
            return float(beta_after - betaln(prior.total, prior.strength - prior.total))
        case "counts":
            ratio = gammaln(after.total) - gammaln(prior.total) - gammaln(x + 1).sum()
            return float(ratio + prior.total * np.log(prior.strength) - after.total * np.log(after.strength))
        case _:
            theta = np.asarray(after.mean)  # ln p(x) = ln p(x|θ) + ln p(θ) - ln p(θ|x) at any θ
            return float(stats.norm.logpdf(x, theta, prior.sigma).sum() + prior.logpdf(theta) - after.logpdf(theta))


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
            f"{role}_{name}": values
            for role, curve in result.curves.items()
            for name, values in zip(("theta", "density"), curve, strict=True)
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
