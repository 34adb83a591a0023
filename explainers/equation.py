"""Equations with numbers: what the maths section of a page shows, and what its tests recompute."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Equation:
    """One formula, with the current numbers in it and the number it comes to."""

    title: str
    left: str  # LaTeX of what is computed
    symbols: str  # LaTeX of the formula, as a textbook prints it
    numbers: str  # the formula again, with numbers for symbols
    value: float  # taken from the model, never recomputed for show
    meaning: str  # what to see in it, in a sentence

    @property
    def latex(self) -> str:
        """The formula, and under it the numbers and what they come to."""
        rows = f"{self.left} &= {self.symbols} \\\\[0.4em] &= {self.numbers} = \\mathbf{{{tex(self.value)}}}"
        return rf"\begin{{aligned}} {rows} \end{{aligned}}"


def tex(value: float, digits: int = 4) -> str:
    """Return a number as LaTeX: at least `digits` significant, no trailing zeros, powers of ten written out."""
    if np.isnan(value):
        return r"\text{undefined}"
    if not np.isfinite(value):
        return r"\infty" if value > 0 else r"-\infty"
    text = f"{float(value):.{digits}g}"
    if "e" not in text:
        return text
    mantissa, exponent = text.split("e")
    if digits < 7 and abs(value) < 1e7 and abs(value) >= 1:
        return f"{value:.0f}"
    return f"{mantissa} \\times 10^{{{int(exponent)}}}"


def weighted_sum(weights: Iterable[float], values: Iterable[float], bias: float) -> str:
    """Return a weighted sum and a bias in numbers, as LaTeX."""
    pairs = [(tex(w, 6), tex(v, 6)) for w, v in zip(weights, values, strict=True)]
    terms = [rf"{w} \times " + (f"({v})" if v.startswith("-") else v) for w, v in pairs]
    return " + ".join([*terms, tex(bias, 6)]).replace("+ -", "- ")
