"""The plane as the layers bend it, and what stands beside every picture of a network in training."""

from math import ceil

import numpy as np

from explainers.curves import steps_axis
from explainers.figure_style import Drawing, Layout, Plot, Style, Trace, base_layout
from explainers.foundations.deep_networks.model import ALONG, AXIS, GRID, LINES, PICTURE, PIXELS, POINTS, Result
from explainers.foundations.deep_networks.points import COUNT, REGRESSION, Array
from explainers.marks import coloured, dots, line
from explainers.panels import panels

HORIZONS = (500, 1000, 2000, 5000)  # steps that the curves have room for
PLACES = panels("main output", "main cuts", "main loss", widths=(5, 3), heights=(2, 1, 1), gaps=(0.1, 0.18))
MAIN, OUTPUT, CUTS, LOSS = (PLACES[name].axes for name in ("main", "output", "cuts", "loss"))
SQUARE = {"range": [-1.06, 1.06], "visible": False, "constrain": "domain"}


@Plot
def plot_layers(result: Result, style: Style) -> Drawing:
    """Draw the plane on its way through the network, ℓ layers far."""
    last = len(result.planes) - 1
    depth = min(result.params.depth, float(last))
    before, after = result.planes[int(depth)], result.planes[ceil(depth)]
    at = before.at + depth % 1 * (after.at - before.at)
    right = before.probe + depth % 1 * (after.probe - before.probe)
    traces = [
        *bent(at, result, style),
        dotted(at, result, style, 1.5, MAIN),
        cut(result, style, shown=depth == last),
        dots([depth], [right], style.colour("text"), 4 * style.stroke, "%{y:.1%}", cliponaxis=False, **CUTS),
    ]
    heading = f"<b>after layer {depth:g}</b>" if depth else "<b>input</b>"
    if depth and before is after:
        units = result.params.sizes[int(depth)]
        heading += f", {before.kept:.0%} of {units}-D" if units > 2 else f", {units}-D"
    return framed(traces, {"xaxis": SQUARE, "yaxis": SQUARE}, heading, result, style)


def framed(main: list[Trace], axes: Layout, heading: str, result: Result, style: Style) -> Drawing:
    """Return a main panel, and beside it the output, what one cut through each layer gets right, and the losses."""
    last, (training, test) = len(result.planes) - 1, result.measured[-1, 1:3]
    layers = {"tickvals": [*range(last + 1)], "ticktext": ["layer 0", *range(1, last + 1)]}
    places = PLACES.layout(
        main=axes | {"yaxis": axes["yaxis"] | {"scaleanchor": "x"}},
        output={"xaxis": SQUARE, "yaxis": SQUARE | {"scaleanchor": "x2"}},
        cuts={"xaxis": layers | {"range": [-0.2, max(last, 1) + 0.2]},
              "yaxis": {"range": [0, 1.1], "tickformat": ".0%", "nticks": 3}},
        loss={"xaxis": steps_axis(result.step, HORIZONS),
              "yaxis": {"range": [0, 0.16 if result.params.data in REGRESSION else 0.8], "nticks": 3}},
    )  # fmt: skip
    titles = {
        "main": heading,
        "output": f"<b>output</b>: {result.score:.0%} {result.scored}",
        "cuts": f"{result.scored} by one straight cut",
        "loss": f"loss: <b>test {test:.3f}</b>, {coloured(f'training {training:.3f}', 'muted', style)}",
    }
    over = [PLACES[name].over(text, style) for name, text in titles.items()]
    margin = {"l": 8, "r": 24, "t": 34, "b": 34 if style.lecture else 26}
    output = [field(result, style), dotted(result.planes[0].at, result, style, 1.0, OUTPUT)]
    narrow = PLACES.narrow({"main": 330, "output": 300, "cuts": 110, "loss": 110}, gap=80, width=(0.12, 1))
    layout = base_layout(style, **places, annotations=over, margin=margin)
    return Drawing([*main, *output, *curves(result, style)], layout, describe(result), narrow)


