"""The formulas of guessing the next letter, with the numbers of the letter that is likeliest now."""

import numpy as np

from explainers.autoregression.language.ngrams import BASE, Array, after
from explainers.autoregression.language.result import Result
from explainers.equation import Equation, tex


def equations(result: Result) -> list[Equation]:
    """Return the smoothed count of the likeliest letter, its tempered probability and bits, and those of the text."""
    p = result.params
    plain = result.following(result.prompt + result.continuation)
    best = int(plain.argmax())
    held_out = result.curves[1][p.order - 1]
    smoothed = [counted(result, plain, best)] if result.is_counted else []
    return [
        *smoothed,
        *([tempered(plain, best, p.temperature)] if p.temperature else []),
        Equation(
            "Surprise at the likeliest letter",
            "s",
            r"-\log_2 p(w \mid h) = -\frac{\ln p}{\ln 2}",
            rf"-\frac{{\ln {tex(plain[best], 6)}}}{{\ln 2}}",
            float(-np.log2(plain[best])),
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
    lower = float(np.broadcast_to(counts.lower(look, p.order, p.smoothing, result.strength), BASE)[best])
    title, left, value = "The likeliest letter w after h", r"p(w \mid h)", float(likely[best])
    if p.smoothing == "laplace":
        return Equation(title, left, r"\frac{c(h w) + \delta}{T(h) + \delta V}",
                        rf"\frac{{{c:.0f} + {p.delta:g}}}{{{total:.0f} + {p.delta:g} \times 96}}", value,
                        "c of T times, w followed h; every letter of V = 96 is counted δ times more.")  # fmt: skip
    meaning = "c of T times, w followed h. What is missing comes from the context h′ that is a letter shorter."
    if not total:
        return Equation(title, left, r"p(w \mid h'), \quad T(h) = 0", tex(lower, 6), value,
                        "This context has never been seen: the one that is a letter shorter is asked.")  # fmt: skip
    if p.smoothing == "interpolated":
        return Equation(title, left, r"\lambda \frac{c(h w)}{T(h)} + (1 - \lambda) \, p(w \mid h')",
                        rf"{p.weight:g} \times \frac{{{c:.0f}}}{{{total:.0f}}} + (1 - {p.weight:g}) \times "
                        rf"{tex(lower, 6)}", value, meaning)  # fmt: skip
    return Equation(title, left, r"\frac{\max(c(h w) - d, 0)}{T(h)} + \frac{d \, N(h)}{T(h)} \, p(w \mid h')",
                    rf"\frac{{\max({c:.0f} - {p.discount:g}, 0)}}{{{total:.0f}}} + "
                    rf"\frac{{{p.discount:g} \times {kinds:.0f}}}{{{total:.0f}}} \times {tex(lower, 6)}", value,
                    f"{meaning} N letters have followed h, and d was taken off each.")  # fmt: skip


def tempered(plain: Array, best: int, temperature: float) -> Equation:
    """Return the probability with which the likeliest letter is drawn at this temperature."""
    raised = plain ** (1 / temperature)
    return Equation(
        "Drawn at this temperature",
        "q(w)",
        r"\frac{p(w \mid h)^{1/T}}{\sum_v p(v \mid h)^{1/T}}",
        rf"\frac{{{tex(plain[best], 7)}^{{1/{temperature:g}}}}}{{{tex(float(raised.sum()), 7)}}}",
        float(raised[best] / raised.sum()),
        "Below T = 1 the likeliest gain; above it, the rare ones do.",
    )
