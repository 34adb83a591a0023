"""The network as TensorFlow Playground draws it: what every unit says on the plane, and the weights between units."""

from itertools import pairwise

import numpy as np

from explainers.figure_style import Drawing, Plot, Style, Trace
from explainers.foundations.deep_networks.figure_layers import MAIN, framed, scale
from explainers.foundations.deep_networks.model import PICTURE, PIXELS, Result
from explainers.foundations.deep_networks.points import FEATURES, Array
from explainers.foundations.deep_networks.settings import count
from explainers.marks import coloured, dots, line, words

ACROSS, DOWN = PIXELS + 26, PIXELS + 5  # from one picture to the next
HALF = PIXELS / 2
EDGE = np.array([HALF, 0])  # from the middle of a picture to its right edge
FRAME = HALF * np.array([[-1, -1], [1, -1], [1, 1], [-1, 1], [-1, -1], [np.nan, np.nan]])
SHARES, WIDTHS = (0.05, 0.25, 0.6), (0.25, 0.6, 1.2)  # of the largest weight of a layer, from which lines are so thick


@Plot
def plot_network(result: Result, style: Style) -> Drawing:
    """Draw the picture of every unit, and the weights as lines between them."""
    sizes = result.params.sizes
    centres = [  # where the middles of the units' pictures are, by layer: the first unit on top
        np.column_stack([np.full(n, ACROSS * column), DOWN * ((n - 1) / 2 - np.arange(n))])
        for column, n in enumerate(sizes)
    ]
    inputs, units = centres[0], np.concatenate([np.zeros((0, 2)), *centres[1:-1]])
    frames = (np.concatenate(centres[:-1])[:, None] + FRAME).reshape(-1, 2)
    names = [FEATURES[name][0] for name in result.params.features]
    traces = [
        *pictures(result, style),
        *links(result, centres, style),
        line(frames[:, 0], frames[:, 1], style.colour("muted", 0.6), 1, **MAIN),
        dots(units[:, 0], units[:, 1], style.colour("text", 0.0), 40, "%{text}", text=formulas(result, names), **MAIN),
        words(inputs[:, 0] - HALF - 4, inputs[:, 1], names, style.colour("text"), style, textposition="middle left",
              **MAIN),
    ]  # fmt: skip
    high, left = DOWN * max(sizes) / 2 + 2, HALF + (32 if style.lecture else 22)
    quiet, across = {"visible": False, "constrain": "domain"}, [-left, centres[-1][0, 0] - HALF + 2]
    axes = {"xaxis": quiet | {"range": across}, "yaxis": quiet | {"range": [-high, high]}}
    signs = f"{coloured('below 0', 'class_1', style)}, {coloured('above 0', 'class_0', style)}"
    return framed(traces, axes, f"{signs} · {count(sizes)} parameters", result, style)


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
            "colorscale": scale(style, 0.55), "showscale": False, "hoverinfo": "skip", **MAIN})  # fmt: skip
    return traces


def links(result: Result, centres: list[Array], style: Style) -> list[Trace]:
    """Return the weights as lines: coloured by sign, in three widths by size."""
    ends, shares = [], []
    for (left, right), w in zip(pairwise(centres), result.weights[::2], strict=True):
        starts, stops = np.broadcast_arrays(left + EDGE, (right - EDGE)[:, None])  # (units right, units left, 2)
        ends.append(np.stack([starts, stops, np.full_like(stops, np.nan)], axis=2).reshape(-1, 3, 2))
        shares.append(w.ravel() / max(np.abs(w).max(), 1e-9))
    at, share = np.concatenate(ends), np.concatenate(shares)
    size, traces = np.digitize(np.abs(share), SHARES), []
    for thick, width in enumerate(WIDTHS, 1):
        for sign, role in ((1, "class_0"), (-1, "class_1")):
            drawn = (size == thick) & (np.sign(share) == sign)
            x, y = np.where(drawn[:, None, None], at, np.nan).reshape(-1, 2).T
            traces.append(line(x, y, style.colour(role, 0.8), width * style.stroke, **MAIN))
    return traces


def formulas(result: Result, names: list[str]) -> list[str]:
    """Return what every hidden unit computes, with its weights, given the names of the features."""
    act, said = result.params.activation.replace("linear", ""), []
    for layer, (w, b) in enumerate(zip(result.weights[:-2:2], result.weights[1:-2:2], strict=True), 1):
        for unit, (weights, bias) in enumerate(zip(w, b, strict=True), 1):
            terms = [f"{value:+.2f} {name}" for value, name in zip(weights, names, strict=True)]
            rows = [" ".join(terms[i : i + 4]) for i in range(0, len(terms), 4)]
            said.append(f"layer {layer}, unit {unit}<br>{act}({'<br>'.join(rows)} {bias:+.2f})")
        names = [f"h{unit}" for unit in range(1, len(w) + 1)]
    return said
