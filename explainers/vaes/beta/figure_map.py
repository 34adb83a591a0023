"""Which latent knows which factor: mutual information in two models of one β, and the gap that MIG averages."""

import numpy as np

from explainers.figure_style import Drawing, Plot, Style, Trace, base_layout
from explainers.marks import line, words
from explainers.panels import Panel, panels
from explainers.vaes.beta.measures import ENTROPIES
from explainers.vaes.beta.models import Record
from explainers.vaes.beta.networks import LATENT
from explainers.vaes.beta.result import Result
from explainers.vaes.beta.sprites import FACTORS, Array

PANELS = panels("map0 gap0", "map1 gap1", widths=(0.72, 0.28), gaps=(0.02, 0.17))
NARROW_HEIGHTS = {"map0": 250, "gap0": 110, "map1": 250, "gap1": 110}
GAPS = tuple(range(len(FACTORS)))


@Plot
def plot_map(result: Result, style: Style) -> Drawing:
    """Draw for both models of a β the share of every factor's entropy that every latent knows, and its gaps."""
    traces: list[Trace] = []
    axes = {}
    for record in result.both:
        here, beside = PANELS[f"map{record.seed}"], PANELS[f"gap{record.seed}"]
        traces += information_map(record, style, here) + gap_bars(record, style, beside)
        names = ["z" + "₁₂₃₄₅₆₇₈"[i] for i in record.order]
        down = {"range": [len(FACTORS) - 0.5, -1.25], "showgrid": False, "ticks": "", "showline": False}
        axes[f"map{record.seed}"] = {
            "xaxis": {"range": [-0.5, LATENT - 0.5], "tickvals": list(range(LATENT)), "ticktext": names, "ticks": "",
                      "showgrid": False, "showline": False},
            "yaxis": down | {"tickvals": list(GAPS), "ticktext": [f"{factor} " for factor in FACTORS]},
        }  # fmt: skip
        axes[f"gap{record.seed}"] = {
            "xaxis": {"range": [0, 1.18], "tickvals": [0, 0.5, 1], "tickformat": ".0%"},
            "yaxis": down | {"showticklabels": False},
        }
    layout = base_layout(style, **PANELS.layout(**axes), margin={"l": 118 if style.lecture else 88, "r": 8, "t": 4,
                                                                 "b": 34 if style.lecture else 28})  # fmt: skip
    one, other = result.both
    alt = (f"With β = {one.beta:g} the mutual information gap is {one.mig:.2f} for seed 0 and {other.mig:.2f} for "
           f"seed 1. " + " ".join(f"Seed {record.seed}: {best(record)}." for record in result.both))  # fmt: skip
    return Drawing(traces, layout, alt, PANELS.narrow(NARROW_HEIGHTS, gap=34))


def shares(record: Record) -> Array:
    """Return what share of each factor's entropy each latent knows, (factors, d), latents by falling KL."""
    found: Array = (record.information / ENTROPIES[:, None])[:, record.order]
    return found


def best(record: Record) -> str:
    """Return in words which latent knows most of every factor."""
    found = shares(record)
    return ", ".join(f"{factor} {row.max():.0%} in z{record.order[row.argmax()] + 1}"
                     for factor, row in zip(FACTORS, found, strict=True))  # fmt: skip


def information_map(record: Record, style: Style, here: Panel) -> list[Trace]:
    """Return the map with its numbers; the best latent of each factor is framed, the second dotted."""
    found = shares(record)
    heat = {"type": "heatmap", "z": found, "zmin": 0, "zmax": 1, "showscale": False, "xgap": 3, "ygap": 3,
            "colorscale": [[0, style.colour("posterior", 0.05)], [1, style.colour("posterior", 0.75)]],
            "hovertemplate": "%{z:.1%} of H<extra></extra>", **here.axes}  # fmt: skip
    rows, columns = (part.ravel() for part in np.indices(found.shape))
    texts = [f"{share:.0%}" if share >= 0.01 else "·" for share in found.ravel()]
    colours = [style.colour("background" if share > 0.6 and not style.dark else "text") for share in found.ravel()]
    head = f"<b>{'β = ' + format(record.beta, 'g')}, seed {record.seed}</b>: share of H known"
    title = words([-0.45], [-0.9], [head], style.colour("text"), style, textposition="middle right", **here.axes)
    return [heat, words(columns, rows, texts, colours, style, **here.axes), title, *frames(found, style, here)]


def frames(found: Array, style: Style, here: Panel) -> list[Trace]:
    """Return a frame round the best latent of each factor, and a dotted one round the second."""
    order, traces = np.argsort(-found, axis=1), []
    for rank, dash in ((0, "solid"), (1, "dot")):
        x = order[:, rank, None] + np.array([-0.48, 0.48, 0.48, -0.48, -0.48, np.nan])
        y = np.arange(len(found))[:, None] + np.array([-0.47, -0.47, 0.47, 0.47, -0.47, np.nan])
        traces.append(line(x.ravel(), y.ravel(), style.colour("text"), 0.6 * style.stroke, pen={"dash": dash},
                           **here.axes))  # fmt: skip
    return traces


def gap_bars(record: Record, style: Style, here: Panel) -> list[Trace]:
    """Return the gap of every factor as a bar, and their mean, MIG, over them."""
    bar = {"type": "bar", "orientation": "h", "x": record.gaps, "y": list(GAPS), "width": 0.6,
           "marker": {"color": style.colour("likelihood")}, "hovertemplate": "gap %{x:.1%}<extra></extra>",
           **here.axes}  # fmt: skip
    numbers = words(record.gaps, GAPS, [f" {gap:.0%}" for gap in record.gaps], style.colour("text"), style,
                    textposition="middle right", **here.axes)  # fmt: skip
    head = f"first − second; <b>MIG {record.mig:.2f}</b>"
    title = words([0.0], [-0.9], [head], style.colour("likelihood"), style, textposition="middle right", **here.axes)
    mean = line([record.mig] * 2, [-0.5, len(FACTORS) - 0.5], style.colour("likelihood"), 0.6 * style.stroke,
                pen={"dash": "dash"}, **here.axes)  # fmt: skip
    return [bar, numbers, title, mean]
