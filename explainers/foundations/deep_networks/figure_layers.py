"""The plane as every hidden layer bends it: all of them side by side, or one of them, large."""

from math import ceil

import numpy as np

from explainers.curves import steps_axis
from explainers.figure_style import Drawing, Layout, Plot, Style, Trace, base_layout
from explainers.foundations.deep_networks.model import ALONG, GRID, LINES, PICTURE, PIXELS, POINTS, Plane, Result
from explainers.foundations.deep_networks.points import COUNT, REGRESSION, Array
from explainers.marks import coloured, dots, line
from explainers.panels import Panel, Panels, panels

HORIZONS = (500, 1000, 2000, 5000)  # steps that the curves have room for
SEVERAL = panels("plane input", "plane probe", widths=(0.62, 0.38), heights=(0.58, 0.42), gaps=(0.07, 0.17))


@Plot
def plot_layers(result: Result, style: Style) -> Drawing:
    """Draw the plane after every hidden layer, and the losses of the run."""
    planes = {f"plane_{i}": plane for i, plane in enumerate(result.planes)}
    names = list(planes)
    places = mosaic(names)
    traces, titles = [field(result, style, places[names[0]])], []
    for i, (name, plane) in enumerate(planes.items()):
        traces += [*bent(plane.at, result, style, places[name]), dotted(plane.at, result, style, places[name])]
        where = f"<b>layer {i}</b>, {seen(plane)}" if i else "<b>input</b>"
        text = f"{where}<br>one cut: {plane.probe:.0%} {result.scored}"
        titles.append(places[name].over(text, style, align="left"))
    traces += [cut(result, style, places[names[-1]]), *curves(result, style, places["loss"])]
    layout = base_layout(
        style,
        **places.layout(**{name: square(places[name]) for name in names}, loss=loss_axes(result)),
        annotations=[*titles, loss_title(result, style, places["loss"])],
        margin={"l": 44, "r": 24, "t": 58 if style.lecture else 46, "b": 42 if style.lecture else 30},
    )
    rows = {" ".join([*names, "."][i : i + 2]): 160 for i in range(0, len(names), 2)}
    return Drawing(traces, layout, describe(result), places.narrow(rows | {"loss": 110}, across=0.06))


def mosaic(names: list[str]) -> Panels:
    """Return panels for up to four planes in a row, the losses below them; beside the second row where there is one."""
    if len(names) <= 4:
        return panels(" ".join(names), " ".join(["loss"] * len(names)), heights=(0.77, 0.23), gaps=(0.03, 0.15))
    return panels(" ".join(names[:4]), " ".join([*names[4:], *["loss"] * (8 - len(names))]), gaps=(0.05, 0.18))


@Plot
def plot_bend(result: Result, style: Style) -> Drawing:
    """Draw the plane on its way through the network, and how well a straight cut does at each layer."""
    last = len(result.planes) - 1
    depth = min(result.params.depth, last)
    before, after = result.planes[int(depth)], result.planes[ceil(depth)]
    at = before.at + depth % 1 * (after.at - before.at)
    where = f"after layer {depth:g}" if depth else "before the first layer"
    layers, probes = np.arange(last + 1), [plane.probe for plane in result.planes]
    curve = SEVERAL["probe"].axes
    traces = [
        field(result, style, SEVERAL["input"]),
        dotted(result.planes[0].at, result, style, SEVERAL["input"]),
        *bent(at, result, style, SEVERAL["plane"]),
        dotted(at, result, style, SEVERAL["plane"], 1.5),
        cut(result, style, SEVERAL["plane"], shown=depth == last),
        line(layers, probes, style.colour("muted"), style.stroke / 2, f"one cut: %{{y:.1%}} {result.scored}",
             mode="lines+markers", **curve),
        dots([depth], [np.interp(depth, layers, probes)], style.colour("text"), 4 * style.stroke, "%{y:.1%}", **curve),
    ]  # fmt: skip
    axes = {
        "xaxis": {"range": [-0.2, max(last, 1) + 0.2], "dtick": 1, "title": {"text": "after layer"}},
        "yaxis": {"range": [0, 1.05], "tickformat": ".0%", "nticks": 4},
    }
    size = f", {seen(before)}" if before is after and depth else ""
    titles = {"plane": f"<b>{where}</b>{size}", "input": "what f says", "probe": f"{result.scored} by one straight cut"}
    layout = base_layout(
        style,
        **SEVERAL.layout(plane=square(SEVERAL["plane"]), input=square(SEVERAL["input"]), probe=axes),
        annotations=[SEVERAL[name].over(text, style) for name, text in titles.items()],
        margin={"l": 8, "r": 14, "t": 34, "b": 56 if style.lecture else 44},
    )
    alt = f"The plane {where}, of {before.units} units at layer {int(depth)}. {describe(result)}"
    return Drawing(traces, layout, alt, SEVERAL.narrow({"plane": 330, "input": 300, "probe": 150}, gap=80))


def field(result: Result, style: Style, panel: Panel) -> Trace:
    """Return what the network says all over the plane: P(y = 1) - P(y = -1), in regression f, or only its sign."""
    f, sharp = result.f[PICTURE].reshape(PIXELS, PIXELS), result.params.discrete
    z = np.sign(f) if sharp else np.clip(f, -1, 1) if result.params.data in REGRESSION else np.tanh(f / 2)
    axis = (np.arange(PIXELS) + 0.5) / PIXELS * 2 - 1
    return {"type": "heatmap", "x": axis, "y": axis, "z": z, "zmin": -1, "zmax": 1, "colorscale": scale(style, 0.55),
            "showscale": False, "zsmooth": False if sharp else "fast",
            "hovertemplate": "prediction %{z:.2f}<extra></extra>"} | panel.axes  # fmt: skip


