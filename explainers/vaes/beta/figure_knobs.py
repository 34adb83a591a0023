"""What every latent does to a sprite: one film strip each, from the one that says most to those that say nothing."""

import numpy as np
from numpy.typing import NDArray

from explainers.figure_style import Drawing, Plot, Style, Trace, base_layout
from explainers.marks import dots, words
from explainers.panels import panels
from explainers.vaes.beta.measures import ENTROPIES
from explainers.vaes.beta.networks import LATENT
from explainers.vaes.beta.result import Result
from explainers.vaes.beta.sprites import FACTORS, SIDE, Array
from explainers.vaes.tiles import placed, sheet, source

VALUES = np.linspace(-3, 3, 7)  # to which each latent is set in turn, in σ of the prior
HALF_TILE = (VALUES[1] - VALUES[0]) / 2
KNOWS = 0.1  # the share of a factor's entropy from which on a latent is said to know it
ROWS = (0.03, 0.95)
PLACES = panels("cost strips trio", widths=(0.22, 0.52, 0.22), gaps=(0.02, 0)).within(
    cost=panels("cost", y=ROWS), strips=panels("strips", y=ROWS)
)
NARROW = PLACES.narrow(  # on a telephone the three pictures stand below the strips
    {"cost strips strips": 315, "trio": 277}, gap=38, across=0.02, margin=(4, 26)
)


@Plot
def plot_knobs(result: Result, style: Style) -> Drawing:
    """Draw the KL of each latent, a strip decoded as it runs through its values, and x with what became of it."""
    record, rows = result.record, np.arange(LATENT)
    cost, active = record.kl[record.order], record.active[record.order]
    colours = [style.colour("posterior" if used else "muted") for used in active]
    bar = {"type": "bar", "orientation": "h", "x": cost, "y": rows + 0.25, "width": 0.28, "marker": {"color": colours},
           "hovertemplate": "KL %{x:.3f} nats<extra></extra>"}  # fmt: skip
    said = [f"{'z' + '₁₂₃₄₅₆₇₈'[i]} <b>{known(result, i)}</b>" for i in record.order]
    names = words(np.zeros(LATENT), rows - 0.12, said, colours, style, textposition="middle right")
    costs = words(cost, rows + 0.25, [f" {value:.2f}" for value in cost], colours, style, textposition="middle right")
    z = np.clip(result.z[record.order], VALUES[0] - 0.9 * HALF_TILE, VALUES[-1] + 0.9 * HALF_TILE)
    now = dots(z, rows + 0.42, style.colour("generated"), 2.8 * style.stroke, "z = %{x:.2f}", **PLACES["strips"].axes)
    now["marker"] |= {"symbol": "triangle-up"}
    strips = result.decoded(runs(result.z, record.order))
    images = [placed(source(sheet(strips, len(VALUES), gap=0, side=SIDE), "generated", style), PLACES["strips"].refs,
                     VALUES[0] - HALF_TILE, -0.5, len(VALUES) * 2 * HALF_TILE, LATENT, layer="below")]  # fmt: skip
    at_mean, at_z = result.pair
    for i, (picture, role) in enumerate([(result.x, "real"), (at_mean, "generated"), (at_z, "generated")]):
        images.append(
            placed(source(picture.reshape(SIDE, SIDE), role, style), PLACES["trio"].refs, 0.08, 3 - i, 0.84, 0.84)
        )
    bare = {"visible": False}
    down = {"range": [LATENT - 0.5, -0.5]}
    layout = base_layout(
        style,
        **PLACES.layout(
            cost={"xaxis": bare | {"range": [0, 4.4]}, "yaxis": bare | down},
            strips={"xaxis": {"range": [VALUES[0] - HALF_TILE, VALUES[-1] + HALF_TILE], "showgrid": False,
                              "tickvals": [-3, -2, -1, 0, 1, 2, 3]},
                    "yaxis": down | {"tickvals": rows[1:] - 0.5, "showticklabels": False, "ticks": ""}},
            trio={"xaxis": bare | {"range": [0, 1]},
                  "yaxis": bare | {"range": [-0.1, 3.2], "scaleanchor": PLACES["trio"].refs[0],
                                   "constrain": "domain"}},
        ),
        images=images,
        margin={"l": 6, "r": 6, "t": 4, "b": 30 if style.lecture else 26},
    )  # fmt: skip
    told = [f"{known(result, i)}" for i in record.order[active]]
    alt = (f"With β = {record.beta:g}, {int(active.sum())} of {LATENT} latents are active. By falling KL they know: "
           f"{', '.join(told)}. The first costs {cost[0]:.2f} nats, all together {cost.sum():.2f}.")  # fmt: skip
    return Drawing([bar, names, costs, now, heads(style)], layout, alt, NARROW)


def known(result: Result, latent: int) -> str:
    """Return which factors a latent knows, most first, in a word or two."""
    record = result.record
    if not record.active[latent]:
        return "dead"
    share = record.information[:, latent] / ENTROPIES
    most = [FACTORS[i] for i in np.argsort(-share)[:2] if share[i] >= KNOWS]
    return " + ".join(most) or "little"


def runs(z: Array, order: NDArray[np.int64]) -> Array:
    """Return z with one latent at a time set to each of VALUES, in the given order; (d × len(VALUES), d)."""
    table = np.tile(z, (len(order), len(VALUES), 1))
    for row, latent in enumerate(order):
        table[row, :, latent] = VALUES
    return table.reshape(-1, len(z))


def heads(style: Style) -> Trace:
    """Return what the three pictures are."""
    texts = ["<b>encoded</b>", "<b>decoded</b> at μ", "<b>decoded</b>, moved"]
    roles = [style.colour(role) for role in ("real", "generated", "generated")]
    return words([0.08] * 3, [3.08, 2.08, 1.08], texts, roles, style, textposition="middle right",
                 **PLACES["trio"].axes)  # fmt: skip
