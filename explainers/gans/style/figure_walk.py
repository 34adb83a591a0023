"""Truncation, and a walk from A to B in Z and in W with the speed at which the picture changes."""

import numpy as np

from explainers.figure_style import Drawing, Layout, Plot, Style, base_layout
from explainers.gans.style.figure_mix import BARE, strip
from explainers.gans.style.models import recorded
from explainers.gans.style.result import SAMPLES, TIMES, Result
from explainers.marks import line, words
from explainers.panels import panels

PANELS = panels("strips", "speed", heights=(0.6, 0.4), gaps=(0.0, 0.03))
NARROW_HEIGHTS = {"strips": 250, "speed": 200}
SPACES = {"z": ("Z", "class_1"), "w": ("W", "class_0")}


@Plot
def plot_walk(result: Result, style: Style) -> Drawing:
    """Draw truncated samples, both walks, and the squared speed along each."""
    tops, speed, p = PANELS["strips"], PANELS["speed"], result.params
    lengths, t = recorded()[result.kind]["path_length"], np.linspace(0, 1, TIMES)
    shown = result.shown(psi=p.psi)
    traces = [strip(shown.pictures, SAMPLES, "text", style, tops, 0, 2.75)]
    precision, recall = recorded()[result.kind]["quality"][f"{p.psi:.1f}"]
    heads = [f"<b>ψ = {p.psi:.1f}</b>: precision {precision:.0%}, recall {recall:.0%}"]
    for y, (space, (name, role)) in zip((1.4, 0), SPACES.items(), strict=True):
        made, pace = result.walk(space)
        traces.append(strip(made, SAMPLES, role, style, tops, 0, y))
        traces.append(line(t, pace, style.colour(role), style.stroke, "%{y:.0f}", **speed.axes))
        heads.append(f"<b>walk in {name}</b>: {pace.mean():,.0f}, typical {lengths[space]:,.0f}")
    roles = [style.colour(role) for role in ("text", *(role for _, role in SPACES.values()))]
    traces.append(words([-0.5] * 3, [3.45, 2.1, 0.7], heads, roles, style, textposition="middle right", **tops.axes))
    axes: dict[str, Layout] = {
        "strips": {"xaxis": BARE | {"range": [-0.55, SAMPLES - 0.45]},
                   "yaxis": BARE | {"range": [-0.5, 3.75], "scaleanchor": "x"}},
        "speed": {"xaxis": {"range": [0, 1], "title": {"text": "t, from A to B"}},
                  "yaxis": {"range": [1, 5.6], "type": "log", "dtick": 1, "title": {"text": "squared speed"}}},
    }  # fmt: skip
    layout = base_layout(style, **PANELS.layout(**axes), margin={"l": 84 if style.lecture else 66, "r": 8, "t": 4})
    alt = (f"Samples truncated to ψ = {p.psi:.1f} read {shown.letters}: precision {precision:.0%}, recall "
           f"{recall:.0%}. Perceptual path length from A to B: {result.walk('z')[1].mean():,.0f} in Z and "
           f"{result.walk('w')[1].mean():,.0f} in W; typically {lengths['z']:,.0f}, {lengths['w']:,.0f}.")  # fmt: skip
    return Drawing(traces, layout, alt, PANELS.narrow(NARROW_HEIGHTS, gap=20))
