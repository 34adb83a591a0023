"""The plane as every hidden layer bends it: all of them side by side, or one of them, large."""

from typing import Any

import numpy as np

from explainers.figure_style import Drawing, Layout, Plot, Style, Trace, base_layout
from explainers.foundations.deep_networks.model import PIXELS, Plane, Result
from explainers.foundations.deep_networks.points import REGRESSION, Array
from explainers.marks import dots, line
from explainers.panels import Panels, panels

SQUARE = {"range": [-1.06, 1.06], "visible": False, "constrain": "domain"}
HORIZONS = (500, 1000, 2000, 5000)  # steps that the curves have room for


@Plot
def plot_layers(result: Result, style: Style) -> Drawing:
    """Draw the plane after every hidden layer, and the losses of the run."""
    places, names = _mosaic(len(result.planes)), [f"p{i}" for i in range(len(result.planes))]
    traces = [field(result, style, **places["p0"].axes)]
    for name, plane in zip(names, result.planes, strict=True):
        traces += [*bent(plane.grid, result, style, **places[name].axes), *cut(result, plane, style, places[name].axes),
                   *dotted(plane.points, result, style, places[name].axes)]  # fmt: skip
    traces += curves(result, style, **places["loss"].axes)
    layout = base_layout(
        style,
        **places.layout(**{name: square(places, name) for name in names}, loss=loss_axes(result, style)),
        annotations=[
            *(titled(places, name, caption(i, result.planes[i], result), style) for i, name in enumerate(names)),
            titled(places, "loss", loss_title(result, style), style),
        ],
        margin={"l": 44, "r": 24, "t": 46 if not style.lecture else 58, "b": 34 if style.lecture else 26},
    )
    return Drawing(traces, layout, describe(result), _stack(places, names))


def _mosaic(planes: int) -> Panels:
    """Return panels p0, p1, … for the planes, and one for the losses."""
    names = [f"p{i}" for i in range(planes)]
    if planes == 1:
        return panels("p0 loss")
    if planes <= 4:
        return panels(" ".join(names), " ".join(["loss"] * planes), heights=(0.77, 0.23), gaps=(0.03, 0.15))
    second = [*names[4:], *["loss"] * (8 - planes)]
    return panels(" ".join(names[:4]), " ".join(second), gaps=(0.05, 0.18))


