"""The score of a record, the threshold's rates, Bayes' theorem, the cost, and complexity, with the current numbers."""

import numpy as np

from explainers.bayes.diagnosis.counts import ratio
from explainers.data.anomalies.records import RECORDS
from explainers.equation import Equation, tex
from explainers.vaes.anomalies.model import MODELS, Result
from explainers.vaes.anomalies.pictures import OTHER


def equations(result: Result) -> list[Equation]:
    """Return the maths of all views."""
    return [*of_record(result), *of_alarm(result), *of_operation(result), of_pictures(result)]


def of_record(result: Result) -> list[Equation]:
    """Return what the oddest column adds to the score of the record that is looked at, and their sum."""
    one = result.one
    j = int(one.nats.argmax())
    x, back, s = (tex(float(part[j]), 6) for part in (one.x, one.back, one.sigma))
    column = RECORDS[result.params.records].columns[j].replace("_", " ")
    return [
        Equation(
            "What one column adds",
            r"-\log p(x_j \mid z)",
            r"\tfrac12 \left(\frac{x_j - \hat{x}_j(z)}{s_j}\right)^2 + \ln s_j + \tfrac12 \ln 2\pi",
            rf"\tfrac12 \times \left(\frac{{{x} - ({back})}}{{{s}}}\right)^{{2}} + \ln {s} + 0.918939",
            float(one.nats[j]),
            f"The oddest column, {column}, of the record under “One record”: standardised, and decoded from z = μ(x).",
        ),
        Equation(
            "Reconstruction",
            r"-\log p(x \mid z)",
            r"-\log p(x_j \mid z) - \sum_{k \neq j} \log p(x_k \mid z)",
            f"{tex(float(one.nats[j]), 6)} + ({tex(float(np.delete(one.nats, j).sum()), 6)})",
            float(one.nats.sum()),
            "With the other eight columns, in nats. A density may be larger than 1, so a score may be below 0.",
        ),
    ]


def of_alarm(result: Result) -> list[Equation]:
    """Return the rates at the threshold, counted in the held-out records."""
    v, r = result.verdicts, result.rates
    above = v.scores > result.threshold
    return [
        Equation(
            "Recall",
            r"P(\text{alarm} \mid \text{anomaly})",
            r"\frac{\text{anomalies above } \tau}{\text{anomalies}}",
            rf"\frac{{{above[v.anomaly].sum()}}}{{{v.anomaly.sum()}}}",
            r.hit,
            "Also called sensitivity or true positive rate: counted in the held-out records.",
        ),
        Equation(
            "False alarm rate",
            r"P(\text{alarm} \mid \text{normal})",
            r"\frac{\text{normal records above } \tau}{\text{normal records}}",
            rf"\frac{{{above[~v.anomaly].sum()}}}{{{(~v.anomaly).sum()}}}",
            r.alarm,
            "Nearly 1 − q. The threshold was set on other normal records, and no anomaly was needed for it.",
        ),
    ]


def of_operation(result: Result) -> list[Equation]:
    """Return what an alarm is worth at the base rate, and what misses and false alarms cost."""
    r, p = result.rates, result.params
    pi, hit, alarm = tex(r.prior, 6), tex(r.hit, 6), tex(r.alarm, 6)
    misses, false = result.costs(r.hit, r.alarm)
    return [
        Equation(
            "Precision at the base rate",
            r"P(\text{anomaly} \mid \text{alarm})",
            r"\frac{P(\text{alarm} \mid \text{anomaly})\,\pi}{P(\text{alarm} \mid \text{anomaly})\,\pi + "
            r"P(\text{alarm} \mid \text{normal})\,(1-\pi)}",
            rf"\frac{{{hit} \times {pi}}}{{{hit} \times {pi} + {alarm} \times {tex(1 - r.prior, 6)}}}"
            if r.hit + r.alarm
            else "0",
            ratio(r.hit * r.prior, r.evidence) if r.hit + r.alarm else 0.0,
            "Bayes' theorem, as in Bayesian diagnosis: an alarm is a positive test, π the prevalence.",
        ),
        Equation(
            "Cost of a thousand records",
            r"C",
            r"1000\,\bigl(\pi\,c\,(1 - P(\text{alarm} \mid \text{anomaly})) + "
            r"(1-\pi)\,P(\text{alarm} \mid \text{normal})\bigr)",
            rf"1000 \times ({pi} \times {tex(p.cost, 6)} \times (1 - {hit}) + {tex(1 - r.prior, 6)} \times {alarm})",
            float(misses + false),
            "Counted in false alarms. What is cheapest depends on π and c, not on the detector alone.",
        ),
    ]


def of_pictures(result: Result) -> Equation:
    """Return the score by complexity of the average picture that the model has never seen."""
    p = result.params
    other = OTHER[p.model]
    bits, plain = (float(np.mean(part)) for part in result.lengths(other))
    return Equation(
        "Score by complexity",
        r"S(x)",
        r"-\log_2 p(x) - \lambda\,L(x)",
        rf"{tex(bits, 7)} - {tex(p.weight)} \times {tex(plain, 7)}",
        bits - p.weight * plain,
        f"{MODELS[other]} under the model of {MODELS[p.model].lower()}, on average, in bits. L: the length under zlib; "
        "Serrà et al. take λ = 1.",
    )
