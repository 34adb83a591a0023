"""What each loss is after: pictures of test pairs along λ, their L1 error, and their sharpness."""

from typing import Any

import numpy as np

from explainers.figure_style import Drawing, Layout, Plot, Style, Trace, base_layout
from explainers.gans.pix2pix.figure_draw import BARE, box, picture
from explainers.gans.pix2pix.models import l1, recorded
from explainers.gans.pix2pix.pairs import TEST
from explainers.gans.pix2pix.result import Result
from explainers.marks import line, words
from explainers.panels import panels

PANELS = panels("tiles tiles", "l1 sharpness", heights=(0.68, 0.32), gaps=(0.08, 0.08))
ACROSS, DOWN = 1.06, 1.34  # from one tile to the next
COLUMNS = [0.0, ACROSS, *(0.2 + ACROSS * (2 + i) for i in range(5))]  # where tiles begin
NARROW_HEIGHTS = {"tiles": 170, "l1": 110, "sharpness": 110}
MOST = {"l1": 0.14, "sharpness": 1.2}  # the ends of the axes


@Plot
def plot_loss(result: Result, style: Style) -> Drawing:
    """Draw test pairs and what each model paints; below, what the models reached over all test pairs."""
    losses, known = result.losses, recorded(result.params.data)
    chosen, end = losses.index(result.loss), len(losses) - 0.4
    means = {name: np.array([known[loss]["g"][name] for loss in losses]) for name in MOST}
    traces = gallery(result, chosen, style)
    axes: dict[str, Layout] = {
        "tiles": {"xaxis": BARE | {"range": [-0.05, COLUMNS[-1] + 1.05]},
                  "yaxis": BARE | {"range": [-0.3, DOWN + 1.3], "scaleanchor": "x"}}
    }  # fmt: skip
    for name, form in (("l1", ".3f"), ("sharpness", ".0%")):
        colours = [style.colour("generated" if i else "muted", 1.0 if i == chosen else 0.4) for i in range(len(losses))]
        traces.append({"type": "bar", "x": np.arange(float(len(losses))), "y": means[name], "width": 0.7,
                       "marker": {"color": colours}, "hoverinfo": "skip", **PANELS[name].axes})  # fmt: skip
        texts = [f"{loss}<br><b>{mean:{form}}</b>" for loss, mean in zip(losses, means[name], strict=True)]
        ticks = {"tickvals": list(range(len(losses))), "ticktext": texts, "showgrid": False, "ticks": ""}
        axes[name] = {"xaxis": ticks | {"range": [-0.6, end]}, "yaxis": {"range": [0, MOST[name]], "visible": False}}
    traces.append(line([-0.6, end], [1, 1], style.colour("real"), 0.7 * style.stroke, pen={"dash": "dash"},
                       **PANELS["sharpness"].axes))  # fmt: skip
    heads = [PANELS["l1"].over(f"<b>L1 error</b>, {TEST} test pairs", style, yshift=-4),
             PANELS["sharpness"].over("<b>sharpness</b> (dashed: real pictures)", style, yshift=-4)]  # fmt: skip
    layout = base_layout(style, **PANELS.layout(**axes), annotations=heads,
                         margin={"l": 4, "r": 4, "t": 4, "b": 58 if style.lecture else 46})  # fmt: skip
    said = "; ".join(f"{name}: {a:.3f} and {b:.0%}" for name, a, b in zip(losses, *means.values(), strict=True))
    alt = f"Test pairs painted along λ. Mean L1 error and sharpness as a share of real pictures, by λ: {said}."
    return Drawing(traces, layout, alt, PANELS.narrow(NARROW_HEIGHTS, gap=(30, 70)))


def gallery(result: Result, chosen: int, style: Style) -> list[Trace]:
    """Return the tiles, the chosen pair on top, with the L1 error under each."""
    here: dict[str, Any] = dict(PANELS["tiles"].axes)
    roles = ["truth", "real", "muted", *["generated"] * (len(result.losses) - 1)]
    heights = [DOWN * i for i in reversed(range(len(result.rows)))]
    traces = [picture(grey, COLUMNS[j], low, 1.0, roles[j], style, **here)
              for low, row in zip(heights, result.rows, strict=True) for j, grey in enumerate(row)]  # fmt: skip
    middles = [column + 0.5 for column in COLUMNS[: len(roles)]]
    texts = ["<b>y</b>", "<b>x</b>", "L1", *(f"λ = {loss}" for loss in result.losses[1:])]
    texts[2 + chosen] = f"<b>{texts[2 + chosen]}</b>"
    inks = [style.colour(role) for role in roles]
    over = words(middles, [heights[0] + 1.13] * len(texts), texts, inks, style, **here)
    errors = l1(result.rows[:, 2:], result.rows[:, 1:2])
    under = words(middles[1:] * len(heights), np.repeat(heights, len(roles) - 1) - 0.15,
                  [said for row in errors for said in ("L1 error", *(f"{error:.3f}" for error in row))],
                  style.colour("text"), style, **here)  # fmt: skip
    left, low = COLUMNS[2 + chosen], heights[0]
    return [*traces, box(left, low, left + 1, low + 1, "generated", style, **here), over, under]
