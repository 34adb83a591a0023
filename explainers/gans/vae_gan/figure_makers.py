"""Pictures of three makers: from the same noise, with a table of what each reached; and on a walk from x to x′."""

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from torch import Tensor

from explainers.figure_style import Drawing, Layout, Plot, Style, Trace, base_layout
from explainers.gans.pictures.letters import grey
from explainers.gans.vae_gan.pictures import some_of, unseen
from explainers.gans.vae_gan.result import SHOWN, WAYS, Result, sharp
from explainers.marks import dots, line, words
from explainers.panels import panels
from explainers.vaes.tiles import tiles

MAKERS = panels("tiles table", widths=(0.47, 0.53), gaps=(0.01, 0.0))
WALK = panels("tiles", "sharpness", heights=(0.6, 0.4), gaps=(0.0, 0.06))
LOOKS = {"real": ("real", "real"), "vae": ("VAE", "posterior"), "gan": ("GAN", "generator"),
         "vae_gan": ("VAE-GAN", "generated")}  # fmt: skip
MEASURES = {"sharpness": ("sharpness", ".2f"), "frechet": ("Fréchet", ".1f"), "precision": ("precision", ".0%"),
            "recall": ("recall", ".0%")}  # fmt: skip
BARE: Layout = {"visible": False, "showgrid": False, "constrain": "domain"}
COLUMNS = 8  # pictures in a row
STOPS = np.linspace(0, 1, 7)  # t of the pictures of a walk
STEEPEST = 0.8  # grey per pixel


@Plot
def plot_makers(result: Result, style: Style) -> Drawing:
    """Draw pictures of each maker, and a table of what it reached over many more."""
    here: dict[str, Any] = dict(MAKERS["tiles"].axes)
    shown = {"real": some_of(unseen()[0], SHOWN, result.params.seed)} | result.made
    heights = [6.6, 4.4, 2.2, 0.0]  # of the lower of two rows
    traces = [row(some, LOOKS[kind][1], style, up, COLUMNS, **here)
              for up, (kind, some) in zip(heights, shown.items(), strict=True)]  # fmt: skip
    found = {kind: result.recorded(kind)["samples"] for kind in LOOKS}
    axes: dict[str, Layout] = {
        "tiles": {"xaxis": BARE | {"range": [-0.55, COLUMNS - 0.45]},
                  "yaxis": BARE | {"range": [-0.55, 8.75], "scaleanchor": "x"}},
        "table": {"xaxis": BARE | {"range": [-2.3, 8.2]},
                  "yaxis": BARE | {"range": [-0.55, 8.75], "scaleanchor": "y"}},
    }  # fmt: skip
    layout = base_layout(style, **MAKERS.layout(**axes), margin={"l": 4, "r": 4, "t": 4, "b": 4})
    said = "; ".join(f"{LOOKS[kind][0]} {one['sharpness']:.2f} and {one['frechet']:.1f}" for kind, one in found.items())
    alt = f"Letters of three makers, from the same noise, beside real ones. Sharpness and Fréchet distance: {said}."
    return Drawing([*traces, *table(found, [up + 0.5 for up in heights], style)], layout, alt,
                   MAKERS.narrow({"tiles": 350, "table": 150}, 4, table={"yaxis": {"scaleanchor": False}}))  # fmt: skip


def row(some: Tensor, role: str, style: Style, bottom: float, columns: int, **more: Any) -> Trace:
    """Return pictures (n, 1, SIDE, SIDE) in rows, the lowest at `bottom`."""
    return tiles(grey(some).numpy(), columns, role, style, bottom, **more)


def named(kinds: Iterable[str], heights: Sequence[float], left: float, style: Style, **more: Any) -> Trace:
    """Return the names of makers, each in its colour, from `left` on."""
    names, roles = zip(*(LOOKS[kind] for kind in kinds), strict=True)
    texts, colours = [f"<b>{name}</b>" for name in names], [style.colour(role) for role in roles]
    return words([left] * len(texts), heights, texts, colours, style, textposition="middle right", **more)


def table(found: dict[str, dict[str, float]], heights: list[float], style: Style) -> list[Trace]:
    """Return a row for each maker, a column for each measure."""
    here, traces = MAKERS["table"].axes, []
    for i, (measure, (name, form)) in enumerate(MEASURES.items()):
        texts = [name, *(f"{one[measure]:{form}}" for one in found.values())]
        colours = [style.colour(role) for role in ("muted", *(LOOKS[kind][1] for kind in found))]
        traces.append(words([1.1 + 2.1 * i] * 5, [8.4, *heights], texts, colours, style, **here))
    return [named(found, heights, -2.3, style, **here), *traces]


@Plot
def plot_walk(result: Result, style: Style) -> Drawing:
    """Draw the walks from x to x′ through three models, and how sharp each is at every t."""
    here: dict[str, Any] = dict(WALK["tiles"].axes)
    below, t, places = WALK["sharpness"].axes, result.params.way, {"vae": 2.2, "gan": 1.1, "vae_gan": 0.0}
    traces, at = [line([t, t], [0, STEEPEST], style.colour("muted"), 1.5, **below)], {}
    for kind, up in places.items():
        name, role = LOOKS[kind]
        now, colour = result.walk(kind, np.array([t])), style.colour(role)
        at[name] = float(sharp(now)[0])
        tile = row(now, role, style, up, 1, **here)
        traces += [row(result.walk(kind, STOPS), role, style, up, len(STOPS), **here),
                   tile | {"x0": tile["x0"] + 7.4},
                   line(WAYS, sharp(result.walk(kind, WAYS)), colour, 0.7 * style.stroke, "%{y:.2f}", **below),
                   dots([t], [at[name]], colour, 4 * style.stroke, "%{y:.2f}", **below)]  # fmt: skip
    traces.append(named(places, list(places.values()), -3.0, style, **here))
    heads = ["x", "x′", f"t = {t:.2f}"]
    traces.append(words([0, 6, 7.4], [2.95] * 3, heads, style.colour("text"), style, **here))
    axes: dict[str, Layout] = {
        "tiles": {"xaxis": BARE | {"range": [-3.0, 8.0]},
                  "yaxis": BARE | {"range": [-0.55, 3.2], "scaleanchor": "x"}},
        "sharpness": {"xaxis": {"range": [-0.01, 1.01], "tickvals": [0, 0.5, 1], "title": {"text": "way t"}},
                      "yaxis": {"range": [0, STEEPEST], "tickvals": [0, 0.4, 0.8], "title": {"text": "sharpness"}}},
    }  # fmt: skip
    layout = base_layout(style, **WALK.layout(**axes), margin={"l": 60, "r": 8, "t": 4})
    said = ", ".join(f"{name} {value:.2f}" for name, value in at.items())
    alt = f"Walks from x to x′ through three models. Sharpness at t = {t:.2f}: {said}."
    return Drawing(traces, layout, alt, WALK.narrow({"tiles": 130, "sharpness": 180}, gap=14))
