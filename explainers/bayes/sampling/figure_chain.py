"""The main picture: a chain on its way through a density, what its last step tried, and the marginals that grow."""

from typing import Any

import numpy as np

from explainers.bayes.sampling.model import Result
from explainers.bayes.sampling.samplers import NAMES, Step
from explainers.bayes.sampling.targets import REACH, TARGETS, Array, drawn
from explainers.figure_style import Drawing, Plot, Style, Trace, base_layout
from explainers.marks import dots, line, words
from explainers.panels import panels

PLACES = panels(
    "top . . said",
    "plane side . said",
    widths=(0.5, 0.11, 0.02, 0.34),
    heights=(0.18, 0.8),
    gaps=(0.01, 0.02),
    first="plane",
)
BARS = 40  # of a growing marginal
RECENT = 400  # positions that are drawn
NARROW = PLACES.narrow({"top top top top .": 46, "plane plane plane plane side": 239, "said": 157}, gap=9, across=0.02)


@Plot
def plot_chain(result: Result, style: Style) -> Drawing:
    """Draw the density as shades, the chain as dots, its last step in full, and both marginals."""
    last = result.chain[-1]
    traces = [shades(result, style), been(result, style), *tried(last, style), *marginals(result, style)]
    traces += account(result, last, style)
    square = {"range": [-REACH, REACH], "showgrid": False, "showticklabels": False, "ticks": ""}
    along, up, unit = ({"visible": False, "range": ends} for ends in ([-REACH, REACH], [0, 1.5], [0, 1]))
    places = PLACES.layout(
        plane={"xaxis": square, "yaxis": square},
        top={"xaxis": along, "yaxis": up},
        side={"xaxis": up, "yaxis": along},
        said={"xaxis": unit, "yaxis": unit},
    )
    layout = base_layout(style, **places, margin={"l": 6, "r": 6, "t": 4, "b": 6})
    return Drawing(traces, layout, describe(result, last), NARROW)


def shades(result: Result, style: Style) -> Trace:
    """Return the density as filled contours."""
    axis, density, _, _ = drawn(result.params.target)
    top = float(density.max())
    scale = [[0.0, style.colour("background")], [1.0, style.colour("likelihood", 0.55)]]
    return {"type": "contour", "x": axis[::2], "y": axis[::2], "z": density[::2, ::2], "colorscale": scale,
            "showscale": False, "hoverinfo": "skip", "line": {"width": 0.6, "color": style.colour("likelihood", 0.5)},
            "contours": {"start": 0.05 * top, "end": 0.95 * top, "size": 0.15 * top},
            "zmin": 0.0, "zmax": top}  # fmt: skip


def been(result: Result, style: Style) -> Trace:
    """Return where the chain has been lately."""
    x = result.positions[-RECENT:]
    marks = dots(x[:, 0], x[:, 1], style.colour("posterior", 0.5), 1.6 * style.stroke, "(%{x:.2f}, %{y:.2f})")
    return marks | {"line": {"color": style.colour("posterior", 0.15), "width": 1}, "mode": "lines+markers"}


def tried(last: Step, style: Style) -> list[Trace]:
    """Return all that the last step looked at, what it proposed, and where it left the chain."""
    inside = np.clip(last.path, -3 * REACH, 3 * REACH)
    tree = len(last.doublings) > 0
    pen = {"dash": "solid", "width": 0 if tree else 0.8 * style.stroke}
    old = last.path[0]
    role = "generator" if last.accepted else "guess"
    return [
        line(inside[:, 0], inside[:, 1], style.colour("truth", 0.75), 1, pen=pen),
        dots(inside[:, 0], inside[:, 1], depth_colours(last, style), 1.7 * style.stroke, "tried: (%{x:.2f}, %{y:.2f})"),
        *branches(last, style),
        dots([old[0]], [old[1]], style.colour("background"), 2.6 * style.stroke, "it started here")
        | {"marker": {"color": style.colour("background"), "size": 2.6 * style.stroke,
                      "line": {"color": style.colour("truth"), "width": 2}}},
        dots([last.proposal[0]], [last.proposal[1]], style.colour(role), 3.6 * style.stroke,
             "accepted" if last.accepted else "rejected")
        | {"marker": {"color": style.colour(role), "size": 3.6 * style.stroke,
                      "symbol": "circle" if last.accepted else "x"}},
    ]  # fmt: skip


def depth_colours(last: Step, style: Style) -> list[str]:
    """Return a colour for each point tried: in a tree the later a doubling, the fainter."""
    if not last.doublings:
        return [style.colour("truth", 0.8)] * len(last.path)
    deepest = max(1, *last.doublings)
    return [style.colour("truth", 1.0 - 0.6 * max(0, depth) / deepest) for depth in last.doublings]


def branches(last: Step, style: Style) -> list[Trace]:
    """Return NUTS' trajectory, a line for every doubling: first solid, then dashed, then dotted."""
    order = trajectory(last)
    gap = np.array([[np.nan, np.nan]])
    x = last.path[order] if len(order) else gap
    x = np.clip(x, -3 * REACH, 3 * REACH)
    return [line(x[:, 0], x[:, 1], style.colour("truth", 0.6), 0.6 * style.stroke)]


