"""Attention and the measure of an intervention as formulas, with the numbers on screen in them."""

import numpy as np

from explainers.equation import Equation, tex
from explainers.transformers.head_surgery.model import Result
from explainers.transformers.lm.row import of_row


def equations(result: Result) -> list[Equation]:
    """Return how much the intervention changes the next token, and the steps of the chosen cell."""
    p, row = result.params, result.cell
    cell = [] if row is None or p.column > p.row else of_row(row, p.row, p.column, p.temperature)
    return [*of_intervention(result), *cell]


def of_intervention(result: Result) -> list[Equation]:
    """Return how much the intervention changes the next token, where there was one."""
    intervened = result.intervened
    if intervened is None:
        return []
    old, new = float(result.before[0]), float(intervened.chances[0])
    first = old * np.log(old / new)
    return [
        Equation(
            "Effect",
            r"\mathrm{KL}(p \| p')",
            r"\sum_x p(x) \ln \frac{p(x)}{p'(x)}",
            rf"{tex(old)} \ln \frac{{{tex(old)}}}{{{tex(new)}}} + ({tex(float(intervened.kl) - first)})",
            float(intervened.kl),
            "In nats: the share of the likeliest token, and of all others together.",
        )
    ]