def _stack(places: Panels, names: list[str]) -> Layout:
    """Return the stack for a telephone: the planes two by two, and below them the losses."""
    rows = -(-len(names) // 2)
    unit = 1 / (rows + 0.7)
    stack: Layout = {"height": int(250 * (rows + 0.7)), "annotations": {}}
    for i, name in enumerate(names):
        suffix, top, left = places[name].suffix, 1 - (i // 2) * unit, 0.53 * (i % 2)
        stack[f"xaxis{suffix}"] = {"domain": [left, left + 0.47]}
        stack[f"yaxis{suffix}"] = {"domain": [top - 0.76 * unit, top]}
        stack["annotations"][i] = {"x": left, "y": top}
    suffix = places["loss"].suffix
    stack[f"xaxis{suffix}"] = {"domain": [0.0, 1.0]}
    stack[f"yaxis{suffix}"] = {"domain": [0.0, 0.5 * unit]}
    stack["annotations"][len(names)] = {"x": 0.0, "y": 0.5 * unit}
    return stack


@Plot
def plot_bend(result: Result, style: Style) -> Drawing:
    """Draw the plane on its way through the network, and how well a straight cut does at each layer."""
    places = panels("plane input", "plane probe", widths=(0.62, 0.38), heights=(0.58, 0.42), gaps=(0.07, 0.17))
    last = len(result.planes) - 1
    at = min(result.params.depth, last)
    before, after = result.planes[int(at)], result.planes[min(int(at) + 1, last)]
    grid, points = (a + (at - int(at)) * (b - a) for a, b in ((before.grid, after.grid), (before.points, after.points)))
    where = "before the first layer" if at == 0 else f"after layer {at:g}"
    if at == int(at):
        where += f", {seen(before)}"
    axes = places["plane"].axes
    traces = [
        field(result, style, **places["input"].axes),
        *dotted(result.planes[0].points, result, style, places["input"].axes),
        *bent(grid, result, style, **axes),
        *(trace | {"visible": at == last} for trace in cut(result, result.planes[-1], style, axes)),
        *dotted(points, result, style, axes, 1.5),
        *readings(result, at, style, places["probe"].axes),
    ]
    special = {"plane": square(places, "plane"), "input": square(places, "input"),
               "probe": {"xaxis": {"range": [-0.2, max(last, 1) + 0.2], "dtick": 1, "title": {
                   "text": "after layer", "font": {"size": style.text}}},
                         "yaxis": {"range": [0, 1.05], "tickformat": ".0%", "nticks": 4}}}  # fmt: skip
    titles = {"plane": f"<b>{where}</b>", "input": "what f says", "probe": f"{result.scored} by one straight cut"}
    layout = base_layout(
        style,
        **places.layout(**special),
        annotations=[titled(places, name, text, style) for name, text in titles.items()],
        margin={"l": 8, "r": 14, "t": 34, "b": 56 if style.lecture else 44},
    )
    alt = f"The plane {where}, of {before.units} units at layer {int(at)}. {describe(result)}"
    return Drawing(traces, layout, alt, stacked(places, {"plane": 330, "input": 300, "probe": 150}))


def readings(result: Result, at: float, style: Style, axes: dict[str, str]) -> list[Trace]:
    """Return how well one straight cut does at every layer, and at the place that is looked at."""
    layers, probes = np.arange(len(result.planes)), np.array([plane.probe for plane in result.planes])
    return [
        line(layers, probes, style.colour("muted"), style.stroke / 2,
             f"one cut after layer %{{x}}: %{{y:.1%}} {result.scored}", mode="lines+markers", **axes),
        dots([at], [np.interp(at, layers, probes)], style.colour("text"), 4 * style.stroke, "here: %{y:.1%}", **axes),
    ]  # fmt: skip


def stacked(places: Panels, heights: dict[str, int]) -> Layout:
    """Return the stack for a telephone, in which the titles stay over their panels."""
    stack = places.narrow(heights, gap=80)
    tops = [stack[f"yaxis{places[name].suffix}"]["domain"][1] for name in heights]
    return stack | {"annotations": {i: {"x": 0.0, "y": y} for i, y in enumerate(tops)}}


def scale(style: Style) -> list[list[Any]]:
    """Return the colours from −1 to 1."""
    return [[0, style.colour("class_1", 0.55)], [0.5, style.colour("background")], [1, style.colour("class_0", 0.55)]]


def squashed(f: Array, result: Result) -> Array:
    """Return outputs as they are drawn, from −1 to 1: P(y = 1) − P(y = −1), in regression f, or only the sign."""
    if result.params.discrete:
        return np.sign(f)
    return np.clip(f, -1, 1) if result.params.data in REGRESSION else np.tanh(f / 2)


def field(result: Result, style: Style, **axes: str) -> Trace:
    """Return what the network says everywhere on the plane."""
    axis = (np.arange(PIXELS) + 0.5) / PIXELS * 2 - 1
    return {"type": "heatmap", "x": axis, "y": axis, "z": squashed(result.pictures[-1][..., 0], result), "zmin": -1,
            "zmax": 1, "colorscale": scale(style), "showscale": False, "zsmooth": False if result.params.discrete else
            "fast", "hovertemplate": "prediction %{z:.2f}<extra></extra>"} | axes  # fmt: skip


def bent(grid: Array, result: Result, style: Style, **axes: str) -> list[Trace]:
    """Return the lines of the grid, in the colour of the class that the network sees there."""
    x = np.pad(grid[..., 0], ((0, 0), (0, 1)), constant_values=np.nan)
    y = np.pad(grid[..., 1], ((0, 0), (0, 1)), constant_values=np.nan)
    up = np.pad(result.f > 0, ((0, 0), (0, 1)))
    over = up | np.roll(up, -1, axis=1)  # one place more, so that no gap is left where the class changes
    return [
        line(x.ravel(), np.where(mask, y, np.nan).ravel(), style.colour(role, 0.6), style.stroke / 3, **axes)
        for role, mask in (("class_1", ~up), ("class_0", over))
    ]


def cut(result: Result, plane: Plane, style: Style, axes: dict[str, str]) -> list[Trace]:
    """Return the straight line at which the output changes its sign, in the last plane, if it is one there."""
    if plane is not result.planes[-1]:
        return []
    laid = np.column_stack([plane.grid.reshape(-1, 2), np.ones(result.f.size)])
    fit = np.linalg.lstsq(laid, result.f.ravel(), rcond=None)[0]
    exact = np.abs(laid @ fit - result.f.ravel()).max() < 1e-3 * max(np.abs(result.f).max(), 1e-9)
    normal = fit[:2] / max(float(fit[:2] @ fit[:2]), 1e-12)
    along = np.array([-normal[1], normal[0]]) / max(float(np.hypot(*normal)), 1e-12)
    ends = -fit[2] * normal + 3 * np.array([[-1], [1]]) * along
    ends = ends if exact and np.abs(ends).max() < 50 else np.full((2, 2), np.nan)
    return [line(ends[:, 0], ends[:, 1], style.colour("text"), style.stroke / 1.5, **axes)]


def dotted(at: Array, result: Result, style: Style, axes: dict[str, str], size: float = 1.0) -> list[Trace]:
    """Return the training points, and test points as squares where they are shown, in the colours of their labels."""
    n, y = result.points.training, result.points.y
    found = []
    shown = slice(n, None) if result.params.test else slice(0, 0)
    for part, symbol, name in ((slice(0, n), "circle", "training"), (shown, "square", "test")):
        trace = dots(at[part, 0], at[part, 1], "", 1.9 * size * style.stroke, f"{name} point", **axes)
        trace["marker"] |= {"color": y[part], "cmin": -1, "cmax": 1, "symbol": symbol, "line":
                            {"width": 0.8, "color": style.colour("background" if name == "training" else "text")},
                            "colorscale": [[0, style.colour("class_1")], [0.5, style.colour("grid")],
                                           [1, style.colour("class_0")]]}  # fmt: skip
        found.append(trace)
    return found


def curves(result: Result, style: Style, **axes: str) -> list[Trace]:
    """Return training and test loss so far, and the test loss without the change, if there is a change."""
    step, training, test = result.measured[:, :3].T
    beside = result.beside.measured if result.beside else np.zeros((0, 5))
    clip = loss_top(result)
    return [
        line(beside[:, 0], np.minimum(beside[:, 2], clip), style.colour("muted"), style.stroke / 2,
             "test loss without the change: %{y:.3f}", pen={"dash": "dot"}, **axes),
        line(step, np.minimum(training, clip), style.colour("muted"), style.stroke / 2, "training %{y:.3f}", **axes),
        line(step, np.minimum(test, clip), style.colour("text"), style.stroke / 1.5, "test %{y:.3f}", **axes),
    ]  # fmt: skip


def loss_top(result: Result) -> float:
    """Return where the axis of the losses ends: the same at every step."""
    return 0.16 if result.params.data in REGRESSION else 0.8


def loss_axes(result: Result, style: Style) -> Layout:
    """Return the axes of the losses."""
    far = next((h for h in HORIZONS if h >= result.step), HORIZONS[-1])
    ticks = {"tickvals": [0, far / 2, far], "ticktext": ["step 0", f"{far // 2:,}", f"{far:,}"]}
    return {"xaxis": {"range": [0, far]} | ticks, "yaxis": {"range": [0, loss_top(result)], "nticks": 4}}


def loss_title(result: Result, style: Style) -> str:
    """Return what stands over the losses: both of them, by name and number."""
    quiet = style.colour("muted")
    beside = f" · dotted: {result.beside.loss:.3f} without the change" if result.beside else ""
    return (f"loss: <b>test {result.loss:.3f}</b>, <span style='color:{quiet}'>training "
            f"{result.measured[-1, 1]:.3f}{beside}</span>")  # fmt: skip


def square(places: Panels, name: str) -> Layout:
    """Return the axes of a plane."""
    return {"xaxis": SQUARE, "yaxis": SQUARE | {"scaleanchor": f"x{places[name].suffix}"}}


def titled(places: Panels, name: str, text: str, style: Style) -> Layout:
    """Return the words over a panel."""
    panel = places[name]
    return {"text": text, "x": panel.x[0], "y": panel.y[1], "xref": "paper", "yref": "paper", "showarrow": False,
            "xanchor": "left", "yanchor": "bottom", "yshift": 2, "align": "left",
            "font": {"size": style.text}}  # fmt: skip


def seen(plane: Plane) -> str:
    """Return how many dimensions a plane lies in, and how much of them two principal components show."""
    return f"{plane.kept:.0%} of {plane.units}-D" if plane.units > 2 else f"{plane.units}-D"


def caption(i: int, plane: Plane, result: Result) -> str:
    """Return what stands over a plane: where it is, and how far a straight cut gets there."""
    name = f"<b>layer {i}</b>, {seen(plane)}" if i else "<b>input</b>"
    return f"{name}<br>one cut: {plane.probe:.0%} {result.scored}"


def describe(result: Result) -> str:
    """Return the state of the network in a sentence."""
    probes = ", ".join(f"{plane.probe:.0%}" for plane in result.planes)
    return (f"After {result.step:,} steps a network of {len(result.planes) - 1} hidden layers gets {result.score:.1%} "
            f"of the test set {result.scored}; test loss {result.loss:.3f}. One straight cut through the input, and "
            f"after each layer, gets {probes}.")  # fmt: skip
