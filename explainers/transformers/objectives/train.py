"""Train and measure one transformer for each objective: six minutes of one core each.

    python -m explainers.transformers.objectives.train         # all
    python -m explainers.transformers.objectives.train span    # one of them

All three are alike, begin with the same weights, learn for the same number of updates on about as many pieces, and
learn four small tasks from text to text beside their objective.
"""

import json
import sys
import time
from typing import Any

import numpy as np
import torch
from torch import Tensor

from explainers.fit import fit
from explainers.shipped import place_of
from explainers.shipped_networks import round_to_half, save
from explainers.transformers.objectives.corruption import OBJECTIVES, Pair, pair_of
from explainers.transformers.objectives.measure import reached
from explainers.transformers.objectives.network import IGNORED, RECORDED, WEIGHTS, Batch, Transformer, batch_of
from explainers.transformers.objectives.spelling import END_ID, PIECES, encode, learn_pieces, passages
from explainers.transformers.objectives.tasks import TASKS, drawn

UPDATES, RATE = 2400, 3e-3
ROWS = {"causal": 18, "span": 16, "denoise": 10}  # passages an update: about as many pieces for all
TASK_ROWS = 16


def task_pair(rng: np.random.Generator) -> Pair:
    """Return one of the small tasks, as pieces."""
    question, answer = drawn(list(TASKS)[rng.integers(len(TASKS))], rng)
    return Pair((*encode(question), END_ID), (*encode(answer), END_ID))


def batches(objective: str, update: int) -> tuple[Batch, Batch]:
    """Return the passages and the tasks of one update."""
    rng, texts = np.random.default_rng(update), passages("train")
    pairs = [pair_of(objective, texts[i], rng) for i in rng.integers(len(texts), size=ROWS[objective])]
    return batch_of(pairs), batch_of([task_pair(rng) for _ in range(TASK_ROWS)])


def train(objective: str) -> tuple[Transformer, dict[str, Any]]:
    """Return a trained network, rounded to half precision, and what its training took."""
    torch.manual_seed(0)
    model, seen = Transformer(objective), {"pieces": 0, "with_loss": 0}
    clock, losses = time.process_time(), list[tuple[float, float]]()

    def loss(_: Tensor) -> Tensor:
        text, tasks = batches(objective, len(losses))
        seen["pieces"] += int(text.ids.count_nonzero())
        seen["with_loss"] += int((text.labels != IGNORED).sum())
        both = model.loss(text), model.loss(tasks)
        losses.append((both[0].item(), both[1].item()))
        if len(losses) % 100 == 0:
            print(objective, len(losses), *np.mean(losses[-100:], axis=0), flush=True)
        return both[0] + 0.5 * both[1]

    fit(model, UPDATES, loss, 0, epochs=1, batch=1, rate=RATE)
    round_to_half(model)
    return model, seen | {"minutes": round((time.process_time() - clock) / 60, 1)}


def main(chosen: list[str]) -> None:
    """Train what is chosen, keep it, and write down what it took and what it reaches."""
    if not place_of(PIECES).exists():
        learn_pieces()
    for objective in chosen:
        model, facts = train(objective)
        save(WEIGHTS.format(objective), {objective: model.eval()})
        facts |= {"parameters": sum(weights.numel() for weights in model.parameters())} | reached(model)
        print(objective, facts["right"], flush=True)
        place = place_of(RECORDED.format(objective))
        place.write_text(json.dumps(facts, indent=1, ensure_ascii=False) + "\n", "utf-8")


if __name__ == "__main__":
    main(sys.argv[1:] or [*OBJECTIVES])
