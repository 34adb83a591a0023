"""Both models at work: the norm of the features at every place of every layer, and one place followed through them."""

from typing import Any

import numpy as np

from explainers.figure_style import Drawing, Layout, Plot, Style, Trace, base_layout
from explainers.gans.style.figure_mix import BARE, strip
from explainers.gans.style.models import recorded
from explainers.gans.style.networks import KINDS, LAYERS, SIDES, Kind
from explainers.gans.style.result import Result
from explainers.marks import dots, line, words
from explainers.panels import panels

PANELS = panels("maps", "norms", heights=(0.5, 0.5), gaps=(0.0, 0.05))
NARROW_HEIGHTS = {"maps": 150, "norms": 260}
ROLES = {"adain": ("AdaIN", "class_1"), "demodulation": ("demodulation", "class_0")}
UNREST = 0.1  # the standard deviation of grey that is drawn in full


@Plot
def plot_repair(result: Result, style: Style) -> Drawing:
    """Draw pictures, what the noise moves, norms by layer in both models, and the largest over the median."""
    traces: list[Trace] = []
    for kind, y in zip(KINDS, (1.3, 0.0), strict=True):
        traces += maps(result, kind, y, style) + norms(result, kind, style)
    layers = list(range(1, LAYERS + 1))
    axes: dict[str, Layout] = {
        "maps": {"xaxis": BARE | {"range": [-2.8, LAYERS - 0.4]},
                 "yaxis": BARE | {"range": [-0.6, 2.3], "scaleanchor": "x"}},
        "norms": {"xaxis": {"range": [-2.8, LAYERS - 0.4], "tickvals": [i - 1 for i in layers],
                            "ticktext": [f"{i}<br>{side}²" for i, side in zip(layers, SIDES, strict=True)]},
                  "yaxis": {"range": [0, 8], "title": {"text": "norm / median"}}},
    }  # fmt: skip
    layout = base_layout(style, **PANELS.layout(**axes), margin={"l": 48, "r": 8, "t": 4})
    found = [f"{ROLES[kind][0]} {max(recorded()[kind]['peaks'][1]):.1f}" for kind in KINDS]
    alt = (f"Norms of the features of both models by layer, and one place followed. The largest norm over the median, "
           f"at its highest of all layers, typically: {', '.join(found)}.")  # fmt: skip
    return Drawing(traces, layout, alt, PANELS.narrow(NARROW_HEIGHTS, gap=30))


def maps(result: Result, kind: Kind, y: float, style: Style) -> list[Trace]:
    """Return the picture, what the noise moves in it, and the norms of each layer over their largest."""
    here, (name, role), found = PANELS["maps"], ROLES[kind], result.inside(kind)
    traces = [strip(found.picture[None], 1, "text", style, here, -2.25, y),
              strip(found.unrest[None] / UNREST, 1, "guess", style, here, -1.15, y)]  # fmt: skip
    traces += [strip(one[None] / one.max(), 1, role, style, here, i, y) for i, one in enumerate(found.norms)]
    (row, column), _ = result.followed(kind)
    i, side = result.params.layer - 1, SIDES[result.params.layer - 1]
    place: dict[str, Any] = {"x": [i - 0.5 + (column + 0.5) / side], "y": [y + 0.5 - (row + 0.5) / side]}
    ring = dots(**place, colour=style.colour("background"), size=3 * style.stroke, **here.axes)
    ring["marker"] |= {"symbol": "circle-open", "line": {"width": 2, "color": style.colour("guess")}}
    heads = words([-2.75, -0.5], [y + 0.65] * 2, ["A, noise", f"<b>{name}</b>: norm in each layer"],
                  [style.colour("text"), style.colour(role)], style, textposition="middle right",
                  **here.axes)  # fmt: skip
    return [*traces, ring, heads]


def norms(result: Result, kind: Kind, style: Style) -> list[Trace]:
    """Return the largest norm over the median, by layer, of the middle half of all pictures; and the place followed."""
    here, (_, role), x = PANELS["norms"].axes, ROLES[kind], np.arange(float(LAYERS))
    low, middle, high = np.array(recorded()[kind]["peaks"])
    pale, colour = style.colour(role, 0.15), style.colour(role)
    band = line([*x, *x[::-1]], [*low, *high[::-1]], pale, 0, fill="toself", fillcolor=pale, **here)
    return [band, line(x, middle, colour, style.stroke, "%{y:.2f}", **here),
            line(x, result.followed(kind)[1], colour, 0.6 * style.stroke, "%{y:.2f}", pen={"dash": "dot"},
                 **here)]  # fmt: skip
