"""Both models as formulas, with the numbers of the query in them."""

import numpy as np

from explainers.equation import Equation, tex
from explainers.foundations.generative.model import Result


def equations(result: Result) -> list[Equation]:
    """Return what either model says of the query, and how."""
    fit, name = result.fit, result.names[1]
    logs = result.log_joint
    scaled = logs - (logs.max() if logs.min() < -600 else 0.0)  # too small to be written: only their ratio counts
    a, b = np.exp(scaled)
    x1, x2 = result.params.x1, result.params.x2
    flat = np.exp(fit.joint.marginal().log_joint(np.array([[x1]]))[0])
    made = [
        Equation(
            "Generative: Bayes' theorem",
            rf"p(y = \text{{{name}}} \mid x)",
            r"\frac{p(y)\,p(x \mid y)}{\sum_{y'} p(y')\,p(x \mid y')}",
            rf"\frac{{{tex(b, 6)}}}{{{tex(a, 6)} + {tex(b, 6)}}}",
            result.generative,
            "How often this class makes such a point, among both classes."
            + (" Both densities are divided by the larger." if logs.min() < -600 else ""),
        ),
        Equation(
            "Generative: how usual is such a point?",
            r"p(x)",
            r"\sum_y p(y)\,p(x \mid y)",
            f"{tex(float(np.exp(logs[0])), 6)} + {tex(float(np.exp(logs[1])), 6)}",
            float(np.exp(logs).sum()),
            "The classes summed out. A discriminative model has no such number.",
        ),
        Equation(
            "Generative: x₂ is missing",
            rf"p(y = \text{{{name}}} \mid x_1)",
            r"\frac{\int p(x_1, x_2, y)\,dx_2}{\sum_{y'} \int p(x_1, x_2, y')\,dx_2}",
            rf"\frac{{{tex(flat[1], 6)}}}{{{tex(flat[0], 6)} + {tex(flat[1], 6)}}}",
            float(fit.joint.marginal().posterior(np.array([[x1]]))[0, 1]),
            "Integrated over everything that x₂ might be.",
        ),
    ]
    w = fit.given.weights
    inputs = [x1, x2] + ([x1**2, x2**2] if len(w) == 5 else [])
    symbols = ["x_1", "x_2", "x_1^2", "x_2^2"][: len(inputs)]
    grown = float(np.exp(np.clip(-result.logit, -700, 700)))
    return [
        *made,
        Equation(
            "Discriminative: the logit",
            "a",
            "w_0 + " + " + ".join(f"w_{i} {symbol}" for i, symbol in enumerate(symbols, 1)),
            f"{tex(w[0], 6)} + "
            + " + ".join(rf"({tex(v, 6)}) \times ({tex(x, 6)})" for v, x in zip(w[1:], inputs, strict=True)),
            result.logit,
            "A weighted sum: the further from the boundary, the larger, however far that is.",
        ),
        Equation(
            "Discriminative: logistic regression",
            rf"p(y = \text{{{name}}} \mid x)",
            r"\frac{1}{1 + e^{-a}}",
            rf"\frac{{1}}{{1 + {tex(grown, 6)}}}",
            result.discriminative,
            "Sure far away from the boundary, whether or not anything was ever seen there.",
        ),
    ]
