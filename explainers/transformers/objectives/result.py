"""One text under three objectives, what each model makes of it, and what was measured on held-out texts."""

import json
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray

from explainers.controls import check
from explainers.problems import BadInput
from explainers.shipped import shipped
from explainers.transformers.lm.text import readable
from explainers.transformers.objectives.corruption import (
    OBJECTIVES,
    Bools,
    Pair,
    causal_pair,
    damaged,
    denoise_pair,
    span_mask,
    span_pair,
)
from explainers.transformers.objectives.measure import Gap, answer, fills
from explainers.transformers.objectives.network import WEIGHTS, network
from explainers.transformers.objectives.settings import Params
from explainers.transformers.objectives.spelling import LONGEST, PIECES, UNKNOWN_ID, Ids, decode, encode, sentences
from explainers.transformers.objectives.tasks import TASKS, drawn

TRAINED = "weights/objectives.json"
BEST = 4  # guesses of each model that are shown
LEAST = 7  # pieces of a text
Array = NDArray[np.float64]


@dataclass(frozen=True)
class Guesses:
    """What a model makes of a gap that begins at piece 1, 2, …, n − length of a text."""

    chances: Array  # (gaps,) of a missing piece: the geometric mean over the gap, true pieces before it given
    best: NDArray[np.int64]  # (gaps, BEST) its likeliest first pieces
    best_chances: Array  # (gaps, BEST)


@dataclass(frozen=True, eq=False)
class Result:
    """A text, and what the three objectives make of it."""

    params: Params
    passage: tuple[Ids, ...]  # its sentences
    pairs: dict[str, Pair]  # by objective: what goes in, what must come out
    taken: Bools  # (n,) what T5 takes out
    question: tuple[str, str]  # a task with its prefix, and the right answer

    @property
    def text(self) -> Ids:
        """All pieces of the text."""
        return tuple(chain.from_iterable(self.passage))

    @property
    def start(self) -> int:
        """Behind which piece the gap begins: within the text."""
        return min(self.params.start, len(self.text) - self.params.length)

    @property
    def guesses(self) -> dict[str, Guesses]:
        """What each model makes of every gap of that length."""
        return guessed(self.text, self.params.length, self.params.open_end)

    @property
    def answers(self) -> dict[str, str]:
        """What each model answers to the task."""
        return answered(self.question[0])

    @cached_property
    def scores(self) -> dict[str, dict[str, float]]:
        """The share of held-out examples that each model has right, by objective and task."""
        return {name: {job: row["right"] for job, row in recorded()[name]["scores"].items()} for name in OBJECTIVES}

    @property
    def percent(self) -> float:
        """How many of the missing pieces T5's model has right in a gap, in percent."""
        return 100 * self.scores["span"]["fill"]


@cache
def recorded() -> dict[str, Any]:
    """Return what training took, and what the models reached on held-out texts."""
    return json.loads(shipped(TRAINED))


def simulate(params: Params) -> Result:
    """Corrupt the text. Raises BadInput for what is no text, or no example of the task."""
    check(params)
    passage = read(params.text)
    text = tuple(chain.from_iterable(passage))
    taken = span_mask(len(text), params.rate, params.mean_span, np.random.default_rng((params.seed, 0)))
    noisy = damaged(passage, params.noise, params.bart_rate, params.mean_span, np.random.default_rng((params.seed, 1)))
    pairs = {"causal": causal_pair(text), "span": span_pair(text, taken), "denoise": denoise_pair(passage, noisy)}
    return Result(params, passage, pairs, taken, _question(params))


@lru_cache(maxsize=64)
def read(text: str) -> tuple[Ids, ...]:
    """Return the sentences of a text as pieces, cut off after LONGEST. Raises BadInput where there are too few."""
    kept, left = list[Ids](), LONGEST
    for sentence in map(encode, sentences(readable(text))):
        if left > 0:
            kept.append(sentence[:left])
            left -= len(kept[-1])
    if (pieces := LONGEST - left) < LEAST:
        raise BadInput("text", f"This has {pieces} pieces, and {LEAST} are needed: type a few more words.")
    return tuple(kept)


