"""How far do you get by guessing the next letter? Models that count and networks that learn, on the same text."""

from collections.abc import Mapping

import numpy as np

from explainers.autoregression.language.equations import equations
from explainers.autoregression.language.figure_bits import plot_curve, plot_packed
from explainers.autoregression.language.figure_write import plot_copied, plot_read, plot_write
from explainers.autoregression.language.networks import RECORDED, WEIGHTS, Attention, Recurrent
from explainers.autoregression.language.ngrams import MOST, Counts, interpolated, kneser_ney, laplace
from explainers.autoregression.language.result import Result, simulate
from explainers.autoregression.language.settings import OWN, Params
from explainers.autoregression.language.writing import copied, packed, tempered, write
from explainers.data.texts.texts import LETTERS, PARTS, TEXTS, plain
from explainers.explainer import Columns, Explainer, View
from explainers.shipped import shipped

GOAL, LEAST = 0.10, 120  # share of letters that are copied, and letters that are written


def tables(result: Result) -> Mapping[str, Columns]:
    """Return the next letter's probabilities, the curves, and the bits of the text that is read."""
    known, held_out = result.curves
    return {
        "next_letter": {"letter": np.array(list(LETTERS)), "probability": result.next_letter},
        "bits": {"order n": np.arange(1, MOST + 1), "learnt from": np.array(known), "held out": np.array(held_out)},
        "surprise": {"letter": np.array(list(plain(result.params.typed))), "bits": result.surprise},
    }


def challenge(result: Result) -> tuple[bool, str]:
    """Return whether the text is long enough, well guessed on the whole, and hardly copied."""
    p, bits, share = result.params, result.held_out_bits, result.copied_share
    reached = bits <= 2.1 and share <= GOAL and p.written >= LEAST and p.temperature >= 0.8 and result.is_counted
    return reached, f"{bits:.2f} bits per letter held out, {share:.0%} of {p.written} letters copied."


def sentences(result: Result, view: str) -> list[str]:
    """Say so where something was left out of a text from outside."""
    p = result.params
    given = {"write": p.prompt, "read": p.typed}.get(view, "") + (p.own if p.corpus == OWN else "")
    strange = [sign for sign in set(given) - {"¶"} if not sign.isspace() and not plain(sign)]
    return [f"Left out: {len(strange)} characters that have no equivalent in ASCII."] if strange else []


def files(params: Params, view: str) -> dict[str, bytes]:
    """Return the shipped files that a view reads: text, weights and what was recorded."""
    names = [RECORDED] if params.model == "counted" else [RECORDED, WEIGHTS.format(params.model)]
    if params.corpus != OWN:
        names += [TEXTS[params.corpus].file(params.corpus, part) for part in PARTS]
    return {name: shipped(name) for name in names}


EXPLAINER: Explainer[Params, Result] = Explainer(
    path="autoregression/language",
    params=Params,
    simulate=simulate,
    views=(
        View("write", "Write", plot_write, ("corpus", "model", "order", "temperature", "written"), (write, tempered),
             more=("prompt", "seed", "smoothing", "size")),
        View("curve", "Bits per letter", plot_curve, ("corpus", "smoothing", "order", "size"),
             (laplace, interpolated, kneser_ney), more=()),
        View("read", "Surprise", plot_read, ("typed", "corpus", "model", "order"), (Counts, Recurrent, Attention),
             more=("smoothing", "size")),
        View("copied", "Copied", plot_copied, ("corpus", "smoothing", "order", "size", "temperature"), (copied, write),
             more=("model", "prompt", "seed")),
        View("packed", "As compression", plot_packed, ("corpus", "smoothing", "order"), (Counts, packed),
             more=()),
    ),
    equations=equations,
    tables=tables,
    challenge=challenge,
    sentences=sentences,
    files=files,
)  # fmt: skip

__all__ = ["EXPLAINER", "Params", "Result"]
