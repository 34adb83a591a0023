"""Depth against width: networks of one to six hidden layers with about as many parameters."""

import numpy as np

from explainers.figure_style import Drawing, Plot, Style, Trace, base_layout
from explainers.foundations.deep_networks.depth import DEPTHS, SEEDS, STEPS, TASKS, recorded, sizes_of
from explainers.foundations.deep_networks.model import Result, count
from explainers.foundations.deep_networks.points import DATA, REGRESSION, Array
from explainers.foundations.deep_networks.settings import BUDGETS
from explainers.marks import dots, line
from explainers.panels import Panel, panels

PLACES = panels("circle xor", "spiral hills", gaps=(0.1, 0.2))


@Plot
def plot_depth(result: Result, style: Style) -> Drawing:
    """Draw the test accuracy, or in regression the test loss, of every trained network against its depth."""
    budget = min(BUDGETS, key=lambda stop: abs(stop - result.params.budget))
    traces, told, axes, titles = [], [], {}, []
    for task, found in zip(TASKS, recorded()[:, BUDGETS.index(budget)], strict=True):
        loss = task in REGRESSION
        scores = found[..., 0 if loss else 1]  # (depths, seeds)
        middle = np.median(scores, axis=1)
        traces += networks(scores, "%{y:.4f}" if loss else "%{y:.1%}", style, PLACES[task])
        best = middle.min() if loss else middle.max()
        told.append(f"{DATA[task]}: best median at {DEPTHS[list(middle).index(best)]} hidden layers, {best:.3g}")
        titles.append(PLACES[task].over(f"<b>{DATA[task]}</b>: test {'loss' if loss else 'accuracy'}", style))
        across = {"range": [0.6, 6.4], "dtick": 1, "title": {"text": "hidden layers" if task in TASKS[2:] else ""}}
        high = {"range": [0, 0.05]} if loss else {"range": [0.45, 1.03], "tickformat": ".0%"}
        axes[task] = {"xaxis": across, "yaxis": {"nticks": 5} | high}
    margin = {"l": 56, "r": 8, "t": 34, "b": 62 if style.lecture else 50}
    layout = base_layout(style, **PLACES.layout(**axes), annotations=titles, margin=margin)
    counts = [count(sizes_of(depth, budget)) for depth in DEPTHS]
    alt = (f"Networks of {min(counts)} to {max(counts)} parameters, {SEEDS} for each depth, after {STEPS:,} steps. "
           f"{'. '.join(told)}.")  # fmt: skip
    return Drawing(traces, layout, alt, PLACES.narrow(dict.fromkeys(TASKS, 170), gap=80))


def networks(scores: Array, said: str, style: Style, panel: Panel) -> list[Trace]:
    """Return the networks of a task as dots, beside each other where they have one depth, and their medians."""
    x = np.add.outer(DEPTHS, np.linspace(-0.18, 0.18, SEEDS)).ravel()
    hue = style.colour("class_0", 0.55)
    return [
        dots(x, scores.ravel(), hue, 1.8 * style.stroke, f"a network: {said}", **panel.axes),
        line(DEPTHS, np.median(scores, axis=1), style.colour("class_1"), style.stroke, f"median: {said}", **panel.axes),
    ]
