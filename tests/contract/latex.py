"""Arithmetic written in LaTeX, worked out from the digits that a reader sees.

A number printed with four significant digits, or more, stands for every number that rounds to it. So a formula comes to
a range, and a result printed beside it is right when it lies in that range.
"""

import math
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import product

TOKEN = re.compile(r"\\[A-Za-z]+|\d+\.?\d*(?:e-?\d+)?|[-+(){}^,/e]")
SPACE = re.compile(r"\\left|\\right|\\[Bb]igg?(?=[^a-z])|\\[,;!]|\s")
FUNCTIONS: dict[str, Callable[[float], float]] = {
    r"\ln": math.log,
    r"\exp": math.exp,
    r"\tanh": math.tanh,
}
SEVERAL: dict[str, Callable[..., float]] = {r"\min": min, r"\max": max}
BEGINS = {"(", "e", r"\frac", r"\sqrt", r"\pi", *FUNCTIONS, *SEVERAL}  # what may follow a factor without \times


@dataclass(frozen=True)
class Range:
    """All that a printed number, or a formula of printed numbers, may stand for."""

    low: float
    high: float

    def overlaps(self, other: "Range") -> bool:
        slack = 1e-12 * max(abs(self.low), abs(self.high), 1.0)  # what arithmetic itself loses
        return self.low <= other.high + slack and other.low <= self.high + slack

    @property
    def width(self) -> float:
        return self.high - self.low


def among(function: Callable[..., float], *ranges: Range) -> Range:
    """Return what a function that rises or falls in each of its arguments comes to."""
    values = [function(*ends) for ends in product(*((r.low, r.high) for r in ranges))]
    return Range(min(values), max(values))


def printed(text: str, digits: int) -> Range:
    """Return what a number stands for that is printed with so many significant digits, zeros at its end left out, or
    with more; those of one digit are exact.
    """
    value = float(text)
    if value == 0 or re.fullmatch(r"\d", text):
        return Range(value, value)
    digits = max(digits, len(re.sub(r"e.*|\.", "", text).lstrip("-0")))
    half = 0.5 * 10.0 ** (math.floor(math.log10(abs(value))) - digits + 1)
    return Range(value - half, value + half)


def worked_out(latex: str, digits: int = 4) -> Range:
    r"""Return what a formula comes to that is made of numbers, + - \times / \frac, powers, roots and functions."""
    plain = SPACE.sub("", re.sub(r"\\mathbf\{(.*)\}", r"\1", latex).replace(r"\tfrac", r"\frac"))
    reader = Reader(TOKEN.findall(plain), digits)
    assert "".join(reader.tokens) == plain, f"cannot read {latex}"
    value = reader.sum()
    assert not reader.tokens, f"left over in {latex}: {reader.tokens}"
    return value


@dataclass
class Reader:
    """Reads a formula from its first token to its last."""

    tokens: list[str]
    digits: int
    _end: str = field(default="", init=False)  # where there is nothing left

    @property
    def next(self) -> str:
        return self.tokens[0] if self.tokens else self._end

    def take(self, token: str) -> None:
        assert self.next == token, f"{token} expected before {self.tokens}"
        self.tokens.pop(0)

    def sum(self) -> Range:
        value = self.product()
        while self.next in ("+", "-"):
            sign = 1 if self.tokens.pop(0) == "+" else -1
            value = among(lambda a, b, sign=sign: a + sign * b, value, self.product())
        return value

    def product(self) -> Range:
        value = self.power()
        while self.next in (r"\times", "/") or self.next in BEGINS:
            if self.next == "/":
                self.take("/")
                value = divided(value, self.power())
                continue
            if self.next == r"\times":
                self.take(r"\times")
            value = among(lambda a, b: a * b, value, self.power())
        return value

    def power(self) -> Range:
        if self.next in ("-", "+"):
            sign = -1 if self.tokens.pop(0) == "-" else 1
            return among(lambda a: sign * a, self.power())
        base, value = self.next, self.factor()
        if self.next != "^":
            return value
        self.take("^")
        value = Range(10.0, 10.0) if base == "10" else value
        whole = re.match(r"\{(-?\d+)\}", "".join(self.tokens[:4])) if base != "e" else None
        exponent = self.argument()
        if whole:  # a count of factors, or a power of ten: exact
            exponent = Range(float(whole[1]), float(whole[1]))
        if value.low < 0:
            assert exponent.width == 0, "a power of what may be negative"
            assert exponent.low == int(exponent.low), "a power of what may be negative"
            if value.high > 0 and exponent.low % 2 == 0:
                return Range(0.0, max(value.low**exponent.low, value.high**exponent.low))
        return among(lambda a, b: a**b, value, exponent)

    def factor(self) -> Range:  # noqa: PLR0911
        match self.tokens.pop(0):
            case "(":
                return self.closed(")")
            case "e":
                return Range(math.e, math.e)
            case r"\pi":
                return Range(math.pi, math.pi)
            case r"\sqrt":
                return among(lambda a: math.sqrt(max(a, 0.0)), self.argument())
            case r"\frac":
                return divided(self.argument(), self.argument())
            case name if name in FUNCTIONS:
                return among(FUNCTIONS[name], self.power())
            case name if name in SEVERAL:
                self.take("(")
                values = [self.sum()]
                while self.next == ",":
                    self.take(",")
                    values.append(self.sum())
                self.take(")")
                return among(SEVERAL[name], *values)
            case number:
                assert number[0].isdigit(), f"cannot read {number}"
                return printed(number, self.digits)

    def argument(self) -> Range:
        r"""Return what stands in braces, or the next digit, as in \frac12 and x^2."""
        if self.next == "{":
            self.take("{")
            return self.closed("}")
        digit, rest = self.tokens[0][0], self.tokens[0][1:]
        self.tokens[:1] = [rest] if rest else []
        return Range(float(digit), float(digit))

    def closed(self, bracket: str) -> Range:
        value = self.sum()
        self.take(bracket)
        return value


def divided(above: Range, below: Range) -> Range:
    assert below.low > 0 or below.high < 0, "division by what may be zero"
    return among(lambda a, b: a / b, above, below)
