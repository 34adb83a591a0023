"""Three makers: the same noise through a VAE, a GAN and a VAE-GAN, and how good each is at it."""

from collections.abc import Sequence
from typing import Any

from torch import Tensor

from explainers.data.glyphs.glyphs import SIDE
from explainers.figure_style import Drawing, Layout, Plot, Style, Trace, base_layout
from explainers.gans.pictures.letters import grey
from explainers.gans.vae_gan.models import recorded
from explainers.gans.vae_gan.result import COLUMNS, Result, unseen
from explainers.marks import words
from explainers.panels import panels
from explainers.vaes.tiles import tiles

PANELS = panels("tiles", "table", heights=(0.74, 0.26), gaps=(0.0, 0.03))
KINDS = {"real": ("real", "real"), "vae": ("VAE", "posterior"), "gan": ("GAN", "generator"),
         "vae_gan": ("VAE-GAN", "generated")}  # fmt: skip
MEASURES = {"sharpness": ("sharpness", ".2f"), "frechet": ("Fréchet", ".1f"), "precision": ("precision", ".0%"),
            "recall": ("recall", ".0%")}  # fmt: skip
BARE: Layout = {"visible": False, "showgrid": False}
PITCH = 2.2  # from one maker to the next
TOP = 3 * PITCH
LEFT = -2.3


@Plot
def plot_makers(result: Result, style: Style) -> Drawing:
    """Draw pictures of each maker, and a table of what it reached over many more."""
    here: dict[str, Any] = dict(PANELS["tiles"].axes)
    shown = {"real": unseen(result.params.seed)} | result.made
    rows = [row(pictures, kind, style, TOP - i * PITCH, **here) for i, (kind, pictures) in enumerate(shown.items())]
    names = named(list(KINDS), [TOP + 0.5 - i * PITCH for i in range(4)], LEFT, style, **here)
    found = {kind: recorded()[name]["samples"] for kind, name in ({"real": "real"} | result.makers).items()}
    axes: dict[str, Layout] = {
        "tiles": {"xaxis": BARE | {"range": [LEFT, COLUMNS - 0.45], "constrain": "domain"},
                  "yaxis": BARE | {"range": [-0.55, TOP + 1.55], "scaleanchor": "x", "constrain": "domain"}},
        "table": {"xaxis": BARE | {"range": [0, 1]}, "yaxis": BARE | {"range": [-0.5, 4.5]}},
    }  # fmt: skip
    layout = base_layout(style, **PANELS.layout(**axes), margin={"l": 4, "r": 4, "t": 4, "b": 4})
    said = "; ".join(f"{KINDS[kind][0]} {one['sharpness']:.2f} and {one['frechet']:.1f}" for kind, one in found.items())
    alt = f"Letters of three makers, from the same noise, beside real ones. Sharpness and Fréchet distance: {said}."
    return Drawing(
        [*rows, names, *table(found, style)], layout, alt, PANELS.narrow({"tiles": 245, "table": 140}, gap=8)
    )


def row(pictures: Tensor, kind: str, style: Style, bottom: float, columns: int = COLUMNS, **more: Any) -> Trace:
    """Return pictures (n, 1, SIDE, SIDE) in the colour of their maker, the lowest row at `bottom`."""
    return tiles(grey(pictures).numpy(), columns, KINDS[kind][1], style, bottom, SIDE, **more)


def named(kinds: Sequence[str], heights: Sequence[float], x: float, style: Style, **more: Any) -> Trace:
    """Return the names of makers, from x to the right."""
    names, roles = zip(*(KINDS[kind] for kind in kinds), strict=True)
    colours = [style.colour(role) for role in roles]
    texts = [f"<b>{name}</b>" for name in names]
    return words([x] * len(texts), heights, texts, colours, style, textposition="middle right", **more)


def table(found: dict[str, dict[str, float]], style: Style) -> list[Trace]:
    """Return a row for each maker, a column for each measure."""
    here, places = PANELS["table"].axes, [0.3 + 0.21 * i for i in range(len(MEASURES))]
    heads = words(places, [4.0] * 4, [name for name, _ in MEASURES.values()], style.colour("muted"), style, **here)
    x, y, texts, colours = [], [], [], []
    for i, (kind, one) in enumerate(found.items()):
        for place, (measure, (_, form)) in zip(places, MEASURES.items(), strict=True):
            x.append(place)
            y.append(3.0 - i)
            texts.append(f"{one[measure]:{form}}")
            colours.append(style.colour(KINDS[kind][1]))
    names = named(list(found), [3.0 - i for i in range(4)], 0.0, style, **here)
    return [heads, names, words(x, y, texts, colours, style, **here)]
