"""A sentence in a real model: its maps, one cell taken apart, surgery, the next word; and two small models."""

from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import Any

import numpy as np

from explainers.problems import BadInput
from explainers.shipped import shipped
from explainers.transformers.heads.alignment import beside
from explainers.transformers.lm.questions import (
    BothWays,
    Inside,
    Operate,
    Outcome,
    Question,
    Read,
    Reading,
    Sides,
    Weigh,
    Worth,
    answer,
    at_hand,
    file_of,
    packed,
)
from explainers.transformers.dot_product import Array
from explainers.transformers.head_surgery.cell import Row, take_apart
from explainers.transformers.induction.network import (
    INDUCTION_WEIGHTS,
    Curve,
    Foretold,
    read_letters,
    repeated,
    training_curve,
    weights_after,
)
from explainers.transformers.heads.roles import PROBE_SCORES, scores
from explainers.transformers.lm.sampler import filtered, plain_chances
from explainers.transformers.lm.text import (
    MOST_TOKENS,
    Cell,
    Params,
    numbers_in,
    read_heads,
    readable,
)
from explainers.transformers.lm.shape import ENCODER_HEADS, ENCODER_LAYERS, HEADS, LAYERS
from explainers.transformers.heads.rollout import flow, rollout
from explainers.transformers.translator.network import TRANSLATOR_WEIGHTS, Translation, translate_number

SMALL = {"translator": TRANSLATOR_WEIGHTS, "induction": INDUCTION_WEIGHTS}  # what these views read beside the code
VARIETY = 0.9  # of the largest effect: a head that changes as much is as good an answer to the challenge
FOLLOWED = 24  # tokens up to which flow is computed


@dataclass(frozen=True)
class Result:
    """A sentence and what the models make of it. What needs a model that has not been asked yet is None."""

    params: Params  # its text made readable, its places within the sentence
    told: str  # what was cut off or left out, if anything
    reading: Reading

    @property
    def tokens(self) -> list[str]:
        """The tokens of the sentence: (T,)."""
        return self.reading.tokens

    @property
    def map(self) -> Array:
        """Where the open head looks: (T, T)."""
        return self.reading.maps[self.params.layer, self.params.head]

    @cached_property
    def scored(self) -> dict[str, Array]:
        """What every head does, by role: (layer, head) each."""
        return scores(self.reading.maps, self.tokens)

    @cached_property
    def cell(self) -> Row | None:
        """The row of the open head, taken apart."""
        p, name = self.params, f"{self.params.layer}.{self.params.head}"
        source = self.reading if name in self.reading.inside else at_hand(Inside(p.text))
        if source is None:
            return None
        return take_apart(source.inside[name], p.row, p.column, p.temperature, p.value, p.positions)

    @property
    def worth(self) -> Worth | None:
        """What removing each head, and each cell of the last row, changes."""
        return at_hand(Weigh(self.params.text))

    @property
    def outcome(self) -> Outcome | None:
        """The next word after surgery; None also where there is no surgery."""
        return at_hand(operation) if (operation := surgery(self.params)) else None

    @property
    def sides(self) -> Sides | None:
        """The sentence as MiniLM reads it."""
        return at_hand(BothWays(self.params.text))

    @cached_property
    def beside(self) -> list[list[int]]:
        """Of each token, which tokens of MiniLM stand there."""
        return [[] for _ in self.tokens] if self.sides is None else beside(self.tokens, self.sides.tokens)

    @cached_property
    def both_ways(self) -> Array:
        """Every map of MiniLM, with its learned positions or without: (layer, head, T, T)."""
        if self.sides is None:
            return np.zeros((ENCODER_LAYERS, ENCODER_HEADS, 0, 0))
        return self.sides.maps if self.params.learned else self.sides.unplaced

    @cached_property
    def grown(self) -> Reading:
        """The sentence with all that was written behind it."""
        p = self.params
        return at_hand(Read(p.text, p.written)) or self.reading

    @property
    def step(self) -> int:
        """How many written tokens are in sight."""
        return min(self.params.steps, len(self.grown.tokens) - len(self.tokens))

    @cached_property
    def chances(self) -> tuple[Array, Array]:
        """Of the likeliest next tokens at this step: their probabilities, and those with which the sampler picks."""
        p, following = self.params, self.grown.next
        logits = following.logits[self.step]
        plain = plain_chances(logits, float(following.whole[self.step]))
        return plain, filtered(logits, p.heat, p.top_k, p.top_p)

    @cached_property
    def rolled(self) -> Array:
        """How the open row is mixed of input tokens behind each layer: (layer + 1, T)."""
        return rollout(self.reading.maps)[:, self.params.row]

    @cached_property
    def flowing(self) -> Array:
        """How much can flow from each input token to the open row: (T,); nan where there are too many tokens."""
        if len(self.tokens) > FOLLOWED:
            return np.full(len(self.tokens), np.nan)
        return _flow(self.params.text, self.params.row)

    @cached_property
    def translation(self) -> Translation:
        """The number, said in German."""
        return translate_number(self.params.number)

    @property
    def training(self) -> Curve:
        """How the two-layer model learned."""
        return training_curve()

    @cached_property
    def letters(self) -> Foretold:
        """What the two-layer model makes of repeated letters, at this moment of its training."""
        p = self.params
        return read_letters(repeated(p.period, p.seed), weights_after(p.moment))


@lru_cache(maxsize=256)
def _flow(text: str, row: int) -> Array:
    return flow(answer(Read(text)).maps, row)


