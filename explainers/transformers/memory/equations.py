"""The formulas of memory, with the numbers at hand; what is drawn, as columns; and the challenge."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from explainers.equation import Equation, tex
from explainers.transformers.memory.kinds import KINDS, LONGEST, SEGMENT
from explainers.transformers.memory.positions import SLOTS, terms
from explainers.transformers.memory.reading import recorded
from explainers.transformers.memory.result import GOAL, LOOKED_AT, STOPS, Result, accuracy


def equations(result: Result) -> list[Equation]:
    """Return the reach, the score of the key in layer 1, the loss of the answer, and what is saved."""
    p, kind = result.params, result.planned
    near = min(p.distance, SLOTS - 1)
    four, costs = terms("xl", result.text[result.place])[near], result.costs(p.far)
    saved = costs["full"][0], costs["compressive"][0]
    return [
        Equation("Reach", "R", r"L\,(M + c\,C)",
                 rf"{p.layers} \times ({kind.memory} + {kind.rate} \times {kind.compressed})", float(result.reach),
                 "In letters before the segment of the question: each layer looks one memory further back."),
        Equation("Transformer-XL: score of the key in layer 1", "A_{ij}",
                 r"\frac{q_i \cdot k_j + q_i \cdot r_{i-j} + u \cdot k_j + v \cdot r_{i-j}}{\sqrt{d}}",
                 " + ".join(tex(float(term), 6) for term in four).replace("+ -", "- "), float(four.sum()),
                 f"Head 0, the key {near} letters back: it depends on the distance i − j, never on i or j alone."),
        Equation("Loss of the answer", r"\ell", r"-\ln p(\text{key} \mid \text{text})",
                 rf"-\ln {tex(result.right, 9)}", float(-np.log(result.right)),
                 f"In nats, of the model in hand; by guessing it is ln 26 = {np.log(26):.2f}."),
        Equation("What compressed memory saves", r"\frac{F_\text{all}}{F}",
                 r"\frac{\text{operations of attention over all } n}{\text{operations with memories}}",
                 rf"\frac{{{tex(saved[0], 6)}}}{{{tex(saved[1], 6)}}}", saved[0] / saved[1],
                 f"For each letter, when {p.far:,} letters back have to be seen by {p.layers} layers."),
    ]  # fmt: skip


def tables(result: Result) -> dict[str, dict[str, NDArray[Any]]]:
    """Return accuracies and gradients by distance, and the attention that is drawn, as columns."""
    gap = result.params.gap
    known: dict[str, NDArray[Any]] = {"distance": STOPS} | {f"accuracy_{kind}": accuracy(kind, gap) for kind in KINDS}
    back: dict[str, NDArray[Any]] = {"letters_back": np.arange(1, LONGEST + 1)}
    back |= {f"gradient_{kind}": np.array(recorded()[kind]["slopes"]) for kind in KINDS}
    hops = result.answer.hops
    layer = np.concatenate([np.full(len(hop.looks), len(hops) - i) for i, hop in enumerate(hops)])
    looks = {"layer": layer, "first": np.concatenate([hop.places[:, 0] for hop in hops]),
             "last": np.concatenate([hop.places[:, 1] for hop in hops]),
             "attention": np.concatenate([hop.looks for hop in hops])}  # fmt: skip
    return {"accuracy": known, "gradients": back, "attention": looks}


def challenge(result: Result) -> tuple[bool, str]:
    """Check "see a thousand letters back with at most 64 slots a layer, and compress no more than is needed"."""
    p, kind = result.params, result.planned
    slots = SEGMENT + kind.memory + kind.compressed
    said = f"{p.layers} layers of {slots} slots see {result.reach:,} letters back"
    if result.reach < GOAL:
        return False, f"{said}: not yet {GOAL:,}."
    if slots > LOOKED_AT:
        return False, f"{said}, but at more than {LOOKED_AT} slots a layer."
    return True, f"{said}: of what stands there, {kind.rate} states share a slot, and {p.layers} layers pass it on."
