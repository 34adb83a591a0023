"""Trains one transformer for each objective: `python -m explainers.transformers.objectives.train`.

All three are alike, begin with the same weights, learn for the same number of updates on about as many pieces, and
learn four small tasks from text to text beside their objective.
"""

import json
import time
from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
from torch import Tensor

from explainers.fit import fit
from explainers.shipped import place_of
from explainers.shipped_networks import round_to_half, save
from explainers.transformers.objectives.corruption import OBJECTIVES, Pair, pair_for
from explainers.transformers.objectives.network import IGNORED, WEIGHTS, Batch, Transformer, batch_of, parameters
from explainers.transformers.objectives.spelling import END_ID, PIECES, encode, learn_pieces, passages
from explainers.transformers.objectives.tasks import TASKS, drawn

TRAINED = "weights/objectives.json"
CYCLES, UPDATES, RATE = 2, 1600, 3e-3  # the rate goes up and down twice
ROWS = {"causal": 18, "span": 16, "denoise": 10}  # passages an update: about as many pieces for all
TASK_ROWS = 16


def task_pair(rng: np.random.Generator) -> Pair:
    """Return one of the small tasks, as pieces."""
    question, answer = drawn(list(TASKS)[rng.integers(len(TASKS))], rng)
    return Pair((*encode(question), END_ID), (*encode(answer), END_ID))


def batches(objective: str, update: int, seed: int) -> tuple[Batch, Batch]:
    """Return the passages and the tasks of one update."""
    rng, texts = np.random.default_rng((seed, update)), passages("train")
    chosen = rng.integers(len(texts), size=ROWS[objective])
    causal = objective == "causal"
    pairs: Sequence[Pair] = [pair_for(objective, texts[i], rng) for i in chosen]
    return batch_of(pairs, causal), batch_of([task_pair(rng) for _ in range(TASK_ROWS)], causal)


def train(objective: str, seed: int = 0) -> tuple[Transformer, dict[str, Any]]:
    """Return a trained network, rounded to half precision, and what its training took."""
    torch.manual_seed(seed)
    model, seen = Transformer(), {"pieces": 0, "with_loss": 0}
    clock, losses = time.process_time(), list[tuple[float, float]]()

    def loss(places: Tensor) -> Tensor:
        text, tasks = batches(objective, len(losses), seed)
        seen["pieces"] += int(text.ids.count_nonzero())
        seen["with_loss"] += int((text.labels != IGNORED).sum())
        both = model.loss(text), model.loss(tasks)
        losses.append((both[0].item(), both[1].item()))
        if len(losses) % 100 == 0:
            print(objective, len(losses), np.mean(losses[-100:], axis=0).round(3), flush=True)
        return both[0] + 0.5 * both[1]

    for cycle in range(CYCLES):
        fit(model, UPDATES, loss, seed + cycle, epochs=1, batch=1, rate=RATE)
    round_to_half(model)
    return model, seen | {
        "passages": len(losses) * ROWS[objective],
        "minutes": round((time.process_time() - clock) / 60, 1),
        "loss": np.mean(losses[-100:], axis=0).round(3).tolist(),  # of the text, and of the tasks
    }


def main() -> None:
    """Train all, keep them, and write down what they took."""
    torch.set_num_threads(1)
    if not place_of(PIECES).exists():
        learn_pieces()
    networks = dict[str, Transformer]()
    facts: dict[str, Any] = {"parameters": parameters(), "updates": CYCLES * UPDATES}
    for objective in OBJECTIVES:
        networks[objective], facts[objective] = train(objective)
        save(WEIGHTS, networks)
    place_of(TRAINED).write_text(json.dumps(facts, indent=1), "utf-8")


if __name__ == "__main__":
    main()
