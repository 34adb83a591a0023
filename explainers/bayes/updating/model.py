"""Bayesian updating with conjugate priors: what you believed, counted as data, plus the data.

One rule serves three families. A prior weighs as much as n₀ observations whose sum is s₀; seeing k observations with
sum s adds them up:

    n₀ → n₀ + k        s₀ → s₀ + s        and the mean of the belief is always s₀ / n₀.

(Diaconis and Ylvisaker 1979; Gelman et al., Bayesian Data Analysis, 3rd ed., sections 2.4 to 2.6.)
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import Annotated

import numpy as np

from explainers.bayes.updating.belief import Array, Belief, credible_interval, flat
from explainers.bayes.updating.observations import FAMILY_OF, MAX_OBSERVATIONS, draw, historical, read
from explainers.controls import Choice, Number, Private, Select, Slider, Stops, Text, Toggle, check
from explainers.data.historical import HISTORICAL
from explainers.problems import BadInput

ALL = 1_000_000  # as many observations as there are
FAMILIES = {"coin": "Coin", "counts": "Counts", "measurements": "Measurements"}
SOURCES = {
    "typed": "Type them",
    "simulated": "A hidden truth",
    **{name: HISTORICAL[name].title for name in FAMILY_OF},
    "uploaded": "Your own file",
}
STRENGTHS = (0.5, 1, 2, 3, 4, 5, 6, 8, 10, 15, 20, 30, 40, 50, 75, 100, 150, 200, 300, 500, 1000)
INTERVALS = {"central": "equal tails", "hdi": "highest density"}
MEANS = {"coin": (0.0, 1.0), "counts": (0.0, 4e6), "measurements": (-4e6, 4e6)}  # of a prior; the ends are not possible
TRUTHS = {"coin": (0.0, 1.0), "counts": (0.05, 20.0), "measurements": (-1000.0, 1000.0)}  # behind simulated data


@dataclass(frozen=True)
class Params:
    """What the learner can set."""

    family: Annotated[
        str,
        Choice("What is observed", FAMILIES, help="The family of the likelihood p(x|θ): Bernoulli, Poisson or normal."),
    ] = "coin"
    mean: Annotated[
        float,
        Slider("Prior mean", -4e6, 4e6, 0.01, symbol="m",
               help="m, the average of the observations you imagine having made before the data."),
    ] = 0.5  # fmt: skip
    strength: Annotated[
        float,
        Stops("Prior strength", STRENGTHS, symbol="n₀",
              help="n₀, how many observations your prior is worth. For a coin, 2 with m = 0.5 is “no opinion”."),
    ] = 10.0  # fmt: skip
    source: Annotated[
        str,
        Select("Data", SOURCES, symbol="x",
               help="The observations x: your own, drawn from a hidden truth, or historical."),
    ] = "typed"  # fmt: skip
    data: Annotated[
        str,
        Text("Observations", MAX_OBSERVATIONS, help="Flips as HHTHT or 7 of 10, or numbers between commas or spaces."),
    ] = "HHTHHHHTHH"
    truth: Annotated[
        float,
        Number("Hidden truth", -1000.0, 1000.0, 0.05, symbol="θ*", help="θ*, from which simulated data are drawn."),
    ] = 0.8
    size: Annotated[
        int,
        Number(
            "How many to simulate", 0, MAX_OBSERVATIONS, symbol="n", help="n, the number of simulated observations."
        ),
    ] = 10
    sigma: Annotated[
        float,
        Number("Known spread", 0.1, 1000.0, symbol="σ", help="σ, the standard deviation of one measurement."),
    ] = 10.0
    seen: Annotated[
        int, Stops("Seen so far", (0, ALL), symbol="k", help="k, how many of the observations have been seen.")
    ] = ALL
    interval: Annotated[
        str,
        Choice("Interval", INTERVALS,
               help="Equal tails leave as much probability below as above; the highest density interval is the "
                    "shortest."),
    ] = "central"  # fmt: skip
    level: Annotated[
        float,
        Slider("Probability in the interval", 0.5, 0.99, 0.01, symbol="γ",
               help="γ, the posterior probability inside it."),
    ] = 0.95  # fmt: skip
    future: Annotated[
        int, Slider("Observations to predict", 1, 50, 1, help="How many of the next observations to predict.")
    ] = 10
    reveal: Annotated[
        bool,
        Toggle("Draw the hidden truth", help="Whether θ*, from which simulated data are drawn, is in the picture."),
    ] = True
    seed: Annotated[int, Number("Seed", 0, 9999, help="Draws other data, or another order of the same.")] = 0
    uploaded: Annotated[
        str, Private("A CSV file", 10_000_000, help="It stays in this session: not in the link, not on disk.")
    ] = ""


STARTS = {  # where each family starts when a learner switches to it
    "coin": Params(),
    "counts": Params("counts", mean=1.2, strength=5.0, source="horse_kicks", data="0 1 0 2 1", truth=0.6),
    "measurements": Params(
        "measurements", mean=10.0, strength=2.0, source="newcomb", data="28 26 33 24", truth=33.0, sigma=10.7
    ),
}


def sources_of(family: str) -> dict[str, str]:
    """Return where data of a family may come from, by name with a title."""
    titles = SOURCES | ({"simulated": "A hidden coin"} if family == "coin" else {})
    return {name: title for name, title in titles.items() if FAMILY_OF.get(name, family) == family}


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
    """Update the prior by the first k observations. Raises BadInput where data or prior are not of the family."""
    check(params)
    check_family(params)
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


def check_family(params: Params) -> None:
    """Raise BadInput where the prior mean, the data or the hidden truth do not go with what is observed."""
    family, what = params.family, f"{FAMILIES[params.family].lower()} data"
    low, high = MEANS[family]
    if not low < params.mean < high:
        raise BadInput("mean", f"The prior mean of {what} lies between {low:,g} and {high:,g}.")
    if FAMILY_OF.get(params.source, family) != family:
        raise BadInput("source", f"“{SOURCES[params.source]}” is not {what}.")
    low, high = TRUTHS[family]
    if params.source == "simulated" and not low <= params.truth <= high:
        raise BadInput("truth", f"The hidden truth of {what} is {low:g} to {high:g}.")


def observe(params: Params) -> Array:
    """Return the data that `params` describe, in order, shape (n,). Raises BadInput where they cannot be read."""
    p, data = params, params.data
    if p.source == "uploaded":
        data = p.uploaded or STARTS[p.family].data
    return _observed(p.family, p.source, data, p.truth, p.sigma, p.size, p.seed)


@lru_cache(maxsize=32)
def _observed(family: str, source: str, data: str, truth: float, sigma: float, size: int, seed: int) -> Array:
    match source:
        case "typed" | "uploaded":
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


def tables(result: Result) -> dict[str, dict[str, Array]]:
    """Return what was drawn and what was observed, as named columns."""
    return {
        "densities": {
            f"{role}_{name}": values
            for role, curve in result.curves.items()
            for name, values in zip(("theta", "density"), curve, strict=True)
        },
        "observations": {"x": result.x, "was_seen": (np.arange(len(result.x)) < result.k).astype(float)},
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
