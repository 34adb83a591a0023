"""Depth against width at about equal counts of parameters: trained once, recorded in depth.csv, and read from there.

`python -c "from explainers.foundations.deep_networks import depth; depth.record()"` trains them all again and writes
the file: about three minutes.
"""

import csv
import io
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache

import numpy as np
import torch

from explainers.foundations.deep_networks.network import Run, count, first_state, forward, losses
from explainers.foundations.deep_networks.points import Array
from explainers.foundations.deep_networks.settings import BUDGETS, Params
from explainers.shipped import place_of, shipped

FILE = "data/deep_networks/depth.csv"
DEPTHS = (1, 2, 3, 4, 5, 6)
SEEDS = 9
STEPS = 2000
RATE, BATCH = 0.01, 10
TASKS = ("circle", "xor", "spiral", "hills")  # without those that a single unit can do


def sizes_of(depth: int, budget: int) -> list[int]:
    """Return the layers of the network of that depth whose count of parameters is nearest to the budget.

    It has two inputs, one output, and hidden layers of equal width, or one unit more in the first of them.
    """
    all_sizes = [
        [2, *[width + (layer < wider) for layer in range(depth)], 1]
        for width in range(1, budget)
        for wider in range(depth)
        if count([2, *[width] * depth, 1]) < 2 * budget
    ]
    return min(all_sizes, key=lambda sizes: abs(count(sizes) - budget))


def trained(data: str, budget: int, depth: int) -> list[tuple[float, float]]:
    """Train SEEDS networks side by side, for STEPS steps of Adam; return the test loss and the test score of each."""
    runs = [Run(replace(Params(), data=data, seed=seed)) for seed in range(SEEDS)]
    states = [first_state(run.params, sizes_of(depth, budget)) for run in runs]
    together = [torch.stack([w.detach() for w in same]) for same in zip(*(s.weights for s in states), strict=True)]
    weights = [(w[:, None] if w.dim() == 2 else w).requires_grad_() for w in together]
    x, y = (torch.stack(parts) for parts in zip(*(run.training for run in runs), strict=True))
    optimiser, chance, each = (
        torch.optim.Adam(weights, RATE, fused=True),
        torch.Generator(),
        torch.arange(SEEDS)[:, None],
    )
    for step in range(STEPS):
        batch = torch.randint(x.shape[1], (SEEDS, BATCH), generator=chance.manual_seed(step))
        f = forward(x[each, batch], weights, "tanh")[-1][..., 0]
        optimiser.zero_grad()
        losses(f, y[each, batch], data).mean(dim=1).sum().backward()  # type: ignore[no-untyped-call]
        optimiser.step()
    for seed, state in enumerate(states):
        state.weights = [w[seed].detach().reshape(first.shape) for w, first in zip(weights, state.weights, strict=True)]
    return [run.measure(state)[1::2] for run, state in zip(runs, states, strict=True)]


def all_rows() -> Iterator[list[str | int]]:
    """Yield the rows of the file, training the networks for them."""
    for data in TASKS:
        for budget in BUDGETS:
            for depth in DEPTHS:
                for seed, (loss, score) in enumerate(trained(data, budget, depth)):
                    yield [data, budget, depth, seed, f"{loss:.5f}", f"{score:.4f}"]


@lru_cache(maxsize=1)
def table() -> dict[tuple[str, int, int], Array]:
    """Return what was recorded, by data, budget and depth: (SEEDS, 2) test loss and test score."""
    found: dict[tuple[str, int, int], list[tuple[float, float]]] = {}
    for row in csv.DictReader(io.StringIO(shipped(FILE).decode())):
        key = row["data"], int(row["budget"]), int(row["depth"])
        found.setdefault(key, []).append((float(row["loss"]), float(row["score"])))
    return {key: np.array(rows) for key, rows in found.items()}


def record() -> None:
    """Train them all, and write the file."""
    with place_of(FILE).open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["data", "budget", "depth", "seed", "loss", "score"])
        writer.writerows(all_rows())
