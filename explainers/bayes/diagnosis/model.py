"""People, an illness and a test for it: who is ill among those who test positive, counted in whole people.

Every branch of the tree is rounded where it leaves its parent, so that branches always add up: of N people Nπ are ill,
of the ill a share s tests positive, of the healthy a share c tests negative (Gigerenzer and Hoffrage 1995).
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from explainers.problems import BadInput

Rate = TypeVar("Rate", float, NDArray[np.float64])
Array = NDArray[np.float64]
Codes = NDArray[np.uint8]
NOT_TESTED, TRUE_NEGATIVE, FALSE_NEGATIVE, FALSE_POSITIVE, TRUE_POSITIVE = range(5)  # the codes of people, in bytes
EVERYONE = 10_000
MOST_SAMPLED = 20_000


@dataclass(frozen=True)
class Params:
    """What the learner can set. Rates are in percent."""

    prevalence: float = 1.0  # π = P(ill), in percent
    sensitivity: float = 99.0  # s = P(positive | ill), in percent
    specificity: float = 99.0  # c = P(negative | healthy), in percent
    people: int = 1000  # N, how many people there are
    order: str = "scattered"  # how they stand: "scattered", by "illness", or by "result"
    tests: int = 1  # k, how often those who test positive are tested, 1 to 3
    repeat: float = 0.0  # ρ, the share of results that merely repeat the last one, errors included
    tested: int = EVERYONE  # how many have been tested, of as many as there are
    guess: float = 0.0  # percent of positives guessed to be ill, drawn among the counts; 0 for none
    sampled: int = 3000  # n, how many people are sampled from the generative model
    seed: int = 0  # of where people stand, whom is tested first, and of the sample


LIMITS = {
    "prevalence": (0.0, 100.0, "percent"),
    "sensitivity": (0.0, 100.0, "percent"),
    "specificity": (0.0, 100.0, "percent"),
    "people": (1, EVERYONE, "people"),
    "tests": (1, 3, "tests"),
    "repeat": (0.0, 1.0, "of the results"),
    "tested": (0, EVERYONE, "people"),
    "guess": (0.0, 100.0, "percent"),
    "sampled": (1, MOST_SAMPLED, "people"),
}


@dataclass(frozen=True)
class Rates:
    """What one result means, from the rates alone. A share of nobody is nan: it is undefined."""

    prior: float  # π
    hit: float  # P(positive every time | ill)
    alarm: float  # P(positive every time | healthy)

    @property
    def evidence(self) -> float:
        """P(positive), over ill and healthy."""
        return self.hit * self.prior + self.alarm * (1 - self.prior)

    @property
    def ppv(self) -> float:
        """The positive predictive value P(ill | positive), by Bayes' theorem."""
        return ratio(self.hit * self.prior, self.evidence)

    @property
    def npv(self) -> float:
        """The negative predictive value P(healthy | negative)."""
        return ratio((1 - self.alarm) * (1 - self.prior), 1 - self.evidence)


@dataclass(frozen=True)
class Counts:
    """Whole people, by illness and result. Positive means positive every time."""

    true_positive: int
    false_negative: int
    false_positive: int
    true_negative: int

    @property
    def ill(self) -> int:
        """How many are ill."""
        return self.true_positive + self.false_negative

    @property
    def healthy(self) -> int:
        """How many are not."""
        return self.false_positive + self.true_negative

    @property
    def positive(self) -> int:
        """How many test positive."""
        return self.true_positive + self.false_positive

    @property
    def negative(self) -> int:
        """How many test negative."""
        return self.false_negative + self.true_negative

    @property
    def total(self) -> int:
        """How many there are."""
        return self.ill + self.healthy

    @property
    def ppv(self) -> float:
        """The share of positives who are ill; nan where nobody is positive."""
        return ratio(self.true_positive, self.positive)

    @property
    def npv(self) -> float:
        """The share of negatives who are healthy; nan where nobody is negative."""
        return ratio(self.true_negative, self.negative)


@dataclass(frozen=True)
class Result:
    """Everyone with their illness and their result."""

    params: Params
    rates: Rates
    counts: Counts  # of everyone who has been tested
    rounds: tuple[Counts, ...]  # of the same people after each of the k tests; the last is `counts`
    codes: Codes  # (N,) what each person is, in the order in which they stand

    @property
    def percent(self) -> float:
        """P(ill | positive), in percent, from the rates."""
        return 100 * self.rates.ppv


def ratio(part: float, whole: float) -> float:
    """Return part / whole: infinite where there is no whole, nan where there is no part either."""
    if whole > 0:
        return part / whole
    return float("inf") if part > 0 else float("nan")


def passing(params: Params, tests: int) -> tuple[float, float]:
    """Return how probable it is to be positive `tests` times in a row, for the ill and for the healthy.

    A result repeats the last one with probability ρ, else it is drawn afresh: two results of one person are then
    correlated by ρ, given the illness (Vacek 1985).
    """
    rates = params.sensitivity / 100, 1 - params.specificity / 100
    hit, alarm = (rate * again(rate, params.repeat) ** (tests - 1) for rate in rates)
    return hit, alarm


