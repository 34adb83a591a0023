"""What the four groups of people are called and how they are coloured, the same in every figure of the page."""

import numpy as np

from explainers.bayes.diagnosis.counts import (
    FALSE_NEGATIVE,
    FALSE_POSITIVE,
    NOT_TESTED,
    TRUE_NEGATIVE,
    TRUE_POSITIVE,
    Counts,
)
from explainers.figure_style import Style

ROLES = {  # whom the question is about has the colour of what is believed after the test
    TRUE_POSITIVE: "posterior",
    FALSE_POSITIVE: "likelihood",
    FALSE_NEGATIVE: "prior",
    TRUE_NEGATIVE: "muted",
    NOT_TESTED: "grid",
}
NAMES = {
    TRUE_POSITIVE: "ill and positive",
    FALSE_POSITIVE: "healthy, yet positive",
    FALSE_NEGATIVE: "ill, yet negative",
    TRUE_NEGATIVE: "healthy and negative",
}


def colours(style: Style) -> dict[int, str]:
    """Return the colour of each code: those who are healthy and negative are pale, for there are many of them."""
    solid = {code: style.colour(role) for code, role in ROLES.items()}
    return solid | {TRUE_NEGATIVE: style.colour("muted", 0.28), NOT_TESTED: style.colour("grid", 0.7)}


def sizes(counts: Counts) -> dict[int, int]:
    """Return how many people have each code."""
    return {
        TRUE_POSITIVE: counts.true_positive,
        FALSE_POSITIVE: counts.false_positive,
        FALSE_NEGATIVE: counts.false_negative,
        TRUE_NEGATIVE: counts.true_negative,
    }


def percent(value: float) -> str:
    """Return a share as a percentage: never 100% or 0% unless it is, and "undefined" for a share of nobody."""
    if np.isnan(value):
        return "undefined"
    for digits in range(3, 12):
        text = f"{100 * value:.{digits}g}"
        if (float(text) == 100) == (value == 1) and (float(text) == 0) == (value == 0):
            break
    return f"{float(text):.10g}%"


def times(tests: int) -> str:
    """Return how often a person was positive, in words."""
    return ["test positive", "test positive twice", "test positive three times"][tests - 1]
