"""The network as TensorFlow Playground draws it: what every unit says on the plane, and the weights between units."""

import numpy as np
from numpy.typing import NDArray

from explainers.figure_style import Drawing, Plot, Style, Trace, base_layout
from explainers.foundations.deep_networks.figure_layers import (
    curves,
    describe,
    dotted,
    field,
    loss_axes,
    loss_title,
    scale,
    square,
    stacked,
    titled,
)
from explainers.foundations.deep_networks.model import PIXELS, Result
from explainers.foundations.deep_networks.points import Array
from explainers.foundations.deep_networks.settings import FEATURES
from explainers.marks import dots, line, words
from explainers.panels import panels

ACROSS, DOWN = PIXELS + 26, PIXELS + 5  # from one picture to the next
WIDTHS = (0.05, 0.25, 0.6)  # shares of the largest weight of a layer from which a line is thicker


@Plot
def plot_network(result: Result, style: Style) -> Drawing:
    """Draw the picture of every unit, the weights as lines between them, the output and the losses."""
    places = panels("net output", "net loss", widths=(0.66, 0.34), heights=(0.68, 0.32), gaps=(0.06, 0.17))
    sizes = result.params.sizes[:-1]
    wide, high = ACROSS * len(sizes), DOWN * max(sizes)
    net = places["net"].axes
    traces = [
        {"type": "heatmap", "z": wall(result, wide, high), "zmin": 0, "zmax": 256, "colorscale": scale(style),
         "showscale": False, "hoverinfo": "skip", **net},
        frames(sizes, high, style, **net),
        *links(result, high, style, **net),
        under_the_pointer(result, high, style, **net),
        inputs(result, high, style, **net),
        field(result, style, **places["output"].axes),
        *dotted(result.planes[0].points, result, style, places["output"].axes),
        *curves(result, style, **places["loss"].axes),
    ]  # fmt: skip
    blank = {"visible": False, "constrain": "domain"}
    side = 30 if style.lecture else 20
    layout = base_layout(
        style,
        **places.layout(net={"xaxis": blank | {"range": [-side, wide + 2]},
                             "yaxis": blank | {"range": [-4, high + 2], "scaleanchor": "x"}},
                        output=square(places, "output"), loss=loss_axes(result, style)),
        annotations=[titled(places, "net", said(result, style), style),
                     titled(places, "output", f"<b>output</b>: {result.score:.0%} {result.scored}", style),
                     titled(places, "loss", loss_title(result, style).replace(" · ", "<br>"), style)],
        margin={"l": 8, "r": 24, "t": 34, "b": 34 if style.lecture else 26},
    )  # fmt: skip
    return Drawing(traces, layout, f"{describe(result)} It has {result.parameters} parameters.",
                   stacked(places, {"net": 320, "output": 300, "loss": 120}))  # fmt: skip


def said(result: Result, style: Style) -> str:
    """Return what stands over the network."""
    colours = [f"<span style='color:{style.colour(role)}'><b>{text}</b></span>"
               for role, text in (("class_1", "below 0"), ("class_0", "above 0"))]  # fmt: skip
    return f"{colours[0]}, {colours[1]} · {result.parameters} parameters"


def inputs(result: Result, high: int, style: Style, **axes: str) -> Trace:
    """Return the names of the features, beside their pictures."""
    names = [FEATURES[name] for name in result.params.features]
    at = np.array([corner(0, i, len(names), high) for i in range(len(names))])
    return words(
        at[:, 0] - 4, at[:, 1] + PIXELS / 2, names, style.colour("text"), style, textposition="middle left", **axes
    )


def corner(column: int, unit: int, units: int, high: int) -> tuple[float, float]:
    """Return the lower left corner of the picture of a unit; units of a layer are centred, the first on top."""
    return column * ACROSS + 2, (high + DOWN * units) / 2 - DOWN * (unit + 1) + 2


