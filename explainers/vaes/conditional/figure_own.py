"""One style under ten labels, from the model that is told the label and from one that is not."""

from typing import Any

import numpy as np

from explainers.controls import SUBSCRIPTS
from explainers.figure_style import Drawing, Layout, Plot, Style, Trace, base_layout
from explainers.marks import line, words
from explainers.panels import panels
from explainers.vaes.conditional.figure_grid import BARE, framed
from explainers.vaes.conditional.networks import CLASSES, LATENT
from explainers.vaes.conditional.result import Result, by_kl
from explainers.vaes.tiles import tiles

PANELS = panels("tiles", "style", heights=(0.76, 0.24), gaps=(0.0, 0.06))
UPPER, LOWER = 3.2, 0.75  # the middles of both rows of tiles
NARROW_HEIGHTS = {"tiles": 175, "style": 130}


@Plot
def plot_own(result: Result, style: Style) -> Drawing:
    """Draw x, both rows of ten with the classifier's verdict under each, and the style as eight numbers."""
    told, moved = result.verdicts
    here: dict[str, Any] = dict(PANELS["tiles"].axes)
    large: dict[str, Any] = {"dx": 1.8 / 28, "dy": 1.8 / 28, "x0": -2.5 + 0.9 / 28, "y0": 1.3 + 0.9 / 28}
    traces = [
        tiles(result.x, 1, "real", style, **large, **here),
        tiles(result.grid[0], CLASSES, "generated", style, UPPER, **here),
        tiles(result.by_arithmetic, CLASSES, "muted", style, LOWER, **here),
        *[framed(result.label, y, style) | here for y in (UPPER, LOWER)],
        *captions(result, told, moved, style),
        *codes(result, style),
    ]
    order = by_kl()
    names = [f"z{str(i + 1).translate(SUBSCRIPTS)}" for i in range(LATENT)]
    axes: dict[str, Layout] = {
        "tiles": {"xaxis": BARE | {"range": [-2.6, 9.6], "constrain": "domain"},
                  "yaxis": BARE | {"range": [-0.25, 4.7], "scaleanchor": "x", "constrain": "domain"}},
        "style": {"xaxis": {"range": [-0.6, LATENT - 0.4], "tickvals": list(range(LATENT)), "ticktext": names,
                            "showgrid": False},
                  "yaxis": {"range": [-4.2, 4.2], "tickvals": [-3, 0, 3], "title": {"text": "style z"}}},
    }  # fmt: skip
    layout = base_layout(
        style, **PANELS.layout(**axes), margin={"l": 52, "r": 4, "t": 4, "b": 40 if style.lecture else 30}
    )
    right, without = int((told > 0.5).sum()), int((moved > 0.5).sum())
    alt = (f"x, told to be a {result.label}, in its style under ten labels. The classifier finds the digit ordered in "
           f"{right} of 10 from the model that is told the label, and in {without} of 10 from the one that is not. "
           f"The strongest dimension of the style is {result.style[order[0]]:.2f}.")  # fmt: skip
    return Drawing(traces, layout, alt, PANELS.narrow(NARROW_HEIGHTS, gap=30) | {"margin": {"l": 36}})


def captions(result: Result, told: np.ndarray, moved: np.ndarray, style: Style) -> list[Trace]:
    """Return the labels, the verdict under each tile, and what each row is."""
    here, columns = PANELS["tiles"].axes, np.arange(10.0)
    shares = [f"{100 * share:.0f}" for share in (*told, *moved)]
    ink = [style.colour("text" if share > 0.5 else "guess") for share in (*told, *moved)]
    under = words([*columns, *columns], [UPPER - 0.68] * 10 + [LOWER - 0.68] * 10, shares, ink, style, **here)
    over = words(columns, [UPPER + 0.72] * 10, [f"<b>{y}</b>" for y in range(10)], style.colour("text"), style, **here)
    texts = ["<b>told the label</b>, and recognised in %",
             "<b>never told</b>: z moved by class means"]  # fmt: skip
    rows = words([-0.45, -0.45], [UPPER + 1.2, LOWER + 0.72], texts, [style.colour("generated"), style.colour("muted")],
                 style, textposition="middle right", **here)  # fmt: skip
    left = words([-1.6, -1.6], [3.4, 1.0], ["<b>x</b>", f"told: a {result.label}"],
                 [style.colour("real"), style.colour("muted")], style, **here)  # fmt: skip
    return [under, over, rows, left]


def codes(result: Result, style: Style) -> list[Trace]:
    """Return the style: μ ± 2σ of each dimension by falling KL, and over the prior's ± 2 where it has been moved to."""
    here, order = PANELS["style"].axes, by_kl()
    mu, sigma = result.encoded[0][order], np.exp(0.5 * result.encoded[1][order])
    x = np.arange(float(LATENT))
    pale = style.colour("prior", 0.12)
    prior = line([-0.6, LATENT - 0.4, LATENT - 0.4, -0.6], [-2, -2, 2, 2], pale, 0, fill="toself", fillcolor=pale,
                 **here)  # fmt: skip
    spread = line(np.repeat(x, 3), np.stack([mu - 2 * sigma, mu + 2 * sigma, np.full(LATENT, np.nan)], 1).ravel(),
                  style.colour("posterior"), 0.8 * style.stroke, **here)  # fmt: skip
    z = line(x, result.style[order], style.colour("generated"), style.stroke, "%{y:.2f}", **here)
    z |= {"mode": "markers", "marker": {"color": style.colour("generated"), "size": 4 * style.stroke}}
    return [prior, spread, z]
