"""Style by label: along a row the style is the same, down a column the label."""

import numpy as np

from explainers.figure_style import Drawing, Plot, Style, Trace, base_layout
from explainers.marks import line, words
from explainers.vaes.conditional.networks import CLASSES
from explainers.vaes.conditional.result import ROWS, Result
from explainers.vaes.tiles import tiles

TOP = ROWS - 0.6  # the middle of the row in the style of x: a little above the others
BARE = {"visible": False, "showgrid": False}
NARROW = {"height": 300}


@Plot
def plot_grid(result: Result, style: Style) -> Drawing:
    """Draw x, its style under ten labels, and under it the styles that were drawn."""
    flat = result.grid
    traces = [
        tiles(result.x, 1, "real", style, TOP, x0=-1.8 + 0.5 / 28 - 0.5),
        tiles(flat[0], CLASSES, "generated", style, TOP),
        tiles(flat[1:].reshape(-1, flat.shape[-1]), CLASSES, "generated", style),
        framed(result.label, TOP, style),
        *heads(result, style),
    ]
    layout = base_layout(
        style,
        xaxis=BARE | {"range": [-2.6, CLASSES - 0.4], "constrain": "domain"},
        yaxis=BARE | {"range": [-0.6, ROWS + 0.55], "scaleanchor": "x", "constrain": "domain"},
        margin={"l": 4, "r": 4, "t": 4, "b": 4},
    )
    right = int(np.sum(result.verdicts[0] > 0.5))
    alt = (f"A grid of digits: {ROWS} rows of one style each, ten columns of one label each. The first row has the "
           f"style of x, a {result.label}; there the classifier finds the digit ordered in {right} of 10.")  # fmt: skip
    return Drawing(traces, layout, alt, NARROW)


def framed(x: float, y: float, style: Style) -> Trace:
    """Return a frame around a tile."""
    around = np.array([-0.5, 0.5, 0.5, -0.5, -0.5])
    return line(x + around, y + np.roll(around, 1), style.colour("real"), 0.6 * style.stroke)


def heads(result: Result, style: Style) -> list[Trace]:
    """Return the labels over the columns, and what the rows are."""
    over = words(np.arange(10.0), [TOP + 0.75] * 10, [f"<b>{y}</b>" for y in range(10)], style.colour("text"), style)
    beside = [("<b>x</b>", TOP + 0.75, "real"), (f"told: a {result.label}", TOP - 0.75, "muted"),
              ("drawn:", 2.6, "generated"), (f"z = {result.params.spread:.1f} ε", 1.8, "generated")]  # fmt: skip
    texts, places, roles = zip(*beside, strict=True)
    return [over, words([-1.8] * 4, places, texts, [style.colour(role) for role in roles], style)]
