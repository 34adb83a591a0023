"""One record: what was measured in each column, what the decoder makes of it, and how many nats each column adds."""

import numpy as np

from explainers.data.anomalies.records import RECORDS
from explainers.figure_style import Drawing, Plot, Style, Trace, base_layout
from explainers.marks import dots, line, words
from explainers.panels import panels
from explainers.vaes.anomalies.figure_alarm import titled
from explainers.vaes.anomalies.found import Array
from explainers.vaes.anomalies.model import One, Result

PANELS = panels("head head head", ". columns nats", widths=(0.23, 0.45, 0.32), heights=(0.13, 0.87), gaps=(0.02, 0.01))
NARROW_HEIGHTS = {"head": 50, "columns": 300, "nats": 300}
REACH = {"shuttle": (9.0, 260.0), "phishing": (3.4, 15.0)}  # of standardised columns, and of nats


@Plot
def plot_record(result: Result, style: Style) -> Drawing:
    """Draw the columns of a record against the decoder's interval of two standard deviations, and their nats."""
    one, p = result.one, result.params
    reach, most = REACH[p.records]
    rows, n = np.arange(9.0), len(result.rows)
    names = [name.replace("_", " ") for name in RECORDS[p.records].columns]
    said, shades = [verdict(result), truth(result)], [style.colour("text"), style.colour("guess")]
    head = words([0.0] * 2, [0.5, -0.5], said, shades, style, textposition="middle right", **PANELS["head"].axes)
    traces = [*columns(one, names, reach, style), *bars(one.nats, rows, most, style), head]
    bare, down = {"visible": False}, {"range": [8.6, -0.6], "showgrid": False, "ticks": ""}
    named = down | {"tickvals": rows, "ticktext": names}
    layout = base_layout(style,
                         **PANELS.layout(head={"xaxis": bare | {"range": [0, 1]}, "yaxis": bare | {"range": [-1, 1]}},
                                         columns={"xaxis": {"range": [-1.06 * reach, 1.06 * reach],
                                                            "title": titled("● recorded,  ▬ decoder ± 2 s", style)},
                                                  "yaxis": named},
                                         nats={"xaxis": {"range": [-0.02 * most, 1.22 * most], "nticks": 4,
                                                         "title": titled("−log p(x<sub>j</sub> | z), nats", style)},
                                               "yaxis": named | {"showticklabels": False}}),
                         margin={"l": 6, "r": 8, "t": 4})  # fmt: skip
    worst = int(one.nats.argmax())
    alt = (f"Row {one.row} of {n:,}: its score is {one.score:.2f} nats, and the threshold {result.threshold:.2f}. The "
           f"oddest column is {names[worst]}, with {one.nats[worst]:.2f} nats of {one.nats.sum():.2f}.")  # fmt: skip
    beside = {"xaxis": {"domain": [0.52 if p.records == "phishing" else 0.1, 1.0]}, "yaxis": {"showticklabels": True}}
    return Drawing(traces, layout, alt, PANELS.narrow(NARROW_HEIGHTS, gap=52, columns=beside, nats=beside))


def columns(one: One, names: list[str], reach: float, style: Style) -> list[Trace]:
    """Return what was recorded in each column, over what the decoder makes of it, two deviations either way."""
    axes = PANELS["columns"].axes
    low, high = one.back - 2 * one.sigma, one.back + 2 * one.sigma
    x = np.clip(np.stack([low, high, np.full(9, np.nan)], axis=1).ravel(), -reach, reach)
    said = [f"{name}: {value:g}" for name, value in zip(names, one.values, strict=True)]
    recorded = np.clip(one.x, -reach, reach)
    return [line(x, np.repeat(np.arange(9.0), 3), style.colour("generated", 0.55), 3.5 * style.stroke, **axes),
            dots(recorded, np.arange(9.0), style.colour("real"), 4 * style.stroke, "%{text}", text=said,
                 **axes)]  # fmt: skip


def bars(nats: Array, rows: Array, most: float, style: Style) -> list[Trace]:
    """Return the nats of each column as bars, with their numbers."""
    axes, ends = PANELS["nats"].axes, np.clip(nats, 0, most) + 0.02 * most
    bar = {"type": "bar", "orientation": "h", "x": np.minimum(nats, most), "y": rows, "width": 0.55,
           "marker": {"color": style.colour("posterior")}, "hoverinfo": "skip", **axes}  # fmt: skip
    said = [f"{v:.1f}" for v in nats]
    return [bar, words(ends, rows, said, style.colour("text"), style, textposition="middle right", **axes)]


def verdict(result: Result) -> str:
    """Return the score, the threshold and what follows, in words."""
    one = result.one
    said = "alarm" if one.score > result.threshold else "it passes"
    return f"row {one.row:,}: score <b>{one.score:.1f}</b>, τ = {result.threshold:.1f}: <b>{said}</b>"


def truth(result: Result) -> str:
    """Return what the record is, where that is known."""
    if result.one.anomaly is None:
        return "your own"
    return "in truth <b>an anomaly</b>" if result.one.anomaly else "in truth <b>normal</b>"
