"""Walk: on the straight line between two codes, and how sharp the pictures on the way are."""

from typing import Any

import numpy as np

from explainers.figure_style import Drawing, Layout, Plot, Style, base_layout
from explainers.gans.vae_gan.figure_makers import BARE, KINDS, named, row
from explainers.gans.vae_gan.result import WAYS, Result, sharp
from explainers.marks import dots, line, words
from explainers.panels import panels

PANELS = panels("tiles", "sharpness", heights=(0.68, 0.32), gaps=(0.0, 0.06))
STOPS = np.linspace(0, 1, 9)
NOW = len(STOPS) + 0.4  # where the picture at t stands
ROWS = {"vae": 2.2, "gan": 1.1, "vae_gan": 0.0}
STEEPEST = 0.8  # grey per pixel


@Plot
def plot_walk(result: Result, style: Style) -> Drawing:
    """Draw the walks from x to x′ through three models, and how sharp each is at every t."""
    here: dict[str, Any] = dict(PANELS["tiles"].axes)
    below, t = PANELS["sharpness"].axes, result.params.way
    traces, at = [], {}
    for kind, up in ROWS.items():
        colour = style.colour(KINDS[kind][1])
        traces.append(row(result.walk(kind, STOPS), kind, style, up, len(STOPS), **here))
        now = result.walk(kind, np.array([t]))
        tile = row(now, kind, style, up, 1, **here)
        traces.append(tile | {"x0": tile["x0"] + NOW})
        at[kind] = float(sharp(now)[0])
        traces.append(line(WAYS, sharp(result.walk(kind, WAYS)), colour, 0.7 * style.stroke, "%{y:.2f}", **below))
        traces.append(dots([t], [at[kind]], colour, 4 * style.stroke, "%{y:.2f}", **below))
    names = named(list(ROWS), list(ROWS.values()), -2.4, style, **here)
    heads = words(
        [0, len(STOPS) - 1, NOW], [2.95] * 3, ["x", "x′", f"t = {t:.2f}"], style.colour("text"), style, **here
    )
    cursor = line([t, t], [0, STEEPEST], style.colour("muted"), 1.5, **below)
    axes: dict[str, Layout] = {
        "tiles": {"xaxis": BARE | {"range": [-2.45, NOW + 0.55], "constrain": "domain"},
                  "yaxis": BARE | {"range": [-0.55, 3.2], "scaleanchor": "x", "constrain": "domain"}},
        "sharpness": {"xaxis": {"range": [-0.01, 1.01], "tickvals": [0, 0.5, 1], "title": {"text": "way t"}},
                      "yaxis": {"range": [0, STEEPEST], "tickvals": [0, 0.4, 0.8], "title": {"text": "sharpness"}}},
    }  # fmt: skip
    layout = base_layout(style, **PANELS.layout(**axes), margin={"l": 60, "r": 8, "t": 4})
    said = ", ".join(f"{KINDS[kind][0]} {value:.2f}" for kind, value in at.items())
    alt = f"Walks from x to x′ through three models. Sharpness at t = {t:.2f}: {said}."
    return Drawing([cursor, *traces, names, heads], layout, alt,
                   PANELS.narrow({"tiles": 165, "sharpness": 180}, gap=14))  # fmt: skip
