"""The unit square of the points: its layers, drawn one over the other."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from explainers.figure_style import Layout, Style, Trace
from explainers.gans.training.result import FIELD, HIGH, LOW, Array
from explainers.marks import dots, line, words

SQUARE, PANELS = (0.0, 0.6), (0.7, 1.0)  # shares of the width, of the square and of what is beside it
NARROW_SQUARE = {  # on a telephone: over what is else beside it
    "height": 640,
    "margin": {"l": 34, "r": 10},
    "xaxis": {"domain": [0.0, 1.0]},
    "yaxis": {"domain": [0.46, 1.0]},
}
ARROW = 0.06  # length of the longest arrow


def arena_axes(style: Style) -> dict[str, Layout]:
    """Return the axes of the square: no scale to read, with room above for names."""
    axis = {"range": [LOW, HIGH], "showticklabels": False, "ticks": "", "showgrid": False,
            "linecolor": style.colour("grid"), "constrain": "domain"}  # fmt: skip
    return {
        "xaxis": axis | {"domain": list(SQUARE)},
        "yaxis": axis | {"range": [LOW, HIGH + 0.09], "scaleanchor": "x"},
    }


def names(style: Style, more: str = "") -> Trace:
    """Return who is who, over the square, in their colours; `more` is said beside it."""
    texts, colours = ["<b>real</b>", "<b>generated</b>", more], ["real", "generated", "muted"]
    return words([LOW + 0.01, LOW + 0.2, LOW + 0.53], [HIGH + 0.045] * 3, texts, [style.colour(c) for c in colours],
                 style, textposition="middle right")  # fmt: skip


def verdict(field: Array, style: Style, shown: bool) -> Trace:
    """Return the discriminator's field: one colour where it says "real", the other where it says "generated"."""
    axis = np.linspace(LOW, HIGH, FIELD)
    ends = [style.colour("generated", 0.45), style.colour("background"), style.colour("real", 0.45)]
    return {"type": "heatmap", "x": axis, "y": axis, "z": field, "zmin": 0, "zmax": 1, "showscale": False,
            "colorscale": [[i / 2, colour] for i, colour in enumerate(ends)], "zsmooth": "fast", "visible": shown,
            "hovertemplate": "D(x) = %{z:.3f} at (%{x:.2f}, %{y:.2f})<extra></extra>"}  # fmt: skip


def points(at: Array, role: str, style: Style, **more: Any) -> Trace:
    """Return one kind of points."""
    hover = f"{role}: %{{x:.3f}}, %{{y:.3f}}"
    return dots(at[:, 0], at[:, 1], style.colour(role, 0.8), 1.6 * style.stroke, hover, **more)


def manifold(lines: Array, style: Style, shown: bool) -> Trace:
    """Return the grid of noise as the generator bends it, from lines of points, shape (lines, points, 2)."""
    broken = np.concatenate([lines, np.full((len(lines), 1, 2), np.nan)], axis=1).reshape(-1, 2)
    return line(broken[:, 0], broken[:, 1], style.colour("generator", 0.55), 1.0, visible=shown)


def arrows(tails: Array, ways: NDArray[np.floating], style: Style, shown: bool) -> Trace:
    """Return arrows from `tails`, shape (n, 2), along `ways`; the longest has a fixed length."""
    size = np.linalg.norm(ways, axis=1, keepdims=True)
    heads = tails + ARROW * ways / max(float(size.max(initial=0.0)), 1e-3)
    both = np.stack([tails, heads, np.full_like(heads, np.nan)], axis=1).reshape(-1, 2)
    return line(both[:, 0], both[:, 1], style.colour("discriminator"), 0.6 * style.stroke, visible=shown)
