"""The formulas of the network, with the numbers of the first test point and of the weights on screen."""

from itertools import pairwise

import numpy as np

from explainers.equation import Equation, tex
from explainers.foundations.deep_networks.model import Result, layers_of
from explainers.foundations.deep_networks.points import REGRESSION, Array
from explainers.foundations.deep_networks.settings import FEATURES

TEX = {"x₁": "x_1", "x₂": "x_2", "x₁²": "x_1^2", "x₂²": "x_2^2", "x₁x₂": "x_1 x_2", "sin x₁": r"\sin x_1",
       "sin x₂": r"\sin x_2"}  # fmt: skip


def product(weights: Array, values: Array, bias: float) -> str:
    """Return a weighted sum and a bias in numbers."""
    terms = [rf"({tex(w, 6)}) \times ({tex(v, 6)})" for w, v in zip(weights, values, strict=True)]
    return " + ".join([*terms, f"({tex(bias, 6)})"])


def equations(result: Result) -> list[Equation]:
    """Return a unit, the output, the count of parameters, and what is right, in numbers."""
    sizes, weights = result.params.sizes, result.weights
    layers = layers_of(result.points.x[-1:], weights, result.params)
    deep = len(sizes) > 2
    sums = " + ".join(f"w_{{{i}1}} {TEX[FEATURES[name]]}" for i, name in enumerate(result.params.features, 1))
    w, b, x = weights[0][:, 0], float(weights[1][0]), layers[0][0]
    return [
        Equation("The first unit" if deep else "The output, at one test point", "z_1" if deep else "f", f"{sums} + b_1",
                 product(w, x, b), float(w @ x + b),
                 "A weighted sum of the features of one test point; a hidden unit then bends it with φ."),
        *([Equation("The output, at the same point", "f", r"\sum_i w_i h_i + b",
                    product(weights[-2][:, 0], layers[-2][0], float(weights[-1][0])), float(layers[-1][0, 0]),
                    "One more weighted sum, of what the last hidden layer makes of the point: a straight cut.")]
          if deep else []),
        Equation("Parameters", "P", r"\sum_\ell (n_{\ell - 1} + 1)\, n_\ell",
                 " + ".join(rf"({a} + 1) \times {c}" for a, c in pairwise(sizes)), float(result.parameters),
                 "Every unit has a weight for each unit before it, and a bias."),
        _score(result),
        _step(result),
    ]  # fmt: skip


def _step(result: Result) -> Equation:
    """Return one step of plain gradient descent for the output's bias, whose gradient is the mean of ∂loss/∂f."""
    (x, y), params = result.points.parts[0], result.params
    f = layers_of(x, result.weights, params)[-1][:, 0]
    slope = float((f - y).mean()) if params.data in REGRESSION else float((-y / (1 + np.exp(y * f))).mean())
    b = float(result.weights[-1][0])
    return Equation("A step of gradient descent", r"b^{\text{new}}",
                    r"b - \eta\, \frac{\partial \mathcal{L}}{\partial b}",
                    rf"({tex(b, 6)}) - {tex(params.rate)} \times ({tex(slope, 6)})",
                    b - params.rate * slope,
                    "The output's bias, on the whole training set, with SGD. Adam scales every such step.")  # fmt: skip


def _score(result: Result) -> Equation:
    """Return the test score: what is right of how many, or how much of the variance is explained."""
    (x, y), params = result.points.parts[1], result.params
    if params.data not in REGRESSION:
        return Equation("Test accuracy", r"\text{accuracy}", r"\frac{\text{right}}{\text{all}}",
                        rf"\frac{{{round(result.score * len(y))}}}{{{len(y)}}}", result.score,
                        "The share of the test set for which f has the sign of y.")  # fmt: skip
    off = float(((layers_of(x, result.weights, params)[-1][:, 0] - y) ** 2).mean())
    return Equation("Variance explained", "R^2", r"1 - \frac{\overline{(f - y)^2}}{\overline{(y - \bar y)^2}}",
                    rf"1 - \frac{{{tex(off, 6)}}}{{{tex(float(y.var()), 6)}}}", result.score,
                    "1 where f is y on the whole test set, 0 where it is no better than the mean.")  # fmt: skip
