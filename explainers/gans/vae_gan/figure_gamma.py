"""What gamma buys: what the VAE-GANs reach over γ, between the VAE and the GAN, and pictures of the one in hand."""

from typing import Any

import numpy as np
import torch

from explainers.figure_style import Drawing, Plot, Style, Trace, base_layout
from explainers.gans.vae_gan.figure_makers import BARE, KINDS, row
from explainers.gans.vae_gan.models import model, named, recorded
from explainers.gans.vae_gan.result import COLUMNS, Result, unseen
from explainers.gans.vae_gan.settings import GAMMAS
from explainers.marks import dots, line, words
from explainers.panels import panels

CURVES = {
    "sharpness": ("samples", "sharpness", "sharpness", (0.0, 0.8), ".1f"),
    "frechet": ("samples", "frechet", "Fréchet distance", (0.0, 80.0), ".0f"),
    "precision": ("samples", "precision", "precision", (0.0, 1.0), ".0%"),
    "recall": ("samples", "recall", "recall", (0.0, 1.0), ".0%"),
    "error": ("back", "error", "error of x̃, in grey", (0.0, 0.4), ".1f"),
    "read": ("back", "read", "x̃ read as x", (0.0, 1.0), ".0%"),
}
PANELS = panels("sharpness frechet precision", "recall error read", "tiles tiles tiles",
                heights=(0.28, 0.28, 0.44), gaps=(0.09, 0.11))  # fmt: skip
X = np.arange(float(len(GAMMAS)))


@Plot
def plot_gamma(result: Result, style: Style) -> Drawing:
    """Draw six measures over γ, and samples and reconstructions of the model in hand."""
    name = named(result.params.gamma)
    now = int(np.argmin([one != name for one in map(named, GAMMAS)]))
    traces = [trace for key in CURVES for trace in curve(key, now, result, style)]
    axes: dict[str, Any] = {key: {"xaxis": {"range": [-0.3, len(GAMMAS) - 0.7], "tickvals": X,
                                            "ticktext": [f"{gamma:g}" for gamma in GAMMAS], "showgrid": False},
                                  "yaxis": {"range": list(ends), "tickvals": [ends[0], sum(ends) / 2, ends[1]],
                                            "tickformat": form}}
                            for key, (_, _, _, ends, form) in CURVES.items()}  # fmt: skip
    axes["tiles"] = {"xaxis": BARE | {"range": [-2.4, COLUMNS - 0.45], "constrain": "domain"},
                     "yaxis": BARE | {"range": [-0.55, 2.7], "scaleanchor": "x7", "constrain": "domain"}}  # fmt: skip
    heads = [PANELS[key].over(f"<b>{title}</b>", style) for key, (_, _, title, _, _) in CURVES.items()]
    layout = base_layout(style, **PANELS.layout(**axes), annotations=heads, margin={"l": 44, "r": 6, "t": 26, "b": 4})
    found = recorded()[name]
    alt = (f"Six measures over γ. At γ = {GAMMAS[now]:g}: sharpness {found['samples']['sharpness']:.2f}, Fréchet "
           f"distance {found['samples']['frechet']:.1f}, precision {found['samples']['precision']:.0%}, recall "
           f"{found['samples']['recall']:.0%}; of reconstructions, error {found['back']['error']:.2f}, read as x "
           f"{found['back']['read']:.0%}.")  # fmt: skip
    narrow = PANELS.narrow({"sharpness frechet": 110, "precision recall": 110, "error read": 110, "tiles": 110},
                           gap=[52, 52, 40], across=0.16)  # fmt: skip
    return Drawing([*traces, *pictures(result, name, style)], layout, alt, narrow)


def curve(key: str, now: int, result: Result, style: Style) -> list[Trace]:
    """Return one measure over γ, with a dot at the model in hand, and as lines what is not of this kind."""
    part, measure, *_ = CURVES[key]
    here, traces = PANELS[key].axes, []
    for kind in ("real", "vae", "gan"):
        found = recorded()[(result.makers | {"real": "real"})[kind]].get(part, {})
        if measure in found:
            level, colour = found[measure], style.colour(KINDS[kind][1])
            traces.append(line([-0.3, X[-1] + 0.3], [level] * 2, colour, 0.6 * style.stroke,
                               f"{KINDS[kind][0]} %{{y:.2f}}", pen={"dash": "dot"}, **here))  # fmt: skip
    y = [recorded()[named(gamma)][part][measure] for gamma in GAMMAS]
    colour = style.colour("generated")
    traces.append(line(X, y, colour, 0.8 * style.stroke, "%{y:.2f}", **here))
    return [*traces, dots([X[now]], [y[now]], colour, 4.5 * style.stroke, "%{y:.2f}", **here)]


def pictures(result: Result, name: str, style: Style) -> list[Trace]:
    """Return samples of a model, and pictures of unseen faces over what it gives back of them."""
    here: dict[str, Any] = dict(PANELS["tiles"].axes)
    x = unseen(result.params.seed)[:COLUMNS]
    with torch.no_grad():
        back = model(name).decoder(model(name).encoder(x)[0])
    rows = [("real", x, "x"), ("vae_gan", back, "x̃"), ("vae_gan", result.made["vae_gan"][:COLUMNS], "samples")]
    traces = [row(some, kind, style, 2.15 - 1.075 * i, **here) for i, (kind, some, _) in enumerate(rows)]
    colours = [style.colour(KINDS[kind][1]) for kind, _, _ in rows]
    texts = [f"<b>{text}</b>" for *_, text in rows]
    names = words([-2.3] * 3, [2.15, 1.075, 0.0], texts, colours, style, textposition="middle right", **here)
    return [*traces, names]
