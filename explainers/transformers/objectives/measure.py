"""What each model can do, asked in the way it was trained, on passages and inputs that no model has seen."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain, permutations

import numpy as np
import torch

from explainers.transformers.objectives.corruption import Pair
from explainers.transformers.objectives.network import IGNORED, Transformer, batch_of
from explainers.transformers.objectives.spelling import END_ID, FIRST_SENTINEL, LONGEST, MASK_ID, Ids, encode

GAP = 3  # pieces that are missing
WROTE = 40  # pieces that a model may write
ABOUT = 8  # pieces that stand before and behind a gap, at least


@dataclass(frozen=True)
class Gap:
    """A text in which pieces `start` … `start + length` are missing; `open_end` says that so is all behind them."""

    text: Ids
    start: int
    length: int = GAP
    open_end: bool = False

    @property
    def right(self) -> Ids:
        """What stands behind the gap, as far as it may be seen."""
        return () if self.open_end else self.text[self.start + self.length :]

    @property
    def missing(self) -> Ids:
        """What is missing."""
        return self.text[self.start : self.start + self.length]


def asked(objective: str, gap: Gap) -> tuple[Pair, int]:
    """Return a gap as a pair of an objective's own kind, and where in what is wanted the missing pieces begin.

    The causal model has only what stands before the gap. T5's reads a sentinel in its place and writes what is missing;
    BART's reads one mask and writes the text.
    """
    left = gap.text[: gap.start]
    if objective == "causal":
        return Pair((), (*left, *gap.missing)), len(left)
    if objective == "span":
        return Pair((*left, FIRST_SENTINEL, *gap.right, END_ID), (FIRST_SENTINEL, *gap.missing)), 1
    return Pair((*left, MASK_ID, *gap.right, END_ID), (*left, *gap.missing)), len(left)


def log_chances(model: Transformer, pairs: Sequence[Pair], causal: bool) -> list[torch.Tensor]:
    """Return, for each pair, the log probability of every next piece at each place of what is wanted: (m, SIZE)."""
    with torch.no_grad():
        states = model(batch_of(pairs, causal))
        rows = [states[i, len(p.given) : len(p.given) + len(p.wanted)] for i, p in enumerate(pairs)]
        return [model.scores(row).log_softmax(-1) for row in rows]


def fills(model: Transformer, objective: str, gaps: Sequence[Gap]) -> list[torch.Tensor]:
    """Return the log probabilities of every piece at the places of each gap, (length, SIZE): those before are true."""
    pairs, starts = zip(*(asked(objective, gap) for gap in gaps), strict=True)
    found = log_chances(model, pairs, objective == "causal")
    return [row[at : at + gap.length] for row, at, gap in zip(found, starts, gaps, strict=True)]


def ordered(model: Transformer, objective: str, shuffled: tuple[Ids, ...]) -> list[float]:
    """Return the log probability of each order of sentences, as `permutations` has them.

    The causal model weighs each order as a text. BART's reads the shuffled passage and weighs each as its answer. T5's
    has never seen such a task: it reads one sentinel, and weighs each order as the span that is missing.
    """
    orders = [tuple(chain.from_iterable(order)) for order in permutations(shuffled)]
    given = {"causal": (), "span": (FIRST_SENTINEL, END_ID), "denoise": (*chain.from_iterable(shuffled), END_ID)}
    head = (FIRST_SENTINEL,) if objective == "span" else ()
    pairs = [Pair(given[objective], (*head, *order, END_ID)) for order in orders]
    batch = batch_of(pairs, objective == "causal")
    found = log_chances(model, pairs, objective == "causal")
    wanted = [labels[labels != IGNORED] for labels in batch.labels]
    return [float(row.gather(1, want[:, None]).sum()) for row, want in zip(found, wanted, strict=True)]


def write(model: Transformer, given: Ids, causal: bool, begun: Ids = (), most: int = WROTE) -> Ids:
    """Return what a model writes behind what it is given and what is begun, always the likeliest, to its end mark."""
    said = list(begun)
    while len(said) < most and (not said or said[-1] != END_ID):
        with torch.no_grad():
            states = model(batch_of([Pair(given, (*said, END_ID))], causal))
            said.append(int(model.scores(states[0, -1]).argmax()))
    return tuple(said[len(begun) :])


def answer(model: Transformer, objective: str, question: str) -> Ids:
    """Return what a model answers to a task with its prefix, the end mark left out."""
    said = write(model, (*encode(question), END_ID), objective == "causal")
    return tuple(piece for piece in said if piece != END_ID)


def some_gaps(passages: Sequence[tuple[Ids, ...]], count: int, open_end: bool, seed: int = 0) -> list[Gap]:
    """Return `count` gaps, one a passage, with at least ABOUT pieces before and behind."""
    rng = np.random.default_rng(seed)
    texts = [tuple(chain.from_iterable(passage)) for passage in passages]
    long = [text for text in texts if 2 * ABOUT + GAP <= len(text) <= LONGEST]
    chosen = [long[i] for i in rng.choice(len(long), count, replace=False)]
    return [Gap(text, int(rng.integers(ABOUT, len(text) - GAP - ABOUT + 1)), GAP, open_end) for text in chosen]