def _question(params: Params) -> tuple[str, str]:
    """Return the task with its prefix and the right answer. Raises BadInput."""
    if not params.asked.strip():
        return drawn(params.task, np.random.default_rng((params.seed, 2)), kept=True)
    prefix, right, _, like = TASKS[params.task]
    asked = readable(params.asked)
    try:
        return f"{prefix} {asked}", right(asked)
    except (ValueError, OverflowError, IndexError):
        raise BadInput("asked", f"There is no right answer to this: type something like “{like}”.") from None


@lru_cache(maxsize=64)
def guessed(text: Ids, length: int, open_end: bool) -> dict[str, Guesses]:
    """Return what each model makes of every gap of a text."""
    gaps = [Gap(text, start, length, open_end) for start in range(1, len(text) - length + 1)]
    return {objective: _guesses(objective, gaps) for objective in OBJECTIVES}


def _guesses(objective: str, gaps: list[Gap]) -> Guesses:
    rows = np.stack([row.numpy() for row in fills(network(objective), objective, gaps)]).astype(float)
    missing = np.array([gap.missing for gap in gaps])
    chances = np.exp(np.take_along_axis(rows, missing[:, :, None], 2).mean((1, 2)))
    best = np.argsort(-rows[:, 0], axis=1, kind="stable")[:, :BEST]
    return Guesses(chances, best, np.exp(np.take_along_axis(rows[:, 0], best, 1)))


@lru_cache(maxsize=256)
def answered(question: str) -> dict[str, str]:
    """Return what each model answers to a task with its prefix."""
    return {name: decode(answer(network(name), name, question)) for name in OBJECTIVES}


def sentences_about(result: Result, view: str) -> list[str]:
    """Return what has to be said beside the picture: what was cut off, what is unknown, what noise finds nothing."""
    p, said = result.params, list[str]()
    if view in ("objectives", "gap"):
        left = len(encode(readable(p.text))) - len(result.text)
        unknown = result.text.count(UNKNOWN_ID)
        if left > 0:
            said.append(f"The models read {LONGEST} pieces at most: the last {left:,} were cut off.")
        if unknown:
            said.append(f"{unknown} characters are not in the vocabulary: the models read ⟨?⟩ for each.")
    if view == "objectives" and p.noise == "permutation" and len(result.passage) == 1:
        said.append("There is one sentence only, so there is nothing to shuffle: type a second one.")
    if view == "tasks" and UNKNOWN_ID in encode(result.question[0]):
        said.append("Some characters are not in the vocabulary: the models read ⟨?⟩ for each.")
    return said


def tables(result: Result) -> dict[str, dict[str, NDArray[Any]]]:
    """Return the gaps of the text and the scores on held-out texts, as columns."""
    names = [(name, job) for name in OBJECTIVES for job in result.scores[name]]
    columns: dict[str, dict[str, NDArray[Any]]] = {
        "held-out": {
            "objective": np.array([name for name, _ in names]),
            "task": np.array([job for _, job in names]),
            "share right": np.array([result.scores[name][job] for name, job in names]),
        },
        "gaps": {"begins behind": np.arange(1, len(result.text) - result.params.length + 1)},
    }
    columns["gaps"] |= {name: guesses.chances for name, guesses in result.guesses.items()}
    return columns


def challenge(result: Result) -> tuple[bool, str]:
    """Check "three pieces are missing, and BART's model finds them twice as probable as the causal one"."""
    causal, denoise = (float(result.guesses[name].chances[result.start - 1]) for name in ("causal", "denoise"))
    said = f"BART's model gives a missing piece {denoise:.3f}, the causal one {causal:.3f}"
    if result.params.length != 3 or result.params.open_end:
        return False, f"{said}; but three pieces are to be missing, with what follows in sight."
    if denoise < 2 * causal:
        return False, f"{said}: not twice as much."
    return True, f"{said}: what stands behind the gap says something that what stands before does not."


def files(params: Params, view: str) -> dict[str, bytes]:
    """Return the weights, the vocabulary and what was measured, for a script."""
    return {name: shipped(name) for name in (WEIGHTS, PIECES, TRAINED)}
