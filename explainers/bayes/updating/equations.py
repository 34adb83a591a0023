"""The maths of one update, with the numbers of the figure in it."""

import numpy as np

from explainers.bayes.updating.evidence import log_evidence, log_likelihood
from explainers.bayes.updating.model import Result, weight_of_data
from explainers.equation import Equation, tex

LAW = {"coin": "Beta(n₀m, n₀(1 - m))", "counts": "Gamma(n₀m, n₀)", "measurements": "Normal(m, σ²/n₀)"}


def equations(result: Result) -> list[Equation]:
    """Return the steps from prior to posterior, each with the numbers that were drawn."""
    params, prior, posterior, k = result.params, result.prior, result.posterior, result.k
    m, n_0, n_k, m_k = (tex(float(v)) for v in (prior.mean, prior.strength, posterior.strength, posterior.mean))
    seen_sum = float(result.x[:k].sum())
    weight = weight_of_data(result)
    average = f"{tex(seen_sum / k)}" if k else m

    theta = float(posterior.mean)
    log_parts = log_likelihood(result, theta), float(prior.logpdf(np.asarray(theta)))
    evidence = log_evidence(prior, result.x[:k])
    lower = result.interval[0]

    return [
        Equation(
            "Bayes' theorem, at the posterior mean",
            r"\ln p(\theta \mid x)",
            r"\ln p(x \mid \theta) + \ln p(\theta) - \ln p(x)",
            f"{_signed(log_parts[0])} {_signed(log_parts[1], plus=True)} - ({_signed(evidence)})",
            float(posterior.logpdf(np.asarray(theta))),
            f"The height of the posterior at θ = {theta:.4g}: likelihood times prior, divided by the evidence. "
            "Logarithms, because the probability of a long record is a very small number.",
        ),
        Equation(
            "Strength: observations add up",
            r"n_k",
            r"n_0 + k",
            f"{n_0} + {k}",
            float(posterior.strength),
            f"The prior {LAW[params.family]} weighs as much as n₀ = {float(prior.strength):.4g} observations.",
        ),
        Equation(
            "Mean: so do their sums",
            r"m_k",
            r"\frac{n_0 m + \sum_{i=1}^{k} x_i}{n_0 + k}",
            rf"\frac{{{n_0} \times {m} + {tex(seen_sum)}}}{{{n_0} + {k}}}",
            float(posterior.mean),
            "For all three families: the posterior mean is the average of what was imagined and what was seen.",
        ),
        Equation(
            "The same, as a compromise",
            r"m_k",
            r"(1-w)\,m + w\,\bar x,\quad w = \tfrac{k}{n_0+k}",
            rf"{tex(1 - weight)} \times {m} + {tex(weight)} \times {average}",
            float(posterior.mean),
            f"The data carry {weight:.1%} of the weight.",
        ),
        _spread(result, n_k, m_k),
        Equation(
            f"Lower end of the {params.level:.0%} interval",
            r"\ell",
            r"F^{-1}("
            + (r"\tfrac{1-\gamma}{2}" if params.interval == "central" else r"p_\ell")
            + r"), \quad F(\ell) = \Pr(\theta < \ell \mid x)",
            f"F^{{-1}}({tex(posterior.cdf(lower))})",
            lower,
            f"With the upper end {result.interval[1]:.4g} it holds {params.level:.0%} of the posterior, "
            + ("with equal tails." if params.interval == "central" else "and no other interval that does is shorter."),
        ),
    ]


def _signed(value: float, plus: bool = False) -> str:
    text = tex(value, 4 + len(f"{abs(value):.0f}"))  # to four decimals: what is left of millions may be small
    return f"+ {text}" if plus and value >= 0 else text


def _spread(result: Result, n_k: str, m_k: str) -> Equation:
    match result.params.family:
        case "coin":
            symbols, numbers = (
                r"\sqrt{\tfrac{m_k (1-m_k)}{n_k+1}}",
                rf"\sqrt{{\tfrac{{{m_k} \times (1 - {m_k})}}{{{n_k} + 1}}}}",
            )
        case "counts":
            symbols, numbers = r"\sqrt{\tfrac{m_k}{n_k}}", rf"\sqrt{{\tfrac{{{m_k}}}{{{n_k}}}}}"
        case _:
            symbols, numbers = (
                r"\tfrac{\sigma}{\sqrt{n_k}}",
                rf"\tfrac{{{tex(result.params.sigma)}}}{{\sqrt{{{n_k}}}}}",
            )
    return Equation(
        "The uncertainty that remains",
        r"\mathrm{sd}(\theta \mid x)",
        symbols,
        numbers,
        float(result.posterior.sd),
        "It shrinks with the square root of the count: four times the data for half the doubt.",
    )
