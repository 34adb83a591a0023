"""The same points, told and made: the hills of both classes beside the line between them."""

from functools import lru_cache

import numpy as np

from explainers.figure_style import Drawing, Plot, Style, Trace, base_layout
from explainers.foundations.generative.model import Fit, Result
from explainers.foundations.marks import GRID, PLACES, SIDE, blank, by_class, cross, plane, sayings
from explainers.foundations.plane import Array
from explainers.panels import Panel, panels

PANELS = panels("joint_says given_says", "joint given", heights=(0.2, 0.8), gaps=(0.04, 0.02), first="joint")
NARROW_HEIGHTS = {"joint_says": 90, "joint": 330, "given_says": 90, "given": 330}


@Plot
def plot_plane(result: Result, style: Style) -> Drawing:
    """Draw what either model knows of the plane, and what it says of the query."""
    fit, names, p = result.fit, result.names, result.params
    joint, given = PANELS["joint"], PANELS["given"]
    traces = [*hills(fit, style, joint), boundary(surfaces(fit)[2], style, joint), certainty(fit, style, given),
              boundary(surfaces(fit)[3], style, given)]  # fmt: skip
    for panel in (joint, given):
        traces += [*by_class(fit.plane, fit.y, names, style, panel), cross(p.x1, p.x2, style, panel, "the query")]
    traces += said(result, style)
    axes = {"joint_says": blank(3), "given_says": blank(3), "joint": plane(style, joint), "given": plane(style, given)}
    layout = base_layout(style, **PANELS.layout(**axes), margin={"l": 6, "r": 6, "t": 4, "b": 6})
    alt = (f"At ({p.x1:g}, {p.x2:g}) the generative model gives class {names[1]} a probability of "
           f"{result.generative:.3g}, and {result.rarer:.1%} of what it makes is as rare; logistic regression says "
           f"{result.discriminative:.3g}. Both learned from {len(fit.y)} points.")  # fmt: skip
    return Drawing(traces, layout, alt, PANELS.narrow(NARROW_HEIGHTS, gap=8))


@lru_cache(maxsize=128)
def surfaces(fit: Fit) -> tuple[Array, Array, Array, Array]:
    """Return, at all places: both classes' densities as shares of their peaks, and p(y = 1 | x) of both models."""
    log_joint = fit.joint.log_joint(PLACES)
    shares = np.exp(log_joint - log_joint.max(axis=0))
    posterior = 1 / (1 + np.exp(np.clip(log_joint[:, 0] - log_joint[:, 1], -50, 50)))
    told = fit.given.posterior(PLACES)[:, 1]
    square = [values.reshape(SIDE, SIDE) for values in (shares[:, 0], shares[:, 1], posterior, told)]
    return square[0], square[1], square[2], square[3]


def hills(fit: Fit, style: Style, panel: Panel) -> list[Trace]:
    """Return the density of each class as filled contours: nothing where it makes no points."""
    traces = []
    for k in (0, 1):
        stops = [
            [i / 5, style.colour(f"class_{k}", opacity)] for i, opacity in enumerate((0.0, 0.2, 0.32, 0.44, 0.56, 0.68))
        ]
        traces.append({
            "type": "contour", "x": GRID, "y": GRID, "z": surfaces(fit)[k], "showscale": False, "hoverinfo": "skip",
            "contours": {"start": 0.05, "end": 0.85, "size": 0.2}, "colorscale": stops, "zmin": 0.0, "zmax": 1.0,
            "zauto": False, "line": {"width": 0.4 * style.stroke, "color": style.colour(f"class_{k}")}, **panel.axes,
        })  # fmt: skip
    return traces


def certainty(fit: Fit, style: Style, panel: Panel) -> Trace:
    """Return p(y | x) as colour: every place has some, seen or never seen."""
    stops = [[0, style.colour("class_0", 0.6)], [0.5, style.colour("background")], [1, style.colour("class_1", 0.6)]]
    return {"type": "heatmap", "x": GRID, "y": GRID, "z": surfaces(fit)[3], "zmin": 0.0, "zmax": 1.0, "zsmooth": "best",
            "showscale": False, "colorscale": stops, "hovertemplate": "p(y | x) = %{z:.3f}<extra></extra>",
            **panel.axes}  # fmt: skip


def boundary(posterior: Array, style: Style, panel: Panel) -> Trace:
    """Return the line on which both classes are as likely."""
    return {"type": "contour", "x": GRID, "y": GRID, "z": posterior, "showscale": False, "hoverinfo": "skip",
            "contours": {"start": 0.5, "end": 0.5, "size": 1, "coloring": "none"}, "autocontour": False,
            "line": {"width": 0.8 * style.stroke, "color": style.colour("text"), "dash": "dash"},
            **panel.axes}  # fmt: skip


def verdict(p: float, names: tuple[str, ...]) -> str:
    """Return a class and its probability."""
    likely = max(p, 1 - p)
    sure = ">99.99%" if likely > 0.9999 else f"{likely:.2%}" if likely > 0.995 else f"{likely:.0%}"
    return f"✕ is <b>{names[int(p > 0.5)]}</b>: <b>{sure}</b>"


def said(result: Result, style: Style) -> list[Trace]:
    """Return three lines over either panel: what is modelled, the class of the query, and how usual the query is."""
    rarer, density = result.rarer, np.logaddexp(*result.log_joint) / np.log(10)
    usual = f"as rare as <b>{rarer:.0%}</b> of what it makes" if rarer >= 0.005 else "<b>it never saw the like</b>"
    small = f"10<sup>{density:.0f}</sup>" if density < -3 else f"{10**density:.3f}"
    left = ["<b>Generative: p(x, y)</b>", verdict(result.generative, result.names), f"p(x) = {small}: {usual}"]
    right = ["<b>Discriminative: p(y | x)</b>", verdict(result.discriminative, result.names), "p(x): it cannot say"]
    return [sayings(left, ("generator", "text", "text"), style, PANELS["joint_says"]),
            sayings(right, ("discriminator", "text", "text"), style, PANELS["given_says"])]  # fmt: skip