def surgery(params: Params) -> Operate | None:
    """Return the operation that the settings ask for, if they ask for one. Raises BadInput for heads that are none."""
    heads = read_heads(params.off) + ([(params.layer, params.head)] if params.silent else [])
    off = " ".join(f"{layer}.{head}" for layer, head in sorted(set(heads)))
    cell = str(edited) if (edited := overwritten(params)) else ""
    return Operate(params.text, off, cell) if off or cell else None


def overwritten(params: Params) -> Cell | None:
    """Return the cell that the settings overwrite, unless it is none: one of what comes later, or alone in its row."""
    p = params
    if not p.edit or p.column > p.row or (p.share and p.row == 0):
        return None
    return Cell(p.layer, p.head, p.row, p.column, p.weight, p.share)


LIMITS = {
    "layer": LAYERS - 1,
    "head": HEADS - 1,
    "other_layer": ENCODER_LAYERS - 1,
    "other_head": ENCODER_HEADS - 1,
}


def simulate(params: Params) -> Result:
    """Read the sentence. Raises BadInput where there is none, or no model to read it, or a head that is none."""
    for name, most in LIMITS.items():
        if not 0 <= getattr(params, name) <= most:
            raise BadInput(name, f"{getattr(params, name)} is none: the last one is {most}.")
    text = readable(params.text)
    read_heads(params.off)
    numbers_in(params.written)
    reading: Reading = answer(Read(text))
    return Result(within(replace(params, text=text), reading), what_was_cut(text, reading), reading)


def within(params: Params, reading: Reading) -> Params:
    """Return settings whose places are among the tokens."""
    last = len(reading.tokens) - 1
    return replace(params, row=min(params.row, last), column=min(params.column, last))


def what_was_cut(text: str, reading: Reading) -> str:
    """Say how much of a text was too much; nothing where all of it was read."""
    if len(reading.tokens) < MOST_TOKENS:
        return ""
    left = len(text.split()) - len("".join(reading.tokens).split())
    return f"The page reads {MOST_TOKENS} tokens at most: the last {left:,} words were cut off." if left > 0 else ""


def needed(params: Params, view: str) -> list[Question]:
    """Return the questions that a view asks of the models, known or not; what depends on the reading waits for it."""
    p = replace(params, text=readable(params.text))
    questions: list[Question] = [Read(p.text)]
    reading: Reading | None = at_hand(questions[0])
    if reading is None:
        return questions
    p = within(p, reading)
    if view == "both":
        questions.append(BothWays(p.text))
    if view == "surgery":
        questions += [operation] if (operation := surgery(p)) else []
        questions.append(Weigh(p.text))
    if view == "generate" and p.written:
        questions.append(Read(p.text, p.written))
    if view == "cell" and f"{p.layer}.{p.head}" not in reading.inside:
        questions.append(Inside(p.text))
    return questions


def carried(params: Params, view: str) -> dict[str, bytes]:
    """Return the files that a script needs, beside its code, to draw a view: weights, and what the models answered."""
    questions: list[Question] = [Read(params.text), Weigh(params.text), BothWays(params.text), Inside(params.text)]
    questions += [Read(params.text, params.written)] if params.written else []
    questions += [operation] if (operation := surgery(params)) else []
    files = {name: shipped(name) for name in (PROBE_SCORES, *([SMALL[view]] if view in SMALL else []))}
    for question in questions:
        try:
            files[file_of(question)] = shipped(file_of(question))
        except FileNotFoundError:
            if (known := at_hand(question)) is not None:
                name = f"{params.layer}.{params.head}"
                inside = {name: known.inside[name]} if isinstance(known, Reading) and name in known.inside else {}
                files[file_of(question)] = packed(
                    replace(known, inside=inside) if isinstance(known, Reading) else known
                )
    return files


def tables(result: Result) -> dict[str, dict[str, Array]]:
    """Return what the pictures show, as columns."""
    layer, head = np.indices((LAYERS, HEADS))
    tokens = np.array(result.tokens)
    i, j = np.tril_indices(len(tokens))
    heads: dict[str, Any] = {"layer": layer.ravel(), "head": head.ravel()}
    heads |= {name: np.ravel(values) for name, values in result.scored.items()}
    if result.worth:
        heads |= {"effect_nats": result.worth.heads.ravel()}
    plain, picked = result.chances
    return {
        "heads": heads,
        "open head": {"looks": tokens[i], "at": tokens[j], "row": i, "column": j, "weight": result.map[i, j]},
        "next word": {"token": np.array(result.grown.next.tokens[result.step]), "chance": plain, "sampler": picked},
    }


def challenge(result: Result) -> tuple[bool, str]:
    """Whether the one head that is switched off is the one whose loss changes the next word most."""
    p, worth = result.params, result.worth
    operation = surgery(p)
    off = read_heads(operation.off) if operation else []
    if worth is None:
        return False, "The model has yet to weigh all its heads on this sentence: open the view Surgery and wait."
    if len(off) != 1 or p.edit:
        return False, f"{len(off)} heads are off: switch off exactly one, in the view Surgery."
    effect, most = float(worth.heads[off[0]]), float(worth.heads.max())
    said = f"Head {off[0][0]}.{off[0][1]} changes the next word by {effect:.3f} nats"
    better = int((worth.heads > effect).sum())
    if effect < VARIETY * most:
        return False, f"{said}; {better} of the other {LAYERS * HEADS - 1} change it more."
    return True, f"{said}, and no other changes it by more than {most:.3f}."
