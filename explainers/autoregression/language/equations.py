"""The formulas of guessing the next letter, with the numbers of the letter that is likeliest now."""

import numpy as np

from explainers.autoregression.language.ngrams import BASE, DELTA, DISCOUNT, WEIGHT, Array, after
from explainers.autoregression.language.result import Result
from explainers.equation import Equation, tex


def equations(result: Result) -> list[Equation]:
    """Return the smoothed count of the likeliest letter, its tempered probability and bits, and those of the text."""
    p = result.params
    likely = result.following(result.prompt + result.continuation)
    best, held_out = int(likely.argmax()), result.held_out_bits
    return [
        *([counted(result, likely, best)] if result.is_counted else []),
        *([tempered(likely, best, p.temperature)] if p.temperature else []),
        Equation(
            "Surprise at the likeliest letter",
            "s",
            r"-\log_2 p(w \mid h) = -\frac{\ln p}{\ln 2}",
            rf"-\frac{{\ln {tex(likely[best], 6)}}}{{\ln 2}}",
            float(-np.log2(likely[best])),
            "In bits: one bit for a fair coin. A perfect code needs so much for this letter.",
        ),
        Equation(
            f"Perplexity of what was held out, n = {p.order}",
            "P",
            r"2^{H}, \quad H = -\tfrac1M \textstyle\sum \log_2 p(w_t \mid h_t)",
            f"2^{{{tex(held_out, 6)}}}",
            float(2**held_out),
            "The model is as unsure, on the average, as if so many letters were equally likely.",
        ),
    ]


def counted(result: Result, likely: Array, best: int) -> Equation:
    """Return how the likeliest letter's probability comes of counts, at the highest order."""
    p, counts = result.params, result.counts
    look = after(result.prompt + result.continuation)
    c, total, kinds = (float(part[best]) for part in look(counts.seen(p.order), p.order))
    lower = tex(float(np.broadcast_to(counts.lower(look, p.order, p.smoothing), BASE)[best]), 6)
    means = "c of T times, w followed h. What is missing comes from the context h′ that is a letter shorter."
    if p.smoothing == "laplace":
        formula = r"\frac{c(h w) + \delta}{T(h) + \delta V}"
        numbers = rf"\frac{{{c:.0f} + {DELTA:g}}}{{{total:.0f} + {DELTA:g} \times {BASE}}}"
        means = f"c of T times, w followed h; each of V = {BASE} letters is counted δ times more."
    elif not total:
        formula, numbers = r"p(w \mid h'), \quad T(h) = 0", lower
        means = "This context has never been seen: the one that is a letter shorter is asked."
    elif p.smoothing == "interpolated":
        formula = r"\lambda \frac{c(h w)}{T(h)} + (1 - \lambda) \, p(w \mid h')"
        numbers = rf"{WEIGHT:g} \times \frac{{{c:.0f}}}{{{total:.0f}}} + (1 - {WEIGHT:g}) \times {lower}"
    else:
        formula = r"\frac{\max(c(h w) - d, 0)}{T(h)} + \frac{d \, N(h)}{T(h)} \, p(w \mid h')"
        numbers = (rf"\frac{{\max({c:.0f} - {DISCOUNT:g}, 0)}}{{{total:.0f}}} + "
                   rf"\frac{{{DISCOUNT:g} \times {kinds:.0f}}}{{{total:.0f}}} \times {lower}")  # fmt: skip
        means += " N letters have followed h, and d was taken off each."
    return Equation("The likeliest letter w after h", r"p(w \mid h)", formula, numbers, float(likely[best]), means)


def tempered(likely: Array, best: int, temperature: float) -> Equation:
    """Return the probability with which the likeliest letter is drawn at this temperature."""
    raised = likely ** (1 / temperature)
    return Equation(
        "Drawn at this temperature",
        "q(w)",
        r"\frac{p(w \mid h)^{1/T}}{\sum_v p(v \mid h)^{1/T}}",
        rf"\frac{{{tex(likely[best], 7)}^{{1/{temperature:g}}}}}{{{tex(float(raised.sum()), 7)}}}",
        float(raised[best] / raised.sum()),
        "Below T = 1 the likeliest gain; above it, the rare ones do.",
    )
