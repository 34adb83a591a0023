"""What the tests of this chapter share."""

from explainers.equation import Equation
from tests.contract.latex import worked_out


def hold(equations: list[Equation]) -> bool:
    """Return whether every equation comes to its value, worked out from the digits that it prints."""
    ranges = [worked_out(equation.numbers, 6) for equation in equations]
    return all(found.low - 1e-9 <= equation.value <= found.high + 1e-9
               for found, equation in zip(ranges, equations, strict=True))  # fmt: skip
