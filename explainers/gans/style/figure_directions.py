"""Letters moved along a principal component of w, what it changes, and how straight the factors lie in Z and in W."""

import numpy as np

from explainers.figure_style import Drawing, Layout, Plot, Style, Trace, base_layout
from explainers.gans.style.factors import FACTORS
from explainers.gans.style.figure_mix import BARE, strip
from explainers.gans.style.models import recorded
from explainers.gans.style.result import SAMPLES, Result, named
from explainers.marks import line, words
from explainers.panels import panels

PANELS = panels("strips strips", "effect apart", heights=(0.45, 0.55), gaps=(0.1, 0.12))
NARROW_HEIGHTS = {"strips": 150, "effect": 210, "apart": 210}


@Plot
def plot_directions(result: Result, style: Style) -> Drawing:
    """Draw samples before and after, what one σ of the direction changes, and linear probes in both spaces."""
    here, p = PANELS["strips"], result.params
    after = result.shown(alpha=p.alpha)
    heads = ["<b>w</b>", f"<b>w + α σ v</b>, {named(result)}"]
    traces = [
        strip(result.shown().pictures, SAMPLES, "muted", style, here, 0, 1.45),
        strip(after.pictures, SAMPLES, "text", style, here, 0, 0),
        words([-0.5] * 2, [2.15, 0.7], heads, [style.colour("muted"), style.colour("text")], style,
              textposition="middle right", **here.axes),
        *effect(result, style), *apart(result, style),
    ]  # fmt: skip
    down = {"range": [3.6, -1.1], "showgrid": False, "ticks": ""}
    axes: dict[str, Layout] = {
        "strips": {"xaxis": BARE | {"range": [-0.55, SAMPLES - 0.45]},
                   "yaxis": BARE | {"range": [-0.5, 2.4], "scaleanchor": "x"}},
        "effect": {"xaxis": {"range": [-1, 1]}, "yaxis": down | {"tickvals": [0, 1, 2, 3], "ticktext": FACTORS}},
        "apart": {"xaxis": {"range": [50, 108], "tickvals": [50, 75, 100], "ticksuffix": "%"},
                  "yaxis": down | {"showticklabels": False}},
    }  # fmt: skip
    layout = base_layout(style, **PANELS.layout(**axes), margin={"l": 66, "r": 8, "t": 4, "b": 34})
    told = recorded()[result.kind]["separability"]
    alt = (
        f"Moved by {p.alpha:g} σ along component {p.component}: {named(result)}; the samples then read "
        f"{after.letters}. Separability score: {told['z']['score']:.2f} in Z, {told['w']['score']:.2f} in W."
    )
    return Drawing(traces, layout, alt, PANELS.narrow(NARROW_HEIGHTS, gap=46))


def effect(result: Result, style: Style) -> list[Trace]:
    """Return by how many of its standard deviations each factor grows for one σ of the direction."""
    here, (changed, *grown) = PANELS["effect"].axes, result.effect
    bar = {"type": "bar", "orientation": "h", "x": np.array(grown), "y": np.arange(4.0), "width": 0.5,
           "marker": {"color": style.colour("posterior")}, "hoverinfo": "skip", **here}  # fmt: skip
    head = f"change per σ; another letter: {changed:.0%}"
    return [bar, words([-1], [-0.8], [head], style.colour("text"), style, textposition="middle right", **here)]


def apart(result: Result, style: Style) -> list[Trace]:
    """Return how many letters a linear probe told right, high from low of each factor, from z and from w."""
    here, traces, said = PANELS["apart"].axes, [], []
    for space, shift, role in (("z", -0.2, "class_1"), ("w", 0.2, "class_0")):
        told = recorded()[result.kind]["separability"][space]
        right, y = 100 * np.array(told["right"]), np.arange(4.0) + shift
        for x, at in zip(right, y, strict=True):
            traces.append(line([50, x], [at, at], style.colour(role), 3 * style.stroke, **here))
        traces.append(words(right, y, [f" {x:.0f}%" for x in right], style.colour(role), style,
                            textposition="middle right", **here))  # fmt: skip
        said.append(f"<b>{space.upper()}</b> {told['score']:.2f}")
    head = "told by a line; score " + ", ".join(said)
    return [*traces, words([50], [-0.8], [head], style.colour("text"), style, textposition="middle right", **here)]
