"""The drawing, and what each loss has taught its generator to paint of it."""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from explainers.figure_style import Drawing, Layout, Plot, Style, Trace, base_layout
from explainers.gans.pix2pix.models import L1, sharpness
from explainers.gans.pix2pix.result import Result
from explainers.marks import line, words
from explainers.vaes.tiles import source

BARE = {"visible": False, "showgrid": False, "constrain": "domain"}
NAMES = {L1: "L1 alone", "0": "D alone"} | {loss: f"λ = {loss}" for loss in ("100", "10", "1")}
BIG, SMALL = 2.0, 1.12  # sides of tiles
EVERY = (3 * BIG + 0.4 - SMALL) / 4  # from one small tile to the next
NARROW = {"height": 330}


@Plot
def plot_draw(result: Result, style: Style) -> Drawing:
    """Draw y as the generators see it, the picture by L1 alone and that of λ; below, the pictures of all models."""
    chosen = result.losses.index(result.loss)
    large = [(result.drawn, "truth"), (result.painted[0], "muted"), (result.painted[chosen], "generated")]
    traces = [picture(grey, i * (BIG + 0.2), 1.7, BIG, role, style) for i, (grey, role) in enumerate(large)]
    traces += [picture(grey, i * EVERY, 0.0, SMALL, "generated" if i else "muted", style)
               for i, grey in enumerate(result.painted)]  # fmt: skip
    layout = bare(style, [-0.05, 3 * BIG + 0.45], [-0.06, 4.1])
    left = chosen * EVERY
    traces += [box(left, 0.0, left + SMALL, SMALL, "generated", style), *captions(result, chosen, style)]
    sharper = sharpness(result.painted[chosen]) / max(sharpness(result.painted[0]), 1e-9)
    alt = (f"A drawing with {result.drawn.mean():.1%} ink, painted by {len(result.losses)} generators. The picture of "
           f"{NAMES[result.loss]} is {sharper:.2f} times as sharp as that of L1 alone.")  # fmt: skip
    return Drawing(traces, layout, alt, NARROW)


def captions(result: Result, chosen: int, style: Style) -> list[Trace]:
    """Return what the tiles are."""
    over = ["<b>y</b>, your drawing", "<b>L1 alone</b>", f"<b>x̃ = G(y)</b>, {NAMES[result.loss]}"]
    roles = ["truth", "muted", "generated"]
    large = words([i * (BIG + 0.2) for i in range(3)], [3.9] * 3, over, [style.colour(role) for role in roles], style,
                  textposition="middle right")  # fmt: skip
    names = [f"<b>{NAMES[loss]}</b>" if i == chosen else NAMES[loss] for i, loss in enumerate(result.losses)]
    small = words(
        [i * EVERY + SMALL / 2 for i in range(len(names))], [SMALL + 0.2] * len(names), names,
        [style.colour("generated" if i else "muted") for i in range(len(names))], style,
    )  # fmt: skip
    return [large, small]


def picture(grey: ArrayLike, x: float, y: float, size: float, role: str, style: Style, **axes: Any) -> Trace:
    """Return a square picture, (n, n), as a trace: its lower left corner at (x, y), `size` wide."""
    upright = np.asarray(grey)[::-1]  # rows of an image trace go up
    step = size / len(upright)
    return {"type": "image", "source": source(upright, role, style), "hoverinfo": "skip", "x0": x + step / 2,
            "y0": y + step / 2, "dx": step, "dy": step, **axes}  # fmt: skip


def bare(style: Style, x: list[float], y: list[float]) -> Layout:
    """Return the layout of a figure of pictures alone, from x[0] to x[1] and from y[0] to y[1]."""
    return base_layout(style, xaxis=BARE | {"range": x}, yaxis=BARE | {"range": y, "scaleanchor": "x"},
                       margin={"l": 4, "r": 4, "t": 4, "b": 4})  # fmt: skip


def box(left: float, low: float, right: float, high: float, role: str, style: Style, **axes: Any) -> Trace:
    """Return the outline of a rectangle."""
    corners = [left, right, right, left, left], [low, low, high, high, low]
    return line(*corners, style.colour(role), 0.7 * style.stroke, **axes)
