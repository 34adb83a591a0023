"""Depth against width at about equal counts of parameters: trained once, recorded in depth.csv, and read from there.

`python -c "from explainers.foundations.deep_networks import depth; depth.record()"` trains them all again and writes
the file: about twelve minutes.
"""

import io
from functools import lru_cache
from itertools import product

import numpy as np

from explainers.figure_style import Drawing, Plot, Style, base_layout
from explainers.foundations.deep_networks.model import Result
from explainers.foundations.deep_networks.network import Run
from explainers.foundations.deep_networks.points import DATA, REGRESSION, Array
from explainers.foundations.deep_networks.settings import BUDGETS, Params, count
from explainers.marks import dots, line
from explainers.panels import panels
from explainers.shipped import place_of, shipped

FILE = "data/deep_networks/depth.csv"
DEPTHS = (1, 2, 3, 4, 5, 6)
SEEDS = 9
STEPS = 2000
TASKS = ("circle", "xor", "spiral", "hills")  # without those that a single unit can do
PLACES = panels("circle xor", "spiral hills", gaps=(0.1, 0.2))


def sizes_of(depth: int, budget: int) -> list[int]:
    """Return the layers of the network of that depth whose count of parameters is nearest to the budget.

    It has two inputs, one output, and hidden layers of equal width, but that the first of them may have a unit more.
    """
    widths = product(range(1, budget), range(depth))
    every = [[2, *[width + 1] * wider, *[width] * (depth - wider), 1] for width, wider in widths]
    return min(every, key=lambda sizes: abs(count(sizes) - budget))


def trained(data: str, budget: int, depth: int, seed: int) -> float:
    """Train a network as this page does, for STEPS steps, all other settings as it opens; return its test score."""
    units = tuple(map(float, sizes_of(depth, budget)[1:-1]))
    run = Run(Params(data=data, layers=depth, units=units, seed=seed))
    return run.measure(run.at(STEPS))[-1]


def record() -> None:
    """Train them all, and write the file."""
    rows = [(*network, f"{trained(*network):.4f}") for network in product(TASKS, BUDGETS, DEPTHS, range(SEEDS))]
    np.savetxt(place_of(FILE), rows, "%s", ",", header="data,budget,depth,seed,score", comments="")


@lru_cache(maxsize=1)
def recorded() -> Array:
    """Return the test scores that were recorded, by task, budget, depth and seed, in this order."""
    scores = np.loadtxt(io.BytesIO(shipped(FILE)), delimiter=",", skiprows=1, usecols=4)
    return scores.reshape(len(TASKS), len(BUDGETS), len(DEPTHS), SEEDS)


@Plot
def plot_depth(result: Result, style: Style) -> Drawing:
    """Draw the test score of every trained network against its depth: side by side where they have one depth."""
    budget = min(BUDGETS, key=lambda stop: abs(stop - result.params.budget))
    traces, told, axes, titles = [], [], {}, []
    for task, scores in zip(TASKS, recorded()[:, BUDGETS.index(budget)], strict=True):  # (depths, seeds)
        panel, name = PLACES[task], "R²" if task in REGRESSION else "accuracy"
        x, median = np.add.outer(DEPTHS, np.linspace(-0.18, 0.18, SEEDS)), np.median(scores, axis=1)
        traces += [
            dots(x.ravel(), scores.ravel(), style.colour("class_0", 0.55), 1.8 * style.stroke, "a network: %{y:.1%}",
                 **panel.axes),
            line(DEPTHS, median, style.colour("class_1"), style.stroke, "median: %{y:.1%}", **panel.axes),
        ]  # fmt: skip
        told.append(f"{DATA[task]}: best median at {DEPTHS[median.argmax()]} hidden layers, {median.max():.1%}")
        titles.append(panel.over(f"<b>{DATA[task]}</b>: test {name}", style))
        axes[task] = {
            "xaxis": {"range": [0.6, 6.4], "dtick": 1, "title": {"text": "hidden layers" if task in TASKS[2:] else ""}},
            "yaxis": {"range": [0 if task in REGRESSION else 0.45, 1.03], "tickformat": ".0%", "nticks": 5},
        }
    margin = {"l": 56, "r": 8, "t": 34, "b": 62 if style.lecture else 50}
    layout = base_layout(style, **PLACES.layout(**axes), annotations=titles, margin=margin)
    alt = f"Networks of about {budget} parameters, {SEEDS} a depth, after {STEPS:,} steps. {'. '.join(told)}."
    return Drawing(traces, layout, alt, PLACES.narrow(dict.fromkeys(TASKS, 170), gap=(60, 60, 100)))
