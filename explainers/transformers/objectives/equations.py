"""The formulas of the page with the numbers of the current state."""

import numpy as np

from explainers.equation import Equation, tex
from explainers.transformers.objectives.figure_objectives import mask_of
from explainers.transformers.objectives.result import Result
from explainers.transformers.objectives.spelling import HOLES


def equations(result: Result) -> list[Equation]:
    """Return how much T5 takes out, how much of a sequence has a loss, who may look, and the chance of the gap."""
    p, n, span, chance = result.params, len(result.text), result.pairs["span"], result.chance("span")
    given, wanted = len(span.given), len(span.wanted)
    taken = sum(piece not in HOLES for piece in span.wanted[:-1])
    return [
        Equation("Share that T5 takes out", r"\frac{m}{n}", r"\frac{\operatorname{round}(r n)}{n}",
                 rf"\frac{{{taken}}}{{{n}}}", taken / n,
                 f"r = {p.rate:g} of {n} pieces, rounded, in spans of {p.mean_span:g} on average, cut at random."),
        Equation("Share with a loss", r"\frac{|y|}{|x| + |y|}", r"\frac{|y|}{|x| + |y|}",
                 rf"\frac{{{wanted}}}{{{given} + {wanted}}}", wanted / (given + wanted),
                 "Of T5's sequence, only what it writes has a loss; of a causal model's, every piece."),
        Equation("Pairs that may look", "A", r"|x|^2 + |x| |y| + \tfrac{|y| (|y| + 1)}{2}",
                 rf"{given}^2 + {given} \times {wanted} + \tfrac{{{wanted} \times {wanted + 1}}}{{2}}",
                 float(np.count_nonzero(mask_of(span))),
                 f"Of {(given + wanted) ** 2:,}: what is given looks at all of it, what is written at that and back."),
        Equation("Loss of the gap", r"\bar\ell", r"-\frac{1}{k} \sum_{j = 1}^{k} \ln p(y_j \mid x, y_{<j})",
                 rf"-\ln {tex(chance, 9)}", float(-np.log(chance)),
                 f"In nats a piece, of T5's model, for the gap of {p.length} behind piece {result.gap.start}."),
    ]  # fmt: skip
