"""The plane on its way through the layers of a flow: the grid bends, and the density with it."""

import numpy as np

from explainers.figure_style import Drawing, Plot, Style, Trace, base_layout
from explainers.marks import line
from explainers.panels import Panel, panels
from explainers.vaes.flows.figure_parts import density, scattered, square
from explainers.vaes.flows.layers import KINDS
from explainers.vaes.flows.model import Result
from explainers.vaes.flows.targets import TARGETS, Array

PLACES = panels("grid flow", "grid target", widths=(0.66, 0.34), gaps=(0.05, 0.1))
NARROW = PLACES.narrow({"grid": 340, "flow": 300, "target": 300})
BINS = np.array([-1.2, -0.4, 0.4, 1.2])  # where the colour of log|det| changes


@Plot
def plot_bend(result: Result, style: Style) -> Drawing:
    """Draw the grid after t of the layers, samples over their exact density, and the target."""
    p, q = np.exp(result.log_p), np.exp(result.log_q)
    traces = [
        *bent(result, style, PLACES["grid"]),
        density(q, float(p.max()), "generated", style, PLACES["flow"]),
        scattered(result.samples, "text", style, PLACES["flow"], 0.8),
        density(p, float(p.max()), "real", style, PLACES["target"]),
    ]
    names = {
        "grid": f"<b>after {result.depth:.1f} of {result.layers} layers</b>: {key(style)}",
        "flow": f"<b style='color:{style.colour('generated')}'>q</b>, exact; KL(p ‖ q) = <b>{result.kl:.3f}</b>",
        "target": f"<b style='color:{style.colour('real')}'>p</b>, the target",
    }
    layout = base_layout(
        style,
        **PLACES.layout(**{name: square(PLACES[name], style) for name in names}),
        annotations=[PLACES[name].over(text, style, align="left") for name, text in names.items()],
        margin={"l": 4, "r": 4, "t": 34 if style.lecture else 28, "b": 8},
    )
    return Drawing(traces, layout, describe(result), NARROW)


def key(style: Style) -> str:
    """Return what the colours of the grid say, in those colours."""
    return (f"<b style='color:{shades(style)[0]}'>squeezed −</b> 0 "
            f"<b style='color:{shades(style)[-1]}'>+ stretched</b>")  # fmt: skip


def shades(style: Style) -> list[str]:
    """Return the colours of the grid, from squeezed to stretched."""
    ends = [np.array([int(style.colour(role)[i : i + 2], 16) for i in (1, 3, 5)])
            for role in ("class_0", "grid", "class_1")]  # fmt: skip
    ends[1] = 0.55 * ends[1] + 0.45 * np.array([128, 128, 128])
    found = []
    for share in np.linspace(-1, 1, len(BINS) + 1):
        mix = (1 - abs(share)) * ends[1] + abs(share) * ends[0 if share < 0 else 2]
        found.append("#" + "".join(f"{round(part):02x}" for part in mix))
    return found


def bent(result: Result, style: Style, panel: Panel) -> list[Trace]:
    """Return the lines of the grid, each piece in the colour of the log-determinant there."""
    grid, told = result.bent
    bins = np.searchsorted(BINS, (told[:, 1:] + told[:, :-1]) / 2)
    traces = []
    for i, colour in enumerate(shades(style)):
        x, y = pieces(grid, bins == i)
        traces.append(line(x, y, colour, 0.6 * style.stroke, **panel.axes))
    return traces


def pieces(grid: Array, mask: np.ndarray) -> tuple[Array, Array]:
    """Return the pieces of lines (m, n, 2) where the mask, (m, n − 1), holds, as one line with gaps."""
    first, last = np.pad(mask, ((0, 0), (0, 1))), np.pad(mask, ((0, 0), (1, 0)))
    used = first | last
    ends = last & ~first  # the last place of a piece
    rows = grid[used]
    where = np.flatnonzero(ends[used]) + 1
    rows = np.insert(rows, where, np.nan, axis=0)
    return rows[:, 0], rows[:, 1]


def describe(result: Result) -> str:
    """Return the picture in a sentence."""
    told = result.bent[1]
    return (f"A {KINDS[result.params.kind].lower()} flow towards {TARGETS[result.params.data].lower()}, after "
            f"{result.depth:.1f} of {result.layers} layers: log|det| on the grid runs from {told.min():.2f} to "
            f"{told.max():.2f}, and KL(p ‖ q) is {result.kl:.3f} nats.")  # fmt: skip
