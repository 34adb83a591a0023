"""Both models as formulas, with the numbers of the query in them."""

import numpy as np

from explainers.equation import Equation, tex, weighted_sum
from explainers.foundations.generative.model import Result
from explainers.foundations.plane import Array

TINY = -600.0  # logarithm below which a density is too small to be written; then only ratios are


def equations(result: Result) -> list[Equation]:
    """Return what either model says of the query, and how."""
    fit, x1, x2 = result.fit, result.params.x1, result.params.x2
    given = rf"p(y = \text{{{result.names[1]}}} \mid x)"
    flat, at = fit.joint.marginal(), np.array([[x1]])
    both = np.exp(result.log_joint)
    return [
        Equation("Generative: Bayes' theorem", given,
                 r"\frac{p(y)\,p(x \mid y)}{\sum_{y'} p(y')\,p(x \mid y')}", share(result.log_joint), result.generative,
                 "How often this class makes such a point, among both. Very small numbers are divided by the larger."),
        Equation("Generative: how usual is such a point?", "p(x)", r"\sum_y p(y)\,p(x \mid y)",
                 f"{tex(both[0], 6)} + {tex(both[1], 6)}", float(both.sum()),
                 "The classes summed out. A discriminative model has no such number."),
        Equation("Generative: x₂ is missing", given.replace("x)", "x_1)"),
                 r"\frac{\int p(x_1, x_2, y)\,dx_2}{\sum_{y'} \int p(x_1, x_2, y')\,dx_2}",
                 share(flat.log_joint(at)[0]), float(flat.posterior(at)[0, 1]),
                 "Integrated over everything that x₂ might be."),
        logit(fit.given.weights, [x1, x2], result.logit),
        Equation("Discriminative: logistic regression", given, r"\frac{1}{1 + e^{-a}}",
                 rf"\frac{{1}}{{1 + {tex(float(np.exp(-result.logit)), 6)}}}", result.discriminative,
                 "Sure far away from the boundary, whether or not anything was ever seen there."),
    ]  # fmt: skip


def share(logs: Array) -> str:
    """Return the second of two numbers as a share of their sum, in LaTeX, given their logarithms."""
    a, b = np.exp(logs - (logs.max() if logs.min() < TINY else 0.0))
    return rf"\frac{{{tex(b, 6)}}}{{{tex(a, 6)} + {tex(b, 6)}}}"


def logit(weights: Array, inputs: list[float], value: float) -> Equation:
    """Return the weighted sum of the features, which are x₁ and x₂ and perhaps their squares."""
    if len(weights) == 5:
        inputs = [*inputs, *(x**2 for x in inputs)]
    symbols = ["w_1 x_1", "w_2 x_2", "w_3 x_1^2", "w_4 x_2^2"][: len(inputs)]
    return Equation("Discriminative: the logit", "a", " + ".join([*symbols, "w_0"]),
                    weighted_sum(weights[1:], inputs, float(weights[0])), value,
                    "A weighted sum: the further from the boundary, the larger, however far that is.")  # fmt: skip
