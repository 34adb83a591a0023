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

PANELS = panels("tiles l1", "tiles sharpness", widths=(0.7, 0.3), gaps=(0.04, 0.16))
ACROSS, DOWN = 1.06, 1.34  # from one tile to the next
COLUMNS = [0.0, ACROSS, *(0.2 + ACROSS * (2 + i) for i in range(5))]  # where tiles begin
NARROW_HEIGHTS = {"tiles": 250, "l1": 130, "sharpness": 130}
MOST = {"l1": 0.2, "sharpness": 1.6}  # the ends of the axes


@Plot
def plot_loss(result: Result, style: Style) -> Drawing:
    """Draw test pairs and what each model paints; beside them what the models reached over all test pairs."""
    losses, known = result.losses, recorded(result.params.data)
    chosen, end = losses.index(result.loss), len(losses) - 0.4
    means = {name: np.array([known[loss]["g"][name] for loss in losses]) for name in MOST}
    traces = [*gallery(result, chosen, style), *bars("l1", means["l1"], chosen, style)]
    traces += bars("sharpness", means["sharpness"], chosen, style)
    traces.append(line([-0.6, end], [1, 1], style.colour("real"), 0.7 * style.stroke,
                       pen={"dash": "dash"}, **PANELS["sharpness"].axes))  # fmt: skip
    ticks = {"range": [-0.6, end], "tickvals": list(range(len(losses))), "ticktext": list(losses),
             "showgrid": False, "ticks": ""}  # fmt: skip
    axes: dict[str, Layout] = {
        "tiles": {"xaxis": BARE | {"range": [-0.05, COLUMNS[-1] + 1.05]},
                  "yaxis": BARE | {"range": [-0.4, 2 * DOWN + 1.5], "scaleanchor": "x"}},
        "l1": {"xaxis": ticks, "yaxis": {"range": [0, MOST["l1"]], "visible": False}},
        "sharpness": {"xaxis": ticks, "yaxis": {"range": [0, MOST["sharpness"]], "visible": False}},
    }  # fmt: skip
    heads = [PANELS["l1"].over(f"<b>L1 error</b>, {TEST} test pairs", style, yshift=-8),
             PANELS["sharpness"].over("<b>sharpness</b>, real = 100%", style, yshift=-8)]  # fmt: skip
    layout = base_layout(style, **PANELS.layout(**axes), annotations=heads,
                         margin={"l": 4, "r": 4, "t": 22, "b": 36 if style.lecture else 28})  # fmt: skip
    said = "; ".join(f"{name}: {a:.3f} and {b:.0%}" for name, a, b in zip(losses, *means.values(), strict=True))
    alt = f"Test pairs painted along λ. Mean L1 error and sharpness as a share of real pictures, by λ: {said}."
    return Drawing(traces, layout, alt, PANELS.narrow(NARROW_HEIGHTS, gap=50))


def gallery(result: Result, chosen: int, style: Style) -> list[Trace]:
    """Return the tiles, the chosen pair on top, with the L1 error under each."""
    here: dict[str, Any] = dict(PANELS["tiles"].axes)
    roles = ["truth", "real", "muted", *["generated"] * (len(result.losses) - 1)]
    traces = [picture(grey, COLUMNS[j], DOWN * (2 - i), 1.0, roles[j], style, **here)
              for i, row in enumerate(result.rows) for j, grey in enumerate(row)]  # fmt: skip
    middles = [column + 0.5 for column in COLUMNS[: len(roles)]]
    texts = ["<b>y</b>", "<b>x</b>", "<b>L1</b> alone", *(f"λ = {loss}" for loss in result.losses[1:])]
    texts[2 + chosen] = f"<b>{texts[2 + chosen]}</b>"
    over = words(middles, [2 * DOWN + 1.22] * len(texts), texts, [style.colour(role) for role in roles], style, **here)
    errors = l1(result.rows[:, 2:], result.rows[:, 1:2])
    under = words(middles[1:] * 3, np.repeat([DOWN * (2 - i) - 0.15 for i in range(3)], len(roles) - 1),
                  [said for row in errors for said in ("L1 error", *(f"{error:.3f}" for error in row))],
                  style.colour("text"), style, **here)  # fmt: skip
    left, low = COLUMNS[2 + chosen], 2 * DOWN
    return [*traces, box(left, low, left + 1, low + 1, "generated", style, **here), over, under]


def bars(name: str, values: np.ndarray, chosen: int, style: Style) -> list[Trace]:
    """Return a bar for each model, and its value over it."""
    here = PANELS[name].axes
    colours = [style.colour("generated" if i else "muted", 1.0 if i == chosen else 0.4) for i in range(len(values))]
    texts = [f"{value:.3f}" if name == "l1" else f"{value:.0%}" for value in values]
    bar = {"type": "bar", "x": np.arange(float(len(values))), "y": values, "width": 0.7, "marker": {"color": colours},
           "hovertemplate": "%{y:.3f}<extra></extra>", **here}  # fmt: skip
    return [bar, words(np.arange(len(values)), values + 0.09 * MOST[name], texts, style.colour("text"), style, **here)]
