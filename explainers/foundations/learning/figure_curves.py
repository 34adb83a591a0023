"""How right each learner is after how many tellings, and how many of them a given accuracy takes."""

import numpy as np

from explainers.figure_style import Drawing, Plot, Style, base_layout
from explainers.foundations.learning.curves import COUNTS, MOST
from explainers.foundations.learning.figure_told import ROLES
from explainers.foundations.learning.learners import RUNS
from explainers.foundations.learning.model import Result
from explainers.foundations.marks import learning_curves
from explainers.marks import dots, line, words

NAMES = {"unsupervised": "k-means, then labels for its clusters", "supervised": "labels", "reinforcement": "rewards"}


@Plot
def plot_curves(result: Result, style: Style) -> Drawing:
    """Draw accuracy against tellings: the mean over the runs, and where most of them lie."""
    n, wanted = np.array(COUNTS, dtype=float), 100 * result.params.wanted
    curves = {name: 100 * result.curves[name] for name in NAMES}
    needed = {name: result.needed(name) for name in NAMES}
    by_role = {ROLES[name]: right for name, right in curves.items()}
    traces = learning_curves(n, by_role, style, "%{y:.0f}% after %{x}")
    traces.append(line([0.9, MOST], [wanted, wanted], style.colour("muted"), 0.6 * style.stroke, pen={"dash": "dash"}))
    for name, count in needed.items():
        at = [float(count)] if count else []
        traces.append(dots(at, [wanted] * len(at), style.colour(ROLES[name]), 4.5 * style.stroke, "%{x} tellings"))
    said = [f"<b>{label}: {needed[name] or 'never'}</b>" for name, label in NAMES.items()]
    texts = [f"tellings needed for {wanted:.0f}%", *said]
    colours = [style.colour("text"), *(style.colour(ROLES[name]) for name in NAMES)]
    traces.append(words([1050] * 4, [21, 15, 9, 3], texts, colours, style, textposition="middle left"))
    layout = base_layout(
        style,
        xaxis={"type": "log", "range": [-0.05, np.log10(1150)], "tickvals": [1, 3, 10, 32, 100, 320, 1000],
               "title": {"text": "tellings: labels or rewards"}},
        yaxis={"range": [0, 102], "ticksuffix": "%", "title": {"text": "right on the test set"}},
        margin={"l": 92 if style.lecture else 72, "r": 14},
    )  # fmt: skip
    alt = (f"For {wanted:.0f}% right, averaged over {RUNS} runs, it takes "
           + ", ".join(f"{needed[name] or f'more than {MOST}'} tellings of {label}" for name, label in NAMES.items())
           + ".")  # fmt: skip
    return Drawing(traces, layout, alt, {"height": 420})
