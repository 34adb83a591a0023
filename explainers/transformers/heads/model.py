"""A sentence in two real models: every attention map, what each head does, what may come next, and how layers mix."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Annotated, Any

import numpy as np

from explainers.controls import Number, Slider, Stops, Text, Toggle, check
from explainers.sampler import filtered, plain_chances
from explainers.shipped import shipped
from explainers.transformers.dot_product import Array
from explainers.transformers.heads.alignment import beside
from explainers.transformers.heads.roles import PROBE_SCORES, scores
from explainers.transformers.heads.rollout import flow, rollout
from explainers.transformers.lm import answers as lm
from explainers.transformers.lm.questions import Encode, Encoding, Question, Read, Reading
from explainers.transformers.lm.result import ReadResult
from explainers.transformers.lm.shape import ENCODER_HEADS, ENCODER_LAYERS, HEADS, LAYERS
from explainers.transformers.lm.text import (
    EXAMPLES,
    MAX_CHARACTERS,
    MAX_TOKENS,
    MAX_WRITTEN,
    read_ids,
    readable,
    what_was_cut,
)

MAX_FLOW_TOKENS = 24  # tokens up to which flow is computed
TEMPERATURES = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0, 1.2, 1.5, 2.0, 3.0)
LAST = MAX_TOKENS - 1
FOUND = (13, 8)  # the head that is open at first: the challenge asks for another
STRONG = 0.5  # more of a row's attention than any other token can have


@dataclass(frozen=True)
class Params:
    """What the learner can set."""

    text: Annotated[
        str, Text("Sentence", MAX_CHARACTERS, help=f"Any text; SmolLM2 reads its first {MAX_TOKENS} tokens.")
    ] = EXAMPLES["street"]
    layer: Annotated[
        int, Slider("Layer", 0, LAYERS - 1, 1, symbol="l", help="l, of the open head of SmolLM2, counted from 0.")
    ] = 13
    head: Annotated[
        int,
        Slider("Head", 0, HEADS - 1, 1, symbol="h", help="h, of the open head within its layer, counted from 0."),
    ] = 8
    row: Annotated[
        int,
        Slider("Token that looks", 0, LAST, 1, symbol="i",
               help="i, the row of the map: the token whose query is asked."),
    ] = 8  # fmt: skip
    other_layer: Annotated[
        int, Slider("MiniLM's layer", 0, ENCODER_LAYERS - 1, 1, help="Of the open head of MiniLM, counted from 0.")
    ] = 2
    other_head: Annotated[
        int, Slider("MiniLM's head", 0, ENCODER_HEADS - 1, 1, help="Of the open head of MiniLM, counted from 0.")
    ] = 0
    learned: Annotated[
        bool,
        Toggle("Learned positions",
               help="Off, MiniLM reads its tokens with no position vectors added: as a bag of words."),
    ] = True  # fmt: skip
    written: Annotated[
        str,
        Text("What the model wrote", 200,
             help="Ids of tokens, with dots between. The buttons in the view Writing make them."),
    ] = ""  # fmt: skip
    in_sight: Annotated[
        int,
        Slider("Tokens in sight", 0, MAX_WRITTEN, 1, help="How many of the tokens that the model wrote are in sight."),
    ] = 0
    temperature: Annotated[
        float,
        Stops("Temperature", TEMPERATURES, symbol="T",
              help="T, by which logits are divided: 0 always takes the likeliest."),
    ] = 0.8  # fmt: skip
    top_k: Annotated[
        int, Slider("Top", 1, 200, 1, symbol="k", help="k: only the k likeliest tokens may be picked.")
    ] = 50
    top_p: Annotated[
        float,
        Slider("Top", 0.05, 1.0, 0.05, symbol="p",
               help="p: of the k likeliest, only the fewest that together are this likely."),
    ] = 0.95  # fmt: skip
    seed: Annotated[int, Number("Seed", 0, 9999, help="Of the sampler.")] = 0


@dataclass(frozen=True, eq=False)
class Result(ReadResult[Params]):
    """A sentence and what the models make of it; what has not been asked of them yet is empty."""

    @property
    def scored(self) -> dict[str, Array]:
        """What every head does, by role: (layer, head) each."""
        return _scores(self.reading)

    @property
    def encoding(self) -> Encoding | None:
        """The sentence as MiniLM reads it."""
        return self.answers.get(Encode(self.params.text))

    @cached_property
    def beside(self) -> list[list[int]]:
        """Of each token, which tokens of MiniLM stand there."""
        return [[] for _ in self.tokens] if self.encoding is None else beside(self.tokens, self.encoding.tokens)

    @property
    def both_ways(self) -> Array:
        """Every map of MiniLM, with its learned positions or without: (layer, head, T, T)."""
        if self.encoding is None:
            return np.zeros((ENCODER_LAYERS, ENCODER_HEADS, 0, 0))
        return self.encoding.maps if self.params.learned else self.encoding.without_positions

    @property
    def grown(self) -> Reading:
        """The sentence with all that was written behind it."""
        p = self.params
        return self.answers.get(Read(p.text, p.written), self.reading)

    @property
    def step(self) -> int:
        """How many written tokens are in sight."""
        return min(self.params.in_sight, len(self.grown.tokens) - len(self.tokens))

    @cached_property
    def chances(self) -> tuple[Array, Array]:
        """Of the likeliest next tokens at this step: their probabilities, and those with which the sampler picks."""
        p, following = self.params, self.grown.next
        logits = following.logits[self.step]
        plain = plain_chances(logits, float(following.log_partition[self.step]))
        return plain, filtered(logits, p.temperature, p.top_k, p.top_p)

    @cached_property
    def rolled(self) -> Array:
        """How the open row is mixed of input tokens behind each layer: (layer + 1, T)."""
        return _rollout(self.reading)[:, self.params.row]

    @property
    def flowing(self) -> Array:
        """How much can flow from each input token to the open row: (T,); nan where there are too many tokens."""
        if len(self.tokens) > MAX_FLOW_TOKENS:
            return np.full(len(self.tokens), np.nan)
        return _flow(self.reading, self.params.row)


@lm.kept_with_answer
def _scores(reading: Reading) -> dict[str, Array]:
    return scores(reading.maps, reading.tokens)


@lm.kept_with_answer
def _rollout(reading: Reading) -> Array:
    return rollout(reading.maps)


@lm.kept_with_answer
def _flow(reading: Reading, row: int) -> Array:
    return flow(reading.maps, row)


def questions(params: Params, known: lm.Answers = lm.NONE, view: str = "") -> Sequence[Question]:
    """Return what a view asks of the models, known or not; of no view, what all of them ask."""
    text = readable(params.text)
    asked: list[Question] = [Read(text)]
    if view in ("", "generate") and params.written:
        asked.append(Read(text, params.written))
    if view in ("", "both"):
        asked.append(Encode(text))
    return asked


def simulate(params: Params, known: lm.Answers = lm.NONE) -> Result:
    """Read the sentence, with what is known of the models' answers and what is shipped. Raises BadInput."""
    check(params)
    read_ids(params.written)
    text = readable(params.text)
    reading = lm.reading_of(text, known)
    params = replace(params, text=text, row=min(params.row, len(reading.tokens) - 1))
    return Result(params, what_was_cut(text, reading.tokens), lm.answered(questions(params), known))


