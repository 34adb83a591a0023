"""The network as TensorFlow Playground draws it: what every unit says on the plane, and the weights between units."""

from itertools import pairwise

import numpy as np

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
)
from explainers.foundations.deep_networks.model import PICTURE, PIXELS, Result
from explainers.foundations.deep_networks.points import FEATURES, Array
from explainers.marks import coloured, dots, line, words
from explainers.panels import panels

PLACES = panels("net output", "net loss", widths=(0.66, 0.34), heights=(0.68, 0.32), gaps=(0.06, 0.17))
NET = PLACES["net"].axes
ACROSS, DOWN = PIXELS + 26, PIXELS + 5  # from one picture to the next
HALF = PIXELS / 2
EDGE = np.array([HALF, 0])  # from the middle of a picture to its right edge
SHARES, WIDTHS = (0.05, 0.25, 0.6), (0.25, 0.6, 1.2)  # of the largest weight of a layer, from which lines are so thick


@Plot
def plot_network(result: Result, style: Style) -> Drawing:
    """Draw the picture of every unit, the weights as lines between them, the output and the losses."""
    sizes, centres = result.params.sizes, centres_of(result.params.sizes)
    inputs, hidden = centres[0], np.concatenate([np.zeros((0, 2)), *centres[1:-1]])
    names = [FEATURES[name][0] for name in result.params.features]
    traces = [
        *pictures(result, style),
        *links(result, centres, style),
        frames(np.concatenate(centres[:-1]), style),
        dots(hidden[:, 0], hidden[:, 1], style.colour("text", 0.0), 40, "%{text}", **NET)
        | {"text": formulas(result, names)},
        words(inputs[:, 0] - HALF - 4, inputs[:, 1], names, style.colour("text"), style, textposition="middle left",
              **NET),
        field(result, style, PLACES["output"]),
        dotted(result.planes[0].at, result, style, PLACES["output"]),
        *curves(result, style, PLACES["loss"]),
    ]  # fmt: skip
    quiet, high = {"visible": False, "constrain": "domain"}, DOWN * max(sizes) / 2 + 2
    across = {"range": [-HALF - (32 if style.lecture else 22), centres[-1][0, 0] - HALF + 2]}
    signs = f"{coloured('below 0', 'class_1', style)}, {coloured('above 0', 'class_0', style)}"
    titles = {
        "net": f"{signs} · {result.parameters} parameters",
        "output": f"<b>output</b>: {result.score:.0%} {result.scored}",
    }
    layout = base_layout(
        style,
        **PLACES.layout(
            net={"xaxis": quiet | across, "yaxis": quiet | {"range": [-high, high], "scaleanchor": "x"}},
            output=square(PLACES["output"]),
            loss=loss_axes(result),
        ),
        annotations=[
            *(PLACES[name].over(text, style) for name, text in titles.items()),
            loss_title(result, style, PLACES["loss"]),
        ],
        margin={"l": 8, "r": 24, "t": 34, "b": 34 if style.lecture else 26},
    )
    narrow = PLACES.narrow({"net": 320, "output": 300, "loss": 120}, gap=80)
    return Drawing(traces, layout, f"{describe(result)} It has {result.parameters} parameters.", narrow)


def centres_of(sizes: list[int]) -> list[Array]:
    """Return where the middles of the units' pictures are, by layer, (units, 2): centred, the first unit on top."""
    return [
        np.column_stack([np.full(n, ACROSS * column), DOWN * ((n - 1) / 2 - np.arange(n))])
        for column, n in enumerate(sizes)
    ]


def pictures(result: Result, style: Style) -> list[Trace]:
    """Return what every unit says on the plane, but for the output: a column of pictures for each layer.

    Each picture has a scale of its own. All are whole numbers from -127 to 127, which a browser gets in no time.
    """
    traces = []
    for column, layer in enumerate(result.layers[:-1]):
        said = layer[PICTURE].reshape(PIXELS, PIXELS, -1)[..., ::-1]  # the first unit on top
        share = np.sign(said) if result.params.discrete else said / np.maximum(np.abs(said).max(axis=(0, 1)), 1e-9)
        apart = np.pad(np.rint(127 * share).astype(np.int8), ((0, DOWN - PIXELS), (0, 0), (0, 0)))
        traces.append({
            "type": "heatmap", "z": apart.transpose(2, 0, 1).reshape(-1, PIXELS), "zmin": -127, "zmax": 127,
            "x0": ACROSS * column - HALF + 0.5, "y0": -DOWN * (said.shape[2] - 1) / 2 - HALF + 0.5, "dx": 1, "dy": 1,
            "colorscale": scale(style, 0.55), "showscale": False, "hoverinfo": "skip", **NET})  # fmt: skip
    return traces


def links(result: Result, centres: list[Array], style: Style) -> list[Trace]:
    """Return the weights as lines: coloured by sign, in three widths by size."""
    ends, shares = [], []
    for (left, right), w in zip(pairwise(centres), result.weights[::2], strict=True):
        starts = np.repeat(left + EDGE, len(right), axis=0)
        stops = np.tile(right - EDGE, (len(left), 1))
        ends.append(np.stack([starts, stops, np.full_like(stops, np.nan)], axis=1))
        shares.append(w.ravel() / max(np.abs(w).max(), 1e-9))
    at, share = np.concatenate(ends), np.concatenate(shares)
    size, traces = np.digitize(np.abs(share), SHARES), []
    for thick, width in enumerate(WIDTHS, 1):
        for sign, role in ((1, "class_0"), (-1, "class_1")):
            drawn = (size == thick) & (np.sign(share) == sign)
            x, y = np.where(drawn[:, None, None], at, np.nan).reshape(-1, 2).T
            traces.append(line(x, y, style.colour(role, 0.8), width * style.stroke, **NET))
    return traces


def frames(centres: Array, style: Style) -> Trace:
    """Return the edges of pictures."""
    edge = HALF * np.array([[-1, -1], [1, -1], [1, 1], [-1, 1], [-1, -1], [np.nan, np.nan]])
    x, y = (centres[:, None] + edge).reshape(-1, 2).T
    return line(x, y, style.colour("muted", 0.6), 1, **NET)


def formulas(result: Result, names: list[str]) -> list[str]:
    """Return what every hidden unit computes, with its weights, given the names of the features."""
    act, said = result.params.activation.replace("linear", ""), []
    for layer, (w, b) in enumerate(zip(result.weights[:-2:2], result.weights[1:-2:2], strict=True), 1):
        for unit, weights in enumerate(w.T):
            terms = [f"{value:+.2f} {name}" for value, name in zip(weights, names, strict=True)]
            rows = [" ".join(terms[i : i + 4]) for i in range(0, len(terms), 4)]
            said.append(f"layer {layer}, unit {unit + 1}<br>{act}({'<br>'.join(rows)} {b[0, unit]:+.2f})")
        names = [f"h{unit + 1}" for unit in range(w.shape[1])]
    return said