def again(rate: Rate, rho: float) -> Rate:
    """Return the probability of another positive result after one."""
    return rho + (1 - rho) * rate


def rounded(people: int, rate: float) -> int:
    """Return the nearest whole number of people, halves up."""
    return int(np.floor(people * rate + 0.5 + 1e-9))


def count(params: Params) -> tuple[Counts, ...]:
    """Count people after each test; only those who were positive so far are tested again."""
    p = params
    ill = rounded(p.people, p.prevalence / 100)
    healthy, found, alarms = p.people - ill, ill, p.people - ill
    rounds = []
    for k in range(p.tests):
        s, c = p.sensitivity / 100, p.specificity / 100
        found = rounded(found, s if k == 0 else again(s, p.repeat))
        alarms -= rounded(alarms, c if k == 0 else 1 - again(1 - c, p.repeat))
        rounds.append(Counts(found, ill - found, alarms, healthy - alarms))
    return tuple(rounds)


@lru_cache(maxsize=64)
def ranks(people: int, seed: int) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return who stands where and who is tested when, two random orders of `people` people, shared and read-only."""
    rng = np.random.default_rng(seed)
    places, turns = rng.permutation(people), rng.permutation(people)
    places.setflags(write=False)
    turns.setflags(write=False)
    return places, turns


def ranked(counts: Counts) -> Codes:
    """Return the code of each person by rank: the ill come first and alarms last, so few change when a rate does."""
    c = counts
    codes = [TRUE_POSITIVE, FALSE_NEGATIVE, TRUE_NEGATIVE, FALSE_POSITIVE]
    return np.repeat(codes, [c.true_positive, c.false_negative, c.true_negative, c.false_positive]).astype(np.uint8)


def counted(codes: Codes) -> Counts:
    """Count people by their codes; those not tested do not count."""
    n = np.bincount(codes, minlength=5)
    return Counts(int(n[TRUE_POSITIVE]), int(n[FALSE_NEGATIVE]), int(n[FALSE_POSITIVE]), int(n[TRUE_NEGATIVE]))


STANDING = {  # from the first place to the last
    "illness": [TRUE_POSITIVE, FALSE_NEGATIVE, FALSE_POSITIVE, TRUE_NEGATIVE, NOT_TESTED],
    "result": [TRUE_POSITIVE, FALSE_POSITIVE, FALSE_NEGATIVE, TRUE_NEGATIVE, NOT_TESTED],
}


def simulate(params: Params) -> Result:
    """Count everyone. Raises BadInput where a number is out of range."""
    for name, (low, high, unit) in LIMITS.items():
        value = getattr(params, name)
        if not low <= value <= high:
            raise BadInput(name, f"{value:,g} is out of range: this page takes {low:g} to {high:,g} {unit}.")
    places, turns = ranks(params.people, params.seed)
    asked = turns < params.tested  # of each rank, whether it has been tested
    everyone = count(params)
    rounds = tuple(counted(np.where(asked, ranked(counts), NOT_TESTED).astype(np.uint8)) for counts in everyone)
    rates = Rates(params.prevalence / 100, *passing(params, params.tests))
    codes = np.where(asked, ranked(everyone[-1]), NOT_TESTED).astype(np.uint8)
    if params.order == "scattered":
        codes = codes[places]
    else:
        codes = np.repeat(STANDING[params.order], np.bincount(codes, minlength=5)[STANDING[params.order]])
    return Result(params, rates, rounds[-1], rounds, codes.astype(np.uint8))


def tables(result: Result) -> dict[str, dict[str, Array]]:
    """Return the counts after each test, and what each person is, as named columns."""
    fields = ("true_positive", "false_negative", "false_positive", "true_negative")
    counts = {name: np.array([float(getattr(c, name)) for c in result.rounds]) for name in fields}
    codes = result.codes
    return {
        "counts": {"test": np.arange(1.0, len(result.rounds) + 1)} | counts,
        "people": {
            "tested": (codes != NOT_TESTED).astype(float),
            "ill": np.where(codes == NOT_TESTED, np.nan, np.isin(codes, (TRUE_POSITIVE, FALSE_NEGATIVE))),
            "positive": np.where(codes == NOT_TESTED, np.nan, np.isin(codes, (TRUE_POSITIVE, FALSE_POSITIVE))),
        },
    }


def challenge(result: Result) -> tuple[bool, str]:
    """Check "rare illness, no better test, and yet a positive result is right nine times in ten"."""
    params, ppv = result.params, result.rates.ppv
    said = f"{params.prevalence:g}% are ill, and the specificity is {params.specificity:g}%."
    if params.prevalence > 0.1 or params.specificity > 99:
        return False, f"{said} Bring the prevalence to 0.1% or below, and leave the specificity at 99% or below."
    if np.isnan(ppv):
        return False, f"{said} Nobody tests positive, so there is no positive result to be right or wrong."
    if ppv < 0.9:
        return False, f"{said} A positive result is right in {ppv:.1%} of cases. Bring that to 90%."
    return True, f"{said} And yet a positive result is right in {ppv:.1%} of cases."
