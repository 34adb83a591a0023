"""Give it back: a picture, what three models return, and two measures of likeness that disagree."""

from typing import Any

import numpy as np

from explainers.figure_style import Drawing, Layout, Plot, Style, Trace, base_layout
from explainers.gans.vae_gan.figure_makers import KINDS, row
from explainers.gans.vae_gan.result import Result
from explainers.marks import dots, line, words
from explainers.panels import panels

PANELS = panels("tiles map", widths=(0.46, 0.54), gaps=(0.09, 0.0))
MOST = 1.3  # of a distance, where two letters are at 1
CHANGES = {"shift": ("shifted", "real"), "blur": ("blurred", "guess")}


@Plot
def plot_back(result: Result, style: Style) -> Drawing:
    """Draw x, its copies and its reconstructions, and how far each is from x by both measures."""
    found = {key: result.from_x(picture)[:, 0] for key, picture in (result.changed | result.back).items()}
    bare = {"visible": False, "showgrid": False, "constrain": "domain"}
    ticks = {"range": [-0.04, MOST], "tickvals": [0, 0.5, 1]}
    axes: dict[str, Layout] = {
        "tiles": {"xaxis": bare | {"range": [-0.55, 2.75]},
                  "yaxis": bare | {"range": [-0.5, 4.6], "scaleanchor": "x"}},
        "map": {"xaxis": ticks | {"title": {"text": "distance from x in pixels"}},
                "yaxis": ticks | {"title": {"text": "distance in features of D"}}},
    }  # fmt: skip
    layout = base_layout(style, **PANELS.layout(**axes), margin={"l": 4, "r": 6, "t": 6})
    said = "; ".join(f"{name_of(key)} {far[0]:.2f} and {far[1]:.2f}" for key, far in found.items())
    alt = f"How far from x in pixels and in features of D, where two letters are 1 apart: {said}."
    return Drawing([*pictures(result, found, style), *likeness_map(result, found, style)], layout, alt,
                   PANELS.narrow({"tiles": 420, "map": 300}, gap=30, map={"xaxis": {"domain": [0.14, 1]}}))  # fmt: skip


def name_of(key: str) -> str:
    """Return what a picture is called."""
    return (CHANGES | KINDS)[key][0]


def pictures(result: Result, found: dict[str, Any], style: Style) -> list[Trace]:
    """Return x and its copies in a row, the reconstructions in another, with both distances below each."""
    here: dict[str, Any] = dict(PANELS["tiles"].axes)
    shown = {"real": result.x} | result.changed | result.back
    places = [(1.15 * (i % 3), 3.3 - 2.45 * (i // 3)) for i in range(6)]
    traces, texts, x, y, colours = [], [], [], [], []
    for (key, picture), (across, up) in zip(shown.items(), places, strict=True):
        kind = key if key in KINDS else "real"
        tile = row(picture, kind, style, up, 1, **here)
        traces.append(tile | {"x0": tile["x0"] + across})
        says = [f"<b>{'x' if key == 'real' else name_of(key)}</b>"]
        if key in found:
            says += [f"pixels {found[key][0]:.2f}", f"D {found[key][1]:.2f}"]
        texts += says
        x += [across] * len(says)
        y += [up + 0.68, up - 0.7, up - 0.98][: len(says)]
        colours += [style.colour((CHANGES | KINDS)[key][1])] * len(says)
    return [*traces, words(x, y, texts, colours, style, **here)]


def likeness_map(result: Result, found: dict[str, Any], style: Style) -> list[Trace]:
    """Return all shifts and blurs as paths from x, and each picture in sight as a dot."""
    here, clip = PANELS["map"].axes, MOST - 0.03
    traces = [line([0, MOST], [0, MOST], style.colour("grid"), 0.5 * style.stroke, **here)]
    for key, (_, role) in CHANGES.items():
        x, y = np.minimum(result.paths[key], clip)
        traces.append(line(x, y, style.colour(role, 0.5), 0.6 * style.stroke, **here, mode="lines+markers"))
    keys = list(found)
    x, y = np.minimum(np.array([found[key] for key in keys]).T, clip)
    colours = [style.colour((CHANGES | KINDS)[key][1]) for key in keys]
    marks = dots(x, y, colours, 4.5 * style.stroke, "pixels %{x:.2f}, D %{y:.2f}", **here)
    names = words(x, y, [f" {name_of(key)}" for key in keys], colours, style, textposition="middle right", **here)
    about = words([0.04, MOST - 0.02], [MOST - 0.06, 0.02],
                  ["further in features", "further in pixels"], style.colour("muted"), style,
                  textposition=["middle right", "middle left"], **here)  # fmt: skip
    return [*traces, marks, names, about]
