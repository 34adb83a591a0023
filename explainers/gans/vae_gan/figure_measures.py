"""What is measured: how far copies and reconstructions are from x, by two measures; and what γ buys."""

from typing import Any

import numpy as np
from torch import Tensor

from explainers.figure_style import Drawing, Layout, Plot, Style, Trace, base_layout
from explainers.gans.vae_gan.figure_makers import BARE, COLUMNS, LOOKS, row
from explainers.gans.vae_gan.models import named, recorded
from explainers.gans.vae_gan.result import Array, Result
from explainers.gans.vae_gan.settings import GAMMAS
from explainers.marks import dots, line, words
from explainers.panels import panels

MAP = panels("tiles map", widths=(0.46, 0.54), gaps=(0.09, 0.0))
MOST = 1.3  # of a distance, where two letters are at 1
ALL = LOOKS | {"real": ("x", "real"), "shift": ("shifted", "real"), "blur": ("blurred", "guess")}
CURVES = {  # what is measured of what, the title, the end of the axis, and how numbers are written
    "sharpness": ("samples", "sharpness", 0.8, ".1f"),
    "frechet": ("samples", "Fréchet distance", 200.0, ".0f"),
    "precision": ("samples", "precision", 1.0, ".0%"),
    "recall": ("samples", "recall", 1.0, ".0%"),
    "error": ("back", "error of x̃, in grey", 0.2, ".1f"),
    "read": ("back", "x̃ read rightly", 1.0, ".0%"),
}
GAMMA = panels("sharpness frechet precision", "recall error read", "tiles tiles tiles",
               heights=(0.27, 0.27, 0.46), gaps=(0.1, 0.15))  # fmt: skip
X = np.arange(float(len(GAMMAS)))


@Plot
def plot_back(result: Result, style: Style) -> Drawing:
    """Draw x, its copies and its reconstructions, and how far each is from x by both measures."""
    shown = result.changed | result.back
    found = {key: result.from_x(some)[:, 0] for key, some in shown.items()}
    ticks = {"range": [-0.04, MOST], "tickvals": [0, 0.5, 1]}
    axes: dict[str, Layout] = {
        "tiles": {"xaxis": BARE | {"range": [-0.55, 2.85]},
                  "yaxis": BARE | {"range": [-0.05, 4.6], "scaleanchor": "x"}},
        "map": {"xaxis": ticks | {"title": {"text": "distance from x in pixels"}},
                "yaxis": ticks | {"title": {"text": "distance in features of D"}}},
    }  # fmt: skip
    layout = base_layout(style, **MAP.layout(**axes), margin={"l": 4, "r": 6, "t": 6})
    said = "; ".join(f"{ALL[key][0]} {far[0]:.2f} and {far[1]:.2f}" for key, far in found.items())
    alt = f"How far from x in pixels and in features of D, where two letters are 1 apart: {said}."
    traces = [*given_back({"real": result.x} | shown, found, style), *likeness_map(result, found, style)]
    return Drawing(traces, layout, alt, MAP.narrow({"tiles": 420, "map": 300}, gap=30))


