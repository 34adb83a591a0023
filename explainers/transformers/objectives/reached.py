"""What a trained model reaches on passages and inputs that no model has seen, with a few examples of each task."""

from collections.abc import Sequence
from itertools import chain, permutations
from typing import Any

import numpy as np
import torch

from explainers.transformers.objectives.measure import Gap, answer, asked, fills, ordered, write
from explainers.transformers.objectives.network import Transformer
from explainers.transformers.objectives.spelling import Ids, decode, passages
from explainers.transformers.objectives.tasks import TASKS, drawn

GAPS, MISSING, AROUND = 400, 3, 8  # gaps, pieces that are missing in each, and pieces on either side at least
EXAMPLES, TOGETHER = 200, 20  # of a task; gaps in a batch
SHOWN, WIDE = 3, 52  # examples that are kept of a task; letters on either side of a gap
Example = dict[str, str]
Score = tuple[float, list[Example]]  # the share that is right, and a few examples


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
