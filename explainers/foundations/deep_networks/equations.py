"""The formulas of the network, with the numbers of one test point and of the weights on screen."""

from itertools import pairwise

import numpy as np

from explainers.equation import Equation, tex
from explainers.foundations.deep_networks.model import POINTS, Result
from explainers.foundations.deep_networks.points import FEATURES, REGRESSION, Array


def weighted_sum(weights: Array, values: Array, bias: float) -> str:
    """Return a weighted sum and a bias in numbers."""
    terms = [rf"({tex(w, 6)}) \times ({tex(v, 6)})" for w, v in zip(weights, values, strict=True)]
    return " + ".join([*terms, f"({tex(bias, 6)})"])


def equations(result: Result) -> list[Equation]:
    """Return a unit, the output, the count of parameters and a step of training, in numbers."""
    w, b, x = result.weights[0][:, 0], result.weights[1].item(0), result.layers[0][-1]
    v, c, h = result.weights[-2][:, 0], result.weights[-1].item(), result.layers[-2][-1]
    sums = " + ".join(f"w_{{{i}1}} {FEATURES[name][1]}" for i, name in enumerate(result.params.features, 1))
    unit = Equation("The first unit", "z_1", f"{sums} + b_1", weighted_sum(w, x, b), float(w @ x + b),
                    "A weighted sum of the features of one test point, which the unit then bends with φ.")  # fmt: skip
    return [
        *([unit] if result.params.layers else []),
        Equation("The output, at one test point", "f", r"\sum_i v_i h_i + c", weighted_sum(v, h, c),
                 float(result.f[-1]),
                 "A weighted sum of what the last hidden layer makes of the point, or of its features where there is "
                 "none: a straight cut."),
        Equation("Parameters", "P", r"\sum_\ell (n_{\ell - 1} + 1)\, n_\ell",
                 " + ".join(rf"({a} + 1) \times {n}" for a, n in pairwise(result.params.sizes)),
                 float(result.parameters), "Every unit has a weight for each unit before it, and a bias."),
        _step(result, c),
    ]  # fmt: skip


def _step(result: Result, c: float) -> Equation:
    """Return one step of plain gradient descent for the output's bias c, whose gradient is the mean of ∂loss/∂f."""
    n, rate = result.points.training, result.params.rate
    f, y = result.f[POINTS][:n], result.points.y[:n]
    slope = float((f - y if result.params.data in REGRESSION else -y / (1 + np.exp(y * f))).mean())
    return Equation("A step of gradient descent", r"c^{\text{new}}",
                    r"c - \eta\, \frac{\partial \mathcal{L}}{\partial c}",
                    rf"({tex(c, 6)}) - {tex(rate)} \times ({tex(slope, 6)})", c - rate * slope,
                    "The output's bias, on the whole training set, with SGD. Adam scales every such step.")  # fmt: skip
