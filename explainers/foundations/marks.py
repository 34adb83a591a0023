"""What figures of labelled points are made of: the plane, its points by class, learning curves."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import ArrayLike

from explainers.figure_style import Layout, Style, Trace
from explainers.foundations.plane import REACH, Array, Labels
from explainers.marks import dots, line, words
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
    high = {"scaleanchor": f"x{panel.suffix}", "constraintoward": "top"}
    return {"xaxis": quiet | {"constraintoward": "left"}, "yaxis": quiet | high}


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


def cross(x: float, y: float, style: Style, panel: Panel, hover: str, role: str = "guess") -> Trace:
    """Return a cross at the point that is spoken of."""
    mark = dots([x], [y], style.colour(role), 6 * style.stroke, hover, **panel.axes)
    mark["marker"] |= {"symbol": "x", "line": {"width": 2, "color": style.colour("background")}}
    return mark


def sayings(texts: Sequence[str], roles: Sequence[str], style: Style, panel: Panel) -> Trace:
    """Return lines of text, the first on top, that fill a panel whose axes are those of `blank`."""
    places = np.arange(len(texts), dtype=float)
    return words(np.full(len(texts), 0.01), places, texts, [style.colour(role) for role in roles], style,
                 textposition="middle right", **panel.axes)  # fmt: skip


def blank(lines: int) -> dict[str, Layout]:
    """Return the axes of a panel with lines of text."""
    return {"xaxis": {"range": [0, 1], "visible": False}, "yaxis": {"range": [lines - 0.4, -0.6], "visible": False}}


def learning_curves(n: ArrayLike, by_role: Mapping[str, Array], style: Style, hover: str) -> list[Trace]:
    """Return the mean of many runs (sizes, runs) as a line for each role, over the band where 80% of the runs lie."""
    n = np.asarray(n, dtype=float)
    bands, means = [], []
    for role, runs in by_role.items():
        low, high = np.percentile(runs, (10, 90), axis=1)
        fill = style.colour(role, 0.16)
        bands.append(line(np.concatenate([n, n[::-1]]), np.concatenate([low, high[::-1]]), fill, 0, fill="toself",
                          fillcolor=fill))  # fmt: skip
        means.append(line(n, runs.mean(axis=1), style.colour(role), style.stroke, hover))
    return bands + means
