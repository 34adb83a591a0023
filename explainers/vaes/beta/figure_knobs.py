"""What every latent does to a sprite: one film strip each, from the one that says most to those that say nothing."""

import numpy as np
from numpy.typing import NDArray

from explainers.figure_style import Drawing, Plot, Style, Trace, base_layout
from explainers.marks import dots, words
from explainers.vaes.beta.measures import ENTROPIES
from explainers.vaes.beta.networks import LATENT
from explainers.vaes.beta.result import Result
from explainers.vaes.beta.sprites import FACTORS, SIDE, Array
from explainers.vaes.tiles import placed, sheet, source

VALUES = np.linspace(-3, 3, 7)  # to which each latent is set in turn, in σ of the prior
HALF_TILE = (VALUES[1] - VALUES[0]) / 2
KNOWS = 0.1  # the share of a factor's entropy from which on a latent is said to know it
NARROW = {  # on a telephone the three pictures stand below the strips
    "height": 660,
    "xaxis": {"domain": [0.0, 0.34]}, "xaxis2": {"domain": [0.36, 1.0]}, "xaxis3": {"domain": [0.0, 1.0]},
    "yaxis": {"domain": [0.5, 1.0]}, "yaxis2": {"domain": [0.5, 1.0]}, "yaxis3": {"domain": [0.0, 0.44]},
}  # fmt: skip


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
    now = dots(z, rows + 0.42, style.colour("generated"), 2.8 * style.stroke, "z = %{x:.2f}", xaxis="x2", yaxis="y2")
    now["marker"] |= {"symbol": "triangle-up"}
    strips = result.decoded(runs(result.z, record.order))
    images = [placed(source(sheet(strips, len(VALUES), gap=0, side=SIDE), "generated", style), ("x2", "y2"),
                     VALUES[0] - HALF_TILE, -0.5, len(VALUES) * 2 * HALF_TILE, LATENT, layer="below")]  # fmt: skip
    at_mean, at_z = result.pair
    for i, (picture, role) in enumerate([(result.x, "real"), (at_mean, "generated"), (at_z, "generated")]):
        images.append(placed(source(picture.reshape(SIDE, SIDE), role, style), ("x3", "y3"), 0.08, 3 - i, 0.84, 0.84))
    bare = {"visible": False, "anchor": "y"}
    layout = base_layout(
        style,
        xaxis=bare | {"domain": [0.0, 0.22], "range": [0, 4.4]},
        yaxis={"range": [LATENT - 0.5, -0.5], "visible": False, "domain": [0.03, 0.95]},
        xaxis2={"domain": [0.23, 0.75], "range": [VALUES[0] - HALF_TILE, VALUES[-1] + HALF_TILE], "anchor": "y2",
                "showgrid": False, "tickvals": [-3, -2, -1, 0, 1, 2, 3]},
        yaxis2={"range": [LATENT - 0.5, -0.5], "tickvals": rows[1:] - 0.5, "showticklabels": False, "ticks": "",
                "anchor": "x2", "domain": [0.03, 0.95]},
        xaxis3=bare | {"domain": [0.78, 1.0], "range": [0, 1], "anchor": "y3"},
        yaxis3=bare | {"domain": [0.0, 1.0], "range": [-0.1, 3.2], "anchor": "x3", "scaleanchor": "x3",
                       "constrain": "domain"},
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
    return words([0.08] * 3, [3.08, 2.08, 1.08], texts, roles, style, textposition="middle right", xaxis="x3",
                 yaxis="y3")  # fmt: skip
