"""Made points, or made digits, beside the real ones, and beside what labels alone give."""

import numpy as np

from explainers.figure_style import Drawing, Layout, Plot, Style, Trace, base_layout
from explainers.foundations.generative.conditional import fit_conditional
from explainers.foundations.generative.model import Result
from explainers.foundations.marks import by_class, plane
from explainers.foundations.plane import REACH, Array, Labels
from explainers.marks import words
from explainers.panels import Panel, panels

PANELS = panels("seen made told", gaps=(0.03, 0.0))
HEADS = {"seen": "Seen: the training set", "made": "Made: y, then x, from p(x, y)", "told": "Only told: x at random"}
ROLES = {"seen": "real", "made": "generated", "told": "discriminator"}
ACROSS, DOWN = 4, 6  # pictures in a panel
PIXELS = 28


@Plot
def plot_make(result: Result, style: Style) -> Drawing:
    """Draw a sample of the generative model between what it saw, and random places that the other one labels."""
    shown = {"seen": (result.fit.x, result.fit.y), "made": result.made(), "told": told(result)}
    traces: list[Trace] = []
    axes: dict[str, Layout] = {}
    for name, (x, y) in shown.items():
        panel = PANELS[name]
        if result.fit.data.components:
            traces += sheet(result, x, y, style, panel)
            tall = {"range": [DOWN, -0.55], "visible": False, "constrain": "domain", "scaleanchor": f"x{panel.suffix}"}
            axes[name] = {"xaxis": {"range": [0, ACROSS], "visible": False, "constrain": "domain"}, "yaxis": tall}
            head = (ACROSS / 2, -0.28)
        else:
            traces += by_class(x, y, result.names, style, panel, 2.0)
            square = plane(style, panel)
            axes[name] = square | {"yaxis": square["yaxis"] | {"range": [-REACH, REACH + 1.4]}}
            head = (0.0, REACH + 0.7)
        title = [f"<b>{HEADS[name]}</b>"]
        traces.append(words([head[0]], [head[1]], title, style.colour(ROLES[name]), style, **panel.axes))
    layout = base_layout(style, **PANELS.layout(**axes), margin={"l": 6, "r": 6, "t": 4, "b": 6})
    alt = (f"Of {len(shown['seen'][0])} points seen, the generative model makes {len(shown['made'][0])} new ones, "
           f"{np.mean(shown['made'][1]):.0%} of class {result.names[1]}. The discriminative model labels "
           f"{len(shown['told'][0])} places chosen at random, "
           f"{np.mean(shown['told'][1]):.0%} as {result.names[1]}.")  # fmt: skip
    return Drawing(traces, layout, alt, PANELS.narrow(dict.fromkeys(shown, 330), gap=10))


def told(result: Result) -> tuple[Array, Labels]:
    """Return what p(y | x) alone can do: places x, uniform over the range of what was seen, and labels for them."""
    p, d = result.params, result.fit.d
    x = result.fit.x[:, :d]
    given = fit_conditional(x, result.fit.y, p.features)
    rng = np.random.default_rng([p.seed, p.draw, 1])
    low, high = (x.min(axis=0), x.max(axis=0)) if result.fit.data.components else (-REACH, REACH)
    places = rng.uniform(low, high, size=(200, d))
    return places, (rng.uniform(size=200) < given.posterior(places)[:, 1]).astype(np.int64)


def sheet(result: Result, x: Array, y: Labels, style: Style, panel: Panel) -> list[Trace]:
    """Return points as the digits that they stand for, each with its label, the first class first."""
    parts = result.fit.data.components
    assert parts is not None
    count = ACROSS * DOWN
    some = np.sort(np.random.default_rng(0).permutation(len(x))[:count])
    some = some[np.argsort(y[some], kind="stable")]
    tiles = np.zeros((count, PIXELS, PIXELS))
    tiles[: len(some)] = parts.pictures(x[some, : result.fit.d]).reshape(-1, PIXELS, PIXELS)
    z = tiles.reshape(DOWN, ACROSS, PIXELS, PIXELS).swapaxes(1, 2).reshape(DOWN * PIXELS, ACROSS * PIXELS)
    step = 1 / PIXELS
    picture = {"type": "heatmap", "z": np.rint(255 * z).astype(np.uint8), "x0": step / 2, "dx": step, "y0": step / 2,
               "dy": step, "zmin": 0, "zmax": 255, "showscale": False, "hoverinfo": "skip",
               "colorscale": [[0, style.colour("background")], [1, style.colour("text")]], **panel.axes}  # fmt: skip
    place = np.arange(len(some))
    colours = [style.colour(f"class_{k}") for k in y[some]]
    texts = [f"<b>{result.names[k]}</b>" for k in y[some]]
    labels = words(place % ACROSS + 0.1, place // ACROSS + 0.14, texts, colours, style, **panel.axes)
    return [picture, labels]