def field(result: Result, style: Style) -> Trace:
    """Return what the network says all over the plane: P(y = 1) - P(y = -1), in regression f, or only its sign."""
    f, sharp = result.f[PICTURE].reshape(PIXELS, PIXELS), result.params.discrete
    z = np.sign(f) if sharp else np.clip(f, -1, 1) if result.params.data in REGRESSION else np.tanh(f / 2)
    return {"type": "heatmap", "x": AXIS, "y": AXIS, "z": z, "zmin": -1, "zmax": 1, "colorscale": scale(style, 0.55),
            "showscale": False, "zsmooth": False if sharp else "fast",
            "hovertemplate": "prediction %{z:.2f}<extra></extra>"} | OUTPUT  # fmt: skip


def scale(style: Style, opacity: float = 1.0, middle: str = "background") -> list[list[float | str]]:
    """Return the colours from −1 to 1."""
    return [[0, style.colour("class_1", opacity)], [0.5, style.colour(middle)], [1, style.colour("class_0", opacity)]]


def bent(at: Array, result: Result, style: Style) -> list[Trace]:
    """Return the lines of the grid, in the colour of the class that the network sees there."""
    lines = np.pad(at[GRID].reshape(-1, ALONG, 2), ((0, 0), (0, 1), (0, 0)), constant_values=np.nan)
    above = np.pad(result.f[GRID].reshape(2 * LINES, ALONG) > 0, ((0, 0), (0, 1)))
    wider = above | np.roll(above, -1, axis=1)  # one place more, so that no gap is left where the class changes
    traces = []
    for role, mask in (("class_1", ~above), ("class_0", wider)):
        x, y = np.where(mask[..., None], lines, np.nan).reshape(-1, 2).T
        traces.append(line(x, y, style.colour(role, 0.6), style.stroke / 3, **MAIN))
    return traces


def cut(result: Result, style: Style, shown: bool = True) -> Trace:
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
            "hoverinfo": "skip"} | MAIN  # fmt: skip


def dotted(at: Array, result: Result, style: Style, size: float, axes: dict[str, str]) -> Trace:
    """Return the training points, and test points as squares where they are shown, in the colours of their labels."""
    shown = COUNT if result.params.test else result.points.training
    x, y = at[POINTS][:shown].T
    tests = np.arange(shown) >= result.points.training
    trace = dots(x, y, "", 1.9 * size * style.stroke, "%{text} point", **axes)
    trace["text"] = np.where(tests, "test", "training")
    trace["marker"] |= {"color": result.points.y[:shown], "cmin": -1, "cmax": 1, "colorscale": scale(style, 1, "grid"),
                        "symbol": np.where(tests, "square", "circle"),
                        "line": {"width": 0.8, "color": style.colour("background")}}  # fmt: skip
    return trace


def curves(result: Result, style: Style) -> list[Trace]:
    """Return what one cut through each layer gets right, and training and test loss so far."""
    step, training, test = result.measured[:, :3].T
    return [
        line(np.arange(len(result.planes)), [plane.probe for plane in result.planes], style.colour("muted"),
             style.stroke / 2, f"one cut: %{{y:.1%}} {result.scored}", mode="lines+markers", **CUTS),
        line(step, training, style.colour("muted"), style.stroke / 2, "training %{y:.3f}", **LOSS),
        line(step, test, style.colour("text"), style.stroke / 1.5, "test %{y:.3f}", **LOSS),
    ]  # fmt: skip


def describe(result: Result) -> str:
    """Return the state of the network in a sentence."""
    cuts = ", ".join(f"{plane.probe:.0%}" for plane in result.planes)
    return (f"After {result.step:,} steps a network of {len(result.planes) - 1} hidden layers gets {result.score:.1%} "
            f"of the test set {result.scored}, at a loss of {result.measured[-1, 2]:.3f}. One straight cut through the "
            f"input, and after each layer, gets {cuts}.")  # fmt: skip
