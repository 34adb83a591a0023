"""What a model can do, asked in the way it was trained."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain, permutations

import torch
from torch import Tensor

from explainers.transformers.objectives.corruption import Pair
from explainers.transformers.objectives.network import Transformer, batch_of
from explainers.transformers.objectives.spelling import END_ID, FIRST_SENTINEL, MASK_ID, Ids, decode, encode

MOST = 40  # pieces that a model may write


@dataclass(frozen=True)
class Gap:
    """A text in which pieces `start` … `start + length` are missing; `open_end` says that so is all behind them."""

    text: Ids
    start: int
    length: int
    open_end: bool = False

    @property
    def left(self) -> Ids:
        """What stands before the gap."""
        return self.text[: self.start]

    @property
    def right(self) -> Ids:
        """What stands behind the gap, as far as it may be seen."""
        return () if self.open_end else self.text[self.start + self.length :]

    @property
    def missing(self) -> Ids:
        """What is missing."""
        return self.text[self.start : self.start + self.length]


def asked(objective: str, gap: Gap) -> Pair:
    """Return a gap as a pair of an objective's own kind; what is wanted ends with the missing pieces.

    The causal model has only what stands before the gap. T5's reads a sentinel in its place and writes what is missing;
    BART's reads one mask and writes the text.
    """
    if objective == "causal":
        return Pair((), gap.left + gap.missing)
    if objective == "span":
        return Pair((*gap.left, FIRST_SENTINEL, *gap.right, END_ID), (FIRST_SENTINEL, *gap.missing))
    return Pair((*gap.left, MASK_ID, *gap.right, END_ID), gap.left + gap.missing)


@torch.no_grad()
def log_chances(model: Transformer, pairs: Sequence[Pair]) -> list[Tensor]:
    """Return, for each pair, the log probability of every next piece at each place of what is wanted: (m, SIZE)."""
    found = zip(pairs, model(batch_of(pairs)), strict=True)
    return [model.scores(row[len(pair.given) :][: len(pair.wanted)]).log_softmax(-1) for pair, row in found]


def fills(model: Transformer, gaps: Sequence[Gap]) -> list[Tensor]:
    """Return the log probabilities of every piece at the places of each gap, (length, SIZE): those before are true."""
    found = log_chances(model, [asked(model.objective, gap) for gap in gaps])
    return [row[-gap.length :] for row, gap in zip(found, gaps, strict=True)]


def ordered(model: Transformer, shuffled: tuple[Ids, ...]) -> list[float]:
    """Return the log probability of each order of sentences, as `permutations` has them.

    The causal model weighs each order as a text. BART's reads the shuffled passage and weighs each as its answer. T5's
    has never seen such a task: it reads one sentinel, and weighs each order as the span that is missing.
    """
    given = {"causal": (), "span": (FIRST_SENTINEL, END_ID), "denoise": (*chain.from_iterable(shuffled), END_ID)}
    head = (FIRST_SENTINEL,) if model.objective == "span" else ()
    orders = [(*head, *chain.from_iterable(order), END_ID) for order in permutations(shuffled)]
    rows = log_chances(model, [Pair(given[model.objective], order) for order in orders])
    return [float(row.gather(1, torch.tensor(order)[:, None]).sum()) for row, order in zip(rows, orders, strict=True)]


def write(model: Transformer, given: Ids, begun: Ids = (), most: int = MOST) -> str:
    """Return what a model writes behind what it is given and what is begun, always the likeliest, to its end mark."""
    said = list(begun)
    while len(said) < most and said[-1:] != [END_ID]:
        said.append(int(log_chances(model, [Pair(given, (*said, END_ID))])[0][-1].argmax()))
    return decode(said[len(begun) :])


def answer(model: Transformer, question: str) -> str:
    """Return what a model answers to a task with its prefix."""
    return write(model, (*encode(question), END_ID))
