"""One text under three objectives, what each model makes of it, and what was measured on held-out texts."""

import json
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray

from explainers.controls import check
from explainers.problems import BadInput
from explainers.shipped import shipped
from explainers.transformers.lm.text import readable
from explainers.transformers.objectives.corruption import OBJECTIVES, Pair, pair_of
from explainers.transformers.objectives.measure import Gap, answer, fills
from explainers.transformers.objectives.network import RECORDED, WEIGHTS, network
from explainers.transformers.objectives.settings import JOBS, Params
from explainers.transformers.objectives.spelling import LONGEST, PIECES, UNKNOWN_ID, Ids, encode, sentences
from explainers.transformers.objectives.tasks import TASKS

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
    question: tuple[str, str] | None  # the learner's example of a task, with its prefix, and the right answer

    @property
    def text(self) -> Ids:
        """All pieces of the text."""
        return tuple(chain.from_iterable(self.passage))

    @property
    def gap(self) -> Gap:
        """The gap in hand, within the text."""
        p = self.params
        return Gap(self.text, min(p.start, len(self.text) - p.length), p.length, p.open_end)

    @property
    def guesses(self) -> dict[str, Guesses]:
        """What each model makes of every gap of that length."""
        return guessed(self.text, self.params.length, self.params.open_end)

    def chance(self, objective: str) -> float:
        """Return the probability that a model gives to a missing piece of the gap in hand."""
        return float(self.guesses[objective].chances[self.gap.start - 1])

    @property
    def examples(self) -> list[dict[str, str]]:
        """What the model in hand was asked, what it said, and what is right; the learner's example first."""
        p = self.params
        kept: list[dict[str, str]] = recorded()[p.objective]["examples"][p.job]
        if not self.question:
            return kept
        question, truth = self.question
        return [{"asked": question, "said": answered(p.objective, question), "right": truth}, *kept[:-1]]

    @property
    def percent(self) -> float:
        """How many of the missing pieces T5's model has right in a gap, in percent."""
        return 100 * right("span", "fill")


@cache
def recorded() -> dict[str, Any]:
    """Return what training took, and what the models reached on held-out texts, by objective."""
    return {name: json.loads(shipped(RECORDED.format(name))) for name in OBJECTIVES}


def right(objective: str, job: str) -> float:
    """Return the share of held-out examples that a model has right."""
    return float(recorded()[objective]["right"][job])


def simulate(params: Params) -> Result:
    """Corrupt the text. Raises BadInput for what is no text, or no example of the task."""
    check(params)
    passage = read(params.text)
    rates, more = {"span": params.rate, "denoise": params.bart_rate}, (params.mean_span, params.noise)
    pairs = {name: pair_of(name, passage, np.random.default_rng(params.seed), rates.get(name), *more)
             for name in OBJECTIVES}  # fmt: skip
    return Result(params, passage, pairs, _question(params))


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


def _question(params: Params) -> tuple[str, str] | None:
    """Return the task with its prefix and the right answer. Raises BadInput."""
    if not params.asked.strip() or params.job not in TASKS:
        return None
    task, asked = TASKS[params.job], readable(params.asked, "asked")
    try:
        return f"{task.prefix} {asked}", task.answer(asked)
    except ValueError:
        raise BadInput("asked", f"There is no right answer to this: type something like “{task.example}”.") from None


@lru_cache(maxsize=64)
def guessed(text: Ids, length: int, open_end: bool) -> dict[str, Guesses]:
    """Return what each model makes of every gap of a text."""
    gaps = [Gap(text, start, length, open_end) for start in range(1, len(text) - length + 1)]
    return {objective: _guesses(objective, gaps) for objective in OBJECTIVES}


def _guesses(objective: str, gaps: list[Gap]) -> Guesses:
    rows = np.stack([row.numpy() for row in fills(network(objective), gaps)]).astype(float)
    missing = np.array([gap.missing for gap in gaps])
    chances = np.exp(np.take_along_axis(rows, missing[:, :, None], 2).mean((1, 2)))
    best = np.argsort(-rows[:, 0], axis=1, kind="stable")[:, :BEST]
    return Guesses(chances, best, np.exp(np.take_along_axis(rows[:, 0], best, 1)))


@lru_cache(maxsize=256)
def answered(objective: str, question: str) -> str:
    """Return what a model answers to a task with its prefix."""
    return answer(network(objective), question)


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
    if view == "matrix" and p.asked and p.job not in TASKS:
        said.append("Your example needs a task with a prefix: open one of the last four columns.")
    if view == "matrix" and result.question and UNKNOWN_ID in encode(result.question[0]):
        said.append("Some characters are not in the vocabulary: the models read ⟨?⟩ for each.")
    return said


def tables(result: Result) -> dict[str, dict[str, NDArray[Any]]]:
    """Return the gaps of the text and the scores on held-out texts, as columns."""
    chances = {name: guesses.chances for name, guesses in result.guesses.items()}
    shares = {name: np.array([right(name, job) for job in JOBS]) for name in OBJECTIVES}
    return {
        "held-out": {"task": np.array(list(JOBS))} | shares,
        "gaps": {"begins behind": np.arange(1, len(chances["span"]) + 1)} | chances,
    }


def challenge(result: Result) -> tuple[bool, str]:
    """Check "three pieces are missing, and BART's model finds them twice as probable as the causal one"."""
    causal, denoise = result.chance("causal"), result.chance("denoise")
    said = f"BART's model gives a missing piece {denoise:.3f}, the causal one {causal:.3f}"
    if result.params.length != 3 or result.params.open_end:
        return False, f"{said}; but three pieces are to be missing, with what follows in sight."
    if denoise < 2 * causal:
        return False, f"{said}: not twice as much."
    return True, f"{said}: what stands behind the gap says something that what stands before does not."


def files(params: Params, view: str) -> dict[str, bytes]:
    """Return the weights, the vocabulary and what was measured, for a script."""
    names = [kind.format(objective) for kind in (WEIGHTS, RECORDED) for objective in OBJECTIVES]
    return {name: shipped(name) for name in (PIECES, *names)}
