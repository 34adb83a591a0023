"""Letters of a VAE, a GAN and the diffusion model, trained on the same pictures, what each reached, and guidance."""

from functools import lru_cache

import torch
from torch import Tensor

from explainers.figure_style import Drawing, Layout, Plot, Style, Trace, base_layout
from explainers.frontiers.diffusion.figure_parts import BARE
from explainers.frontiers.diffusion.pictures import one_of_each, recorded
from explainers.frontiers.diffusion.result import Result
from explainers.frontiers.diffusion.settings import GUIDANCES
from explainers.frontiers.diffusion.unet import LETTERS, SIDE
from explainers.gans.pictures.letters import grey, letter_pictures
from explainers.gans.vae_gan.models import model
from explainers.gans.vae_gan.networks import LATENT
from explainers.gans.vae_gan.pictures import some_of
from explainers.marks import dots, line, words
from explainers.panels import panels
from explainers.vaes.tiles import tiles

PLACES = panels("tiles table", "guidance guidance", widths=(0.48, 0.52), heights=(0.7, 0.3), gaps=(0.0, 0.14),
                x=(0.1, 1.0))  # fmt: skip
NARROW = PLACES.narrow({"tiles": 190, "table": 190, "guidance": 160}, gap=30, width=(0.16, 1.0))
ROLES = {"real": "real", "VAE": "posterior", "GAN": "generator", "diffusion": "generated"}
SHOWN = {"Fréchet": ("frechet", ".0f"), "prec.": ("precision", ".0%"), "recall": ("recall", ".0%"),
         "sharp": ("sharpness", ".2f"), "bits ≤": ("bits", ".2f"), "ms": ("seconds", ".1f")}  # fmt: skip
CURVES = {"read": ("class accuracy", "class_0"), "variety": ("variety", "class_1"), "recall": ("recall", "class_2")}


def nearest(w: float) -> float:
    """Return the guidance nearest to w of those that were measured."""
    return min(GUIDANCES, key=lambda one: abs(one - w))


def reached(w: float) -> dict[str, dict[str, float]]:
    """Return what each maker reached; the bound of the likelihood is that of the network unguided."""
    found = recorded()
    ours = found[f"w={nearest(w):g}"] | {"bits": found["w=0"]["bits"]}
    return {name: found.get(name, ours) for name in ROLES}


@lru_cache(maxsize=8)
def others(seed: int) -> dict[str, Tensor]:
    """Return as many pictures of the data, the VAE and the GAN as there are letters, (6, 1, SIDE, SIDE) each."""
    (x, letters), n = letter_pictures(LETTERS, "test"), len(LETTERS)
    z = torch.randn(n, LATENT, generator=torch.Generator().manual_seed(seed))
    with torch.no_grad():
        return {"real": torch.cat([some_of(x[letters == i], 1, seed) for i in range(n)]),
                "VAE": model("vae-1").decoder(z), "GAN": model("gan").decoder(z)}  # fmt: skip


@Plot
def plot_makers(result: Result, style: Style) -> Drawing:
    """Draw pictures of each maker in a row with what it reached, and what guidance does to the last."""
    p, (n, rows) = result.params, (len(LETTERS), len(ROLES))
    drawn = torch.from_numpy(one_of_each(p.w, p.seed)).view(n, 1, SIDE, SIDE)
    some, found = others(p.seed) | {"diffusion": drawn}, reached(p.w)
    traces = [tiles(grey(some[name]).numpy(), n, ROLES[name], style, rows - 1 - i, **PLACES["tiles"].axes)
              for i, name in enumerate(ROLES)]  # fmt: skip
    for column, (title, (key, form)) in enumerate(SHOWN.items()):
        told = [format(1000 * one[key] if key == "seconds" else one[key], form) if key in one else "–"
                for one in found.values()]  # fmt: skip
        colours = [style.colour("muted"), *(style.colour(role) for role in ROLES.values())]
        traces.append(words([column] * (rows + 1), range(rows, -1, -1), [title, *told], colours, style,
                            **PLACES["table"].axes))  # fmt: skip
    traces += guidance(p.w, style)
    y = {"range": [-0.5, rows + 0.4]}
    names = [{"text": f"<b style='color:{style.colour(role)}'>{name}</b>", "x": 0, "y": rows - 1 - i, "xref": "paper",
              "yref": "y", "xanchor": "left", "showarrow": False, "font": {"size": style.text}}
             for i, (name, role) in enumerate(ROLES.items())]  # fmt: skip
    legend = ", ".join(f"<b style='color:{style.colour(role)}'>{title}</b>" for title, role in CURVES.values())
    axes: dict[str, Layout] = {
        "tiles": {"xaxis": BARE | {"range": [-0.5, n - 0.5], "constraintoward": "left"},
                  "yaxis": BARE | y | {"scaleanchor": "x"}},
        "table": {"xaxis": BARE | {"range": [-0.5, len(SHOWN) - 0.5]}, "yaxis": BARE | y},
        "guidance": {"xaxis": {"range": [-0.3, len(GUIDANCES) - 0.7], "tickvals": list(range(len(GUIDANCES))),
                               "ticktext": [f"w = {w:g}" for w in GUIDANCES]},
                     "yaxis": {"range": [0, 1.08], "tickvals": [0, 0.5, 1], "tickformat": ".0%"}},
    }  # fmt: skip
    layout = base_layout(style, **PLACES.layout(**axes), margin={"l": 4, "r": 4, "t": 4, "b": 34},
                         annotations=[*names, PLACES["guidance"].over(f"guidance: {legend}", style)])  # fmt: skip
    return Drawing(traces, layout, describe(found, p.w), NARROW)


def guidance(w: float, style: Style) -> list[Trace]:
    """Return the curves of what guidance does, and where it stands. Variety is that of real letters at 1."""
    found, at, now = recorded(), PLACES["guidance"].axes, GUIDANCES.index(nearest(w))
    traces = []
    for key, (title, role) in CURVES.items():
        whole = found["real"]["variety"] if key == "variety" else 1.0
        values = [found[f"w={w:g}"][key] / whole for w in GUIDANCES]
        traces += [
            line(range(len(values)), values, style.colour(role), 0.8 * style.stroke, f"{title} %{{y:.0%}}", **at),
            dots([now], [values[now]], style.colour(role), 3 * style.stroke, **at),
        ]
    return traces


def describe(found: dict[str, dict[str, float]], w: float) -> str:
    """Return the comparison in a sentence."""
    told = ", ".join(f"{name} {one['frechet']:.0f}" for name, one in found.items())
    ours = found["diffusion"]
    return (f"Letters of three makers beside real ones. Fréchet distance: {told}. With guidance {nearest(w):g}, "
            f"{ours['read']:.0%} are read as what was asked for, and recall is {ours['recall']:.0%}.")  # fmt: skip
