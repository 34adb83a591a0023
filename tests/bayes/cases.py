"""Beliefs and data to test with, and the distributions of scipy that they should be."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from hypothesis import strategies as st
from scipy import stats

from explainers.bayes.updating.belief import Belief
from explainers.bayes.updating.model import STARTS, Params

FAMILIES = ("coin", "counts", "measurements")
KINDS = ("central", "hdi")
VIEWS = ("belief", "path", "routes", "next")

# States that a visitor can reach and that differ in kind: every family and source, no data, little, and the most.
STATES = {
    "default": Params(),
    "births": Params(source="births", strength=2.0),
    "births, part seen": Params(source="births", strength=2.0, seen=98),
    "no flips": Params(source="simulated", size=0),
    "none seen": Params(seen=0),
    "most flips": Params(source="simulated", size=2500, strength=100.0, truth=0.8),
    "only tails": Params(data="TTTTT", mean=0.9, strength=3.0, interval="hdi"),
    "horse kicks": STARTS["counts"],
    "counts, none seen": Params("counts", mean=1.2, strength=5.0, source="horse_kicks", seen=0),
    "counts of nothing": Params("counts", mean=0.4, strength=2.0, data="0 0 0", interval="hdi"),
    "most counts": Params("counts", mean=18.0, strength=5.0, source="simulated", truth=20.0, size=2500),
    "counts, no data": Params("counts", mean=1.2, strength=5.0, source="simulated", truth=0.6, size=0),
    "huge counts, prior aside": Params("counts", mean=1e6, strength=1.0, data="999990 998700 999450"),
    "newcomb": STARTS["measurements"],
    "newcomb, shortest": Params("measurements", mean=10.0, strength=2.0, source="newcomb", interval="hdi", level=0.5),
    "measurements, none seen": Params("measurements", mean=10.0, strength=2.0, source="newcomb", seen=0),
    "no measurements": Params("measurements", mean=10.0, strength=2.0, source="simulated", truth=33.0, size=0),
    "one measurement": Params("measurements", mean=-4.4, strength=1.0, data="-4.5", sigma=0.1),
}


@dataclass(frozen=True)
class Case:
    """A prior and data."""

    prior: Belief
    x: Any

    @property
    def posterior(self) -> Belief:
        return self.prior.update(self.x)


def belief(family: str, mean: float, strength: float, sigma: float = 10.0) -> Belief:
    return Belief(family, mean * strength, strength, sigma)


def law(belief: Belief) -> Any:
    """Return the distribution that a belief stands for, in the parameters of a textbook."""
    n, m = float(belief.strength), float(belief.total) / float(belief.strength)
    match belief.family:
        case "coin":
            return stats.beta(a=n * m, b=n * (1 - m))
        case "counts":
            return stats.gamma(a=n * m, scale=1 / n)
        case _:
            return stats.norm(loc=m, scale=np.sqrt(belief.sigma**2 / n))


def log_likelihood(case: Case, theta: float) -> float:
    """Return ln p(x|θ), from scipy's own laws of one observation."""
    match case.prior.family:
        case "coin":
            return float(stats.binom(1, theta).logpmf(case.x).sum())
        case "counts":
            return float(stats.poisson(theta).logpmf(case.x).sum())
        case _:
            return float(stats.norm(theta, case.prior.sigma).logpdf(case.x).sum())


def cases(family: str, most: int = 60) -> st.SearchStrategy[Case]:
    """Return any prior of a family with any data; shapes below a tenth are left out, where no float is small enough."""
    flips = st.integers(0, 1)
    means = {"coin": st.floats(0.05, 0.95), "counts": st.floats(0.05, 20), "measurements": st.floats(-100, 100)}
    values = {"coin": flips, "counts": st.integers(0, 30), "measurements": st.floats(-300, 300)}
    strengths = st.floats(2, 1000)
    priors = st.builds(belief, st.just(family), means[family], strengths, st.floats(0.1, 1000))
    data = st.lists(values[family], max_size=most).map(lambda x: np.array(x, dtype=float))
    return st.builds(Case, priors, data)


any_case = st.sampled_from(FAMILIES).flatmap(cases)
