"""Every source mixed with every other: coarse styles by row, fine styles by column, and what a mix has of each."""

import numpy as np

from explainers.figure_style import Drawing, Layout, Plot, Style, Trace, base_layout
from explainers.gans.style.factors import FACTORS
from explainers.gans.style.networks import LAYERS, SIDES
from explainers.gans.style.result import SOURCES, Array, Result
from explainers.marks import line, words
from explainers.panels import Panel, panels
from explainers.vaes.tiles import sheet, source

PANELS = panels("matrix share", widths=(0.58, 0.42), gaps=(0.03, 0.1))
NARROW_HEIGHTS = {"matrix": 350, "share": 240}
BARE = {"visible": False, "showgrid": False, "constrain": "domain"}
ROWS = ("letter", *FACTORS)


@Plot
def plot_mix(result: Result, style: Style) -> Drawing:
    """Draw the matrix of mixes, and how much of A is measured in them at this crossover."""
    here, k, last = PANELS["matrix"], result.params.crossover, SOURCES - 1
    mixes = result.mixes()
    diagonal = mixes[range(SOURCES), range(SOURCES)]
    traces = [
        strip(diagonal, 1, "class_0", style, here, -1.25, 0),
        strip(diagonal, SOURCES, "class_1", style, here, 0, last + 1.25),
        strip(mixes.reshape(-1, 32, 32), SOURCES, "text", style, here, 0, 0),
        *(line(i + SQUARE[0], last - i + SQUARE[1], style.colour("muted"), 0.5 * style.stroke, **here.axes)
          for i in range(SOURCES)),
        words([-1.25, -1.25], [last + 0.9, last + 1.4], ["<b>A</b> ↓", "<b>B</b> →"],
              [style.colour("class_0"), style.colour("class_1")], style, **here.axes),
        *shares(np.clip(result.follows, 0, 1), style),
    ]  # fmt: skip
    axes: dict[str, Layout] = {
        "matrix": {"xaxis": BARE | {"range": [-1.8, last + 0.55]},
                   "yaxis": BARE | {"range": [-0.55, last + 1.8], "scaleanchor": "x"}},
        "share": {"xaxis": {"range": [-0.01, 1.01], "visible": False},
                  "yaxis": {"range": [5.2, -2.1], "visible": False}},
    }  # fmt: skip
    layout = base_layout(style, **PANELS.layout(**axes), margin={"l": 4, "r": 8, "t": 4, "b": 4},
                         barmode="overlay")  # fmt: skip
    found = ", ".join(f"{name} {share:.0%}" for name, (share, _) in zip(ROWS, result.follows, strict=True))
    alt = (f"A matrix of {SOURCES} by {SOURCES} letters: the first {k} of {LAYERS} layers have the style of the row's "
           f"source, the rest that of the column's. Measured share of A in such mixes: {found}.")  # fmt: skip
    return Drawing(traces, layout, alt, PANELS.narrow(NARROW_HEIGHTS, gap=20))


SQUARE = np.array([[-0.49, 0.49, 0.49, -0.49, -0.49], [-0.49, -0.49, 0.49, 0.49, -0.49]])


def strip(pictures: Array, columns: int, role: str, style: Style, here: Panel, x: float, y: float) -> Trace:
    """Return pictures (n, side, side) in rows of `columns`, a unit wide each; the lower left one's middle is (x, y)."""
    side = pictures.shape[-1]
    upright = sheet(pictures, columns, gap=0, side=side)[::-1]  # rows of an image trace go up
    corner = {"x0": x + 0.5 / side - 0.5, "y0": y + 0.5 / side - 0.5, "dx": 1 / side, "dy": 1 / side}
    return {"type": "image", "source": source(upright, role, style), "hoverinfo": "skip", **corner, **here.axes}


def shares(share: Array, style: Style) -> list[Trace]:
    """Return, as a bar for the letter and for each factor, how much a mix has of A and how much of B."""
    here, y = PANELS["share"].axes, np.arange(float(len(ROWS)))
    bar = {"type": "bar", "orientation": "h", "y": y, "width": 0.4, "hoverinfo": "skip", **here}
    both = [bar | {"x": share[:, i], "base": i * share[:, 0], "marker": {"color": style.colour(f"class_{i}")}}
            for i in (0, 1)]  # fmt: skip
    said = [f"<b>{name}</b>: {a:.0%} of A, {b:.0%} of B" for name, (a, b) in zip(ROWS, share, strict=True)]
    over = words(0 * y, y - 0.47, said, style.colour("text"), style, textposition="middle right", **here)
    sides = ", ".join(str(side) for side in dict.fromkeys(SIDES))
    head = words([0, 0], [-1.8, -1.3], ["<b>What a mix has of A and of B</b>", f"8 layers, two of each side: {sides}"],
                 style.colour("text"), style, textposition="middle right", **here)  # fmt: skip
    return [*both, over, head]