def trajectory(last: Step) -> list[int]:
    """Return the points of a tree in the order of time, which doublings extend at both ends."""
    if not last.doublings:
        return []
    order = [0]
    for doubling in range(max(last.doublings) + 1):
        added = [i for i, depth in enumerate(last.doublings) if depth == doubling]
        if not added:
            continue
        first, ends = last.path[added[0]], (last.path[order[0]], last.path[order[-1]])
        backwards = np.hypot(*(first - ends[0])) < np.hypot(*(first - ends[1]))
        order = [*reversed(added), *order] if backwards else [*order, *added]
    return order


def marginals(result: Result, style: Style) -> list[Trace]:
    """Return both growing marginals as steps, and the exact ones as lines; all to one scale for each target."""
    axis, _, exact_1, exact_2 = drawn(result.params.target)
    x, edges = result.positions, np.linspace(-REACH, REACH, BARS + 1)
    traces: list[Trace] = []
    for part, exact in ((0, exact_1), (1, exact_2)):
        counts, _ = np.histogram(x[:, part], edges)
        top = exact.max()
        share = np.minimum(counts / max(1, counts.sum()) / (edges[1] - edges[0]) / top, 1.5)
        middles = 0.5 * (edges[1:] + edges[:-1])
        fill: dict[str, Any] = {
            "fillcolor": style.colour("posterior", 0.3),
            "fill": "tozeroy" if part == 0 else "tozerox",
        }
        fill |= {"pen": {"shape": "hvh" if part == 0 else "vhv"}}
        axes = PLACES["side" if part else "top"].axes
        grown, sought = (middles, share), (axis, exact / top)
        if part == 1:
            grown, sought = grown[::-1], sought[::-1]
        traces.append(line(grown[0], grown[1], style.colour("posterior"), 1.0, **fill, **axes))
        traces.append(line(sought[0], sought[1], style.colour("likelihood"), 0.8 * style.stroke, **axes))
    return traces


def account(result: Result, last: Step, style: Style) -> list[Trace]:
    """Return in words what the last step did and how the chain is doing."""
    axes = PLACES["said"].axes | {"textposition": "middle right"}
    text, muted = style.colour("text"), style.colour("muted")
    x, exact = result.positions, TARGETS[result.params.target]
    mean, spread = x.mean(axis=0), x.std(axis=0)
    told = [f"<b>{NAMES[result.params.sampler]}</b>", f"step {result.step:,}", *outcome(result, last)]
    rows = 0.97 - 0.075 * np.arange(len(told))
    colours = [text, muted, style.colour("generator" if last.accepted else "guess"), muted]
    below = [
        f"accepted: <b>{result.accepted:.0%}</b> of steps" if result.step else "no step yet",
        f"gradients: <b>{sum(step.gradients for step in result.chain):,}</b>",
        f"mean: ({minus(mean[0])}, {minus(mean[1])})",
        f"exact: ({minus(exact.mean[0])}, {minus(exact.mean[1])})",
        f"spread: ({spread[0]:.2f}, {spread[1]:.2f})",
        f"exact: ({exact.variance[0] ** 0.5:.2f}, {exact.variance[1] ** 0.5:.2f})",
    ]
    inks = [text, text, style.colour("posterior"), style.colour("likelihood")]
    inks += [style.colour("posterior"), style.colour("likelihood")]
    at = 0.56 - 0.085 * np.arange(len(below))
    return [
        words([0.0] * len(told), rows, told, colours, style, **axes),
        words([0.0] * len(below), at, below, inks, style, **axes),
    ]


def minus(value: float) -> str:
    """Return a number with two digits and a real minus sign."""
    return f"{value:.2f}".replace("-0.00", "0.00").replace("-", "−")


def outcome(result: Result, last: Step) -> list[str]:
    """Return in two lines what became of the last step."""
    if not result.step:
        return ["press Play, or +1 step", "\u2002"]
    if last.divergent:
        return ["the trajectory ran away", "its energy is off by more than 1,000"]
    if result.params.sampler == "nuts":
        return [f"tried {len(last.path) - 1} points in {max(last.doublings) + 1} doublings", "drew one of them"]
    verdict = "accepted" if last.accepted else "rejected: it stays"
    return [f"proposal {verdict}", f"its chance was {last.chance:.0%}"]


def describe(result: Result, last: Step) -> str:
    """Say what the picture shows, from its numbers."""
    x: Array = result.positions
    share = f", {result.accepted:.0%} of them accepted" if result.step else ""
    p, at = result.params, f"({x[-1, 0]:.2f}, {x[-1, 1]:.2f})"
    return (f"{NAMES[p.sampler]} on {TARGETS[p.target].title.lower()}, after {result.step} steps{share}: mean "
            f"({x[:, 0].mean():.2f}, {x[:, 1].mean():.2f}), at {at}.")  # fmt: skip
