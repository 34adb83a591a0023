"""What a model can do, asked in the way it was trained, and how often it is right on what no model has seen."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain, permutations
from typing import Any

import numpy as np
import torch
from torch import Tensor

from explainers.transformers.objectives.corruption import Pair
from explainers.transformers.objectives.network import Transformer, batch_of
from explainers.transformers.objectives.spelling import END_ID, FIRST_SENTINEL, MASK_ID, Ids, decode, encode, passages
from explainers.transformers.objectives.tasks import TASKS, drawn

MOST = 40  # pieces that a model may write
GAPS, MISSING, AROUND = 400, 3, 8  # gaps, pieces that are missing in each, and pieces on either side at least
EXAMPLES, TOGETHER = 200, 20  # of a task; gaps in a batch
SHOWN, WIDE = 3, 52  # examples that are kept of a task; letters on either side of a gap
Example = dict[str, str]
Score = tuple[float, list[Example]]  # the share that is right, and a few examples


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


def some_gaps(open_end: bool, seed: int = 0) -> list[Gap]:
    """Return gaps in held-out passages, one in each."""
    rng = np.random.default_rng(seed)
    texts = [tuple(chain.from_iterable(passage)) for passage in passages("test")]
    long = [text for text in texts if len(text) >= 2 * AROUND + MISSING]
    chosen = [long[i] for i in rng.choice(len(long), GAPS, replace=False)]
    starts = [int(rng.integers(AROUND, len(text) - MISSING - AROUND + 1)) for text in chosen]
    return [Gap(text, start, MISSING, open_end) for text, start in zip(chosen, starts, strict=True)]


def of_gaps(model: Transformer, gaps: Sequence[Gap]) -> Score:
    """Return the share of missing pieces that are the model's first guess, true pieces before it given."""
    rows = [row for at in range(0, len(gaps), TOGETHER) for row in fills(model, gaps[at : at + TOGETHER])]
    right = torch.stack(rows).argmax(-1) == torch.tensor([gap.missing for gap in gaps])
    return float(right.double().mean()), [of_gap(model, gap) for gap in gaps[:SHOWN]]


def of_gap(model: Transformer, gap: Gap) -> Example:
    """Return one gap as it is shown, and the pieces that the model writes there."""
    pair = asked(model.objective, gap)
    said = write(model, pair.given, pair.wanted[: -gap.length], len(pair.wanted))
    left, right = decode(gap.left)[-WIDE:], decode(gap.right)[:WIDE]
    return {"asked": f"…{left} ____ {right}{'…' * bool(right)}", "said": said, "right": decode(gap.missing)}


def of_orders(model: Transformer, seed: int = 0) -> Score:
    """Return how often the likeliest of the six orders of three shuffled sentences is the true one."""
    rng, hits, examples = np.random.default_rng(seed), list[bool](), list[Example]()
    orders = list(permutations(range(3)))
    for three in triples():
        order = rng.permutation(3)
        shuffled = tuple(three[i] for i in order)
        best, truth = orders[int(np.argmax(ordered(model, shuffled)))], tuple(np.argsort(order).tolist())
        hits.append(best == truth)
        begun = "   ".join(f"{i} {decode(one)[:30]}…" for i, one in enumerate(shuffled, 1))
        said, right = (" ".join(str(i + 1) for i in one) for one in (best, truth))
        examples.append({"asked": begun, "said": said, "right": right})
    return float(np.mean(hits)), examples[:SHOWN]


def triples() -> list[tuple[Ids, ...]]:
    """Return every three sentences in a row of held-out passages."""
    return [passage[at : at + 3] for passage in passages("test") for at in range(len(passage) - 2)]


def of_task(model: Transformer, task: str, seed: int = 0) -> Score:
    """Return how many held-out examples of a task are answered without a fault."""
    rng = np.random.default_rng(seed)
    found = list(dict.fromkeys(drawn(task, rng, kept=True) for _ in range(2 * EXAMPLES)))[:EXAMPLES]
    examples = [{"asked": question, "said": answer(model, question), "right": right} for question, right in found]
    return float(np.mean([one["said"] == one["right"] for one in examples])), examples[:SHOWN]


def reached(model: Transformer) -> dict[str, Any]:
    """Return what one model has right of each task, and examples, by task."""
    found = {
        "go_on": of_gaps(model, some_gaps(open_end=True)),
        "fill": of_gaps(model, some_gaps(open_end=False)),
        "restore": of_orders(model),
        **{task: of_task(model, task) for task in TASKS},
    }
    return {part: {job: score[i] for job, score in found.items()} for i, part in enumerate(("right", "examples"))}
