"""The straight-through estimator: the gradient at e is handed to z as it is, as if nothing were rounded between."""

import numpy as np
from numpy.typing import NDArray

from explainers.figure_style import Drawing, Layout, Plot, Style, Trace, base_layout
from explainers.marks import dots, line, words
from explainers.panels import panels
from explainers.vaes.quantised.model import Result
from explainers.vaes.quantised.step import STOPS, Step

PANELS = panels("plane loss", widths=(0.5, 0.5), gaps=(0.11, 0.1))


@Plot
def plot_step(result: Result, style: Style) -> Drawing:
    """Draw the plane of z, e and the gradient; and the loss, as promised and as it comes, along the step."""
    found = result.step
    i = round(result.params.moved * (STOPS - 1))
    traces = plane(found, i, style) + losses(found, i, style)
    room = 0.06 * (found.x[-1] - found.x[0])
    top = max(found.quantised.max(), found.skipped.max(), found.quantised[0])
    low = min(found.promised.min(), found.quantised.min(), found.skipped.min(), 0.0)
    lift = 0.42 * (top - low)
    axes: dict[str, Layout] = {
        "plane": {"xaxis": {"range": [found.x[0], found.x[-1]], "showgrid": False, "constrain": "domain",
                            "title": {"text": "against the gradient"}},
                  "yaxis": {"range": [found.y[0] - room, found.y[-1] + room], "showgrid": False, "constrain": "domain",
                            "scaleanchor": "x", "title": {"text": "across"}}},
        "loss": {"xaxis": {"range": [0, found.reach], "title": {"text": "how far z is moved"}},
                 "yaxis": {"range": [low - 0.05 * (top - low), top + lift],
                           "title": {"text": "squared error of the picture"}}},
    }  # fmt: skip
    layout = base_layout(style, **PANELS.layout(**axes),
                         margin={"l": 62 if style.lecture else 48, "r": 8, "t": 4})  # fmt: skip
    alt = (f"z of cell {result.params.cell} is moved by {found.way[i]:.2f} against the gradient. The straight-through "
           f"gradient promises that the squared error falls from {found.quantised[0]:.2f} to {found.promised[i]:.2f}; "
           f"z is now nearest to entry {found.codes[i] + 1}, and the error is {found.quantised[i]:.2f}.")  # fmt: skip
    return Drawing(traces, layout, alt, PANELS.narrow({"plane": 340, "loss": 300}, gap=60))


def plane(found: Step, i: int, style: Style) -> list[Trace]:
    """Return the cells of the nearest entries, cut by the plane, and in it z, e and the gradient at both."""
    axes = PANELS["plane"].axes
    codes, regions = np.unique(found.regions, return_inverse=True)
    regions = regions.reshape(found.regions.shape)
    shades = (regions * 5 % 7).astype(np.uint8)
    greys = [[k / 6, style.colour("posterior", 0.05 + 0.045 * k)] for k in range(7)]
    traces: list[Trace] = [{"type": "heatmap", "x": found.x, "y": found.y, "z": shades, "zmin": 0, "zmax": 6,
                            "colorscale": greys, "showscale": False, "hoverinfo": "skip", **axes}]  # fmt: skip
    large = [k for k in range(len(codes)) if (regions == k).mean() > 0.08]
    free = np.array([place_for_words(found, regions == k) for k in large]).reshape(-1, 2)
    traces.append(words(free[:, 0], free[:, 1], [f"entry {codes[k] + 1}" for k in large], style.colour("muted"), style,
                        **axes))  # fmt: skip
    (x, y), s = found.at, found.way[i]
    arrow = 0.35 * found.reach
    pulls = {"real": (0.0, 0.0), "guess": (x, y)}
    for role, (left, low) in pulls.items():
        traces.append(arrowed(left, low, left + arrow, low, style.colour(role), style))
    traces.append(line([x, 0], [y, 0], style.colour("text"), 0.5 * style.stroke, pen={"dash": "dot"}, **axes))
    traces.append(line([x, x + s], [y, y], style.colour("guess"), style.stroke, **axes))
    traces.append(dots([0.0], [0.0], style.colour("real"), 4 * style.stroke, "e, the entry", **axes))
    traces.append(dots([x + s], [y], style.colour("guess"), 4 * style.stroke, "z, of the encoder", **axes))
    up = 0.1 * found.reach * (1 if y >= 0 else -1)
    texts = ["<b>e</b>: the gradient is here", "<b>z</b>: and is handed on here"]
    traces.append(words([0.02 * found.reach, x], [-up, y + up], texts, [style.colour("real"), style.colour("guess")],
                        style, textposition=["middle right", "middle right"], **axes))  # fmt: skip
    return traces


def place_for_words(found: Step, region: NDArray[np.bool_]) -> tuple[float, float]:
    """Return the place in a region, away from the edges of the plane, that is farthest from z and e."""
    x, y = np.meshgrid(found.x, found.y)
    inside = (np.abs(x - x.mean()) < 0.36 * np.ptp(x)) & (np.abs(y - y.mean()) < 0.45 * np.ptp(y)) & region
    off = np.minimum(np.abs(y), np.abs(y - found.at[1]))  # what is said about z and e lies beside them
    best = np.where(inside if inside.any() else region, off, -1.0).argmax()
    return float(x.flat[best]), float(y.flat[best])


def arrowed(x0: float, y0: float, x1: float, y1: float, colour: str, style: Style) -> Trace:
    """Return an arrow as a line with a head at its end."""
    trace = line([x0, x1], [y0, y1], colour, style.stroke, mode="lines+markers", **PANELS["plane"].axes)
    return trace | {"marker": {"symbol": ["circle", "triangle-right"], "size": [0, 4.5 * style.stroke], "color": colour,
                               "opacity": 1}}  # fmt: skip


def losses(found: Step, i: int, style: Style) -> list[Trace]:
    """Return the loss along the step: as the gradient promises it, as it comes, and as it would without rounding."""
    axes, way = PANELS["loss"].axes, found.way
    curves = {
        "real": ("what comes: a staircase", found.quantised, {"shape": "hv"}),
        "guess": ("what straight-through promises", found.promised, {"dash": "dash"}),
        "muted": ("if e could move along", found.skipped, {"dash": "dot"}),
    }
    top = max(found.quantised.max(), found.skipped.max(), found.quantised[0])
    low = min(found.promised.min(), found.quantised.min(), found.skipped.min(), 0.0)
    traces = []
    for k, (role, (text, curve, pen)) in enumerate(curves.items()):
        traces.append(line(way, curve, style.colour(role), style.stroke, "%{y:.2f}", pen=pen, **axes))
        traces.append(dots(way[i : i + 1], curve[i : i + 1], style.colour(role), 3.5 * style.stroke, **axes))
        said = f"<b>{text}: {curve[i]:.2f}</b>"
        traces.append(words([0.03 * found.reach], [top + (0.36 - 0.115 * k) * (top - low)], [said], style.colour(role),
                            style, textposition="middle right", **axes))  # fmt: skip
    return traces
