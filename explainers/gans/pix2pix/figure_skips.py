"""What the skips carry: a generator with them, one trained without, and one whose skips are cut one by one."""

import numpy as np

from explainers.figure_style import Drawing, Plot, Style, Trace
from explainers.gans.pix2pix.figure_draw import bare, picture
from explainers.gans.pix2pix.models import PLAIN, recorded
from explainers.gans.pix2pix.networks import SKIPS
from explainers.gans.pix2pix.pairs import TEST
from explainers.gans.pix2pix.result import Result
from explainers.marks import words

DOWN = 1.75  # from one row to the next
COLUMNS = [0.0, 1.35, 2.45, 3.8, 4.9, 6.0]  # where tiles begin: the pair, both generators, and the cuts
NAMES = ["U-Net", "no skips", *(f"cut {pixels}×{pixels}" for pixels in SKIPS)]
ROLES = ("muted", "generated")  # of the losses
NARROW = {"height": 250}


@Plot
def plot_skips(result: Result, style: Style) -> Drawing:
    """Draw the pair and what the generators paint of it under both losses, with the L1 error over all test pairs."""
    y, x = result.pair
    known = [recorded(result.params.data)[loss] for loss in PLAIN]
    means = np.array([[one["g"]["l1"], one["plain"]["l1"], *one["cut"]] for one in known])
    traces = [picture(y, 0, DOWN, 1.0, "truth", style), picture(x, 0, 0, 1.0, "real", style)]
    for i, (row, role) in enumerate(zip(result.skipped, ROLES, strict=True)):
        traces += [picture(grey, column, DOWN * (1 - i), 1.0, role, style)
                   for grey, column in zip(row, COLUMNS[1:], strict=True)]  # fmt: skip
    layout = bare(style, [-0.05, 7.05], [-0.28, DOWN + 1.6])
    said = "; ".join(f"{name} {a:.3f} and {b:.3f}" for name, a, b in zip(NAMES, *means, strict=True))
    alt = f"Mean L1 error over {TEST} test pairs, learnt by L1 alone and with D and λ = 10: {said}."
    return Drawing([*traces, *captions(means, style)], layout, alt, NARROW)


def captions(means: np.ndarray, style: Style) -> list[Trace]:
    """Return what the tiles are, and under each the mean error."""
    middles = [column + 0.5 for column in COLUMNS]
    inks = [style.colour(role) for role in ("truth", *["muted"] * 5, "real", *["generated"] * 5)]
    over = words(middles * 2, [DOWN + 1.14] * 6 + [1.14] * 6, ["<b>y</b>", *NAMES, "<b>x</b>", *NAMES], inks, style)
    under = words(middles[1:] * 2, [DOWN - 0.14] * 5 + [-0.14] * 5, [f"<b>{mean:.3f}</b>" for mean in means.ravel()],
                  style.colour("text"), style)  # fmt: skip
    texts = ["learnt by <b>L1 alone</b>", "learnt with <b>D and λ = 10</b>"]
    heads = words([COLUMNS[1]] * 2, [DOWN + 1.42, 1.42], texts, [style.colour(role) for role in ROLES], style,
                  textposition="middle right")  # fmt: skip
    said = words([0.5], [-0.14], [f"L1 of {TEST} pairs"], style.colour("text"), style)
    return [over, under, heads, said]
