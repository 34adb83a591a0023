"""Depth against width: networks of one to six hidden layers with about as many parameters, each trained several times."""

import numpy as np

from explainers.figure_style import Drawing, Plot, Style, base_layout
from explainers.foundations.deep_networks.depth import DEPTHS, SEEDS, STEPS, TASKS, sizes_of, table
from explainers.foundations.deep_networks.figure_layers import titled
from explainers.foundations.deep_networks.model import Result
from explainers.foundations.deep_networks.network import count
from explainers.foundations.deep_networks.points import DATA
from explainers.foundations.deep_networks.settings import BUDGETS
from explainers.marks import dots, line
from explainers.panels import panels

RANGES = {"circle": (0.45, 1.03), "xor": (0.45, 1.03), "spiral": (0.45, 1.03), "hills": (0.0, 0.05)}


@Plot
def plot_depth(result: Result, style: Style) -> Drawing:
    """Draw the test accuracy, or in regression the test loss, of every trained network against its depth."""
    places = panels("circle xor", "spiral hills", gaps=(0.1, 0.2))
    budget = min(BUDGETS, key=lambda stop: abs(stop - result.params.budget))
    traces, told = [], []
    for task in TASKS:
        scores = np.array([table()[task, budget, depth][:, 0 if task == "hills" else 1] for depth in DEPTHS])
        middle, axes = np.median(scores, axis=1), places[task].axes
        spread = np.repeat(DEPTHS, SEEDS) + np.tile(np.linspace(-0.18, 0.18, SEEDS), len(DEPTHS))
        what = "test loss %{y:.4f}" if task == "hills" else "%{y:.1%} of the test set right"
        traces += [
            dots(spread, scores.ravel(), style.colour("class_0", 0.55), 1.8 * style.stroke, f"one network: {what}", **axes),
            line(DEPTHS, middle, style.colour("class_1"), style.stroke, f"median of {SEEDS}: {what}", **axes),
        ]
        best = (np.argmin if task == "hills" else np.argmax)(middle)
        told.append(f"{DATA[task]}: best median at {DEPTHS[best]} hidden layers, {middle[best]:.3g}")
    layers = {"xaxis": {"range": [0.6, 6.4], "dtick": 1}}
    layout = base_layout(
        style,
        **places.layout(**{task: layers | {"yaxis": {"range": list(RANGES[task]), "nticks": 5,
                                                    "tickformat": "" if task == "hills" else ".0%"}} for task in TASKS}),
        annotations=[titled(places, task, f"<b>{DATA[task]}</b>: {'test loss' if task == 'hills' else 'test accuracy'}",
                            style) for task in TASKS],
        margin={"l": 56, "r": 8, "t": 34, "b": 62 if style.lecture else 50},
    )  # fmt: skip
    for task in ("spiral", "hills"):
        layout[f"xaxis{places[task].suffix}"]["title"] = {"text": "hidden layers", "font": {"size": style.text}}
    counts = [count(sizes_of(depth, budget)) for depth in DEPTHS]
    alt = (f"Networks of {min(counts)} to {max(counts)} parameters, {SEEDS} for each depth, after {STEPS:,} steps. "
           f"{'. '.join(told)}.")  # fmt: skip
    stack = places.narrow(dict.fromkeys(TASKS, 170))
    tops = [stack[f"yaxis{places[task].suffix}"]["domain"][1] for task in TASKS]
    return Drawing(traces, layout, alt, stack | {"annotations": {i: {"x": 0.0, "y": y} for i, y in enumerate(tops)}})
