"""Bayes' theorem with the counts in it, with the rates in it, and as odds."""

from explainers.bayes.diagnosis.counts import ratio
from explainers.bayes.diagnosis.model import Result
from explainers.equation import Equation, tex


def equations(result: Result) -> list[Equation]:
    """Return the ways from rates and counts to what a result means; a share of nobody is undefined."""
    c, r, params = result.counts, result.rates, result.params
    pi, hit, alarm = tex(r.prior, 6), tex(r.hit, 6), tex(r.alarm, 6)
    odds_before = ratio(r.prior, 1 - r.prior)
    likelihood_ratio = ratio(r.hit, r.alarm)
    return [
        Equation(
            "By counting",
            r"P(\mathrm{ill} \mid +)",
            r"\frac{\text{ill and positive}}{\text{ill and positive} + \text{healthy, yet positive}}",
            rf"\frac{{{c.true_positive}}}{{{c.true_positive} + {c.false_positive}}}",
            c.ppv,
            "The people in the picture: no formula is needed, only whom to count."
            + ("" if c.positive else " Nobody is positive, so there is nobody of whom to take a share."),
        ),
        Equation(
            "By Bayes' theorem",
            r"P(\mathrm{ill} \mid +)",
            r"\frac{P(+ \mid \mathrm{ill})\,\pi}{P(+ \mid \mathrm{ill})\,\pi + P(+ \mid \mathrm{healthy})\,(1-\pi)}",
            rf"\frac{{{hit} \times {pi}}}{{{hit} \times {pi} + {alarm} \times {tex(1 - r.prior, 6)}}}",
            r.ppv,
            "The same with rates in place of people. It differs from counting only by rounding to whole people.",
        ),
        Equation(
            "A negative result",
            r"P(\mathrm{healthy} \mid -)",
            r"\frac{\text{healthy and negative}}{\text{healthy and negative} + \text{ill, yet negative}}",
            rf"\frac{{{c.true_negative}}}{{{c.true_negative} + {c.false_negative}}}",
            c.npv,
            "What it is worth to be told that one is well.",
        ),
        Equation(
            "As odds",
            r"\frac{P(\mathrm{ill} \mid +)}{P(\mathrm{healthy} \mid +)}",
            r"\frac{\pi}{1-\pi} \times \frac{P(+ \mid \mathrm{ill})}{P(+ \mid \mathrm{healthy})}",
            f"{tex(odds_before, 6)} \\times {tex(likelihood_ratio, 6)}",
            ratio(r.ppv, 1 - r.ppv),
            "Odds before times the likelihood ratio are odds after: the ratio is what a positive result is worth.",
        ),
        Equation(
            "Positive every time",
            r"P(+ \mid \mathrm{ill})",
            r"s\,(\rho + (1-\rho)\,s)^{k-1}",
            rf"{tex(params.sensitivity / 100)} \times ({tex(params.repeat)} + (1 - {tex(params.repeat)}) \times "
            rf"{tex(params.sensitivity / 100)})^{{{params.tests - 1}}}",
            r.hit,
            f"For {params.tests} test{'s' if params.tests > 1 else ''}. A share ρ of results repeats the last one, and "
            "tells nothing new; for the healthy the same holds with 1 − c in place of s.",
        ),
    ]
