"""People, an illness and a test for it: who is ill among those who test positive, counted in whole people.

Every branch of the tree is rounded where it leaves its parent, so that branches always add up: of N people Nπ are ill,
of the ill a share s tests positive, of the healthy a share c tests negative (Gigerenzer and Hoffrage 1995).
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import Annotated

import numpy as np
from numpy.typing import NDArray

from explainers.bayes.diagnosis.counts import (
    FALSE_NEGATIVE,
    FALSE_POSITIVE,
    NOT_TESTED,
    TRUE_NEGATIVE,
    TRUE_POSITIVE,
    Array,
    Codes,
    Counts,
    Rates,
    counted,
    positive_again,
    ranked,
    rounded,
)
from explainers.controls import Choice, Number, Slider, Stops, check

EVERYONE = 10_000
MOST_SAMPLED = 20_000
PREVALENCES = (0.0, 0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.59, 0.8, 1.0, 1.5, 2.0, 3.0, 4.0, 5.0, 7.0, 10.0, 15.0,
               20.0, 30.0, 40.0, 50.0, 70.0, 90.0, 100.0)  # fmt: skip
SENSITIVITIES = (0.0, 20.0, 40.0, 50.0, 60.0, 70.0, 73.0, 80.0, 85.0, 86.9, 90.0, 92.0, 94.0, 95.0, 96.0, 97.0, 98.0,
                 99.0, 99.5, 99.9, 99.98, 100.0)  # fmt: skip
SPECIFICITIES = (0.0, 20.0, 40.0, 50.0, 60.0, 70.0, 80.0, 85.0, 88.9, 90.0, 92.0, 94.0, 95.0, 96.0, 97.0, 98.0, 99.0,
                 99.1, 99.5, 99.9, 99.98, 100.0)  # fmt: skip
SAMPLED = (1, 10, 20, 50, 100, 200, 300, 500, 700, 1000, 1500, 2000, 3000, 5000, 7000, 10_000, 15_000, MOST_SAMPLED)
ORDERS = {"scattered": "Mixed", "illness": "Ill", "result": "Result"}


@dataclass(frozen=True)
class Params:
    """What the learner can set. Rates are in percent."""

    prevalence: Annotated[
        float,
        Stops(
            "Prevalence", PREVALENCES, symbol="π", unit="%", help="π = P(ill), how many of a hundred people are ill."
        ),
    ] = 1.0
    sensitivity: Annotated[
        float,
        Stops("Sensitivity", SENSITIVITIES, symbol="s", unit="%",
              help="s = P(positive | ill), how many of a hundred who are ill test positive."),
    ] = 99.0  # fmt: skip
    specificity: Annotated[
        float,
        Stops("Specificity", SPECIFICITIES, symbol="c", unit="%",
              help="c = P(negative | healthy), how many of a hundred who are healthy test negative."),
    ] = 99.0  # fmt: skip
    people: Annotated[
        int,
        Number("People", 1, EVERYONE, symbol="N",
               help="N, how many people there are: 1,000 can be counted, 10,000 show what is rare."),
    ] = 1000  # fmt: skip
    order: Annotated[str, Choice("Sort people by", ORDERS, help="Where people stand; they stay who they are.")] = (
        "scattered"
    )
    tests: Annotated[
        int, Slider("Tests", 1, 3, 1, symbol="k", help="k: whoever was positive every time so far is tested again.")
    ] = 1
    repeat: Annotated[
        float,
        Slider("Errors that repeat", 0.0, 1.0, 0.05, symbol="ρ",
               help="ρ, the correlation of two results of one person: at 0 they are independent, at 1 the second only "
                    "repeats the first."),
    ] = 0.0  # fmt: skip
    tested: Annotated[
        int,
        Number("Of whom tested", 0, EVERYONE, help="How many have been tested; all, where there are fewer people."),
    ] = EVERYONE
    guess: Annotated[
        float,
        Number("A guess to compare with", 0.0, 100.0, 1.0, unit="%",
               help="How many of a hundred positives you think are ill. It is drawn among the counts; 0 draws none."),
    ] = 0.0  # fmt: skip
    sampled: Annotated[
        int,
        Stops("People sampled", SAMPLED, symbol="n", help="n, how many people are drawn from the generative model."),
    ] = 3000
    seed: Annotated[
        int, Number("Seed", 0, 9999, help="Of where people stand, of whom is tested first, and of the sample.")
    ] = 0


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


def positive_rates(params: Params, tests: int) -> tuple[float, float]:
    """Return how probable it is to be positive `tests` times in a row, for the ill and for the healthy.

    A result repeats the last one with probability ρ, else it is drawn afresh: two results of one person are then
    correlated by ρ, given the illness (Vacek 1985).
    """
    rates = params.sensitivity / 100, 1 - params.specificity / 100
    hit, alarm = (rate * positive_again(rate, params.repeat) ** (tests - 1) for rate in rates)
    return hit, alarm


def count(params: Params) -> tuple[Counts, ...]:
    """Count people after each test; only those who were positive so far are tested again."""
    p = params
    ill = rounded(p.people, p.prevalence / 100)
    healthy, found, alarms = p.people - ill, ill, p.people - ill
    rounds = []
    for k in range(p.tests):
        s, c = p.sensitivity / 100, p.specificity / 100
        found = rounded(found, s if k == 0 else positive_again(s, p.repeat))
        alarms -= rounded(alarms, c if k == 0 else 1 - positive_again(1 - c, p.repeat))
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


STANDING = {  # from the first place to the last
    "illness": [TRUE_POSITIVE, FALSE_NEGATIVE, FALSE_POSITIVE, TRUE_NEGATIVE, NOT_TESTED],
    "result": [TRUE_POSITIVE, FALSE_POSITIVE, FALSE_NEGATIVE, TRUE_NEGATIVE, NOT_TESTED],
}


def simulate(params: Params) -> Result:
    """Count everyone. Raises BadInput where a number is out of range."""
    check(params)
    places, turns = ranks(params.people, params.seed)
    asked = turns < params.tested  # of each rank, whether it has been tested
    everyone = count(params)
    rounds = tuple(counted(np.where(asked, ranked(counts), NOT_TESTED).astype(np.uint8)) for counts in everyone)
    rates = Rates(params.prevalence / 100, *positive_rates(params, params.tests))
    codes = np.where(asked, ranked(everyone[-1]), NOT_TESTED).astype(np.uint8)
    if params.order == "scattered":
        codes = codes[places]
    else:
        codes = np.repeat(STANDING[params.order], np.bincount(codes, minlength=5)[STANDING[params.order]])
    return Result(params, rates, rounds[-1], rounds, codes.astype(np.uint8))


def remark(result: Result) -> str:
    """Return a sentence where the counts alone would mislead; "" where they do not."""
    params, counts = result.params, result.counts
    if params.prevalence == 0:
        return ("Nobody is ill, so every positive result is a false alarm; where there is none either, its meaning is "
                "undefined.")  # fmt: skip
    if not counts.positive and counts.total == params.people:
        return f"Nobody tests positive: of 0 people there is no share. Without rounding it is {result.percent:.3g}%."
    if result.rates.alarm == 0:
        return "There are no false alarms, so whoever tests positive is ill."
    if counts.total == params.people and counts.ill < 5:
        return f"Only {counts.ill} of {params.people:,} people are ill: with more people (N) rounding matters less."
    return ""


def tables(result: Result) -> dict[str, dict[str, Array]]:
    """Return the counts after each test, and what each person is, as named columns."""
    fields = ("true_positive", "false_negative", "false_positive", "true_negative")
    counts = {name: np.array([float(getattr(c, name)) for c in result.rounds]) for name in fields}
    codes = result.codes
    return {
        "counts": {"test": np.arange(1.0, len(result.rounds) + 1)} | counts,
        "people": {
            "was_tested": (codes != NOT_TESTED).astype(float),
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
