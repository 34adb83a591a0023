"""What a code is, what it costs, and what its entry and its encoder are told, with the current numbers."""

import numpy as np

from explainers.equation import Equation, tex
from explainers.vaes.quantised.model import Result
from explainers.vaes.quantised.networks import CELLS, COMMITMENT, GRID


def equations(result: Result) -> list[Equation]:
    """Return the maths of the open cell and of the whole picture."""
    p, (z, e) = result.params, result.distance
    found = result.recorded(learnt="averages")
    apart = float(((z - e) ** 2).sum())
    rows = result.bits.reshape(GRID, GRID).sum(axis=1)
    counts = np.array(result.recorded()["counts"], dtype=float)
    shares = counts[counts > 0] / counts.sum()
    entropy = float(-(shares * np.log2(shares)).sum())
    return [
        Equation(
            "How far the open cell's vector is from its entry",
            r"\min_k |z - e_k|^2",
            r"|z|^2 - 2\, z \cdot e + |e|^2",
            rf"{tex(float(z @ z), 8)} - 2 \times ({tex(float(z @ e), 8)}) + {tex(float(e @ e), 8)}",
            apart,
            "The code of a cell is the number of the entry for which this is least. |z|² is the same for all of them.",
        ),
        Equation(
            "Commitment: what holds the encoder to its entries",
            r"\beta\, |z - \mathrm{sg}(e)|^2",
            r"\beta\, |z - e|^2",
            rf"{tex(COMMITMENT)} \times {tex(apart, 8)}",
            result.commitment,
            "sg stops the gradient: this term moves only z. Its mirror image |sg(z) − e|² moves only e.",
        ),
        Equation(
            "Perplexity: as many entries, used alike, would be as varied",
            r"2^{H}",
            r"2^{-\sum_k p_k \log_2 p_k}",
            rf"2^{{{tex(entropy, 8)}}}",
            float(result.recorded()["perplexity"]),
            f"Over all cells of 2,000 test pictures; {result.recorded()['live']} of {p.entries} entries are used.",
        ),
        Equation(
            "Bits of a picture, if codes are equally long",
            r"B",
            r"49 \log_2 K",
            rf"{CELLS} \times {tex(float(np.log2(p.entries)), 6)}",
            result.fixed_bits,
            "Nothing is assumed about which codes are common, or which follow which.",
        ),
        Equation(
            "Bits of this picture under the prior",
            r"-\log_2 p(c)",
            r"-\sum_{i=1}^{49} \log_2 p(c_i \mid c_1, \ldots, c_{i-1})",
            " + ".join(tex(float(row), 7) for row in rows),
            float(result.bits.sum()),
            f"Row by row. An arithmetic coder writes {result.written}. The mean over the test pictures is "
            f"{found['prior_bits']:.1f}.",
        ),
    ]
