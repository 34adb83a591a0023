"""What figures of labelled points are made of: the plane, its points by class, bands of learning curves."""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from explainers.figure_style import Layout, Style, Trace
from explainers.foundations.plane import REACH, Array, Labels
from explainers.marks import dots, line
from explainers.panels import Panel

SIDE = 45  # places along either side of the plane at which models are asked
GRID = np.linspace(-REACH, REACH, SIDE)
PLACES = np.stack(np.meshgrid(GRID, GRID), axis=-1).reshape(-1, 2)  # (SIDE², 2)
FINE = np.linspace(-REACH, REACH, 2 * SIDE + 1)  # for regions with sharp edges
FINE_PLACES = np.stack(np.meshgrid(FINE, FINE), axis=-1).reshape(-1, 2)
SYMBOLS = ("circle", "square", "diamond")  # of classes, for whoever cannot tell their colours


def plane(style: Style, panel: Panel) -> dict[str, Layout]:
    """Return the axes of a square panel that shows the plane."""
    quiet = {"range": [-REACH, REACH], "showgrid": False, "showticklabels": False, "ticks": "", "constrain": "domain",
             "mirror": True, "showline": True, "linecolor": style.colour("grid")}  # fmt: skip
    return {"xaxis": quiet, "yaxis": quiet | {"scaleanchor": f"x{panel.suffix}"}}


def by_class(x: Array, y: Labels, names: tuple[str, ...], style: Style, panel: Panel, size: float = 2.2) -> list[Trace]:
    """Return points (n, 2) with labels (n,): a colour and a symbol for each class."""
    traces = []
    for k, name in enumerate(names):
        some = x[y == k]
        mark = dots(some[:, 0], some[:, 1], style.colour(f"class_{k}"), size * style.stroke,
                    f"{name}: %{{x:.2f}}, %{{y:.2f}}", **panel.axes)  # fmt: skip
        mark["marker"] |= {"symbol": SYMBOLS[k], "line": {"width": 1, "color": style.colour("background")}}
        traces.append(mark)
    return traces


def band(x: ArrayLike, low: Array, high: Array, colour: str, **more: Any) -> Trace:
    """Return the area between two curves."""
    x = np.asarray(x, dtype=float)
    return line(np.concatenate([x, x[::-1]]), np.concatenate([low, high[::-1]]), colour, 0, fill="toself",
                fillcolor=colour, **more)  # fmt: skip
