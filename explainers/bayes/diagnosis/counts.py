"""People by illness and result: how many there are of each, and what a result means for them."""

from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

Rate = TypeVar("Rate", float, NDArray[np.float64])
Array = NDArray[np.float64]
Codes = NDArray[np.uint8]
NOT_TESTED, TRUE_NEGATIVE, FALSE_NEGATIVE, FALSE_POSITIVE, TRUE_POSITIVE = range(5)  # the codes of people, in bytes


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


def ratio(part: float, whole: float) -> float:
    """Return part / whole: infinite where there is no whole, nan where there is no part either."""
    if whole > 0:
        return part / whole
    return float("inf") if part > 0 else float("nan")


def positive_again(rate: Rate, rho: float) -> Rate:
    """Return the probability of another positive result after one."""
    return rho + (1 - rho) * rate


def rounded(people: int, rate: float) -> int:
    """Return the nearest whole number of people, halves up."""
    return int(np.floor(people * rate + 0.5 + 1e-9))


def ranked(counts: Counts) -> Codes:
    """Return the code of each person by rank: the ill come first and alarms last, so few change when a rate does."""
    c = counts
    codes = [TRUE_POSITIVE, FALSE_NEGATIVE, TRUE_NEGATIVE, FALSE_POSITIVE]
    return np.repeat(codes, [c.true_positive, c.false_negative, c.true_negative, c.false_positive]).astype(np.uint8)


def counted(codes: Codes) -> Counts:
    """Count people by their codes; those not tested do not count."""
    n = np.bincount(codes, minlength=5)
    return Counts(int(n[TRUE_POSITIVE]), int(n[FALSE_NEGATIVE]), int(n[FALSE_POSITIVE]), int(n[TRUE_NEGATIVE]))
