"""Depth against width: networks of one to six hidden layers with about as many parameters."""

import numpy as np

from explainers.figure_style import Drawing, Plot, Style, Trace, base_layout
from explainers.foundations.deep_networks.depth import DEPTHS, SEEDS, STEPS, TASKS, sizes_of, table
from explainers.foundations.deep_networks.figure_layers import stacked, titled
from explainers.foundations.deep_networks.model import Result
from explainers.foundations.deep_networks.network import count
from explainers.foundations.deep_networks.points import DATA, REGRESSION, Array
from explainers.foundations.deep_networks.settings import BUDGETS
from explainers.marks import dots, line
from explainers.panels import panels

RANGES = {"circle": (0.45, 1.03), "xor": (0.45, 1.03), "spiral": (0.45, 1.03), "hills": (0.0, 0.05)}


@Plot
def plot_depth(result: Result, style: Style) -> Drawing:
    """Draw the test accuracy, or in regression the test loss, of every trained network against its depth."""
    places = panels("circle xor", "spiral hills", gaps=(0.1, 0.2))
    budget = min(BUDGETS, key=lambda stop: abs(stop - result.params.budget))
    traces, told, special = [], [], {}
    for task in TASKS:
        loss = task in REGRESSION
        scores = np.array([table()[task, budget, depth][:, 0 if loss else 1] for depth in DEPTHS])
        middle = np.median(scores, axis=1)
        traces += networks(scores, "test loss %{y:.4f}" if loss else "%{y:.1%} right", style, places[task].axes)
        best = (np.argmin if loss else np.argmax)(middle)
        told.append(f"{DATA[task]}: best median at {DEPTHS[best]} hidden layers, {middle[best]:.3g}")
        title = {"text": "hidden layers" if task in ("spiral", "hills") else "", "font": {"size": style.text}}
        special[task] = {
            "xaxis": {"range": [0.6, 6.4], "dtick": 1, "title": title},
            "yaxis": {"range": list(RANGES[task]), "nticks": 5, "tickformat": "" if loss else ".0%"},
        }
    titles = {task: f"<b>{DATA[task]}</b>: test {'loss' if task in REGRESSION else 'accuracy'}" for task in TASKS}
    layout = base_layout(
        style,
        **places.layout(**special),
        annotations=[titled(places, task, title, style) for task, title in titles.items()],
        margin={"l": 56, "r": 8, "t": 34, "b": 62 if style.lecture else 50},
    )
    counts = [count(sizes_of(depth, budget)) for depth in DEPTHS]
    alt = (f"Networks of {min(counts)} to {max(counts)} parameters, {SEEDS} for each depth, after {STEPS:,} steps. "
           f"{'. '.join(told)}.")  # fmt: skip
    return Drawing(traces, layout, alt, stacked(places, dict.fromkeys(TASKS, 170)))


def networks(scores: Array, what: str, style: Style, axes: dict[str, str]) -> list[Trace]:
    """Return the networks of a task as dots, beside each other where they have one depth, and their medians."""
    spread = np.repeat(DEPTHS, SEEDS) + np.tile(np.linspace(-0.18, 0.18, SEEDS), len(DEPTHS))
    return [
        dots(spread, scores.ravel(), style.colour("class_0", 0.55), 1.8 * style.stroke, f"a network: {what}", **axes),
        line(DEPTHS, np.median(scores, axis=1), style.colour("class_1"), style.stroke, f"median: {what}", **axes),
    ]
