"""Codes drawn one after another from the prior, beside codes drawn without knowing each other."""

import numpy as np

from explainers.figure_style import Drawing, Plot, Style, Trace, base_layout
from explainers.marks import words
from explainers.panels import panels
from explainers.vaes.quantised.figure_codes import head, numbered, outline, picture, square, squares
from explainers.vaes.quantised.model import Result
from explainers.vaes.quantised.networks import CELLS, GRID
from explainers.vaes.quantised.sampling import SAMPLES, WAYS, so_far
from explainers.vaes.tiles import sheet

PANELS = panels("first next samples", widths=(0.29, 0.21, 0.5), gaps=(0.03, 0.02))
ROLES = {"prior": "prior", "usage": "muted", "uniform": "guess"}
LIKELY = 7  # codes whose probabilities are shown


@Plot
def plot_prior(result: Result, style: Style) -> Drawing:
    """Draw a sample in the making, what the prior expects next, and all samples as far as they have come."""
    p, found = result.params, result.draws
    n, codes = p.count, found.codes["prior"][0]
    pictures = so_far(p.data, p.entries, p.temperature, p.seed, n)
    first = PANELS["first"]
    shown = (np.arange(CELLS) < n).reshape(GRID, GRID).repeat(4, 0).repeat(4, 1)
    traces = [
        picture(pictures[0].reshape(28, 28) * shown, "prior", style, first),
        numbered([str(code + 1) if k < n else "" for k, code in enumerate(codes)], style, first, -2),
        outline([n] if n < CELLS else [], style.colour("text"), style.stroke, first),
        outline(range(CELLS), style.colour("muted", 0.5), 0.5, first),
        head(f"<b>{n} of 49 codes</b>", "prior", style, first),
    ]
    traces += expected(result, style) + samples(result, pictures * shown.ravel(), style)
    axes = {
        "first": square(),
        "next": {"xaxis": {"visible": False, "range": [-0.36, 1.3]},
                 "yaxis": {"visible": False, "range": [-0.7, LIKELY + 0.4]}},
        "samples": {"xaxis": {"visible": False, "range": [0, SAMPLES], "constrain": "domain"},
                    "yaxis": {"visible": False, "range": [0, 3 * ROW], "constrain": "domain"}},
    }  # fmt: skip
    layout = base_layout(style, **squares(("", "3"), PANELS.layout(**axes)), margin={"l": 4, "r": 4, "t": 2, "b": 2})
    costs = ", ".join(f"{found.bits[way]:.0f} if drawn {text}" for way, text in WAYS.items())
    alt = (f"{n} of 49 codes have been drawn from a prior over {p.entries} codes. Grids cost, under the prior, on "
           f"average so many bits: {costs}; the codes of test pictures cost {result.prior_bits:.0f}.")  # fmt: skip
    return Drawing(traces, layout, alt, PANELS.narrow({"first": 340, "next": 240, "samples": 230}, gap=8))


ROW = 1.32  # of samples, with the line of words over them


def samples(result: Result, pictures: np.ndarray, style: Style) -> list[Trace]:
    """Return the samples of the three ways in rows, and what whole ones cost under the prior."""
    axes, found, traces = PANELS["samples"].axes, result.draws, []
    for i, (way, text) in enumerate(WAYS.items()):
        grey = sheet(pictures[SAMPLES * i : SAMPLES * (i + 1)], SAMPLES, gap=1)
        row = picture(grey, ROLES[way], style, PANELS["samples"], SAMPLES)
        row["y0"] += (2 - i) * ROW
        said = f"<b>{text}</b>: {found.bits[way]:.0f} bits each"
        traces += [row, words([0.0], [(2 - i) * ROW + 1.15], [said], style.colour(ROLES[way]), style,
                              textposition="middle right", **axes)]  # fmt: skip
    return traces


def expected(result: Result, style: Style) -> list[Trace]:
    """Return the likeliest next codes of the first sample as bars; nothing once all are drawn."""
    p, panel = result.params, PANELS["next"]
    n = min(p.count, CELLS - 1)
    chances = result.draws.forecast[n]
    best = np.argsort(-chances, kind="stable")[:LIKELY]
    drawn = int(result.draws.codes["prior"][0, n])
    heights, y = chances[best], LIKELY - 1 - np.arange(LIKELY)
    colours = [style.colour("prior", 1.0 if code == drawn else 0.4) for code in best]
    bar = {"type": "bar", "orientation": "h", "x": heights, "y": y, "marker": {"color": colours}, "width": 0.62,
           "hovertemplate": "%{x:.4f}<extra></extra>", **panel.axes}  # fmt: skip
    names = words(np.full(LIKELY, -0.05), y, [str(code + 1) for code in best], style.colour("text"), style,
                  textposition="middle left", **panel.axes)  # fmt: skip
    said = words(heights + 0.04, y, [f"{chance:.0%}" for chance in heights], style.colour("text"), style,
                 textposition="middle right", **panel.axes)  # fmt: skip
    title = f"<b>p(code {n + 1} | {n} before)</b>"
    heading = words([0.45], [LIKELY - 0.1], [title], style.colour("prior"), style, **panel.axes)
    return [bar, names, said, heading]