def scale(style: Style, opacity: float = 1.0, middle: str = "background") -> list[list[float | str]]:
    """Return the colours from −1 to 1."""
    return [[0, style.colour("class_1", opacity)], [0.5, style.colour(middle)], [1, style.colour("class_0", opacity)]]


def bent(at: Array, result: Result, style: Style, panel: Panel) -> list[Trace]:
    """Return the lines of the grid, in the colour of the class that the network sees there."""
    lines = np.pad(at[GRID].reshape(-1, ALONG, 2), ((0, 0), (0, 1), (0, 0)), constant_values=np.nan)
    above = np.pad(result.f[GRID].reshape(2 * LINES, ALONG) > 0, ((0, 0), (0, 1)))
    wider = above | np.roll(above, -1, axis=1)  # one place more, so that no gap is left where the class changes
    traces = []
    for role, mask in (("class_1", ~above), ("class_0", wider)):
        x, y = np.where(mask[..., None], lines, np.nan).reshape(-1, 2).T
        traces.append(line(x, y, style.colour(role, 0.6), style.stroke / 3, **panel.axes))
    return traces


def cut(result: Result, style: Style, panel: Panel, shown: bool = True) -> Trace:
    """Return the straight line in the last plane at which the output changes its sign.

    There is none where the plane shows the last layer in part: f is then no weighted sum of its two coordinates.
    """
    f, with_one = result.f[GRID], np.pad(result.planes[-1].at[GRID], ((0, 0), (0, 1)), constant_values=1)
    a, b, c = np.linalg.lstsq(with_one, f, rcond=None)[0]
    exact = bool(np.abs(with_one @ (a, b, c) - f).max() < 1e-3 * np.abs(f).max())
    corners = np.array([-1.06, 1.06])
    return {"type": "contour", "x": corners, "y": corners, "z": a * corners + b * corners[:, None] + c,
            "visible": shown and exact, "contours": {"start": 0, "end": 0, "size": 1, "coloring": "none"},
            "line": {"color": style.colour("text"), "width": style.stroke / 1.5}, "showscale": False,
            "hoverinfo": "skip"} | panel.axes  # fmt: skip


def dotted(at: Array, result: Result, style: Style, panel: Panel, size: float = 1.0) -> Trace:
    """Return the training points, and test points as squares where they are shown, in the colours of their labels."""
    n = result.points.training
    shown = COUNT if result.params.test else n
    x, y = at[POINTS][:shown].T
    trace = dots(x, y, "", 1.9 * size * style.stroke, "%{text} point", **panel.axes)
    trace["marker"] |= {"color": result.points.y[:shown], "cmin": -1, "cmax": 1, "colorscale": scale(style, 1, "grid"),
                        "symbol": (["circle"] * n + ["square"] * COUNT)[:shown],
                        "line": {"width": 0.8, "color": style.colour("background")}}  # fmt: skip
    return trace | {"text": (["training"] * n + ["test"] * COUNT)[:shown]}


def curves(result: Result, style: Style, panel: Panel) -> list[Trace]:
    """Return training and test loss so far, and the test loss without the change, if there is a change."""
    step, training, test = result.measured[:, :3].T
    without = result.beside.measured if result.beside else np.zeros((0, 5))
    return [
        line(without[:, 0], without[:, 2], style.colour("muted"), style.stroke / 2,
             "test loss without the change: %{y:.3f}", pen={"dash": "dot"}, **panel.axes),
        line(step, training, style.colour("muted"), style.stroke / 2, "training %{y:.3f}", **panel.axes),
        line(step, test, style.colour("text"), style.stroke / 1.5, "test %{y:.3f}", **panel.axes),
    ]  # fmt: skip


def loss_axes(result: Result) -> Layout:
    """Return the axes of the losses: the same at every step, but for their end."""
    top = 0.16 if result.params.data in REGRESSION else 0.8
    return {"xaxis": steps_axis(result.step, HORIZONS), "yaxis": {"range": [0, top], "nticks": 4}}


def loss_title(result: Result, style: Style, panel: Panel) -> Layout:
    """Return what stands over the losses: both of them, by name and number."""
    training = coloured(f"training {result.measured[-1, 1]:.3f}", "muted", style)
    text = f"loss: <b>test {result.loss:.3f}</b>, {training}"
    if result.beside:
        text += f"<br>dotted: {result.beside.loss:.3f} without the change"
    return panel.over(text, style, align="left")


def square(panel: Panel) -> Layout:
    """Return the axes of a plane."""
    axis = {"range": [-1.06, 1.06], "visible": False, "constrain": "domain"}
    return {"xaxis": axis, "yaxis": axis | {"scaleanchor": panel.refs[0]}}


def seen(plane: Plane) -> str:
    """Return how many dimensions a plane lies in, and how much of them two principal components show."""
    return f"{plane.kept:.0%} of {plane.units}-D" if plane.units > 2 else f"{plane.units}-D"


def describe(result: Result) -> str:
    """Return the state of the network in a sentence."""
    probes = ", ".join(f"{plane.probe:.0%}" for plane in result.planes)
    return (f"After {result.step:,} steps a network of {len(result.planes) - 1} hidden layers gets {result.score:.1%} "
            f"of the test set {result.scored}; test loss {result.loss:.3f}. One straight cut through the input, and "
            f"after each layer, gets {probes}.")  # fmt: skip
