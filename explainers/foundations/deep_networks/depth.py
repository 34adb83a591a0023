"""Depth against width at about equal counts of parameters: trained once, recorded in depth.csv, and read from there.

`python -c "from explainers.foundations.deep_networks import depth; depth.record()"` trains them all again and writes
the file: about three minutes.
"""

import csv
import io
from functools import lru_cache
from itertools import product

import numpy as np
import torch

from explainers.foundations.deep_networks.model import count
from explainers.foundations.deep_networks.network import Run, State, forward, losses
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

    It has two inputs, one output, and hidden layers of equal width, but that the first of them may have a unit more.
    """
    every = [
        [2, *[width + (layer < wider) for layer in range(depth)], 1]
        for width in range(1, budget)
        for wider in range(depth)
    ]
    return min(every, key=lambda sizes: abs(count(sizes) - budget))


def trained(data: str, budget: int, depth: int) -> list[tuple[float, ...]]:
    """Train SEEDS networks side by side, for STEPS steps of Adam; return the test loss and the test score of each."""
    units = tuple(map(float, sizes_of(depth, budget)[1:-1]))
    runs = [Run(Params(data=data, layers=depth, units=units, seed=seed)) for seed in range(SEEDS)]
    starts = zip(*(run.start().weights for run in runs), strict=True)
    weights = [torch.stack(same).detach().requires_grad_() for same in starts]  # of all networks, seeds first
    x, y = torch.stack([run.x for run in runs]), torch.stack([run.y for run in runs])
    optimiser, each = torch.optim.Adam(weights, RATE, fused=True), torch.arange(SEEDS)[:, None]
    for step in range(STEPS):
        chance = torch.Generator().manual_seed(step)
        batch = torch.randint(runs[0].points.training, (SEEDS, BATCH), generator=chance)
        f = forward(x[each, batch], weights, "tanh")[-1][..., 0]
        optimiser.zero_grad()
        losses(f, y[each, batch], data).mean(dim=1).sum().backward()  # type: ignore[no-untyped-call]
        optimiser.step()
    ends = [State(STEPS, [w[seed] for w in weights], optimiser) for seed in range(SEEDS)]
    return [run.measure(end)[1::2] for run, end in zip(runs, ends, strict=True)]


@lru_cache(maxsize=1)
def recorded() -> Array:
    """Return what was recorded, by task, budget, depth and seed, in this order: test loss and test score."""
    table = np.loadtxt(io.BytesIO(shipped(FILE)), delimiter=",", skiprows=1, usecols=(4, 5))
    return table.reshape(len(TASKS), len(BUDGETS), len(DEPTHS), SEEDS, 2)


def record() -> None:
    """Train them all, and write the file."""
    with place_of(FILE).open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["data", "budget", "depth", "seed", "loss", "score"])
        for network in product(TASKS, BUDGETS, DEPTHS):
            for seed, (loss, score) in enumerate(trained(*network)):
                writer.writerow([*network, seed, f"{loss:.5f}", f"{score:.4f}"])