def frames(sizes: list[int], high: int, style: Style, **axes: str) -> Trace:
    """Return the edges of the pictures of all units."""
    at = np.array([corner(c, i, n, high) for c, n in enumerate(sizes) for i in range(n)])
    edge = np.array([[0, 0], [1, 0], [1, 1], [0, 1], [0, 0], [np.nan, np.nan]]) * PIXELS - 0.5
    x, y = (at[:, None] + edge).reshape(-1, 2).T
    return line(x, y, style.colour("muted", 0.6), 1, **axes)


def wall(result: Result, wide: int, high: int) -> NDArray[np.uint8]:
    """Return the pictures of all units on one canvas, in bytes: 128 is 0, and each has a scale of its own."""
    canvas = np.full((high, wide), 128, dtype=np.uint8)
    for column, layer in enumerate(result.pictures[:-1]):
        size = np.maximum(np.abs(layer).max(axis=(0, 1)), 1e-9)
        shown = np.sign(layer) if result.params.discrete else layer / size
        for unit in range(layer.shape[2]):
            x, y = (int(c) for c in corner(column, unit, layer.shape[2], high))
            canvas[y : y + PIXELS, x : x + PIXELS] = np.rint(128 + 127 * shown[..., unit])
    return canvas


def links(result: Result, high: int, style: Style, **axes: str) -> list[Trace]:
    """Return the weights as lines: coloured by sign, in three widths by size."""
    ends, shares = [], []
    for column, w in enumerate(result.weights[::2]):
        fan_in, fan_out = w.shape
        last = column == len(result.weights) // 2 - 1
        for i in range(fan_in):
            for j in range(fan_out):
                x, y = corner(column, i, fan_in, high)
                to_x, to_y = ((column + 1) * ACROSS, high / 2) if last else corner(column + 1, j, fan_out, high)
                ends.append([[x + PIXELS, y + PIXELS / 2], [to_x, to_y + (0 if last else PIXELS / 2)], [np.nan] * 2])
        shares.append((w / max(float(np.abs(w).max()), 1e-9)).ravel())
    at, share = np.array(ends), np.concatenate(shares)
    traces = []
    for low, top, width in zip(WIDTHS, (*WIDTHS[1:], 1.01), (0.25, 0.6, 1.2), strict=True):
        for sign, role in ((1, "class_0"), (-1, "class_1")):
            mask = (share * sign >= low) & (share * sign < top)
            drawn = np.where(mask[:, None], at[..., 1], np.nan).ravel()
            traces.append(line(at[..., 0].ravel(), drawn, style.colour(role, 0.8), width * style.stroke, **axes))
    return traces


def under_the_pointer(result: Result, high: int, style: Style, **axes: str) -> Trace:
    """Return a mark on every hidden unit that, under the pointer, says its formula with its weights."""
    at, told = [], []
    names = [FEATURES[name] for name in result.params.features]
    act = {"linear": ""}.get(result.params.activation, result.params.activation)
    for column, (w, b) in enumerate(zip(result.weights[:-2:2], result.weights[1:-2:2], strict=True), 1):
        for j in range(w.shape[1]):
            x, y = corner(column, j, w.shape[1], high)
            at.append([x + PIXELS / 2, y + PIXELS / 2])
            told.append(f"layer {column}, unit {j + 1}<br>{act}({weighted(w[:, j], names)} {b[j]:+.2f})")
        names = [f"h{j + 1}" for j in range(w.shape[1])]
    places = np.array(at).reshape(-1, 2)
    trace = dots(places[:, 0], places[:, 1], style.colour("text", 0.0), 40, "%{text}", **axes)
    return trace | {"text": told}


def weighted(w: Array, names: list[str]) -> str:
    """Return a weighted sum in words, broken after every four terms."""
    terms = [f"{value:+.2f} {name}" for value, name in zip(w, names, strict=True)]
    return "<br>".join(" ".join(terms[i : i + 4]) for i in range(0, len(terms), 4))
