"""A batch in which pictures repeat, what two discriminators say of it, and how diverse the letters became with each."""

from typing import Any

import numpy as np

from explainers.figure_style import Drawing, Layout, Plot, Style, Trace, base_layout
from explainers.gans.pictures.letters import grey
from explainers.gans.progressive.models import LETTERS, MEASURED
from explainers.gans.progressive.result import BATCH, OTHER, TOLD, Result, reached
from explainers.gans.progressive.settings import DISTINCT
from explainers.marks import dots, line, words
from explainers.panels import panels
from explainers.vaes.tiles import tiles

PANELS = panels("batch scores", "batch letters", widths=(0.4, 0.6), heights=(0.55, 0.45), gaps=(0.1, 0.2))
NARROW_HEIGHTS = {"batch": 260, "scores": 180, "letters": 150}
COLUMNS = 4
SCORES = (-0.5, 0.5)
RUNS = {TOLD: ("with minibatch deviation", "generated"), OTHER: ("without", "guess")}


@Plot
def plot_batch(result: Result, style: Style) -> Drawing:
    """Draw the batch, the mean scores by how many of its pictures differ, and the letters that G then makes."""
    bare = {"visible": False, "constrain": "domain"}
    axes: dict[str, Layout] = {
        "batch": {"xaxis": bare | {"range": [-0.55, COLUMNS - 0.45]},
                  "yaxis": bare | {"range": [-1.3, COLUMNS], "scaleanchor": "x"}},
        "scores": {"xaxis": {"range": [-0.3, 4.3], "tickvals": list(range(5)), "ticktext": [f"{k}" for k in DISTINCT],
                             "title": {"text": "different pictures in a batch of 16"}},
                   "yaxis": {"range": list(SCORES), "title": {"text": "score of D"}}},
        "letters": {"xaxis": {"range": [-0.6, len(LETTERS) - 0.4], "tickvals": list(range(len(LETTERS))),
                              "ticktext": list(LETTERS), "showgrid": False},
                    "yaxis": {"range": [0, 0.6], "tickvals": [0, 0.2, 0.4], "tickformat": ".0%"}},
    }  # fmt: skip
    traces = [*batch(result, style), *scores(result, style), *letters(result, style)]
    layout = base_layout(
        style, **PANELS.layout(**axes), margin={"l": 4, "r": 10, "t": 8, "b": 34 if style.lecture else 26}
    )
    now = DISTINCT.index(int(result.params.distinct))
    told, other = result.by_distinct.values()
    alt = (f"A batch of {BATCH} with {result.params.distinct:g} different letters. With minibatch deviation D scores "
           f"it {told[now]:.2f}, and {told[-1]:.2f} when all differ; without, {other[now]:.2f} and {other[-1]:.2f}. "
           f"Recall is {reached(TOLD, 'recall'):.2f} with it and {reached(OTHER, 'recall'):.2f} without.")  # fmt: skip
    return Drawing(traces, layout, alt, PANELS.narrow(NARROW_HEIGHTS, gap=(20, 74)))


def batch(result: Result, style: Style) -> list[Trace]:
    """Return the batch, and its minibatch standard deviation."""
    here: dict[str, Any] = dict(PANELS["batch"].axes)
    shown = tiles(grey(result.repeated), COLUMNS, "real", style, **here)
    said = f"minibatch deviation s = {float(result.deviation.mean()):.3f}"
    text = words([1.5, 1.5], [3.75, -0.9], [f"a batch of {BATCH}, <b>{result.params.distinct:g} different</b>", said],
                 style.colour("text"), style, **here)  # fmt: skip
    return [shown, text]


def scores(result: Result, style: Style) -> list[Trace]:
    """Return the mean score of both discriminators by how many pictures differ, and where the slider is."""
    here: dict[str, Any] = dict(PANELS["scores"].axes)
    at, now = np.arange(5.0), DISTINCT.index(int(result.params.distinct))
    traces = [line([now, now], SCORES, style.colour("muted", 0.3), 4 * style.stroke, **here)]
    for name, (said, role) in RUNS.items():
        curve = result.by_distinct[name]
        above = curve[-1] >= max(found[-1] for found in result.by_distinct.values())
        score = f"<b>{said}</b>: {curve[now]:.2f}".replace("-", "−")
        traces += [line(at, curve, style.colour(role), style.stroke, "%{y:.2f}", **here),
                   dots([now], curve[[now]], style.colour(role), 4 * style.stroke, "%{y:.2f}", **here),
                   words([4.2], [0.85 * SCORES[int(above)]], [score], style.colour(role), style,
                         textposition="middle left", **here)]  # fmt: skip
    return traces


def letters(result: Result, style: Style) -> list[Trace]:
    """Return how many of MEASURED letters the classifier reads as each, after training with both."""
    here: dict[str, Any] = dict(PANELS["letters"].axes)
    traces: list[Trace] = []
    for i, (name, (said, role)) in enumerate(RUNS.items()):
        shares = np.array(reached(name, "letters")) / MEASURED
        traces.append({"type": "bar", "x": np.arange(len(LETTERS)) + 0.4 * i - 0.2, "y": shares, "width": 0.36,
                       "marker": {"color": style.colour(role)}, "hovertemplate": "%{y:.1%}<extra></extra>",
                       **here})  # fmt: skip
        recall = reached(name, "recall")
        traces.append(words([-0.5], [0.54 - 0.08 * i], [f"G trained <b>{said}</b>: recall {recall:.2f}"],
                            style.colour(role), style, textposition="middle right", **here))  # fmt: skip
    return traces
