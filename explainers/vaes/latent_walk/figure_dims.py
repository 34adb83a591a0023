"""More than two dimensions: what each does to a picture, from the one that says most to those that say nothing."""

import numpy as np
from numpy.typing import NDArray

from explainers.figure_style import Drawing, Plot, Style, Trace, base_layout
from explainers.marks import dots, words
from explainers.panels import panels
from explainers.vaes.latent_walk.codes import Array
from explainers.vaes.latent_walk.result import Result
from explainers.vaes.tiles import placed, sheet, source

VALUES = np.linspace(-3, 3, 9)  # to which each dimension is set in turn, in σ of the prior
HALF_TILE = (VALUES[1] - VALUES[0]) / 2
PLACES = panels("cost table trio", widths=(0.14, 0.58, 0.2), gaps=(0.03, 0))
NARROW = PLACES.narrow(  # on a telephone the three pictures stand below the table
    {"cost cost table table table table table": 486, "trio": 198}, gap=76, across=0.03
)


@Plot
def plot_dims(result: Result, style: Style) -> Drawing:
    """Draw the KL of each dimension, pictures decoded as each runs through its values, and x with what became of it."""
    p, found = result.params, result.codes
    rows = np.arange(p.size)
    cost, active = found.kl[found.order], found.active[found.order]
    z = result.nudged
    table = result.decoded(runs(z, found.order))
    at_mean, nudged = result.decoded(np.stack([result.code_of(result.x), z]))
    bar = {"type": "bar", "orientation": "h", "x": cost, "y": rows, "width": 0.6,
           "marker": {"color": [style.colour("posterior" if used else "muted") for used in active]},
           "text": [f"{value:.2f}" for value in cost], "textposition": "outside", "cliponaxis": False,
           "textfont": {"size": style.text}, "hovertemplate": "KL %{x:.3f} nats<extra></extra>"}  # fmt: skip
    now = dots(z[found.order], rows + 0.44, style.colour("generated"), 2.6 * style.stroke, "z = %{x:.2f}",
               **PLACES["table"].axes)  # fmt: skip
    now["marker"] |= {"symbol": "triangle-up"}
    wide = len(VALUES) * 2 * HALF_TILE
    in_table, in_trio = PLACES["table"].refs, PLACES["trio"].refs
    images = [placed(source(sheet(table, len(VALUES), gap=0), "generated", style), in_table,
                     VALUES[0] - HALF_TILE, -0.5, wide, p.size, layer="below")]  # fmt: skip
    trio = [(result.x, "real"), (at_mean, "generated"), (nudged, "generated")]
    for i, (picture, role) in enumerate(trio):
        images.append(placed(source(picture.reshape(28, 28), role, style), in_trio, 0.1, 3 - i, 0.82, 0.82))
    names = [f"z{str(i + 1).translate(str.maketrans('0123456789', '₀₁₂₃₄₅₆₇₈₉'))}" for i in found.order]
    down = {"range": [p.size - 0.5, -0.5]}
    places = PLACES.layout(
        cost={"xaxis": {"range": [0, 1.5 * float(cost.max())], "visible": False},
              "yaxis": down | {"tickvals": rows, "ticktext": names, "showgrid": False, "ticks": "",
                               "linecolor": style.colour("grid")}},
        table={"xaxis": {"range": [VALUES[0] - HALF_TILE, VALUES[-1] + HALF_TILE], "showgrid": False,
                         "tickvals": [-3, -2, -1, 0, 1, 2, 3]},
               "yaxis": down | {"visible": False}},
        trio={"xaxis": {"range": [0, 1], "visible": False},
              "yaxis": {"range": [-0.1, 3.2], "visible": False, "scaleanchor": in_trio[0], "constrain": "domain"}},
    )  # fmt: skip
    margin = {"l": 52, "r": 6, "t": 12, "b": 40 if style.lecture else 36}
    layout = base_layout(style, **places, shapes=[], images=images, margin=margin)
    traces = [bar, now, heads(result, style)]
    alt = (f"Of {p.size} latent dimensions {int(active.sum())} are active. The first costs {cost[0]:.2f} nats of KL a "
           f"picture, the last {cost[-1]:.2f}; together they cost {cost.sum():.2f}.")  # fmt: skip
    return Drawing(traces, layout, alt, NARROW)


def runs(z: Array, order: NDArray[np.int64]) -> Array:
    """Return z with one dimension at a time set to each of VALUES, in the given order; shape (d × len(VALUES), d)."""
    table = np.tile(z, (len(order), len(VALUES), 1))
    for row, dimension in enumerate(order):
        table[row, :, dimension] = VALUES
    return table.reshape(-1, len(z))


def heads(result: Result, style: Style) -> Trace:
    """Return what the three pictures are."""
    texts = ["<b>x</b>", "<b>decoded</b> at μ(x)", "<b>decoded</b>, moved"]
    roles = [style.colour(role) for role in ("real", "generated", "generated")]
    return words([0.1] * 3, [3.08, 2.08, 1.08], texts, roles, style, textposition="middle right",
                 **PLACES["trio"].axes)  # fmt: skip