def files(params: Params, view: str, known: lm.Answers = lm.NONE) -> dict[str, bytes]:
    """Return the files that a script needs, beside its code: what the models answered, and roles."""
    found = lm.files_of(lm.answered(questions(params, view=view), known), params.layer, params.head)
    return found | {PROBE_SCORES: shipped(PROBE_SCORES)}


def tables(result: Result) -> dict[str, dict[str, Array]]:
    """Return what the pictures show, as columns."""
    layer, head = np.indices((LAYERS, HEADS))
    tokens = np.array(result.tokens)
    i, j = np.tril_indices(len(tokens))
    heads: dict[str, Any] = {"layer": layer.ravel(), "head": head.ravel()}
    heads |= {name: np.ravel(values) for name, values in result.scored.items()}
    plain, picked = result.chances
    return {
        "heads": heads,
        "open head": {"looks": tokens[i], "at": tokens[j], "i": i, "j": j, "weight": result.map[i, j]},
        "next token": {"token": np.array(result.grown.next.tokens[result.step]), "chance": plain, "sampler": picked},
    }


def challenge(result: Result) -> tuple[bool, str]:
    """Check "find another head in which one word has more than half of the attention of another"."""
    p, row = result.params, result.map[result.params.row]
    best, looks = int(row.argmax()), result.tokens[p.row].strip()
    said = f"In head {p.layer}.{p.head}, “{looks}” looks most at “{result.tokens[best].strip()}”: {row[best]:.2f}."
    if best in (0, p.row):
        return False, f"{said} That is {'the first token' if best == 0 else 'the token itself'}: look for another head."
    if row[best] <= STRONG:
        return False, f"{said} Find one with more than {STRONG:g}."
    if (p.layer, p.head) == FOUND:
        return False, f"{said} That is the head you were shown: find another."
    return True, f"{said} Whether the model makes anything of it is another question."