def given_back(shown: dict[str, Tensor], found: dict[str, Array], style: Style) -> list[Trace]:
    """Return x and its copies in a row, the reconstructions in another, with both distances below each."""
    here: dict[str, Any] = dict(MAP["tiles"].axes)
    traces = []
    for i, (key, some) in enumerate(shown.items()):
        (name, role), across, up = ALL[key], 1.15 * (i % 3), 3.4 - 2.35 * (i // 3)
        tile = row(some, role, style, up, 1, **here)
        far = [f"{measure} {value:.2f}" for measure, value in zip(("pixels", "D"), found.get(key, ()), strict=False)]
        texts = [f"<b>{name}</b>", *far]
        y = [up + 0.68, up - 0.68, up - 0.93][: len(texts)]
        traces += [tile | {"x0": tile["x0"] + across},
                   words([across] * len(y), y, texts, style.colour(role), style, **here)]  # fmt: skip
    return traces


def likeness_map(result: Result, found: dict[str, Array], style: Style) -> list[Trace]:
    """Return all shifts and blurs as paths from x, and each picture in sight as a dot."""
    here = MAP["map"].axes
    traces = [line([0, MOST], [0, MOST], style.colour("grid"), 0.5 * style.stroke, **here)]
    for key, (x, y) in result.paths.items():
        traces.append(line(x, y, style.colour(ALL[key][1], 0.5), 0.6 * style.stroke, **here))
    x, y = np.minimum(np.stack(list(found.values()), 1), MOST - 0.03)
    names, roles = zip(*(ALL[key] for key in found), strict=True)
    colours = [style.colour(role) for role in roles]
    marks = dots(x, y, colours, 3.2 * style.stroke, "pixels %{x:.2f}, D %{y:.2f}", **here)
    sides = ["middle right", "middle right", "top left", "top right", "bottom right"]
    said = words(x, y, [f" {name} " for name in names], colours, style, textposition=sides, **here)
    about = words([0.02, MOST - 0.02], [MOST - 0.06, 0.02], ["further in features", "further in pixels"],
                  style.colour("muted"), style, textposition=["middle right", "middle left"], **here)  # fmt: skip
    return [*traces, marks, said, about]


@Plot
def plot_gamma(result: Result, style: Style) -> Drawing:
    """Draw six measures over γ, and samples of the model in hand."""
    axes: dict[str, Any] = {
        key: {"xaxis": {"range": [-0.3, X[-1] + 0.3], "tickvals": X, "ticktext": [f"{one:g}" for one in GAMMAS],
                        "showgrid": False},
              "yaxis": {"range": [0, 1.08 * end], "tickvals": [0, end / 2, end], "tickformat": form}}
        for key, (_, _, end, form) in CURVES.items()
    }  # fmt: skip
    axes["tiles"] = {"xaxis": BARE | {"range": [-0.55, COLUMNS - 0.45]},
                     "yaxis": BARE | {"range": [-0.55, 2.2], "scaleanchor": "x7"}}  # fmt: skip
    heads = [GAMMA[key].over(f"<b>{title}</b>", style) for key, (_, title, *_) in CURVES.items()]
    layout = base_layout(style, **GAMMA.layout(**axes), annotations=heads, margin={"l": 52, "r": 6, "t": 26, "b": 4})
    found = result.recorded("vae_gan")
    said = ", ".join(f"{title} {found[of][key]:.2f}" for key, (of, title, *_) in CURVES.items())
    alt = f"Six measures over γ. At γ = {result.gamma:g}: {said}."
    stack = {"sharpness frechet": 110, "precision recall": 110, "error read": 110, "tiles": 110}
    traces = [trace for key in CURVES for trace in curve(key, result, style)]
    key = words([0.2, 2.4, 4.6, 6.8], [1.95] * 4, ["┄ real", "┄ VAE", "┄ GAN", "● VAE-GAN"],
                [style.colour(role) for _, role in LOOKS.values()], style, **GAMMA["tiles"].axes)  # fmt: skip
    traces += [key, row(result.made["vae_gan"], "generated", style, 0.0, COLUMNS, **GAMMA["tiles"].axes)]
    return Drawing(traces, layout, alt, GAMMA.narrow(stack, gap=[52, 52, 40], across=0.22))


def curve(key: str, result: Result, style: Style) -> list[Trace]:
    """Return one measure over γ, with a dot at the model in hand, and dotted lines for the other makers."""
    of, here, traces = CURVES[key][0], GAMMA[key].axes, []
    for kind in ("real", "vae", "gan"):
        found, (name, role) = result.recorded(kind).get(of), LOOKS[kind]
        if found:
            traces.append(line([-0.3, X[-1] + 0.3], [found[key]] * 2, style.colour(role), 0.6 * style.stroke,
                               f"{name} %{{y:.2f}}", pen={"dash": "dot"}, **here))  # fmt: skip
    y, now = [recorded()[named(gamma)][of][key] for gamma in GAMMAS], GAMMAS.index(result.gamma)
    colour = style.colour("generated")
    return [*traces, line(X, y, colour, 0.8 * style.stroke, "%{y:.2f}", **here),
            dots([X[now]], [y[now]], colour, 4.5 * style.stroke, "%{y:.2f}", **here)]  # fmt: skip
