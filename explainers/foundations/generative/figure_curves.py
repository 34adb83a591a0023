"""Learning curves of both models: who needs fewer labels, and who is right in the end."""

import numpy as np

from explainers.figure_style import Drawing, Plot, Style, base_layout
from explainers.foundations.generative.curves import BAND, SEEDS
from explainers.foundations.generative.model import KINDS, Result
from explainers.foundations.marks import band
from explainers.marks import line, words

WORST = 55.0  # per cent of errors, at the top of the axis


@Plot
def plot_curves(result: Result, style: Style) -> Drawing:
    """Draw test errors against the number of labels: the mean over the training sets, and where most of them lie."""
    curves = result.fit.curves
    n = np.array(curves.sizes, dtype=float)
    both = {"generator": 100 * curves.generative, "discriminator": 100 * curves.discriminative}
    names = {
        "generator": f"generative: {KINDS[result.params.kind]}",
        "discriminator": "discriminative: logistic regression",
    }
    traces = []
    for role, wrong in both.items():
        low, high = np.percentile(wrong, BAND, axis=1)
        traces.append(band(n, low, high, style.colour(role, 0.16)))
    for role, wrong in both.items():
        traces.append(line(n, wrong.mean(axis=1), style.colour(role), style.stroke, "%{y:.1f}% wrong with %{x} labels",
                           mode="lines+markers"))  # fmt: skip
    at = curves.overtaken
    if at:
        traces.append(line([at, at], [0, WORST - 14], style.colour("muted"), 0.5 * style.stroke, pen={"dash": "dot"}))
    first, last = (tuple(wrong.mean(axis=1)[i] for wrong in both.values()) for i in (0, -1))
    texts = [f"<b>{names[role]}: {both[role][0].mean():.1f}% → {both[role][-1].mean():.1f}%</b>" for role in both] + [
        curves.outcome
    ]
    colours = [style.colour(role) for role in both] + [style.colour("text")]
    traces.append(
        words([1400] * 3, [WORST - 3, WORST - 7.5, WORST - 12], texts, colours, style, textposition="middle left")
    )
    layout = base_layout(
        style,
        xaxis={"type": "log", "range": [np.log10(3.6), np.log10(1500)], "tickvals": list(curves.sizes),
               "title": {"text": "labels in the training set, n"}},
        yaxis={"range": [0, WORST], "ticksuffix": "%", "title": {"text": "errors on the test set"}},
        margin={"l": 88 if style.lecture else 68, "r": 14},
    )  # fmt: skip
    alt = (f"Mean test errors over {SEEDS} training sets. With {curves.sizes[0]} labels: generative {first[0]:.1f}%, "
           f"discriminative {first[1]:.1f}%. With {curves.sizes[-1]}: {last[0]:.1f}% and {last[1]:.1f}%; "
           f"{curves.outcome}.")  # fmt: skip
    return Drawing(traces, layout, alt, {"height": 420})
