"""Learning curves of both models: who needs fewer labels, and who is right in the end."""

import numpy as np

from explainers.figure_style import Drawing, Plot, Style, base_layout
from explainers.foundations.generative.curves import SEEDS
from explainers.foundations.generative.model import KINDS, Result
from explainers.foundations.marks import learning_curves
from explainers.marks import line, words

WORST = 55.0  # per cent of errors, at the top of the axis


@Plot
def plot_curves(result: Result, style: Style) -> Drawing:
    """Draw test errors against the number of labels: the mean over the training sets, and where most of them lie."""
    curves = result.fit.curves
    n = np.array(curves.sizes, dtype=float)
    both = {"generator": 100 * curves.generative, "discriminator": 100 * curves.discriminative}
    names = {"generator": f"generative: {KINDS[result.params.kind]}", "discriminator": "logistic regression"}
    traces = learning_curves(n, both, style, "%{y:.1f}% wrong with %{x} labels")
    texts = [f"{names[role]}: {wrong[0].mean():.1f}% → {wrong[-1].mean():.1f}%" for role, wrong in both.items()]
    if at := curves.overtaken:
        traces.append(line([at, at], [0, WORST - 14], style.colour("muted"), 0.5 * style.stroke, pen={"dash": "dot"}))
    shown, colours = [*map("<b>{}</b>".format, texts), curves.outcome], [style.colour(r) for r in (*both, "text")]
    heights = [WORST - 3, WORST - 7.5, WORST - 12]
    traces.append(words([1400] * 3, heights, shown, colours, style, textposition="middle left"))
    layout = base_layout(
        style,
        xaxis={"type": "log", "range": [np.log10(3.6), np.log10(1500)], "tickvals": list(curves.sizes),
               "title": {"text": "labels in the training set, n"}},
        yaxis={"range": [0, WORST], "ticksuffix": "%", "title": {"text": "errors on the test set"}},
        margin={"l": 88 if style.lecture else 68, "r": 14},
    )  # fmt: skip
    alt = f"Mean errors with {n[0]:.0f} and {n[-1]:.0f} labels, over {SEEDS} training sets: "
    alt += f"{'; '.join(texts)}; {curves.outcome}."
    return Drawing(traces, layout, alt, {"height": 420})
