"""Arithmetic written in LaTeX, worked out from the digits that a reader sees.

A number printed with four significant digits stands for every number that rounds to it. So a formula comes to a range,
and a result printed beside it is right when it lies in that range.
"""

import math
import re
from dataclasses import dataclass

TOKEN = re.compile(r"\\[a-z]+|\d+\.?\d*(?:e-?\d+)?|[-+(){}^]")


@dataclass(frozen=True)
class Range:
    """All that a printed number, or a formula of printed numbers, may stand for."""

    low: float
    high: float

    def overlaps(self, other: "Range") -> bool:
        slack = 1e-12 * max(abs(self.low), abs(self.high), 1e-300)
        return self.low <= other.high + slack and other.low <= self.high + slack

    @property
    def width(self) -> float:
        return self.high - self.low


def among(*values: float) -> Range:
    return Range(min(values), max(values))


def printed(text: str, digits: int) -> Range:
    """Return what a number printed with at most so many significant digits stands for; small whole ones are exact."""
    value = float(text)
    if value == 0 or re.fullmatch(r"\d\d?", text):
        return Range(value, value)
    half = 0.5 * 10.0 ** (math.floor(math.log10(abs(value))) - digits + 1)
    return Range(value - half, value + half)


def worked_out(latex: str, digits: int = 4) -> Range:
    """Return what a formula made of numbers, + - \\times \\frac \\sqrt and brackets comes to."""
    latex = re.sub(r"\\mathbf\{(.*)\}", r"\1", latex).replace(r"\tfrac", r"\frac")
    tokens = TOKEN.findall(latex)
    assert "".join(tokens) == re.sub(r"\s", "", latex), f"cannot read {latex}"
    value = _sum(tokens, digits)
    assert not tokens, f"left over in {latex}: {tokens}"
    return value


def _sum(tokens: list[str], digits: int) -> Range:
    value = _product(tokens, digits)
    while tokens and tokens[0] in "+-":
        minus = tokens.pop(0) == "-"
        other = _product(tokens, digits)
        value = (
            Range(value.low - other.high, value.high - other.low)
            if minus
            else Range(value.low + other.low, value.high + other.high)
        )
    return value


def _product(tokens: list[str], digits: int) -> Range:
    value = _factor(tokens, digits)
    while tokens and tokens[0] == r"\times":
        tokens.pop(0)
        other = _factor(tokens, digits)
        value = among(*(a * b for a in (value.low, value.high) for b in (other.low, other.high)))
    return value


def _factor(tokens: list[str], digits: int) -> Range:  # noqa: PLR0911
    match tokens.pop(0):
        case "-":
            value = _factor(tokens, digits)
            return Range(-value.high, -value.low)
        case "+":
            return _factor(tokens, digits)
        case "(":
            return _closed(tokens, ")", digits)
        case r"\sqrt":
            inside = _braced(tokens, digits)
            return Range(math.sqrt(max(inside.low, 0.0)), math.sqrt(inside.high))
        case r"\frac":
            above, below = _braced(tokens, digits), _braced(tokens, digits)
            assert below.low > 0 or below.high < 0, "division by what may be zero"
            return among(*(a / b for a in (above.low, above.high) for b in (below.low, below.high)))
        case number:
            if tokens and tokens[0] == "^":
                assert (number, tokens[1]) == ("10", "{")
                closed = tokens.index("}")
                power = float("1e" + "".join(tokens[2:closed]))
                del tokens[: closed + 1]
                return Range(power, power)
            return printed(number, digits)


def _braced(tokens: list[str], digits: int) -> Range:
    assert tokens.pop(0) == "{"
    return _closed(tokens, "}", digits)


def _closed(tokens: list[str], bracket: str, digits: int) -> Range:
    value = _sum(tokens, digits)
    assert tokens.pop(0) == bracket
    return value
