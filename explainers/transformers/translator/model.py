"""A number read in English and said in German, by an encoder and a decoder trained here."""

from dataclasses import dataclass
from typing import Annotated

import numpy as np

from explainers.controls import Number, Select, Slider, check
from explainers.equation import Equation, tex
from explainers.shipped import shipped
from explainers.transformers.dot_product import Array
from explainers.transformers.translator.network import (
    LONGEST,
    TRANSLATOR_HEADS,
    TRANSLATOR_LAYERS,
    TRANSLATOR_WEIGHTS,
    Translation,
    translate_number,
)
from explainers.transformers.translator.number_words import MAX_NUMBER, german

ALL = [(layer, head) for layer in range(TRANSLATOR_LAYERS) for head in range(TRANSLATOR_HEADS)]
HEADS = {"none": "None"} | {f"{layer}.{head}": f"Layer {layer}, head {head}" for layer, head in ALL}
MANY = 6  # crossings that the challenge asks for


@dataclass(frozen=True)
class Params:
    """What the learner can set."""

    number: Annotated[
        int, Number("Number", 0, MAX_NUMBER, help="That is read in English words and said in German.")
    ] = 23
    piece: Annotated[
        int,
        Slider("Piece of the translation", 0, LONGEST - 1, 1, symbol="i",
               help="i, the piece whose attention is drawn in colour, counted from 0."),
    ] = 0  # fmt: skip
    ablated: Annotated[
        str,
        Select("Ablate a head", HEADS, help="A head of the cross-attention whose output is set to zero."),
    ] = "none"  # fmt: skip
    seed: Annotated[
        int, Number("Seed", 0, 9999, help="The translator always says the likeliest: nothing is drawn.")
    ] = 0


@dataclass(frozen=True, eq=False)
class Result:
    """A number and its translation."""

    params: Params  # its piece within the translation
    translation: Translation

    @property
    def right(self) -> bool:
        """Whether every piece is right."""
        return self.translation.pieces[:-1] == german(self.params.number)

    @property
    def crossings(self) -> int:
        """How many pairs of pieces look at two words in the opposite order; the end mark aside."""
        looks = self.translation.looks[:-1]
        return int(np.triu(looks[:, None] > looks, 1).sum())


def simulate(params: Params) -> Result:
    """Translate. Raises BadInput for what is no number from 0 to 999,999."""
    check(params)
    ablated = None if params.ablated == "none" else (int(params.ablated[0]), int(params.ablated[2]))
    return Result(params, translate_number(params.number, ablated))


def files(params: Params, view: str) -> dict[str, bytes]:
    """Return the trained weights, for a script."""
    return {TRANSLATOR_WEIGHTS: shipped(TRANSLATOR_WEIGHTS)}


def equations(result: Result) -> list[Equation]:
    """Return how the chosen piece comes to its attention, all heads together, and to its probability."""
    said, i = result.translation, min(result.params.piece, len(result.translation.pieces) - 1)
    word = int(said.looks[i])
    weights = said.cross[:, :, i, word].ravel()
    return [
        Equation(
            "Cross-attention",
            r"\bar a_{ij}",
            r"\frac{1}{LH} \sum_{l, h} a^{(l, h)}_{ij}",
            rf"\frac{{{' + '.join(map(tex, weights))}}}{{{len(weights)}}}",
            float(weights.mean()),
            f"How much piece {i + 1} looks at “{said.source[word].strip('<>')}”, the word it looks at most.",
        ),
        Equation(
            "Certainty",
            r"-\ln p(y_i \mid y_{<i}, x)",
            r"-\ln \frac{e^{z_i}}{\sum_y e^{z_y}}",
            rf"-\ln {tex(float(said.chances[i]), 9)}",
            float(-np.log(said.chances[i])),
            "In nats, of the piece that was said: near 0 where the translator has no doubt.",
        ),
    ]


def tables(result: Result) -> dict[str, dict[str, Array]]:
    """Return the attention of every head, as columns."""
    said = result.translation
    layer, head, piece, word = (index.ravel() for index in np.indices(said.cross.shape))
    pieces, words = np.array(said.pieces)[piece], np.array(said.source)[word]
    cross = {"layer": layer, "head": head, "piece": pieces, "word": words, "weight": said.cross.ravel()}
    return {"cross-attention": cross, "pieces": {"piece": np.array(said.pieces), "chance": said.chances}}


def challenge(result: Result) -> tuple[bool, str]:
    """Check "find a number with at least six crossings"."""
    said = f"In {result.translation.text}, {result.crossings} pairs of pieces look at words in the opposite order"
    if not result.right:
        return False, f"{said}, but that is not {result.params.number:,} in German: put the ablated head back."
    if result.crossings < MANY:
        return False, f"{said}; find a number with at least {MANY}."
    return True, f"{said}: units come before tens in both halves, and a piece looks back across half the number."
