"""A model of two layers of attention, at 19 checkpoints of its training: when it learns to copy, and how."""

from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Annotated

import numpy as np

from explainers.controls import Number, Select, Slider, check
from explainers.equation import Equation, tex
from explainers.shipped import shipped
from explainers.transformers.dot_product import Array
from explainers.transformers.induction.network import (
    INDUCTION_HEADS,
    INDUCTION_LAYERS,
    INDUCTION_WEIGHTS,
    LETTERS,
    Curve,
    Foretold,
    induction_score,
    read_letters,
    repeated,
    training_curve,
    weights_at,
)

ALL = [(layer, head) for layer in range(INDUCTION_LAYERS) for head in range(INDUCTION_HEADS)]
HEADS = {"none": "None"} | {f"{layer}.{head}": f"Layer {layer}, head {head}" for layer, head in ALL}
CHECKPOINTS = 19
LEARNED = 1.0  # nats: below this loss, repeats are foretold
GUESSING = 2.0  # nats: above this loss on repeats, they are not


@dataclass(frozen=True)
class Params:
    """What the learner can set."""

    checkpoint: Annotated[
        int,
        Slider("Checkpoint of the training", 0, CHECKPOINTS - 1, 1,
               help="Which of the 19 kept states of the model is shown, counted from 0."),
    ] = CHECKPOINTS - 1  # fmt: skip
    ablated: Annotated[
        str, Select("Ablate a head", HEADS, help="A head whose output is set to zero, at every letter.")
    ] = "none"
    period: Annotated[
        int,
        Slider("Letters until they repeat", 5, 16, 1, symbol="P", help="P, the period of the sequence that it reads."),
    ] = 10
    seed: Annotated[int, Number("Seed", 0, 9999, help="Of the letters.")] = 0


@dataclass(frozen=True, eq=False)
class Result:
    """The training, and what the model makes of one sequence at one checkpoint."""

    params: Params
    letters: Foretold

    @property
    def training(self) -> Curve:
        """How the model learned."""
        return training_curve()

    @cached_property
    def losses(self) -> tuple[float, float]:
        """The mean loss in nats on this sequence: before the pattern has passed once, and in the repeats."""
        loss, period = self.letters.loss, self.params.period
        return float(loss[1:period].mean()), float(loss[period:].mean())

    @property
    def formed(self) -> float:
        """After how many updates repeats are foretold for the first time."""
        curve = self.training
        return float(curve.updates[int(np.argmax(curve.again < LEARNED))])


def simulate(params: Params) -> Result:
    """Run the model over letters that repeat. Raises BadInput."""
    check(params)
    return Result(params, _read(params.checkpoint, params.period, params.seed, params.ablated))


@lru_cache(maxsize=256)
def _read(checkpoint: int, period: int, seed: int, ablated: str) -> Foretold:
    off = None if ablated == "none" else (int(ablated[0]), int(ablated[2]))
    return read_letters(repeated(period, seed), weights_at(checkpoint), off)


def files(params: Params, view: str) -> dict[str, bytes]:
    """Return the checkpoints, for a script."""
    return {INDUCTION_WEIGHTS: shipped(INDUCTION_WEIGHTS)}


def equations(result: Result) -> list[Equation]:
    """Return the loss of the last letter, that of all repeats, and the score of the best induction head."""
    p, read = result.params, result.letters
    scores = induction_score(read.maps, p.period)[1]
    best = int(scores.argmax())
    looks = np.diagonal(read.maps[1, best], 1 - p.period)[1:]
    return [
        Equation(
            "Loss of the last letter",
            r"\ell_T",
            r"-\ln p(x_T \mid x_1 \dots x_{T-1})",
            rf"-\ln {tex(float(read.chances[-1]), 9)}",
            float(read.loss[-1]),
            f"In nats, of the letter {read.letters[-1]}; by guessing, ln {len(LETTERS)} = {np.log(len(LETTERS)):.2f}.",
        ),
        Equation(
            "Loss on repeats",
            r"\bar\ell",
            r"\frac{1}{T - P} \sum_{t > P} \ell_t",
            rf"\frac{{{tex(float(read.loss[p.period :].sum()))}}}{{{len(read.letters) - p.period}}}",
            result.losses[1],
            f"Of this sequence, from its letter {p.period + 1} on: all that is needed has been seen by then.",
        ),
        Equation(
            "Induction score",
            r"s_{l, h}",
            r"\frac{1}{T - P} \sum_{i > P} a_{i,\, i - P + 1}",
            rf"\frac{{{tex(float(looks.sum()))}}}{{{len(looks)}}}",
            float(scores[best]),
            f"Of layer 1, head {best}: its mean attention to the letter that came after the same letter last time.",
        ),
    ]


def tables(result: Result) -> dict[str, dict[str, Array]]:
    """Return the training and this sequence, as columns."""
    curve, read = result.training, result.letters
    training = {"update": curve.updates, "loss_first": curve.first, "loss_repeats": curve.again}
    for layer, head in ALL:
        training |= {f"previous_{layer}_{head}": curve.previous[:, layer, head],
                     f"induction_{layer}_{head}": curve.induction[:, layer, head]}  # fmt: skip
    return {"training": training, "letters": {"letter": np.array(list(read.letters)), "chance": read.chances}}


def challenge(result: Result) -> tuple[bool, str]:
    """Check "ablate one head of the first layer so that repeats cannot be foretold any more"."""
    p, (_, again) = result.params, result.losses
    said = f"On repeats, the loss is {again:.2f} nats"
    if p.checkpoint < CHECKPOINTS - 1:
        return False, f"{said} at this checkpoint: take the last one, which has learned all it will."
    if p.ablated == "none":
        return False, f"{said}, with all four heads: ablate one."
    if p.ablated.startswith("1"):
        return False, f"{said} without head {p.ablated}, which does the copying: find a head of layer 0 that it needs."
    if again < GUESSING:
        return False, f"{said} without head {p.ablated}: that was not the one. It should be above {GUESSING:g}."
    return True, f"{said} without head {p.ablated}: no head of layer 1 knows any more what came before each letter."
